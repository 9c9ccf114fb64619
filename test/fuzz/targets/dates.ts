import fc from 'fast-check';
import { readDate, readInstant } from '../../../src/hubspot/portal/values';
import { calendarDateSchema, instantOf } from '../../../src/sop/vocabulary/dates';
import { hostileText } from '../hostile-text';
import { isDayOfCalendar, isDigits } from '../oracle';
import { bytesOf, crash, outcomeOf, target } from '../target';

const DAY_MS = 86_400_000;

const two = fc.integer({ min: 0, max: 39 }).map((number) => String(number).padStart(2, '0'));
const day = fc
  .tuple(fc.integer({ min: 1900, max: 2400 }), two, two)
  .map(([year, month, date]) => `${String(year)}-${month}-${date}`);
const TIMES = ['T00:00:00Z', 'T00:00:00.000Z', 'T12:00:00Z', 'T00:00', 'T00:00:00+05:00', 'T25:00:00Z', ' ', '\n', 'Z'];
const instants = fc
  .integer({ min: -1_000_000_000, max: 99_999_999_999 })
  .chain((number) => fc.constantFrom(number, number * DAY_MS, number * 1_000).map(String));
const VOCABULARY = ['2026', '-', '01', '12', 'T', ':', '00', 'Z', '+', '.', '0', 'W', 'e', ' ', '(', 'Jan 1', '/', '٣'];

export const dates = target({
  name: 'dates',
  inputs: fc.oneof(
    day,
    fc.tuple(day, fc.constantFrom(...TIMES)).map((parts) => parts.join('')),
    instants,
    hostileText(VOCABULARY),
  ),
  size: bytesOf,
  read: (text: string) => ({
    day: calendarDateSchema.safeParse(text).success,
    date: readDate(text),
    instant: readInstant(text),
    iso: outcomeOf(() => instantOf(text)),
  }),
  fault: (text, outcome) => {
    if (outcome.kind === 'failed') return crash(outcome);
    const { day: isDay, date, instant, iso } = outcome.result;
    if (isDay !== isDayOfCalendar(text)) return `as a day: ${String(isDay)}`;
    if ((date === undefined) !== (dayIn(text) === undefined) || (date ?? '') !== (dayIn(text) ?? ''))
      return `as a date: ${String(date)}`;
    const isInstant = isDigits(text, 14) ? text.length >= 10 : isIsoWithTime(text);
    if (instant !== undefined && (!isInstant || !Number.isSafeInteger(instant) || instant < 0))
      return `as an instant: ${String(instant)}`;
    if (iso.kind === 'failed' && !(iso.error instanceof RangeError)) return `it threw ${String(iso.error)}`;
    return iso.kind === 'read' && !isIsoWithTime(text) ? `as an ISO instant: ${String(iso.result)}` : undefined;
  },
});

/** HubSpot writes a day as such or, in older histories, as its midnight in UTC. */
function dayIn(text: string): string | undefined {
  if (isDigits(text, 14) && text.length >= 10) {
    return Number(text) % DAY_MS === 0 ? new Date(Number(text)).toISOString().slice(0, 10) : undefined;
  }
  const [before = '', time] = text.split('T', 2);
  const isMidnight =
    time === undefined ? text === before : ['00:00:00Z', '00:00:00.000Z'].includes(time) || isZeros(time);
  return isMidnight && isDayOfCalendar(before) && text.split('T').length <= 2 ? before : undefined;
}

function isZeros(time: string): boolean {
  const [seconds, fraction = ''] = time.split('.', 2);
  const zeros = fraction.slice(0, -1);
  return seconds === '00:00:00' && fraction.endsWith('Z') && zeros !== '' && zeros.replaceAll('0', '') === '';
}

/** A date of any ISO form, `T`, and an offset at the end. */
function isIsoWithTime(text: string): boolean {
  const upper = text.toUpperCase();
  return upper.includes('T') && (upper.endsWith('Z') || /[+-]\d\d:?\d\d$|[+-]\d\d$/.test(upper.slice(-6)));
}
