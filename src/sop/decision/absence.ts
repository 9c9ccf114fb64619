import { later, type Instant } from '../vocabulary/dates';
import type { CompanyId } from '../vocabulary/ids';

/**
 * X1: what is known of a ticket that may be gone. HubSpot answers 404 also for up to a second after an event of a ticket that is
 * there, so one such answer proves nothing.
 */
export interface Absence {
  /** How often HubSpot did not show the ticket, at times that lie apart. */
  readonly times: number;
  /** From when on another such answer counts. */
  readonly countsFrom?: Instant | undefined;
  /** HubSpot sent the event of its deletion. `doubted`: the ticket was shown all the same, as a copy that lags behind would. */
  readonly deletion?: 'told' | 'doubted' | undefined;
  /** The client who was being monitored, or cancelled, when the ticket was last shown. */
  readonly client?: AbandonedClient | undefined;
}

export interface AbandonedClient {
  readonly companyId: CompanyId;
  readonly phase: 'monitoring' | 'cancelling';
}

/** When the ticket is looked for again. */
interface Scan {
  readonly at: Instant;
  readonly reason: string;
}

export const NEVER_ABSENT: Absence = { times: 0 };

/** In milliseconds. */
const FIRST_LOOK_MS = 60 * 1000;
const LATER_LOOK_MS = 24 * 60 * 60 * 1000;

const TIMES = 3;

/** What a read that showed no ticket adds. Reads in quick succession, as events cause them, count once. */
export function notShown(before: Absence, now: Instant): Absence {
  if (before.countsFrom !== undefined && now < before.countsFrom) return before;
  const times = before.times + 1;
  const countsFrom = later(now, times === 1 ? FIRST_LOOK_MS : LATER_LOOK_MS);
  return { ...before, times, countsFrom };
}

/** Whether the ticket is taken for deleted. */
export function isOver({ times, deletion }: Absence): boolean {
  return deletion !== undefined || times >= TIMES;
}

export function nextCheck({ countsFrom }: Absence, now: Instant): Scan {
  return { at: countsFrom ?? now, reason: 'X1: look whether HubSpot shows the ticket' };
}

/** A ticket that was shown although it is said to be deleted: whichever holds shows after a minute. */
export function doubted(now: Instant): { readonly absence: Absence; readonly wakeUp: Scan } {
  const absence: Absence = { times: 0, deletion: 'doubted' };
  return { absence, wakeUp: nextCheck({ ...absence, countsFrom: later(now, FIRST_LOOK_MS) }, now) };
}
