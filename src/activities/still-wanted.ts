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

/** A decision is followed within a second or two. Retries, queues and killed workers make that minutes, or hours. */
const FRESH_MS = 60_000;

/**
 * X1: people go on working while a write waits for its next attempt, and would find their change overwritten. So a write
 * that was tried before, or has waited, is held against a fresh picture; the first attempt costs no call for this.
 * @param decideAgain what the SOP wants now, as of the instant of the decision
 */
export async function mustStillBeWanted(write: unknown, decideAgain: () => Promise<readonly unknown[]>): Promise<void> {
  const { attempt, scheduledTimestampMs } = Context.current().info;
  if (attempt === 1 && Date.now() - scheduledTimestampMs < FRESH_MS) return;
  const wanted = await decideAgain();
  if (wanted.some((other) => isDeepStrictEqual(asSent(other), asSent(write)))) return;
  throw ApplicationFailure.nonRetryable('HubSpot has changed since this was decided.', DECISION_OUTDATED);
}

/** As it goes through Temporal, where a key without a value is no key. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
