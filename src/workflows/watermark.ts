import type { Stamp } from '../activities';
import type { Watermark } from '../contract/sweep';
import { earlier, EPOCH, later, latest, type Instant } from '../sop/vocabulary/dates';

/**
 * HubSpot's search index takes changes in almost in their order: one may be overtaken by others that are younger by this
 * much, and is still found. That the whole index lags costs nothing, as the watermark is the newest change that it shows.
 */
export const OVERLAP_MS = 10 * 60_000;

/** By how much the index may lag, for the number that is published alone. HubSpot says "a few moments". */
export const INDEX_LAG_MS = 60_000;

/** Stamps that a watermark keeps: some 60 KB. */
export const MAX_SEEN = 2_000;

/** What has been looked at, as far as the next look would find it again. */
export type Memory = Pick<Watermark, 'since' | 'seen'>;

/** Nothing looked at yet, of a look from `since` to its newest change: the next one begins with the overlap. */
export function memoryOf(since: Instant, until: Instant): Memory {
  return { since: latest(since, earlier(until, OVERLAP_MS)), seen: [] };
}

/**
 * Adds what was looked at. When more changed within the overlap than can be kept, the overlap becomes shorter: looking again
 * and again at what cannot be remembered would be worse.
 */
export function remember(memory: Memory, stamps: readonly Stamp[]): Memory {
  const since = memory.since ?? EPOCH;
  const kept = [...memory.seen, ...stamps].filter(([, changedAt]) => changedAt >= since).sort(([, a], [, b]) => b - a);
  const tooMany = kept[MAX_SEEN]?.[1];
  if (tooMany === undefined) return { since, seen: kept };
  return { since: later(tooMany, 1), seen: kept.filter(([, changedAt]) => changedAt > tooMany) };
}
