import { z } from 'zod';
import { firstShowing, isZone, showingAsAt, wallClockAt, zoneNameAt, type WallClock } from '../zones/zone-clock';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export const instantSchema = z.number().int().nonnegative().brand<'Instant'>();
export type Instant = z.infer<typeof instantSchema>;

/** A day on the calendar, `YYYY-MM-DD`, with no time and no zone: HubSpot's `date` properties. */
export const calendarDateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day written YYYY-MM-DD')
  .refine(isDay, 'is not a calendar day')
  .brand<'CalendarDate'>();
export type CalendarDate = z.infer<typeof calendarDateSchema>;

/**
 * The zone of a place, such as `America/New_York`, or UTC. Not `EST` or `Etc/GMT+5`: those are fixed offsets without daylight
 * saving time, so that for half of the year all days would begin an hour late.
 */
const OF_A_PLACE = /^(?:UTC|(?!Etc\/|SystemV\/)[A-Z][A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** An IANA time zone, such as `America/New_York`. */
export const timeZoneSchema = z
  .string()
  .refine(isZone, { error: 'is not an IANA time zone', abort: true })
  .refine((zone) => OF_A_PLACE.test(zone), 'must be the zone of a place, such as America/New_York, or UTC')
  .brand<'TimeZone'>();
export type TimeZone = z.infer<typeof timeZoneSchema>;

export const UTC = 'UTC' as TimeZone;

/** A day, a time with or without minutes, seconds and fractions of them, and the offset. */
const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,30}))?)?)?(?:Z|([+-]\d{2}):?(\d{2})?)$/i;

/** The instant of an ISO 8601 text that names its offset, to the millisecond; throws a RangeError on any other text. */
export function instantOf(iso: string): Instant {
  const [, day, hour, minute = '0', second = '0', fraction = '', offsetHours = '0', offsetMinutes = '0'] =
    ISO.exec(iso) ?? [];
  const time = Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * 1_000;
  if (day === undefined || !isDay(day) || Number(minute) > 59 || Number(second) > 59 || time > DAY_MS)
    throw new RangeError(`not an ISO 8601 instant: ${iso}`);
  const ahead = Number(offsetHours) * HOUR_MS + Number(offsetHours.slice(0, 1) + offsetMinutes) * MINUTE_MS;
  return (midnightOf(day) + time + Math.trunc(Number(`0.${fraction}`) * 1_000) - ahead) as Instant;
}

/** Not after any other instant. */
export const EPOCH = 0 as Instant;

/** What a clock shows: the only way from a number of milliseconds, or a `Date`, to an instant. */
export function instantAt(at: number | Date): Instant {
  return instantSchema.parse(Math.trunc(Number(at)));
}

export function later(instant: Instant, ms: number): Instant {
  return (instant + ms) as Instant;
}

/** Not before the epoch. */
export function earlier(instant: Instant, ms: number): Instant {
  return Math.max(EPOCH, instant - ms) as Instant;
}

/** The epoch where there are none. */
export function latest(...instants: readonly Instant[]): Instant {
  return Math.max(EPOCH, ...instants) as Instant;
}

export function earliest(first: Instant, ...others: readonly Instant[]): Instant {
  return Math.min(first, ...others) as Instant;
}

/**
 * S2: the same wall-clock time in `zone`, `days` calendar days later, so that daylight saving does not move the hour.
 * A wall-clock time that spring skips becomes the one an hour later.
 */
export function daysAfter(instant: Instant, days: number, zone: TimeZone): Instant {
  return showingAsAt(instant, wallClockAt(instant, zone) + days * DAY_MS, zone) as Instant;
}

/**
 * N8: the instant at which `date` starts for the business: `hour` o'clock in `zone`; the first moment after a skipped
 * hour, and the first of two equal hours.
 */
export function boundaryOf(date: CalendarDate, hour: number, zone: TimeZone): Instant {
  return boundaryOfNumber(dayNumberOf(date), hour, zone);
}

/** A day as a number, counted from 1970-01-01, a Thursday: arithmetic with numbers is far cheaper than with dates. */
export type DayNumber = number;

export function dayNumberOf(date: CalendarDate): DayNumber {
  return midnightOf(date) / DAY_MS;
}

export function dateOfNumber(number: DayNumber): CalendarDate {
  return written(number * DAY_MS);
}

/** The day on which `instant` falls in `zone`. */
export function dayNumberAt(instant: Instant, zone: TimeZone): DayNumber {
  return Math.floor(wallClockAt(instant, zone) / DAY_MS);
}

/** As `boundaryOf`. */
export function boundaryOfNumber(number: DayNumber, hour: number, zone: TimeZone): Instant {
  return firstShowing(number * DAY_MS + hour * HOUR_MS, zone) as Instant;
}

/** The calendar day on which `instant` falls in `zone`. */
export function dayOf(instant: Instant, zone: TimeZone): CalendarDate {
  return written(wallClockAt(instant, zone));
}

/** `date` moved by whole days and years; 29 February becomes the 28th in a year without one. */
export function shiftDate(
  date: CalendarDate,
  { days = 0, years = 0 }: { readonly days?: number; readonly years?: number },
): CalendarDate {
  const moved = new Date(midnightOf(date));
  const dayOfMonth = moved.getUTCDate();
  moved.setUTCFullYear(moved.getUTCFullYear() + years);
  if (moved.getUTCDate() !== dayOfMonth) moved.setUTCDate(0);
  return written(moved.getTime() + days * DAY_MS);
}

/** As a clock in UTC shows it. */
function midnightOf(day: string): WallClock {
  return Date.parse(`${day}T00:00:00.000Z`);
}

function isDay(text: string): boolean {
  const midnight = midnightOf(text);
  return Number.isFinite(midnight) && written(midnight) === text;
}

function written(at: WallClock): CalendarDate {
  return new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length) as CalendarDate;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For people: `Thu, Dec 24, 2026`. */
export function showDate(date: CalendarDate): string {
  return shownDay(new Date(midnightOf(date)));
}

/** For people: `Thu, Dec 24, 2026, 9:30 AM EST`. */
export function showInstant(instant: Instant, zone: TimeZone): string {
  const at = new Date(wallClockAt(instant, zone));
  const hour = at.getUTCHours();
  const time = `${String(hour % 12 || 12)}:${String(at.getUTCMinutes()).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${shownDay(at)}, ${time} ${zoneNameAt(instant, zone)}`;
}

function shownDay(at: Date): string {
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${WEEKDAYS[at.getUTCDay()] ?? ''}, ${MONTHS[at.getUTCMonth()] ?? ''} ${String(at.getUTCDate())}, ${year}`;
}
