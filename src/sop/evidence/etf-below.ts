import { wordsOf } from '../vocabulary/visible-text';
import { isChoice, wordsOfLabel } from './etf-labels';

/** N3: a line below a label may be its value, or the first line of something else. */

/** `Next steps:` and `Phone: 555-0100` are headings and labels of their own. */
export function isOtherLabel(line: string): boolean {
  const [before = ''] = line.slice(0, 60).split(/: |:$/, 1);
  return before.length < line.length && wordsOf(before).length <= 5 && /\p{L}/u.test(before);
}

/**
 * Whether a line below a label reads as its value. Where the other labels have their values behind them, it must have the
 * format that the label asks for; where all values are below their labels, anything but a letter's closing will do.
 */
export function isAnswerBelow(line: string, label: string, isStacked: boolean): boolean {
  const words = wordsOf(line);
  if (isClosing(words)) return false;
  return isStacked || looksLike(line, words, label);
}

const CLOSINGS: readonly (readonly string[])[] = [
  ...['thanks', 'thank', 'thx', 'please', 'pls', 'hi', 'hello', 'dear', 'hey', 'regards', 'sincerely', 'cheers', 'fyi'],
  ...['note', 'ps', 'p s', 'cc', 'let me', 'call me', 'sent from', 'best regards', 'kind regards', 'best wishes'],
].map((phrase) => phrase.split(' '));

function isClosing(words: readonly string[]): boolean {
  const small = words.slice(0, 2).map((word) => word.toLowerCase());
  return CLOSINGS.some((closing) => closing.every((word, index) => small[index] === word));
}

function looksLike(line: string, words: readonly string[], label: string): boolean {
  const ofLabel = new Set(wordsOfLabel(label));
  const [first = ''] = words.map((word) => word.toLowerCase());
  if (isChoice(label)) return ['yes', 'no', 'y', 'n', 'none'].includes(first) || /[☑☒✅✔✓]/u.test(line);
  if (words.length > 8) return false;
  if (DATES.some((word) => ofLabel.has(word))) return /\d/.test(line);
  if (AMOUNTS.some((word) => ofLabel.has(word)))
    return /\d/.test(line) || ['no', 'none', 'waived', 'zero'].includes(first);
  if (ofLabel.has('by')) return words.length <= 2 || (words.length <= 4 && words.every(isCapitalized));
  return words.length <= 4;
}

const DATES: readonly string[] = ['date', 'received', 'start', 'end', 'on', 'when'];
const AMOUNTS: readonly string[] = ['amount', 'fee', 'price', 'cost', 'total', 'balance'];

function isCapitalized(word: string): boolean {
  return /^\p{Lu}/u.test(word) || ['de', 'la', 'van', 'von', 'of'].includes(word);
}
