import { later, type Instant } from '../vocabulary/dates';
import type { CompanyId, TicketId } from '../vocabulary/ids';

/**
 * X1: what is known of a ticket that may be gone. HubSpot also answers 404 for up to a second after an event of a ticket that
 * exists, so one such answer proves nothing.
 */
export interface Absence {
  /** How often HubSpot did not show the ticket, at times that are apart. */
  readonly times: number;
  /** From when on another such answer counts. */
  readonly countsFrom?: Instant | undefined;
  /** `told`: HubSpot sent a deletion event. `doubted`: the ticket was shown all the same, as a stale replica would do. */
  readonly deletion?: 'told' | 'doubted' | undefined;
  /** The client who was being monitored, or canceled, when the ticket was last shown. */
  readonly client?: AbandonedClient | undefined;
}

export interface AbandonedClient {
  readonly companyId: CompanyId;
  /** The ticket that the company names; stated by the worker. */
  readonly ticketId?: TicketId | undefined;
  readonly phase: 'monitoring' | 'cancelling';
}

/** When the ticket is checked again. */
interface Scan {
  readonly at: Instant;
  readonly reason: string;
}

export const NEVER_ABSENT: Absence = { times: 0 };

/** In milliseconds. */
const FIRST_CHECK_MS = 60 * 1000;
const LATER_CHECK_MS = 24 * 60 * 60 * 1000;

const TIMES = 3;

/** What a read that showed no ticket adds. Reads in quick succession, as events cause them, count once. */
export function notShown(before: Absence, now: Instant): Absence {
  if (before.countsFrom !== undefined && now < before.countsFrom) return before;
  const times = before.times + 1;
  const countsFrom = later(now, times === 1 ? FIRST_CHECK_MS : LATER_CHECK_MS);
  return { ...before, times, countsFrom };
}

/** Whether the ticket is considered deleted. */
export function isOver({ times, deletion }: Absence): boolean {
  return deletion !== undefined || times >= TIMES;
}

export function nextCheck({ countsFrom }: Absence, now: Instant): Scan {
  return { at: countsFrom ?? now, reason: 'X1: check whether HubSpot shows the ticket' };
}

/** A ticket that was shown although it was reported as deleted: after a minute it is clear which is right. */
export function doubted(now: Instant): { readonly absence: Absence; readonly wakeUp: Scan } {
  const absence: Absence = { times: 0, deletion: 'doubted' };
  return { absence, wakeUp: nextCheck({ ...absence, countsFrom: later(now, FIRST_CHECK_MS) }, now) };
}
