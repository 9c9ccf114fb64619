import * as fc from 'fast-check';
import type { Stamp } from '../../src/activities';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { MAX_SEEN, OVERLAP_MS, memoryOf, remember, type Memory } from '../../src/workflows/watermark';

const MINUTE_MS = 60_000;
const NOON = Date.parse('2026-03-02T12:00:00Z');
const at = (minutes: number): Instant => (NOON + minutes * MINUTE_MS) as Instant;
const stamp = (id: string, minutes: number): Stamp => [id, at(minutes)];

describe('the watermark of a sweep', () => {
  it('is the newest change that HubSpot shows, less the overlap', () => {
    expect(memoryOf(at(0), at(60))).toEqual({ since: at(60) - OVERLAP_MS, seen: [] });
  });

  it('does not go back where little changed', () => {
    expect(memoryOf(at(58), at(60)).since).toBe(at(58));
  });

  it('remembers what the next search would find again, and nothing older', () => {
    const memory = remember(memoryOf(at(0), at(60)), [stamp('1', 49), stamp('2', 50), stamp('3', 60)]);
    expect(memory.seen).toEqual([stamp('3', 60), stamp('2', 50)]);
  });

  it('shortens the overlap rather than read again what it cannot remember', () => {
    const stamps = Array.from({ length: MAX_SEEN + 500 }, (_, index): Stamp => [
      String(index),
      (at(55) + index) as Instant,
    ]);
    const { since, seen } = remember(memoryOf(at(0), at(60)), stamps);

    expect(seen.length).toBeLessThanOrEqual(MAX_SEEN);
    expect(stamps.filter(([, changedAt]) => changedAt >= (since ?? 0))).toHaveLength(seen.length);
  });

  it('of more changes at one instant than it can remember goes past them', () => {
    const stamps = Array.from({ length: MAX_SEEN + 1 }, (_, index) => stamp(String(index), 60));
    expect(remember(memoryOf(at(0), at(60)), stamps)).toEqual({ since: at(60) + 1, seen: [] });
  });
});

/** A change of a record; the index shows it `late` after the lag that all changes have. */
interface Change {
  readonly id: string;
  readonly changedAt: Instant;
  readonly late: number;
}

const LAG_MS = 3 * 60 * MINUTE_MS;
const change: fc.Arbitrary<Change> = fc.record({
  id: fc.integer({ min: 1, max: 30 }).map(String),
  changedAt: fc.integer({ min: 0, max: 90 }).map(at),
  late: fc.oneof(fc.constantFrom(0, OVERLAP_MS - 1), fc.integer({ min: 0, max: OVERLAP_MS - 1 })),
});
/** Minutes between two sweeps: some, or an outage. */
const pauses = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.integer({ min: 6, max: 90 })),
  { maxLength: 60 },
);

describe('sweeps one after another', () => {
  it('report every change once, whatever the lag of the index, its disorder, and the time between them', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 20, maxLength: 60 }), pauses, (changes, between) => {
        const notified: string[] = [];
        let memory: Memory = { since: at(0), seen: [] };
        let minute = LAG_MS / MINUTE_MS;
        for (const pause of [...between, 48 * 60]) {
          minute += pause;
          const check = checkAt(changes, at(minute), memory);
          notified.push(...check.notified);
          memory = check.memory;
        }
        expect(new Set(notified).size).toBe(notified.length);
        const newest = shownAt(changes, at(minute)).map(key);
        expect(newest.filter((each) => !notified.includes(each))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What the index shows of each record: its newest change that has come through. */
function shownAt(changes: readonly Change[], now: Instant): readonly Stamp[] {
  const shown = new Map<string, Instant>();
  for (const { id, changedAt, late } of changes) {
    if (changedAt + LAG_MS + late <= now) shown.set(id, Math.max(changedAt, shown.get(id) ?? 0) as Instant);
  }
  return [...shown];
}

function checkAt(
  changes: readonly Change[],
  now: Instant,
  memory: Memory,
): { notified: readonly string[]; memory: Memory } {
  const since = memory.since ?? at(0);
  const found = shownAt(changes, now).filter(([, changedAt]) => changedAt >= since);
  if (found.length === 0) return { notified: [], memory };
  const seen = memory.seen.map(key);
  const until = Math.max(...found.map(([, changedAt]) => changedAt)) as Instant;
  return {
    notified: found.map(key).filter((each) => !seen.includes(each)),
    memory: remember(memoryOf(since, until), found),
  };
}

function key([id, changedAt]: Stamp): string {
  return `${id}@${String(changedAt)}`;
}
