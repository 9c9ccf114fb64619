import { isDeepStrictEqual } from 'node:util';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { HoldMemory } from '../../contract/case';
import { instantAt, type Instant } from '../../sop/vocabulary/dates';
import type { CompanyId, TicketId } from '../../sop/vocabulary/ids';
import type { Seals } from './seal';

/** The failure of a write that the SOP does not want now: the workflow decides again. */
export const DECISION_OUTDATED = 'DecisionOutdated';

/** What a decision is about; part of its seals, so that no decision stands for another one. */
export type Topic =
  readonly ['case' | 'support' | 'command', TicketId] | readonly ['workAfter', CompanyId, day: string];

/** A decision that a worker made, as the caller of a write passes it on. Trusted only as far as the seals prove it. */
export interface Sealed {
  /** When HubSpot was read for it, by a worker's clock. */
  readonly readAt: Instant;
  /** One for each of its writes; absent where the decision was made at another instant than it claims. */
  readonly seals?: readonly string[] | undefined;
}

/** The decision on a ticket that a write is based on. */
export interface Decided extends Sealed {
  readonly ticketId: TicketId;
  /** N9: the company that the case had seen on the ticket before. */
  readonly lastCompany?: SeenCompany | undefined;
  /** I1: the notes of a hold that the case had seen on the ticket, or written, before. */
  readonly holdMemory?: HoldMemory | undefined;
}

/** A company that a worker has seen on the ticket. */
export interface SeenCompany {
  readonly id: CompanyId;
  readonly seal?: string | undefined;
}

/**
 * A decision is applied within a second or two of its read. A slow HubSpot, retries, queues and killed workers turn that into
 * minutes, or hours: reading again is cheaper than a write that nobody wants any more.
 */
const FRESH_MS = 5_000;

/** A workflow's clock and the server's, by which an activity is scheduled, lie no further apart. */
const CLOCKS_DIFFER_MS = 60_000;

/** The server's instant, which no caller can choose. */
export function scheduledAt(): Instant {
  return instantAt(Context.current().info.scheduledTimestampMs);
}

/** Seals the writes of a decision made at `now`, unless the caller made that instant up. */
export function sealWrites(
  seals: Seals,
  topic: Topic,
  { readAt, now, writes }: { readonly readAt: Instant; readonly now: Instant; readonly writes: readonly unknown[] },
): readonly string[] | undefined {
  if (Math.abs(scheduledAt() - now) > CLOCKS_DIFFER_MS) return undefined;
  return writes.map((write) => seals.of(['decision', ...topic, readAt, write]));
}

/** Whether a worker decided on this write. */
export function isSealed(seals: Seals, topic: Topic, write: unknown, { readAt, seals: given = [] }: Sealed): boolean {
  return given.some((seal) => seals.prove(['decision', ...topic, readAt, write], seal));
}

/**
 * X1: nothing is written that the SOP does not want now, whoever asks for it. A write that a worker decided on seconds ago is made
 * without another call to HubSpot. Any other is compared with what the SOP says of HubSpot as it is now: people keep working
 * while a write waits for its turn or its next attempt, and anyone who reaches Temporal can ask for any write.
 * @param decideAgain what the SOP wants of HubSpot at this instant
 */
export async function mustBeWanted(
  write: unknown,
  {
    isProven,
    readAt,
    freshMs = FRESH_MS,
  }: Pick<Sealed, 'readAt'> & { isProven: boolean; freshMs?: number | undefined },
  decideAgain: () => Promise<readonly unknown[]>,
): Promise<void> {
  if (isProven && isFresh(readAt, freshMs)) return;
  if (!isAmong(await decideAgain(), write)) throw outdated();
}

export function isFresh(readAt: Instant, freshMs = FRESH_MS): boolean {
  return Context.current().info.attempt === 1 && Date.now() - readAt < freshMs;
}

export function isAmong(wanted: readonly unknown[], write: unknown): boolean {
  return wanted.some((other) => isDeepStrictEqual(asSent(other), asSent(write)));
}

export function outdated(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('The SOP does not want this of HubSpot as it is now.', DECISION_OUTDATED);
}

/** As it goes through Temporal, where a key without a value is no key. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
