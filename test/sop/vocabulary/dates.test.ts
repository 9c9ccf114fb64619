import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  EPOCH,
  boundaryOf,
  calendarDateSchema,
  dayOf,
  daysAfter,
  earlier,
  earliest,
  instantAt,
  instantOf,
  later,
  latest,
  shiftDate,
  showDate,
  showInstant,
  timeZoneSchema,
} from '../../../src/sop/vocabulary/dates';
import { at, day } from '../build';

const zone = (name: string) => timeZoneSchema.parse(name);
const newYork = zone('America/New_York');

describe('30 days', () => {
  it.each([
    ['an ordinary month', 'America/New_York', '2026-05-04T10:15-04:00', '2026-06-03T10:15-04:00'],
    ['the change to daylight saving time', 'America/New_York', '2026-02-20T09:30-05:00', '2026-03-22T09:30-04:00'],
    ['the change back to standard time', 'America/New_York', '2026-10-15T16:45-04:00', '2026-11-14T16:45-05:00'],
    ['29 February', 'America/New_York', '2028-02-10T08:00-05:00', '2028-03-11T08:00-05:00'],
    ['February of a year without a 29th', 'America/New_York', '2027-02-10T08:00-05:00', '2027-03-12T08:00-05:00'],
    ['the end of the year', 'America/New_York', '2026-12-20T23:59:59.999-05:00', '2027-01-19T23:59:59.999-05:00'],
    ['a zone that never changes', 'Asia/Kolkata', '2026-03-01T00:00+05:30', '2026-03-31T00:00+05:30'],
    ['a skipped midnight', 'America/Sao_Paulo', '2018-10-05T00:00-03:00', '2018-11-04T01:00-02:00'],
    ['an hour that spring skips', 'America/New_York', '2026-02-06T02:30-05:00', '2026-03-08T03:30-04:00'],
    ['an hour that autumn has twice', 'America/New_York', '2026-10-02T01:30-04:00', '2026-11-01T01:30-04:00'],
    ['the southern hemisphere', 'Australia/Sydney', '2026-03-20T12:00+11:00', '2026-04-19T12:00+10:00'],
  ])('S2: 30 days keep the time on the wall clock over %s', (_case, name, from, until) => {
    expect(daysAfter(at(from), 30, zone(name))).toBe(at(until));
  });
});

describe('the RCM Cancellation Date begins', () => {
  it.each([
    ['in winter', 'America/New_York', '2026-12-24', 0, '2026-12-24T05:00Z'],
    ['in summer', 'America/New_York', '2026-07-01', 0, '2026-07-01T04:00Z'],
    ['on the day the clock goes forward', 'America/New_York', '2026-03-08', 0, '2026-03-08T05:00Z'],
    ['on the day the clock goes back', 'America/New_York', '2026-11-01', 0, '2026-11-01T04:00Z'],
    ['on 29 February', 'America/New_York', '2028-02-29', 0, '2028-02-29T05:00Z'],
    ['on New Year', 'America/New_York', '2027-01-01', 0, '2027-01-01T05:00Z'],
    ['in another zone', 'Asia/Tokyo', '2026-12-24', 0, '2026-12-23T15:00Z'],
    ['where midnight is skipped (São Paulo)', 'America/Sao_Paulo', '2018-11-04', 0, '2018-11-04T03:00Z'],
    ['where midnight is skipped (Cairo)', 'Africa/Cairo', '2023-04-28', 0, '2023-04-27T22:00Z'],
    ['at 5 PM, when cancellationHour says so', 'America/New_York', '2026-12-24', 17, '2026-12-24T22:00Z'],
    ['at 5 PM of the day the clock goes forward', 'America/New_York', '2026-03-08', 17, '2026-03-08T21:00Z'],
    ['at 5 PM of the day the clock goes back', 'America/New_York', '2026-11-01', 17, '2026-11-01T22:00Z'],
    ['after an hour that spring skips', 'America/New_York', '2026-03-08', 2, '2026-03-08T07:00Z'],
    ['where a date line skips the day (Samoa)', 'Pacific/Apia', '2011-12-30', 0, '2011-12-30T10:00Z'],
    ['at the first of two equal hours', 'America/New_York', '2026-11-01', 1, '2026-11-01T05:00Z'],
  ])('N8: the day begins %s', (_case, name, date, hour, begins) => {
    expect(boundaryOf(day(date), hour, zone(name))).toBe(at(begins));
  });

  describe('whatever the clock of the machine says', () => {
    it.each(['2026-07-01T00:00Z', '2026-12-15T00:00Z'])(
      'N8: where autumn has midnight twice the day begins with the first, asked at %s',
      (asked) => {
        const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(asked));
        expect(boundaryOf(day('2026-11-01'), 0, zone('America/Havana'))).toBe(at('2026-11-01T04:00Z'));
        clock.mockRestore();
      },
    );
  });
});

