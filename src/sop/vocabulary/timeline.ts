import type { Instant } from './dates';
import type { UserId } from './ids';

/** Who changed a value, as HubSpot's property history names them. `service` is this service's own app. */
export type Actor =
  | { readonly kind: 'service' }
  | { readonly kind: 'person'; readonly userId: UserId }
  | { readonly kind: 'other'; readonly source: string };

/**
 * X1: how a value got into a record without anyone setting it there: a merge, a clone, an import that created the record,
 * a restored record or property, the property's default, or (of a company's Client Status) the creation of the record.
 * Which of HubSpot's sources mean which is the table in `src/hubspot/records/sources.ts`.
 */
export const BROUGHT_BY = ['merge', 'clone', 'import', 'restore', 'default', 'creation'] as const;
export type BroughtBy = (typeof BROUGHT_BY)[number];

/** One change of a property; `value` is null when it was cleared. */
export interface Change<T> {
  readonly value: T | null;
  readonly at: Instant;
  readonly by: Actor;
  /** X1: absent for what a person, an automation or this service did. */
  readonly brought?: BroughtBy;
}

/** A property's changes, the newest first. The first one holds the current value (X1). Empty: never set. */
export type Timeline<T> = readonly Change<T>[];

/** The current value, with who set it and since when. */
export interface CurrentValue<T> {
  readonly value: T;
  /** When the value became what it is; writing the same value again does not move it. */
  readonly since: Instant;
  readonly by: Actor;
}

/** The current value; undefined if it was never set, or is cleared. */
export function currentValue<T>(timeline: Timeline<T>): CurrentValue<T> | undefined {
  return runFrom(timeline, 0);
}

/** The value at `instant` (a change at that very instant counts). */
export function currentValueAt<T>(timeline: Timeline<T>, instant: Instant): CurrentValue<T> | undefined {
  const index = timeline.findIndex((change) => change.at <= instant);
  return index < 0 ? undefined : runFrom(timeline, index);
}

/**
 * X1: the current value, if someone set it: a person, an automation or this service. Undefined where it was only brought;
 * whoever sets a brought value again makes it theirs, from then on.
 */
export function given<T>(timeline: Timeline<T>): CurrentValue<T> | undefined {
  return givenFrom(timeline, 0, isAct);
}

/** X1: the same for the value at `instant`. */
export function givenAt<T>(timeline: Timeline<T>, instant: Instant): CurrentValue<T> | undefined {
  const index = timeline.findIndex((change) => change.at <= instant);
  return index < 0 ? undefined : givenFrom(timeline, index, isAct);
}

/** N5, X1: the current value, if a person gave it, and not an automation in that person's name. */
export function givenByPerson<T>(timeline: Timeline<T>): CurrentValue<T> | undefined {
  return givenFrom(timeline, 0, isPersonsAct);
}

/** X1: what someone did, and no merge, clone, import at creation or the like. */
export function isAct({ brought }: Change<unknown>): boolean {
  return brought === undefined;
}

/** X1: what a person did. */
export function isPersonsAct(change: Change<unknown>): boolean {
  return isAct(change) && change.by.kind === 'person';
}

/** When the newest change of the timeline was made, even if it cleared the value. */
export function lastChanged<T>(timeline: Timeline<T>): Instant | undefined {
  return timeline[0]?.at;
}

/** X1: whether anyone other than this service made the newest change, after `instant`. A brought value objects to nothing. */
export function changedByOthersAfter<T>(timeline: Timeline<T>, instant: Instant): boolean {
  const newest = timeline[0];
  return newest !== undefined && isAct(newest) && newest.by.kind !== 'service' && newest.at > instant;
}

function runFrom<T>(timeline: Timeline<T>, index: number): CurrentValue<T> | undefined {
  const run = runAt(timeline, index);
  return currentSince(run.at(-1));
}

/**
 * The value at `index` since the first change that `counts`. What lies below a value that was brought is another record's,
 * as after a merge, and counts for nothing; only what is restored was here before.
 */
function givenFrom<T>(
  timeline: Timeline<T>,
  index: number,
  counts: (change: Change<T>) => boolean,
): CurrentValue<T> | undefined {
  const run = runAt(timeline, index);
  const foreign = run.findIndex(({ brought }) => brought !== undefined && brought !== 'restore');
  return currentSince((foreign < 0 ? run : run.slice(0, foreign)).findLast(counts));
}

/** The changes from `index` on, the newest first, that gave the same value again and again; none where it is cleared. */
function runAt<T>(timeline: Timeline<T>, index: number): Timeline<T> {
  const value = timeline[index]?.value;
  if (value == null) return [];
  const end = timeline.findIndex((change, each) => each > index && change.value !== value);
  return timeline.slice(index, end < 0 ? timeline.length : end);
}

function currentSince<T>(first: Change<T> | undefined): CurrentValue<T> | undefined {
  return first?.value == null ? undefined : { value: first.value, since: first.at, by: first.by };
}
