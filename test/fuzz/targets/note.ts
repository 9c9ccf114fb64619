import fc from 'fast-check';
import { noteLines } from '../../../src/hubspot/records/note-text';
import { etfSnippetSchema, readEtfNote, type EtfReview } from '../../../src/sop/evidence/etf-note';
import { hasOwnWords } from '../../../src/sop/vocabulary/own-words';
import { FILLERS, hostileText } from '../hostile-text';
import { bytesOf, crash, target, type Outcome } from '../target';

const snippet = etfSnippetSchema.parse({});

interface Note {
  readonly html: string;
  /** The labels without an answer, where the note was written line by line; N3. */
  readonly blank?: readonly string[];
}

interface Read {
  readonly review: EtfReview | undefined;
  readonly isExplanation: boolean;
}

/** The lines of the snippet as the SOP's users know it, and answers that a person could give. */
const ANSWERS: readonly (readonly [string, readonly string[]])[] = [
  ['Contract start date', ['01/01/2024', 'January 1, 2024', '2024-01-01']],
  ['Contract end date', ['12/31/2026', 'Dec 31 2026']],
  ['Cancellation notice received', ['11/02/2026', 'Nov 2, 2026 by e-mail']],
  ['ETF applies (Yes/No)', ['Yes', 'No', 'yes']],
  ['ETF amount', ['$12,000', '12000.50', '12,000 USD']],
  ['Reviewed by', ['Jordan Lee', 'J. Lee']],
];

/** N3: blank lines, placeholders, tokens, boxes that nobody ticked, and what no reader sees. */
const BLANKS: readonly string[] = [
  ...[
    '',
    ' ',
    '&nbsp;',
    '____',
    '.....',
    '[ ]',
    '☐',
    '[amount]',
    'TBD',
    'tbd',
    'pending',
    'Yes/No',
    'MM/DD/YYYY',
    '{{ticket.x}}',
  ],
  ...['<s>12,000</s>', '<span style="display:none">12,000</span>', '<span style="color:#fff">12,000</span>', '<b></b>'],
  ...['<i style="font-size:0">Lee</i>', '<span hidden>Yes</span>', '<!-- 12,000 -->', '<del>01/01/2024</del>'],
  ...FILLERS.filter((filler) => filler !== '\u00a0'),
];

const LAYOUTS: readonly ((label: string, answer: string) => string)[] = [
  (label, answer) => `<p>${label}: ${answer}</p>`,
  (label, answer) => `<div><b>${label}:</b> ${answer}</div>`,
  (label, answer) => `${label}: ${answer}<br>`,
  (label, answer) => `<li>${label}: <span>${answer}</span></li>`,
  (label, answer) => `<p style="margin:0">${label.toUpperCase()}: ${answer}</p>`,
];
const BETWEEN: readonly string[] = [
  ...['', '<p></p>', '<p>&nbsp;</p>', '<!-- x -->', '<script>ETF amount: 5</script>', '<p hidden>Reviewed by: X</p>'],
  '<p style="display:none">ETF amount: 5</p>',
];

const line = ([label, answers]: (typeof ANSWERS)[number]): fc.Arbitrary<{
  readonly label: string;
  readonly answer: string;
  readonly isBlank: boolean;
}> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...answers).map((answer) => ({ label, answer, isBlank: false })) },
    { weight: 1, arbitrary: fc.constantFrom(...BLANKS).map((answer) => ({ label, answer, isBlank: true })) },
  );

const written: fc.Arbitrary<Note> = fc
  .tuple(
    fc.tuple(...ANSWERS.map(line)),
    fc.constantFrom(...LAYOUTS),
    fc.array(fc.constantFrom(...BETWEEN), { minLength: ANSWERS.length, maxLength: ANSWERS.length }),
  )
  .map(([lines, layout, between]) => {
    const body = lines.map(({ label, answer }, index) => `${layout(label, answer)}${between[index] ?? ''}`).join('');
    const noFee = lines.some(({ label, answer }) => label.startsWith('ETF applies') && answer === 'No');
    const blank = lines.filter(({ label, isBlank }) => isBlank && !(noFee && label === 'ETF amount'));
    return { html: `<p>Cancellation ETF Review</p>${body}`, blank: blank.map(({ label }) => label) };
  });

const VOCABULARY: readonly string[] = [
  ...[
    '<p>',
    '</p>',
    '<br>',
    '<div style="',
    '">',
    '<span hidden>',
    '</span>',
    '<table><tr><td>',
    '</td><td>',
    '<tr>',
    '<td>',
  ],
  ...[
    '<s>',
    '</s>',
    '<h2>',
    '</h2>',
    '<',
    '>',
    '&',
    '&nbsp;',
    '&#x3164;',
    '&lt;',
    '<!--',
    '-->',
    '<![CDATA[',
    '<script>',
    '</',
  ],
  ...[
    'display:none;',
    'color:',
    '/*',
    '*/',
    '\\64 ',
    'scale(',
    'rect(',
    'rgb(',
    '#fff',
    '<x>',
    '</x>',
    '<p',
    '="',
    "'",
  ],
  ...[
    'ETF amount',
    'ETF amount:',
    'Contract start date',
    'Contract end date: 1',
    'Reviewed by',
    'ETF applies (Yes/No): ',
  ],
  ...[
    'Cancellation notice received',
    'Cancellation ETF Review',
    '#ETF',
    ' is foo bar',
    '& ',
    '/ ',
    ', ',
    '; ',
    '| ',
    ': ',
    '- ',
  ],
  ...[
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '{{',
    '}}',
    '«',
    '%a',
    '☐',
    '☒',
    '☐ ',
    '☒ Yes ',
    'x',
    '0',
    '12',
    '$',
    '…',
    '...',
    '___',
    '\n',
  ],
  ...['yes', 'no', 'N/A', 'TBD', 'Reference: I4-0', 'a', ' ', '1.', '• '],
];
const any: fc.Arbitrary<Note> = hostileText(VOCABULARY).map((html) => ({ html }));

/** What any reader, however kind, must find in a note that has all its lines. */
const WORDS = ['contract', 'notice', 'amount', 'reviewed'];

export const note = target<Note, Read>({
  name: 'note',
  inputs: fc.oneof(written, any),
  size: ({ html }) => bytesOf(html),
  read: ({ html }) => {
    const lines = noteLines(html);
    return { review: readEtfNote(lines, snippet), isExplanation: hasOwnWords(lines.join('\n')) };
  },
  fault: ({ html, blank }, outcome: Outcome<Read>) => {
    if (outcome.kind === 'failed') return crash(outcome);
    const { review, isExplanation } = outcome.result;
    const found = review?.blankLabels;
    if (blank !== undefined) {
      return found?.join() === blank.join() ? undefined : `blank: ${String(found?.join())}, and not ${blank.join()}`;
    }
    const letters = /\p{L}/u.test(html.normalize('NFKC')) || html.includes('&');
    if (isExplanation && !letters) return 'it explains something without a letter';
    const text = html.normalize('NFKC').toLowerCase();
    const isPossible = text.includes('&') || text.includes('<') || WORDS.every((word) => text.includes(word));
    return found?.length === 0 && !isPossible ? 'complete without its labels' : undefined;
  },
});