describe('calendar days', () => {
  it.each([
    ['2026-12-24T04:59:59.999Z', '2026-12-23'],
    ['2026-12-24T05:00Z', '2026-12-24'],
    ['2026-07-01T03:59Z', '2026-06-30'],
  ])('N4: the instant %s falls on %s in New York', (instant, date) => {
    expect(dayOf(at(instant), newYork)).toBe(date);
  });

  it.each([
    ['2026-03-01', { days: -7 }, '2026-02-22'],
    ['2028-03-01', { days: -1 }, '2028-02-29'],
    ['2026-12-31', { days: 1 }, '2027-01-01'],
    ['2028-02-29', { years: 1 }, '2029-02-28'],
    ['2028-02-29', { years: 4 }, '2032-02-29'],
    ['2026-05-05', { years: 2 }, '2028-05-05'],
  ])('N4: %s moved by %j is %s', (date, by, moved) => {
    expect(shiftDate(day(date), by)).toBe(moved);
  });

  it.each(['2026-02-30', '2027-02-29', '2026-13-01', '2026-1-1', '24/12/2026', '2026-12-24T00:00Z', ''])(
    'N4: "%s" is not a day of the calendar',
    (text) => {
      expect(calendarDateSchema.safeParse(text).success).toBe(false);
    },
  );

  it('N4: 29 February of a leap year is a day of the calendar', () => {
    expect(calendarDateSchema.safeParse('2028-02-29').success).toBe(true);
  });
});

describe('texts', () => {
  it.each(['2026-03-01T10:00:00.000Z', '2026-03-01T11:00+01:00', '2026-03-01T05:00-0500', '2026-03-01T11:00:00+01'])(
    'reads the instant that %s names',
    (text) => {
      expect(instantOf(text)).toBe(Date.UTC(2026, 2, 1, 10));
    },
  );

  it.each(['2026-03-01', '2026-03-01T10:00', '2026-03-01T10:00:00.000', 'soon', ''])(
    'refuses "%s", which does not name its offset: the machine\'s own zone must not matter',
    (text) => {
      expect(() => instantOf(text)).toThrow(RangeError);
    },
  );

  it.each(['America/New_York', 'Europe/Berlin', 'UTC'])('takes %s as a time zone', (name) => {
    expect(timeZoneSchema.safeParse(name).success).toBe(true);
  });

  it.each(['local', 'system', 'UTC+3', 'Mars/Olympus', ''])('refuses "%s" as a time zone', (name) => {
    expect(timeZoneSchema.safeParse(name).success).toBe(false);
  });

  it('shows a date to people with its weekday', () => {
    expect(showDate(day('2026-12-24'))).toBe('Thu, Dec 24, 2026');
  });

  it('shows an instant to people in the zone of the SOP', () => {
    expect(showInstant(at('2026-12-24T14:30Z'), newYork)).toBe('Thu, Dec 24, 2026, 9:30 AM EST');
    expect(showInstant(at('2026-07-24T14:30Z'), newYork)).toBe('Fri, Jul 24, 2026, 10:30 AM EDT');
  });
});

