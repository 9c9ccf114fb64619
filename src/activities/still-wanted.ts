import { isDeepStrictEqual } from 'node:util';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../sop/dates';
import type { TicketId } from '../sop/ids';

/** The failure of a write that is no longer what the SOP wants: the workflow decides anew. */
export const DECISION_OUTDATED = 'DecisionOutdated';

/** The ticket whose picture a write was decided on, and when. */
export interface Decided {
  readonly ticketId: TicketId;
  readonly at: Instant;
}

/** A decision is followed within seconds. Retries, queues and killed workers make that minutes, or hours. */
const FRESH_MS = 60_000;

/**
 * X1: people go on working while a write waits for its next attempt, or for one that goes before it, and would find their
 * change overwritten. So a write that was tried before, or has waited, is held against a fresh picture; others cost no call
 * for this.
 * @param decidedAt when the SOP wanted the write
 * @param decideAgain what the SOP wants of HubSpot as it is now, at that same instant
 */
export async function mustStillBeWanted(
  write: unknown,
  decidedAt: Instant,
  decideAgain: () => Promise<readonly unknown[]>,
): Promise<void> {
  const { attempt, scheduledTimestampMs } = Context.current().info;
  // Temporal's clock decided; the worker's own may be behind it.
  const waitedMs = Math.max(Date.now(), scheduledTimestampMs) - decidedAt;
  if (attempt === 1 && waitedMs < FRESH_MS) return;
  const wanted = await decideAgain();
  if (wanted.some((other) => isDeepStrictEqual(asSent(other), asSent(write)))) return;
  throw ApplicationFailure.nonRetryable('HubSpot has changed since this was decided.', DECISION_OUTDATED);
}

/** As it goes through Temporal, where a key without a value is no key. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
