import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { HubSpotError, type HubSpotErrorKind } from '../hubspot';
import type { TicketId } from '../sop/vocabulary/ids';
import type { Seals } from './proof/seal';

/**
 * HubSpot's error kinds as Temporal failures; the workflow imports this type and knows them by these names.
 * `retryLater` is retried by Temporal, the others park the case until a person has helped (X1).
 */
export type HubSpotFailureType = `HubSpot.${HubSpotErrorKind}`;

/** X1: what the note on the ticket says. */
export type RefusalType = Extract<
  HubSpotFailureType,
  'HubSpot.mismatch' | 'HubSpot.incomplete' | 'HubSpot.invalid' | 'HubSpot.gone'
>;

/** In a failure's details. */
export interface FailureDetail {
  readonly status?: number | undefined;
  readonly correlationId?: string | undefined;
  /** Proves that HubSpot said so about this ticket. */
  readonly seal?: string;
}

/** Whose call failed, so that a note can be written on the ticket. */
export interface About {
  readonly ticketId: TicketId;
  readonly seals: Seals;
}

/**
 * How often a running activity records a heartbeat. The SDK sends one at once and then one each 24 s: four fifths of the time-out in
 * `src/workflows/activity-options.ts`.
 */
const HEARTBEAT_MS = 3_000;

/** Our errors as failures whose message is safe for the history; anything else passes unchanged (and is retried). */
export function temporalFailure(error: unknown, about?: About): unknown {
  if (!(error instanceof HubSpotError)) return error;
  const type: HubSpotFailureType = `HubSpot.${error.kind}`;
  const delay = error.retryAfterMs ?? settlingDelay(error);
  const detail: FailureDetail = {
    status: error.status,
    correlationId: error.correlationId,
    ...(about && { seal: about.seals.of(['refusal', about.ticketId, type, error.detail]) }),
  };
  return ApplicationFailure.create({
    type,
    message: error.detail,
    nonRetryable: error.kind !== 'retryLater',
    ...(delay !== undefined && { nextRetryDelay: delay }),
    details: [detail],
  });
}

/** Temporal's own pauses, of 2 s and doubled each time, are longer from the next attempt on. */
const BRIEF_PAUSES = 3;

/** X3: so that the next attempt finds what this one may have created. */
function settlingDelay({ settlesMs }: HubSpotError): number | undefined {
  return Context.current().info.attempt <= BRIEF_PAUSES ? settlesMs : undefined;
}

/**
 * For work that only reads: it is aborted when the worker drains and the first time limit for that is over, and another worker
 * repeats it. A write is never aborted: nobody could tell whether it still arrives while another worker repeats it.
 */
export function unlessDrained<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, Context.current().cancelled]);
}

/** Heartbeats until the work is done, so that a killed worker is noticed in seconds and not at the time-out. */
export async function heartbeatWhile<T>(work: Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => {
    context.heartbeat();
  }, HEARTBEAT_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
