import { z } from 'zod';

/** N3: the snippet that an Early Termination Fee note is made from; the portal file's own wording. */
export const etfSnippetSchema = z
  .strictObject({
    shortcut: z.string().min(2).default('#ETF'),
    title: z.string().min(3).default('Cancellation ETF Review'),
    labels: z
      .array(z.string().min(1))
      .min(1)
      .refine((labels) => labels.every((label) => readAs(label) !== ''), 'a label has no letter or digit')
      .refine((labels) => new Set(labels.map(readAs)).size === labels.length, 'two labels are read as the same one')
      .readonly()
      .default([
        'Contract start date',
        'Contract end date',
        'Cancellation notice received',
        'ETF applies (Yes/No)',
        'ETF amount',
        'Reviewed by',
      ]),
  })
  .readonly();
export type EtfSnippet = z.infer<typeof etfSnippetSchema>;

/** What a note's text says about the Early Termination Fee: `undefined` if it is no ETF note at all. */
export interface EtfReview {
  readonly blankLabels: readonly string[];
}

/**
 * N3: reads a note's text, line by line. A note is an ETF note if it has the snippet's title, its typed shortcut, or at
 * least half of its labels. A label counts as filled in when there is text behind it, or below it before the next label;
 * a label that was deleted, or that has only a placeholder (`____`, `[ ]`, `…`), is blank.
 */
export function readEtfNote(lines: readonly string[], snippet: EtfSnippet): EtfReview | undefined {
  const answers = answersByLabel(lines, snippet);
  const text = fold(lines.join('\n'));
  const named = text.includes(fold(snippet.title)) || text.includes(fold(snippet.shortcut));
  if (!named && answers.size * 2 < snippet.labels.length) return undefined;
  return { blankLabels: snippet.labels.filter((label) => isBlank(answers.get(label) ?? '')) };
}

function answersByLabel(lines: readonly string[], snippet: EtfSnippet): ReadonlyMap<string, string> {
  // Longest first, so that "ETF amount" is not taken for a label "ETF" of another portal.
  const labels = [...snippet.labels].sort((a, b) => b.length - a.length);
  const answers = new Map<string, string>();
  let open: string | undefined;
  for (const line of lines) {
    const label = labels.find((candidate) => startsWithLabel(line, candidate));
    if (label !== undefined) {
      open = label;
      // A snippet inserted twice: what is filled in, in either copy, counts.
      answers.set(label, `${answers.get(label) ?? ''} ${afterLabel(line, label)}`);
    } else if (fold(line).includes(fold(snippet.title))) {
      open = undefined;
    } else if (open !== undefined) {
      answers.set(open, `${answers.get(open) ?? ''} ${line}`);
    }
  }
  return answers;
}

function startsWithLabel(line: string, label: string): boolean {
  const text = fold(line);
  const wanted = fold(label);
  return text === wanted || (text.startsWith(wanted) && /^\s*[:：?]/.test(text.slice(wanted.length)));
}

function afterLabel(line: string, label: string): string {
  return fold(line)
    .slice(fold(label).length)
    .replace(/^\s*[:：?]/, '');
}

function isBlank(answer: string): boolean {
  return !/[\p{L}\p{N}]/u.test(answer.replace(/\(?\byes\s*\/\s*no\b\)?/i, ''));
}

/** One spelling for comparison: case, kinds of space and list bullets do not matter. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/^[ •*·–-]+/, '')
    .trim()
    .toLowerCase();
}

/** What is left of a label once case, spacing and marks at its ends do not matter. */
function readAs(label: string): string {
  return fold(label).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, '');
}
