import { wordsOf } from '../vocabulary/visible-text';

/** N3: finds a snippet's labels in lines of text, whatever their case, spacing, numbering, colon and unit. */

/** A label found in a line, with what stands behind it up to the next one. */
export interface FoundLabel {
  readonly label: string;
  readonly answer: string;
  /** Whether the answer may stand on the next line: not in a row of a table, which has its own cell for it. */
  readonly goesOn: boolean;
}

/** Reads one line (visible text); none if it has no label. */
export type LabelReader = (line: string) => readonly FoundLabel[];

/** The words by which a label is known: without `(Yes/No)` or a unit in parentheses. */
export function wordsOfLabel(label: string): readonly string[] {
  const folded = label.normalize('NFKC').toLowerCase();
  const bare = wordsOf(folded.replace(/\([^()]*\)/g, ' ').replace(/\byes ?[/|] ?no\b/g, ' '));
  return bare.length > 0 ? bare : wordsOf(folded);
}

/** Whether the label itself asks for Yes or No. */
export function isChoice(label: string): boolean {
  return /\byes\s?[/|]\s?no\b/i.test(label);
}

/** The pattern costs more to build than to use, and all notes of a portal are read with the same labels. */
const readers = new WeakMap<readonly string[], LabelReader>();

export function labelReader(labels: readonly string[]): LabelReader {
  const reader = readers.get(labels) ?? makeReader(labels);
  readers.set(labels, reader);
  return reader;
}

function makeReader(labels: readonly string[]): LabelReader {
  // Longest first, so that "ETF amount" is not taken for a label "ETF" of another portal.
  const known = labels
    .map((label) => ({ label, words: wordsOfLabel(label) }))
    .sort((a, b) => b.words.join(' ').length - a.words.join(' ').length);
  const alternatives = known.map(({ label, words }) => `(${words.map(escaped).join(gapOf(label))})`);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (line) => {
    const places = [...line.matchAll(pattern)].flatMap((match) => {
      const index = match.slice(1).findIndex((group: string | undefined) => group !== undefined);
      const label = known[index]?.label;
      if (label === undefined) return [];
      const begins = match.index - (LEAD.exec(line.slice(Math.max(0, match.index - 10), match.index))?.[0].length ?? 0);
      return [{ label, begins, ends: match.index + match[0].length }];
    });
    return readPlaces(line, places);
  };
}

interface Place {
  readonly label: string;
  readonly begins: number;
  readonly ends: number;
}

/** From the last to the first, as what stands behind a label ends where the next one begins. */
function readPlaces(line: string, places: readonly Place[]): readonly FoundLabel[] {
  const found: FoundLabel[] = [];
  let end = line.length;
  for (const place of [...places].reverse()) {
    const read = readPlace(line, place, end);
    if (read === undefined) continue;
    found.push(read);
    end = place.begins;
  }
  return found.reverse();
}

function readPlace(line: string, { label, begins, ends }: Place, end: number): FoundLabel | undefined {
  const isSeparated = BOUNDARY.test(line.slice(Math.max(0, begins - 12), begins)) || isFirst(line, begins);
  const behind = line.slice(ends, end);
  const annotated = readAnnotations(behind, isChoice(label));
  const delimiter =
    COLON.exec(annotated.rest) ?? (isSeparated ? (DASH.exec(annotated.rest) ?? LEADER.exec(annotated.rest)) : null);
  if (delimiter !== null) {
    const answer = `${annotated.answer} ${annotated.rest.slice(delimiter[0].length)}`;
    return { label, answer: withoutSeparator(answer), goesOn: !delimiter[0].includes('|') };
  }
  if (!isSeparated) return undefined;
  const value = withoutSeparator(annotated.rest.replace(/^[ ;*_]{1,5}/, ''));
  if (value === '') return { label, answer: annotated.answer, goesOn: true };
  return isTyped(value) ? { label, answer: `${annotated.answer} ${value}`, goesOn: true } : undefined;
}

/** The mark and number of an item, which belong to the label behind them: `, ☐ `, `2. `, `(3) `, `• c) `. */
const LEAD =
  /(?:(?:[•●▪◦‣*>] ?|(?<=[,;|] ?)[☐☑☒✓✔✅] ?)(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)] ?)?|(?<![^ ,;|])\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)] ?)$/iu;
