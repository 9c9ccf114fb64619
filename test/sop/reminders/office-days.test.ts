import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  addBusinessDays,
  closerThan,
  firstOfficeMoment,
  isBusinessDay,
  noonOfNextDay,
  officeOf,
  type Office,
} from '../../../src/sop/reminders/office-days';
import { dayOf, timeZoneSchema, type CalendarDate, type Instant } from '../../../src/sop/vocabulary/dates';
import { sopSettingsSchema } from '../../../src/sop/vocabulary/settings';
import { at, day, later } from '../build';

const DEFAULT = officeOf(sopSettingsSchema.parse({}));
const withHolidays = (...holidays: readonly string[]): Office => ({ ...DEFAULT, holidays: holidays.map(day) });

describe('business days', () => {
  it.each([
    ['a Wednesday at 10: the Monday after', '2026-03-04T10:00-05:00', 3, '2026-03-09T10:00-04:00'],
    [
      'a Friday at 16:59, over the start of daylight saving time',
      '2026-03-06T16:59-05:00',
      1,
      '2026-03-09T16:59-04:00',
    ],
    ['a Friday evening counts from Monday morning', '2026-03-06T18:00-05:00', 1, '2026-03-10T09:00-04:00'],
    ['a Sunday counts from Monday morning', '2026-03-08T12:00-04:00', 3, '2026-03-12T09:00-04:00'],
    ['before 9 the day itself begins at 9', '2026-03-04T07:00-05:00', 1, '2026-03-05T09:00-05:00'],
    ['over the end of daylight saving time', '2026-10-30T11:00-04:00', 2, '2026-11-03T11:00-05:00'],
    ['none: the first moment of office hours', '2026-03-07T11:00-05:00', 0, '2026-03-09T09:00-04:00'],
  ])('X1: after %s', (_what, from, days, until) => {
    expect(addBusinessDays(at(from), days, DEFAULT)).toBe(at(until));
  });

  it('X1: leave out holidays', () => {
    const office = withHolidays('2026-07-03', '2026-07-06');
    expect(addBusinessDays(at('2026-07-02T10:00-04:00'), 1, office)).toBe(at('2026-07-07T10:00-04:00'));
    expect(isBusinessDay(day('2026-07-06'), office)).toBe(false);
  });

  it.each([
    ['a Friday, one day: the Friday itself', '2026-03-13', 1, '2026-03-13T09:00-04:00'],
    ['a Friday, two days: from Thursday', '2026-03-13', 2, '2026-03-12T09:00-04:00'],
    ['a Sunday, one day: from the Friday before', '2026-03-15', 1, '2026-03-13T09:00-04:00'],
    ['a Monday, two days: from the Friday before', '2026-03-16', 2, '2026-03-13T09:00-04:00'],
    ['a Friday, ten days: two weeks before, less one day', '2026-03-13', 10, '2026-03-02T09:00-05:00'],
  ])('X1: a date is close: %s', (_what, date, days, from) => {
    expect(closerThan(day(date), days, DEFAULT)).toBe(at(from));
  });

  it('X1: no date is closer than no days', () => {
    expect(closerThan(day('2026-03-13'), 0, DEFAULT)).toBeUndefined();
  });

  it('X1: a task is due at noon of the next business day', () => {
    expect(noonOfNextDay(at('2026-03-06T10:00-05:00'), DEFAULT)).toBe(at('2026-03-09T12:00-04:00'));
  });
});

const instants = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2032, 0, 1) })
  .map((ms) => later(0 as Instant, ms));
const zones = fc.constantFrom('America/New_York', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'UTC');
const dates = instants.map((instant) => dayOf(instant, timeZoneSchema.parse('UTC')));
const hours = fc.constantFrom({ from: 9, to: 17 }, { from: 0, to: 24 }, { from: 7, to: 20 }, { from: 22, to: 24 });
const offices: fc.Arbitrary<Office> = fc.record({
  timeZone: zones.map((zone) => timeZoneSchema.parse(zone)),
  officeHours: hours,
  holidays: fc.array(dates, { maxLength: 6 }),
});
const days = fc.integer({ min: 0, max: 12 });

function isInOfficeHours(instant: Instant, office: Office): boolean {
  const local = DateTime.fromMillis(instant, { zone: office.timeZone });
  const { from, to } = office.officeHours;
  return isBusinessDay(dayOf(instant, office.timeZone), office) && local.hour >= from && local.hour < to;
}

/** Counted day by day, with a date library. */
function businessDaysUntil(from: CalendarDate, until: CalendarDate, office: Office): number {
  let count = 0;
  for (let date = DateTime.fromISO(from, { zone: 'utc' }); date.toISODate() !== until; date = date.plus({ days: 1 })) {
    const next = date.plus({ days: 1 });
    if (next.weekday <= 5 && !office.holidays.includes(day(next.toISODate() ?? ''))) count += 1;
  }
  return count;
}

describe('business days, of any instant, zone, hours and holidays', () => {
  it('X1: end in office hours, as many business days later', () => {
    fc.assert(
      fc.property(instants, days, offices, (instant, count, office) => {
        const until = addBusinessDays(instant, count, office);
        const zone = office.timeZone;
        expect(isInOfficeHours(until, office)).toBe(true);
        expect(until).toBeGreaterThanOrEqual(instant);
        const begins = dayOf(firstOfficeMoment(instant, office), zone);
        expect(businessDaysUntil(begins, dayOf(until, zone), office)).toBe(count);
      }),
      { numRuns: 300 },
    );
  });

  it('X1: are added one after the other or at once, and keep the order of instants', () => {
    fc.assert(
      fc.property(instants, instants, days, days, offices, (instant, other, some, more, office) => {
        const twice = addBusinessDays(addBusinessDays(instant, some, office), more, office);
        expect(twice).toBe(addBusinessDays(instant, some + more, office));
        const [first, second] = [instant, other].sort((a, b) => a - b) as [Instant, Instant];
        expect(addBusinessDays(first, some, office)).toBeLessThanOrEqual(addBusinessDays(second, some, office));
      }),
      { numRuns: 300 },
    );
  });

  it('X1: a date is closer than so many days from the first day on that has fewer left', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 12 }), offices, (date, count, office) => {
        const from = closerThan(date, count, office);
        if (from === undefined) throw new Error('every date is close at some time');
        const first = dayOf(from, office.timeZone);
        expect(isInOfficeHours(from, office)).toBe(true);
        expect(businessDaysUntil(first, date, office)).toBe(count - 1);
      }),
      { numRuns: 300 },
    );
  });
});
