/**
 * Characters that show nothing although some count as letters: joiners, direction marks, Hangul and other fillers, tags,
 * the blank Braille pattern, the blank hieroglyphs, the musical null, and the mark of an object that is not text.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]/gu;

/**
 * Marks on one character beyond what any language has (Unicode's Stream-Safe Text Format has 30): sorting them takes quadratic
 * time. Two Japanese sound marks become combining ones by the normalization.
 */
const MARKS_TOO_MANY = /([\p{M}\uFF9E\uFF9F]{30})[\p{M}\uFF9E\uFF9F]+/gu;

export function withoutHeapsOfMarks(text: string): string {
  return text.replace(MARKS_TOO_MANY, '$1');
}

/** What is visible as it stands: printable ASCII, with single spaces between words. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** The text as a reader sees it: one spelling of each character, one kind of space, nothing invisible. */
export function visibleText(text: string): string {
  if (PLAIN.test(text)) return text;
  return (
    withoutHeapsOfMarks(text.replace(INVISIBLE, ''))
      .normalize('NFKC')
      // Some characters become invisible only by the normalization.
      .replace(INVISIBLE, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
  );
}

/** The words of a visible text: runs of letters and digits. Marks with no letter below them are no word. */
export function wordsOf(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
