import { isDeepStrictEqual } from 'node:util';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../sop/vocabulary/dates';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';

/** The failure of a write that is no longer what the SOP wants: the workflow decides anew. */
export const DECISION_OUTDATED = 'DecisionOutdated';

/** The picture on which a write was decided: of which ticket, when it was read, and the instant of the decision. */
export interface Decided {
  readonly ticketId: TicketId;
  /** By a worker's clock, as it was compared with. */
  readonly readAt: Instant;
  /** By the workflow's clock. */
  readonly at: Instant;
  /** N9: the company that the case had seen on the ticket before. */
  readonly lastCompanyId?: CompanyId | undefined;
}

/**
 * What was read is decided on and applied within a second or two. A slow HubSpot, retries, queues and killed workers make that
 * minutes, or hours: reading again is cheaper than a write that nobody wants any more.
 */
const FRESH_MS = 5_000;

/**
 * X1: people go on working while a decision, or a write, waits for its turn or its next attempt, and would find their change
 * overwritten. So a write that was tried before, or rests on an old picture, is held against a fresh one; others cost no call
 * for this.
 * @param decideAgain what the SOP wants of HubSpot as it is now, at the instant of the decision
 */
export async function mustStillBeWanted(
  write: unknown,
  { readAt }: Decided,
  decideAgain: () => Promise<readonly unknown[]>,
): Promise<void> {
  if (Context.current().info.attempt === 1 && Date.now() - readAt < FRESH_MS) return;
  const wanted = await decideAgain();
  if (wanted.some((other) => isDeepStrictEqual(asSent(other), asSent(write)))) return;
  throw ApplicationFailure.nonRetryable('HubSpot has changed since this was decided.', DECISION_OUTDATED);
}

/** As it goes through Temporal, where a key without a value is no key. */
function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
