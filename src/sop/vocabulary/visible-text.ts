/**
 * Characters that show nothing although some count as letters: joiners, direction marks, Hangul and other fillers, tags,
 * the blank Braille pattern, and the mark of an object that is not text.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800\uFFFC]/gu;

/** The text as a reader sees it: one spelling of each character, one kind of space, nothing invisible. */
export function visibleText(text: string): string {
  return (
    text
      .replace(INVISIBLE, '')
      .normalize('NFKC')
      // Some characters become invisible ones only by the normalization.
      .replace(INVISIBLE, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
  );
}

/** The words of a visible text: runs of letters and digits. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
