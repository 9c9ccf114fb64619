import type { Instant } from './dates';
import type { UserId } from './ids';

/** Who changed a value, as HubSpot's property history names them. `service` is this service's own app. */
export type Actor =
  | { readonly kind: 'service' }
  | { readonly kind: 'person'; readonly userId: UserId }
  | { readonly kind: 'other'; readonly source: string };

/** One change of a property; `value` is null when it was cleared. */
export interface Change<T> {
  readonly value: T | null;
  readonly at: Instant;
  readonly by: Actor;
}

/** A property's changes, the newest first, as HubSpot's `propertiesWithHistory` gives them. Empty: never set. */
export type Timeline<T> = readonly Change<T>[];

/** The value that stands, with who set it and since when. */
export interface Standing<T> {
  readonly value: T;
  /** When the value became what it is; writing the same value again does not move it. */
  readonly since: Instant;
  readonly by: Actor;
}

/** The value that stands now; undefined if it was never set, or is cleared. */
export function standing<T>(timeline: Timeline<T>): Standing<T> | undefined {
  return runFrom(timeline, 0);
}

/** The value that stood at `instant` (a change at that very instant counts). */
export function standingAt<T>(timeline: Timeline<T>, instant: Instant): Standing<T> | undefined {
  const index = timeline.findIndex((change) => change.at <= instant);
  return index < 0 ? undefined : runFrom(timeline, index);
}

/** When the newest change of the timeline was made, even if it cleared the value. */
export function lastChanged<T>(timeline: Timeline<T>): Instant | undefined {
  return timeline[0]?.at;
}

/** X1: whether somebody other than this service made the newest change, after `instant`. */
export function changedByOthersAfter<T>(timeline: Timeline<T>, instant: Instant): boolean {
  const newest = timeline[0];
  return newest !== undefined && newest.by.kind !== 'service' && newest.at > instant;
}

function runFrom<T>(timeline: Timeline<T>, index: number): Standing<T> | undefined {
  const newest = timeline[index];
  if (newest?.value == null) return undefined;
  const older = timeline.slice(index);
  const end = older.findIndex((change) => change.value !== newest.value);
  const first = older[(end < 0 ? older.length : end) - 1] ?? newest;
  return { value: newest.value, since: first.at, by: first.by };
}
