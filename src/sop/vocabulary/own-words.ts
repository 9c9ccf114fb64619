import { visibleText, wordsOf } from './visible-text';

/** What people type into a required field when they have nothing to say. */
const FILLERS: ReadonlySet<string> = new Set([
  ...[
    'n',
    'a',
    'na',
    'none',
    'nil',
    'null',
    'nothing',
    'no',
    'not',
    'yes',
    'ok',
    'okay',
    'tbd',
    'tba',
    'tbc',
    'to',
    'do',
  ],
  ...['todo', 'pending', 'done', 'ditto', 'same', 'reason', 'comment', 'comments', 'explanation', 'applicable'],
  ...['available', 'unknown', 'undefined'],
]);

/**
 * C4: whether a text has some words of its own, so that it can explain something; what it says is for people to judge. `.`,
 * `n/a`, figures and tokens that were never filled in are no words.
 */
export function hasOwnWords(text: string): boolean {
  const words = wordsOf(visibleText(text).replace(/\{\{[^{}]*\}\}/g, ' '));
  return words.some((word) => !FILLERS.has(word.toLowerCase()) && isWord(word));
}

/** At least three letters and not all the same; of scripts that write whole words with one or two signs, two. */
function isWord(word: string): boolean {
  const letters = word.match(/\p{L}/gu) ?? [];
  const needed = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(word) ? 2 : 3;
  return letters.length >= needed && new Set(letters).size > 1;
}
