import { z } from 'zod';
import { visibleText } from '../vocabulary/visible-text';
import { answerWords, isNotApplicable, isWordless, meansNo } from './etf-answer';
import { isAnswerBelow, isOtherLabel } from './etf-below';
import { isChoice, labelReader, wordsOfLabel, type FoundLabel } from './etf-labels';

const QUESTION = 'ETF applies (Yes/No)';
const AMOUNT = 'ETF amount';
const WITHOUT_FEE = { question: QUESTION, mayBeBlank: [AMOUNT] };

/** N3: where the answer to `question` is No, the lines `mayBeBlank` need not be filled in. */
const withoutFeeSchema = z
  .strictObject({ question: z.string().min(1), mayBeBlank: z.array(z.string().min(1)).min(1).readonly() })
  .readonly();

/** N3: the snippet that an Early Termination Fee note is made from; the portal file's own wording. */
export const etfSnippetSchema = z
  .strictObject({
    shortcut: z.string().min(2).default('#ETF'),
    title: z.string().min(3).default('Cancellation ETF Review'),
    labels: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(50)
      .readonly()
      .default([
        'Contract start date',
        'Contract end date',
        'Cancellation notice received',
        QUESTION,
        AMOUNT,
        'Reviewed by',
      ]),
    withoutFee: withoutFeeSchema.default(WITHOUT_FEE),
  })
  .check(({ value: { labels, withoutFee }, issues }) => {
    const issue = (key: string, message: string): void => {
      issues.push({ code: 'custom', path: [key], message, input: labels });
    };
    const read = labels.map((label) => wordsOfLabel(label).join(' '));
    const wordless = labels.find((_label, index) => read[index] === '');
    if (wordless !== undefined) issue('labels', `a label has no letter or digit: ${wordless}`);
    const twice = labels.find((_label, index) => read.indexOf(read[index] ?? '') < index);
    if (twice !== undefined) issue('labels', `two labels are read as the same one: ${twice}`);
    if (JSON.stringify(withoutFee) === JSON.stringify(WITHOUT_FEE)) return;
    const unknown = [withoutFee.question, ...withoutFee.mayBeBlank].find((label) => !labels.includes(label));
    if (unknown !== undefined) issue('withoutFee', `is none of the labels: ${unknown}`);
  })
  .readonly();
export type EtfSnippet = z.infer<typeof etfSnippetSchema>;

/** What a note's text says about the Early Termination Fee: `undefined` if it is no ETF note at all. */
export interface EtfReview {
  readonly blankLabels: readonly string[];
}

/** A note holds 65,536 characters of HTML (HubSpot's limit); anything longer was not written by a person. */
const LONGEST_TEXT = 65_536;

/**
 * N3: reads a note's text, line by line; an empty line stands for an empty paragraph. A note is an ETF note if it has the
 * snippet's title, its typed shortcut, or at least half of its labels. A label counts as filled in when there is an answer
 * behind it, or right below it; a label that was deleted, or that has only a placeholder, is blank.
 */
export function readEtfNote(lines: readonly string[], snippet: EtfSnippet): EtfReview | undefined {
  const read = capped(lines).map(visibleText);
  const answers = answersByLabel(read, snippet);
  const text = read.join('\n').toLowerCase();
  const named = [snippet.title, snippet.shortcut].some((name) => text.includes(visibleText(name).toLowerCase()));
  if (!named && answers.size * 2 < snippet.labels.length) return undefined;
  return { blankLabels: blankLabels(answers, snippet) };
}

function capped(lines: readonly string[]): readonly string[] {
  let left = LONGEST_TEXT;
  return lines.flatMap((line) => {
    const kept = line.slice(0, Math.max(left, 0));
    left -= line.length + 1;
    return left < -line.length ? [] : [kept];
  });
}

/** In the snippet's order. Where no fee applies the amount may be empty. */
function blankLabels(
  answers: ReadonlyMap<string, readonly string[]>,
  { labels, withoutFee }: EtfSnippet,
): readonly string[] {
  const ofLabels = new Set(labels.flatMap(wordsOfLabel));
  const wordsBehind = (label: string): readonly (readonly string[])[] => {
    const given = answers.get(label) ?? [];
    const isQuestion = isChoice(label) || label === withoutFee.question;
    return given.map((raw) => (isQuestion && isNotApplicable(raw) ? ['no'] : answerWords(raw, ofLabels)));
  };
  const blank = labels.filter((label) => wordsBehind(label).every((words) => words.length === 0));
  const said = wordsBehind(withoutFee.question).filter((words) => words.length > 0);
  const noFee = said.length > 0 && said.every(meansNo);
  return blank.filter((label) => !(noFee && withoutFee.mayBeBlank.includes(label)));
}

/** A snippet inserted twice: what is filled in, in either copy, counts. */
function answersByLabel(lines: readonly string[], snippet: EtfSnippet): ReadonlyMap<string, readonly string[]> {
  const read = labelReader(snippet.labels);
  const found = lines.map(read);
  const isStacked = isStackedNote(lines, found, snippet);
  const title = visibleText(snippet.title).toLowerCase();
  const answers = new Map<string, string[]>();
  for (const [index, labels] of found.entries()) {
    for (const [place, label] of labels.entries()) {
      const isLast = place === labels.length - 1;
      const below = isLast ? answerBelow(label, index, lines, found, { isStacked, title }) : undefined;
      const given = answers.get(label.label) ?? [];
      given.push(below ?? label.answer);
      answers.set(label.label, given);
    }
  }
  return answers;
}

/** Whether the values stand below their labels: none behind one, and below more than the last one. */
function isStackedNote(
  lines: readonly string[],
  found: readonly (readonly FoundLabel[])[],
  { labels }: EtfSnippet,
): boolean {
  if (found.flat().some(({ answer }) => !isWordless(answer))) return false;
  const written = lines.map((_line, index) => index).filter((index) => lines[index] !== '');
  const above = written.filter((index, place) => {
    const next = written[place + 1];
    return found[index]?.length !== 0 && next !== undefined && found[next]?.length === 0;
  });
  return above.length >= Math.min(2, labels.length);
}

/** What is right below a label that has nothing behind it, unless it belongs to another label or heading. */
function answerBelow(
  { label, answer, goesOn }: FoundLabel,
  index: number,
  lines: readonly string[],
  found: readonly (readonly FoundLabel[])[],
  { isStacked, title }: { readonly isStacked: boolean; readonly title: string },
): string | undefined {
  if (!goesOn || !isWordless(answer)) return undefined;
  let next = index + 1;
  // Where all values stand below their labels, empty lines between them are layout.
  while (isStacked && lines[next] === '') next += 1;
  const line = lines[next] ?? '';
  if (line === '' || found[next]?.length !== 0) return undefined;
  if (line.toLowerCase().includes(title) || isOtherLabel(line)) return undefined;
  return isAnswerBelow(line, label, isStacked) ? line : undefined;
}