describe('instants', () => {
  const noon = at('2026-05-04T12:00Z');
  const one = at('2026-05-04T13:00Z');

  it('what a clock shows is an instant, in whole milliseconds', () => {
    expect(instantAt(new Date('2026-05-04T12:00Z'))).toBe(noon);
    expect(instantAt(noon + 0.7)).toBe(noon);
    expect(() => instantAt(NaN)).toThrow();
    expect(() => instantAt(-1)).toThrow();
  });

  it('an instant moves by milliseconds, and never to before the epoch', () => {
    expect(later(noon, 3_600_000)).toBe(one);
    expect(earlier(one, 3_600_000)).toBe(noon);
    expect(earlier(EPOCH, 1)).toBe(EPOCH);
  });

  it('of several instants there is a latest and an earliest; the latest of none is the epoch', () => {
    expect(latest(noon, one)).toBe(one);
    expect(latest()).toBe(EPOCH);
    expect(earliest(one, noon)).toBe(noon);
  });
});

describe('days and texts, as Luxon has them', () => {
  const twoDigits = (max: number): fc.Arbitrary<string> =>
    fc.nat({ max }).map((number) => String(number).padStart(2, '0'));
  const years = fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1960, max: 2100 }));
  const texts = fc
    .tuple(years, twoDigits(13), twoDigits(32))
    .map(([year, month, date]) => `${String(year).padStart(4, '0')}-${month}-${date}`);
  const days = texts.filter((text) => DateTime.fromISO(text).isValid).map(day);
  const holds = <T>(drawn: fc.Arbitrary<T>, check: (value: T) => void): void => {
    fc.assert(fc.property(drawn, check), { numRuns: 1_000, seed: 20260121 });
  };

  const readInstant = (text: string): number | 'refused' => {
    try {
      return instantOf(text);
    } catch (error) {
      if (error instanceof RangeError) return 'refused';
      throw error;
    }
  };

  it('N4: a text is a day of the calendar', () => {
    holds(texts, (text) => {
      expect(calendarDateSchema.safeParse(text).success).toBe(DateTime.fromISO(text).isValid);
    });
  });

  it('N4: a day is moved by days and years', () => {
    const by = fc.record({ days: fc.integer({ min: -800, max: 800 }), years: fc.integer({ min: 0, max: 20 }) });
    holds(fc.tuple(days, by), ([date, shift]) => {
      expect(shiftDate(date, shift)).toBe(DateTime.fromISO(date, { zone: 'utc' }).plus(shift).toISODate());
    });
  });

  it('X1: days and instants are shown to people', () => {
    holds(fc.tuple(days, fc.nat({ max: 4_102_444_800_000 })), ([date, instant]) => {
      expect(showDate(date)).toBe(DateTime.fromISO(date).setLocale('en-US').toFormat('ccc, LLL d, yyyy'));
      expect(showInstant(instantAt(instant), newYork)).toBe(
        DateTime.fromMillis(instant, { zone: newYork }).setLocale('en-US').toFormat('ccc, LLL d, yyyy, h:mm a ZZZZ'),
      );
    });
  });

  it('X1: an instant is read, or refused', () => {
    const parts = fc.tuple(
      texts,
      fc.constantFrom('T', 't'),
      twoDigits(25),
      fc.oneof(
        fc.constant(''),
        twoDigits(61).map((minute) => `:${minute}`),
        twoDigits(59),
      ),
      fc.oneof(
        fc.constant(''),
        twoDigits(61).map((second) => `:${second}`),
      ),
      fc.constantFrom('', '.5', ',25', '.1239', '.000', '.'),
      fc.constantFrom('Z', 'z', '+05:30', '-0330', '+14', '-00:30', '+5', '', ' Z'),
    );
    holds(
      parts.map((all) => all.join('')),
      (text) => {
        const expected = DateTime.fromISO(text, { setZone: true });
        const offset = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(text);
        expect(readInstant(text)).toBe(expected.isValid && offset ? expected.toMillis() : 'refused');
      },
    );
  });
});
