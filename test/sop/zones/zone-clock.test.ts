import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { firstShowing, isZone, showingAsAt, wallClockAt, zoneNameAt } from '../../../src/sop/zones/zone-clock';

/** Fixed, so that a failure is found again. */
const SEED = 20260121;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When, in UTC, the clocks of a zone were changed, or will be: each kind of change that there is. */
const CHANGES: readonly (readonly [zone: string, at: string])[] = [
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Europe/Dublin', '2026-10-25T01:00Z'],
  ['Australia/Sydney', '2026-04-04T16:00Z'],
  // By half an hour, and by two hours.
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Antarctica/Troll', '2026-03-29T01:00Z'],
  // Midnight does not exist, or exists twice; the clocks go at a minute past it.
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['Africa/Cairo', '2023-04-27T22:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['America/St_Johns', '2006-04-02T03:31Z'],
  ['America/St_Johns', '2006-10-29T02:31Z'],
  // Standard time is changed: by half an hour, by minutes, by 44 and a half minutes.
  ['America/Caracas', '2007-12-09T07:00Z'],
  ['America/Caracas', '2016-05-01T07:00Z'],
  ['Asia/Pyongyang', '2015-08-14T15:00Z'],
  ['Asia/Kathmandu', '1985-12-31T18:30Z'],
  ['Africa/Monrovia', '1972-01-07T00:44Z'],
  // Four changes a year, around Ramadan.
  ['Africa/Casablanca', '2026-02-15T02:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00Z'],
  ['Africa/Cairo', '2014-07-31T22:00Z'],
  // The name changes, and the offset does not; and from central to eastern time for good.
  ['America/Indiana/Knox', '1991-10-27T07:00Z'],
  ['America/Cancun', '2015-02-01T08:00Z'],
  // A day is skipped at the date line, or comes twice.
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  ['Pacific/Fakaofo', '2011-12-30T11:00Z'],
  ['Pacific/Kiritimati', '1994-12-31T10:40Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00Z'],
  ['America/Juneau', '1867-10-18T15:33Z'],
  ['Asia/Manila', '1844-12-31T16:04Z'],
];

/** A zone and an instant within four days of a change of its clocks. */
const aroundChanges = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }))
  .map(([[zone, at], minutes]) => ({ zone, at: Date.parse(at) + minutes * MINUTE }));

const anywhere = fc.record({
  zone: fc.constantFrom('UTC', ...Intl.supportedValuesOf('timeZone')),
  at: fc.integer({ min: 0, max: Date.UTC(2100, 0) / MINUTE }).map((minutes) => minutes * MINUTE),
});

/** Few in the days of sundials, where zones have odd seconds; at full hours, as business days begin. */
const wallClocks = fc
  .tuple(fc.oneof(aroundChanges, anywhere), fc.integer({ min: 0, max: 23 }))
  .map(([{ zone, at }, hour]) => ({
    zone,
    wall: Math.floor(at / DAY) * DAY + hour * HOUR,
  }));

const holds = <T>(drawn: fc.Arbitrary<T>, check: (value: T) => void): void => {
  fc.assert(fc.property(drawn, check), { numRuns: 1_000, seed: SEED });
};

const luxonAt = (at: number, zone: string): DateTime => DateTime.fromMillis(at, { zone });

describe('the clocks of a zone, in all zones, around all kinds of changes, as Luxon computes them', () => {
  it.each([
    ['around changes', aroundChanges],
    ['at any time', anywhere],
  ])('N4: they show the same date and time %s', (_when, drawn) => {
    holds(drawn, ({ zone, at }) => {
      expect(wallClockAt(at, zone) - at).toBe(Math.round(new IANAZone(zone).offset(at) * MINUTE));
    });
  });

  it('X1: and call themselves the same', () => {
    holds(fc.oneof(aroundChanges, anywhere), ({ zone, at }) => {
      expect(zoneNameAt(at, zone)).toBe(luxonAt(at, zone).setLocale('en-US').toFormat('ZZZZ'));
    });
  });

  it('N8: an hour of a day begins at the same instant', () => {
    holds(wallClocks, ({ zone, wall }) => {
      const { year, month, day, hour } = DateTime.fromMillis(wall, { zone: 'utc' });
      const begins = DateTime.fromObject({ year, month, day, hour }, { zone }).getPossibleOffsets();
      expect(firstShowing(wall, zone)).toBe(Math.min(...begins.map((begin) => begin.toMillis())));
    });
  });

  it('S2: a number of days later they show the same time at the same instant', () => {
    const days = fc.integer({ min: 0, max: 400 });
    holds(fc.tuple(fc.oneof(aroundChanges, anywhere), days), ([{ zone, at }, later]) => {
      const from = at - later * DAY;
      expect(showingAsAt(from, wallClockAt(from, zone) + later * DAY, zone)).toBe(
        luxonAt(from, zone).plus({ days: later }).toMillis(),
      );
    });
  });
});

describe('the clocks of a zone', () => {
  it.each(['America/New_York', 'Asia/Kathmandu', 'UTC'])('%s is a zone', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each(['', 'local', 'Mars/Olympus', 'America/New_York '])('"%s" is none', (name) => {
    expect(isZone(name)).toBe(false);
  });
});
