import { HubSpotError, type HubSpot } from '../hubspot';
import type { ShowOnTicket } from '../sop/decision/decision';
import type { Instant } from '../sop/vocabulary/dates';
import type { DecidedTicket } from './decided-tickets';

/** What a case shows by itself, it has shown long before this. */
const CASES_ARE_DONE_MS = 10 * 60_000;

/**
 * X1: brings up to date what tickets show, a hundred in one call: after a change that comes by the calendar, with which nobody's case
 * spends a call, and for tickets that their cases have not read since the portal got the properties. What people just changed is left
 * to the case. HubSpot refusing it ends nothing: the tickets are read again the next night.
 */
export async function showOnTickets(
  tickets: readonly DecidedTicket[],
  now: Instant,
  hubspot: Pick<HubSpot, 'showOnTickets'>,
): Promise<void> {
  const writes = tickets.flatMap((ticket) => (isQuiet(ticket, now) ? shownIn(ticket) : []));
  if (writes.length === 0) return;
  try {
    await hubspot.showOnTickets(writes);
  } catch (error) {
    if (!(error instanceof HubSpotError) || error.kind === 'retryLater') throw error;
  }
}

function isQuiet({ reading }: DecidedTicket, now: Instant): boolean {
  return reading.kind === 'found' && reading.facts.ticket.changedAt <= now - CASES_ARE_DONE_MS;
}

function shownIn({ decision }: DecidedTicket): readonly ShowOnTicket[] {
  return decision.writes.flatMap((write) => (write.kind === 'showOnTicket' ? [write] : []));
}
