import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';

/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export const instantSchema = z.number().int().nonnegative().brand<'Instant'>();
export type Instant = z.infer<typeof instantSchema>;

/** A day on the calendar, `YYYY-MM-DD`, with no time and no zone: HubSpot's `date` properties. */
export const calendarDateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day written YYYY-MM-DD')
  .refine((text) => DateTime.fromISO(text, { zone: 'utc' }).isValid, 'is not a calendar day')
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
  .refine((zone) => IANAZone.isValidZone(zone), { error: 'is not an IANA time zone', abort: true })
  .refine((zone) => OF_A_PLACE.test(zone), 'must be the zone of a place, such as America/New_York, or UTC')
  .brand<'TimeZone'>();
export type TimeZone = z.infer<typeof timeZoneSchema>;

export const UTC = 'UTC' as TimeZone;

/** The instant of an ISO 8601 text that names its offset; throws a RangeError on any other text. */
export function instantOf(iso: string): Instant {
  const at = DateTime.fromISO(iso, { setZone: true });
  if (!at.isValid || !/T.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(iso))
    throw new RangeError(`not an ISO 8601 instant: ${iso}`);
  return at.toMillis() as Instant;
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
  return DateTime.fromMillis(instant, { zone }).plus({ days }).toMillis() as Instant;
}

/**
 * N8: the instant at which `date` starts for the business: `hour` o'clock in `zone`; the first moment after a skipped
 * hour, and the first of two equal hours.
 */
export function boundaryOf(date: CalendarDate, hour: number, zone: TimeZone): Instant {
  const begins = DateTime.fromISO(date, { zone }).set({ hour }).getPossibleOffsets();
  return Math.min(...begins.map((begin) => begin.toMillis())) as Instant;
}

/** The calendar day on which `instant` falls in `zone`. */
export function dayOf(instant: Instant, zone: TimeZone): CalendarDate {
  return written(DateTime.fromMillis(instant, { zone }));
}

/** `date` moved by whole days and years; 29 February becomes the 28th in a year without one. */
export function shiftDate(date: CalendarDate, by: { readonly days?: number; readonly years?: number }): CalendarDate {
  return written(DateTime.fromISO(date, { zone: 'utc' }).plus(by));
}

/** Much faster than a format with tokens. */
function written(day: DateTime): CalendarDate {
  return (day.toISODate() ?? '') as CalendarDate;
}

/** For people: `Thu, Dec 24, 2026`. */
export function showDate(date: CalendarDate): string {
  return DateTime.fromISO(date, { zone: 'utc' }).setLocale('en-US').toFormat('ccc, LLL d, yyyy');
}

/** For people: `Thu, Dec 24, 2026, 9:30 AM EST`. */
export function showInstant(instant: Instant, zone: TimeZone): string {
  return DateTime.fromMillis(instant, { zone }).setLocale('en-US').toFormat('ccc, LLL d, yyyy, h:mm a ZZZZ');
}
