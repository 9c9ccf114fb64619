/**
 * N2: the expression that the names of files must match. Whoever uploads a file chooses its name, so no name may be able to
 * stall the expression.
 */

/** Each of them multiplies the steps that a name can take. */
const MOST_REPETITIONS = 3;

/** A name has at most this many characters, on any common system. */
export const LONGEST_FILE_NAME = 255;

export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}

/** An escaped character, a class, the beginning and the end of a group, alternatives, a quantifier, or any other character. */
const PARTS =
  /\\(?:[pPu]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<\w+>))?|\)|\||(?:[*+?]|\{\d+(?:,\d*)?\})\??|./gsu;

/** Whether it repeats no group that can be read in several ways, and repeats without a bound only a few times. */
export function isQuick(pattern: string): boolean {
  // Of the groups that are open, whether they hold a repetition or alternatives; the first stands for the whole.
  const varies = [false];
  let justClosed = false;
  let repetitions = 0;
  const vary = (does: boolean): void => {
    varies.push((varies.pop() ?? false) || does);
  };
  for (const part of pattern.match(PARTS) ?? []) {
    const isQuantifier = /^[*+?]|^\{\d/.test(part);
    if (isQuantifier && !part.startsWith('?') && justClosed) return false;
    if (/^(?:[*+]|\{\d+,\})/.test(part)) repetitions += 1;
    if (part.startsWith('(')) varies.push(false);
    justClosed = part === ')' && varies.pop() === true;
    vary(isQuantifier || part === '|' || justClosed);
  }
  return repetitions <= MOST_REPETITIONS;
}
