const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** About fifty years; a portal's dates lie within a few. */
const KEPT_DAYS = 20_000;

/** What the clocks of a zone show. */
interface Shown {
  /** How far the wall clock is ahead of UTC, in milliseconds. */
  readonly offset: number;
  /** As Americans write it: `EST`, `GMT+1`. */
  readonly name: string;
}

/**
 * The clocks of one time zone, by the tables of Node. Asking them takes microseconds, and a decision asks dozens of times: what
 * holds from the beginning to the end of a day of UTC is asked once. No zone has changed its clocks twice within a day.
 */
class ZoneClock {
  private readonly offsets: Intl.DateTimeFormat;
  private readonly names: Intl.DateTimeFormat;
  private readonly days = new Map<number, Shown>();

  constructor(timeZone: string) {
    this.offsets = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    this.names = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' });
  }

  at(instant: number): Shown {
    const day = Math.floor(instant / DAY_MS);
    const begins = this.beginningOf(day);
    const ends = this.beginningOf(day + 1);
    return begins.offset === ends.offset && begins.name === ends.name ? begins : this.ask(instant);
  }

  private beginningOf(day: number): Shown {
    const kept = this.days.get(day);
    if (kept !== undefined) return kept;
    const shown = this.ask(day * DAY_MS);
    if (this.days.size >= KEPT_DAYS) this.days.clear();
    this.days.set(day, shown);
    return shown;
  }

  private ask(instant: number): Shown {
    return { offset: offsetOf(zonePart(this.offsets, instant)), name: zonePart(this.names, instant) };
  }
}

function zonePart(format: Intl.DateTimeFormat, instant: number): string {
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `GMT-05:00`, in old times with seconds; `GMT` is none. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes, seconds] = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  const ahead = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS + Number(seconds ?? 0) * SECOND_MS;
  return sign === '-' ? -ahead : ahead;
}

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
  const kept = clocks.get(zone);
  if (kept !== undefined) return kept;
  const clock = new ZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

/** A wall clock as a number: the instant, in milliseconds since 1970, at which a clock in UTC shows the same date and time. */
export type WallClock = number;

export function wallClockAt(instant: number, zone: string): WallClock {
  return instant + clockOf(zone).at(instant).offset;
}

/** As Americans write it: `EST`, `GMT+1`. */
export function zoneNameAt(instant: number, zone: string): string {
  return clockOf(zone).at(instant).name;
}

/**
 * The instant at which the clocks of `zone` show `wall`; the first of two. Where the clocks skip that time, the one at which they
 * show as much more as they skip.
 */
export function firstShowing(wall: WallClock, zone: string): number {
  const clock = clockOf(zone);
  const before = wall - clock.at(wall - DAY_MS).offset;
  const after = wall - clock.at(wall + DAY_MS).offset;
  // The clocks do not change around that day.
  if (before === after) return before;
  const shown = [before, after].filter((instant) => instant + clock.at(instant).offset === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** The same; of two instants the one with the offset of the instant `near`, where it is one of them. */
export function showingAsAt(near: number, wall: WallClock, zone: string): number {
  const clock = clockOf(zone);
  const same = wall - clock.at(near).offset;
  return same + clock.at(same).offset === wall ? same : firstShowing(wall, zone);
}

/** Whether Node's tables have the zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
