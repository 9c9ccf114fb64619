import fc from 'fast-check';
import { explanationLines, formOf } from '../../../src/hubspot/support/support-form';
import type { SupportForm } from '../../../src/sop/support/support-facts';
import { PORTAL, record } from '../../hubspot/build';
import { FILLERS, hostileText } from '../hostile-text';
import { isDayOfCalendar } from '../oracle';
import { bytesOf, crash, target } from '../target';

interface Form {
  readonly change: string;
  readonly date: string;
  readonly text: string;
  /** C4: whether somebody explained something; unknown of a random text. */
  readonly explained?: boolean;
}

const EXPLANATIONS = ['The client asked for more time.', '<p>Kunde bleibt</p>', 'Error <on our side', 'お客様の依頼'];
const NOTHING = [
  '',
  '.',
  'n/a',
  'N/A',
  'none',
  '-',
  '123',
  '{{ticket.reason}}',
  'TBD',
  '<p hidden>Because</p>',
  '<s>Because</s>',
];
const VOCABULARY = [
  ...[
    '<p>',
    '</p>',
    '<p',
    '<',
    '>',
    '<br>',
    '<x>',
    '</y>',
    '<a href="',
    '">',
    '<div>',
    '</',
    '&amp;',
    '&',
    '<!--',
    '<script>',
  ],
  ...['word', 'n/a', '{{', '}}', '\n', '\r\n', ' ', 'Reference: C3-done', '> '],
];
const explanation: fc.Arbitrary<Pick<Form, 'text' | 'explained'>> = fc.oneof(
  fc.constantFrom(...EXPLANATIONS).map((text) => ({ text, explained: true })),
  fc.constantFrom(...NOTHING, ...FILLERS).map((text) => ({ text, explained: false })),
  hostileText(VOCABULARY).map((text) => ({ text })),
);
const CHANGES = [
  'Change RCM Cancellation Date',
  'Rescind cancellation',
  '',
  'rescind cancellation',
  'constructor',
  '__proto__',
];
const DATES = [
  '2027-05-01',
  '2027-02-29',
  '2028-02-29',
  '',
  'tomorrow',
  '2027-5-1',
  '2027-05-01 ',
  '05/01/2027',
  '9999-99-99',
];

export const supportForm = target<Form, SupportForm & { readonly lines: readonly string[] }>({
  name: 'support form',
  inputs: fc
    .tuple(fc.constantFrom(...CHANGES), fc.oneof(fc.constantFrom(...DATES), fc.string()), explanation)
    .map(([change, date, said]) => ({ change, date, ...said })),
  size: ({ text, date }) => bytesOf(text) + bytesOf(date),
  read: ({ change, date, text }) => {
    const request = record({
      requested_change: change,
      requested_rcm_cancellation_date: date,
      change_explanation: text,
    });
    return { ...formOf(request, PORTAL), lines: explanationLines(request, PORTAL.supportRequests) };
  },
  fault: ({ change, date, explained }, outcome) => {
    if (outcome.kind === 'failed') return crash(outcome);
    const form = outcome.result;
    const wanted = { [CHANGES[0] ?? '']: 'date', [CHANGES[1] ?? '']: 'rescission' };
    if (form.change !== (Object.hasOwn(wanted, change) ? wanted[change] : undefined))
      return 'another change than asked';
    if (form.date !== undefined && !isDayOfCalendar(form.date)) return 'a date that is no day';
    if (isDayOfCalendar(date) !== (form.date === date) && isDayOfCalendar(date)) return 'a day is not taken';
    if (explained !== undefined && explained !== form.explained) return `explained: ${String(form.explained)}`;
    return form.lines.some((line) => line.includes('\n')) ? 'a line of two lines' : undefined;
  },
});