/** Bullets and boxes before a label. */
const BULLETS = ' •●▪◦‣*·–—-☐☑☒✓✔✅>';
/** What separates a label from what comes before it in the line. */
const BOUNDARY = /[,;|•·/&:][ •●▪◦‣*·–—\-☐☑☒✓✔✅>]{0,4}$/u;
const SEPARATORS = ',;|•·/&';

function isFirst(line: string, begins: number): boolean {
  return begins < 12 && Array.from(line.slice(0, begins)).every((character) => BULLETS.includes(character));
}

const COLON = /^[*_ ]{0,4}(?:[.…_·]{2,200} ?)?(?:[:=?|→∶꞉]|[-=]>)[*_:>\-–—= ]{0,5}/;
const DASH = /^(?: [-–—]{1,3} ?|[-–—]{1,3} |[-–—]{1,3}(?=$|[^\p{L}]))/u;
const LEADER = /^ ?(?:[._·]{2,200}|…) ?/;

const UNIT = /^ ?(?:[$€£¥%]|(?:in )?(?:usd|eur|gbp|cad|us ?dollars?|dollars?)(?![\p{L}\p{N}]))/iu;
const IN_BRACKETS = /^ ?(?:\(([^()]{0,60})\)|\[([^[\]]{0,60})\])/;
const UNMADE_CHOICE = /^ ?yes ?[/|] ?no(?![\p{L}\p{N}])/iu;
/** A box to tick is no remark on the label. */
const BOX = /^ ?[x✓✔*_]? ?$/i;

interface Annotated {
  /** What stands behind the label's remarks. */
  readonly rest: string;
  /** An answer that was given in the label's own parentheses. */
  readonly answer: string;
}

/** `(Yes/No)`, `($)`, `in USD`, `(required)`: remarks on a label, of which `(Yes)` and `($12,000)` are answers. */
function readAnnotations(behind: string, isOfChoice: boolean): Annotated {
  let rest = behind;
  let answer = '';
  for (let count = 0; count < 3; count += 1) {
    const bracketed = IN_BRACKETS.exec(rest);
    const content = bracketed?.[1] ?? bracketed?.[2] ?? '';
    const found =
      bracketed && !BOX.test(content) ? bracketed : (UNIT.exec(rest) ?? (isOfChoice ? UNMADE_CHOICE.exec(rest) : null));
    if (found === null) break;
    if (found === bracketed && isAnswer(content, isOfChoice)) answer = content;
    rest = rest.slice(found[0].length);
  }
  return { rest, answer };
}

function isAnswer(content: string, isOfChoice: boolean): boolean {
  const isYesOrNo = /^ ?(?:yes|no) ?$/i.test(content);
  return (isOfChoice && isYesOrNo) || /^[$€£ ]{0,3}\d[\d.,/\- ]{0,20}(?:usd)? ?$/i.test(content);
}

/** More than the few words that a value without a colon has: a line may hold thousands of labels with a sentence behind each. */
const LONGEST_TYPED = 400;

/**
 * Without a colon only something that reads like a value is one: a few words, or a few more with a figure among them. A sentence
 * that begins like a label is none.
 */
function isTyped(value: string): boolean {
  const [first = ''] = value.slice(0, LONGEST_TYPED).split(/[,;|]/, 1);
  if (first.length === LONGEST_TYPED) return false;
  const words = wordsOf(first);
  if (/\d/.test(value.slice(0, 80))) return words.length <= 6;
  return words.length <= 4 && !SENTENCE.has((words[0] ?? '').toLowerCase());
}

const SENTENCE: ReadonlySet<string> = new Set([
  ...['is', 'was', 'are', 'were', 'be', 'will', 'has', 'have', 'had', 'can', 'could', 'should', 'would', 'must', 'may'],
  ...['might', 'to', 'of', 'for', 'and', 'or', 'but', 'in', 'on', 'at', 'from', 'with', 'that', 'which', 'if', 'when'],
  ...['because', 'as', 'by', 'still', 'only', 'does', 'do', 'did', 'needs'],
]);

function withoutSeparator(text: string): string {
  const trimmed = text.trim();
  return SEPARATORS.includes(trimmed.at(-1) ?? '?') ? trimmed.slice(0, -1).trim() : trimmed;
}

/** Between a label's words: what people type there, and the portal's own spelling. */
function gapOf(label: string): string {
  const own = [...new Set(label.normalize('NFKC').replace(/[\p{L}\p{N}\s]/gu, ''))].map(escaped).join('');
  return `[\\s_\\-–—./'’&${own}]{0,3}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
