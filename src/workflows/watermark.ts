import type { Stamp } from '../activities';
import type { Watermark } from '../contract/sweep';
import { earlier, EPOCH, later, latest, type Instant } from '../sop/vocabulary/dates';

/**
 * HubSpot's search index takes in changes almost in their order: a change that others overtake by up to this much is still
 * found. A lag of the whole index costs nothing, as the watermark is the newest change that it shows.
 */
export const OVERLAP_MS = 10 * 60_000;

/** How far the index may lag; used only for the published metric. HubSpot says "a few moments". */
export const INDEX_LAG_MS = 60_000;

/** Stamps that a watermark keeps: some 60 KB. */
export const MAX_SEEN = 2_000;

/** What has been read, as far as the next search would find it again. */
export type Memory = Pick<Watermark, 'since' | 'seen'>;

/** Nothing read yet, in a search from `since` to its newest change: the next one begins with the overlap. */
export function memoryOf(since: Instant, until: Instant): Memory {
  return { since: latest(since, earlier(until, OVERLAP_MS)), seen: [] };
}

/**
 * Adds what was read. When more changed within the overlap than can be kept, the overlap becomes shorter: reading again and
 * again what cannot be remembered would be worse.
 */
export function remember(memory: Memory, stamps: readonly Stamp[]): Memory {
  const since = memory.since ?? EPOCH;
  const kept = [...memory.seen, ...stamps].filter(([, changedAt]) => changedAt >= since).sort(([, a], [, b]) => b - a);
  const tooMany = kept[MAX_SEEN]?.[1];
  if (tooMany === undefined) return { since, seen: kept };
  return { since: later(tooMany, 1), seen: kept.filter(([, changedAt]) => changedAt > tooMany) };
}
