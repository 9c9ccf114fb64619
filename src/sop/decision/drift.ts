import type { Instant } from '../vocabulary/dates';
import { personText } from '../vocabulary/person';
import type { DriftField, DriftPolicy } from '../vocabulary/settings';
import { changedByOthersAfter, type Actor, type Timeline } from '../vocabulary/timeline';

/** X1: a value that the SOP set, and that someone else changed afterwards: who, when, from what to what. */
export interface Drift {
  readonly field: DriftField | 'customerSaved';
  /** Null: empty. */
  readonly from: string | null;
  readonly found: string | null;
  /** What it would be according to the SOP. */
  readonly wanted: string | null;
  readonly by: Actor;
  readonly at: Instant;
  /** How it is handled; for a value that was set back before, a person is asked, whatever the setting says. */
  readonly policy: DriftPolicy;
}

/** What a rule wants of a value, and since when; earlier changes by others do not contradict it. */
interface Wanted<T> {
  readonly field: Drift['field'];
  readonly value: T | null;
  readonly since: Instant;
}

/** X1: how the value drifted from what a rule wants; undefined while it is the rule's value, this service's or older. */
export function driftOf<T extends string>(
  timeline: Timeline<T>,
  { field, value, since }: Wanted<T>,
  policy: DriftPolicy,
): Drift | undefined {
  const [newest, before] = timeline;
  if (newest === undefined || newest.value === value || !changedByOthersAfter(timeline, since)) return undefined;
  const { value: found, by, at } = newest;
  const asks = policy === 'repair' && wasSetBack(timeline, value, since);
  return { field, from: before?.value ?? null, found, wanted: value, by, at, policy: asks ? 'ask' : policy };
}

/**
 * Whether others changed the rule's value and this service set it back, once since the rule holds. It then does not do so
 * again, and never fights a person or another automation. HubSpot's history remembers it, also after a loss of data (X3).
 */
function wasSetBack<T>(timeline: Timeline<T>, value: T | null, since: Instant): boolean {
  return timeline.some((change, index) => {
    const before = timeline.slice(index + 1);
    const setBack = change.by.kind === 'service' && change.value === value && changedByOthersAfter(before, since);
    return setBack && before.some((older) => older.value === value);
  });
}

/** What is added to a decision; nothing where nothing drifted. */
export function drifted(...found: readonly (Drift | undefined)[]): { readonly drift?: readonly Drift[] } {
  const drift = found.filter((each) => each !== undefined);
  return drift.length === 0 ? {} : { drift };
}

const FIELD_WORDS: Readonly<Record<Drift['field'], string>> = {
  clientStatus: 'the Client Status',
  ticketStage: "the ticket's stage",
  cancellationApproval: 'Cancellation Approval',
  rcmCancellationDate: 'the RCM Cancellation Date',
  customerSaved: 'Customer Saved',
};

/** `HubSpot user 5001 changed Cancellation Approval from No to Yes`. */
export function describeDrift({ field, from, found, by }: Drift): string {
  return `${describeActor(by)} changed ${FIELD_WORDS[field]} from ${from ?? 'nothing'} to ${found ?? 'nothing'}`;
}

export function describeActor(by: Actor): string {
  switch (by.kind) {
    case 'service':
      return 'this service';
    case 'person':
      return personText(by.userId);
    case 'other':
      return `HubSpot (${by.source})`;
  }
}
