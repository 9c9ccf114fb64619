import type { HubSpot } from '../hubspot';
import { decide } from '../sop/decide';
import type { Decision } from '../sop/decision/decision';
import type { Instant } from '../sop/vocabulary/dates';
import type { CaseReading } from '../sop/vocabulary/facts';
import type { TicketId } from '../sop/vocabulary/ids';
import type { SopSettings } from '../sop/vocabulary/settings';

/** A ticket as it was read, and what the SOP says of it. */
export interface DecidedTicket {
  readonly ticketId: TicketId;
  readonly reading: CaseReading;
  readonly decision: Decision;
}

/** What the SOP says of many tickets at `now`, each as it is in HubSpot, with or without a case. */
export async function decideTickets(
  ticketIds: readonly TicketId[],
  now: Instant,
  { hubspot, settings }: { readonly hubspot: Pick<HubSpot, 'readCases'>; readonly settings: SopSettings },
): Promise<readonly DecidedTicket[]> {
  const readings = await hubspot.readCases(ticketIds, settings);
  return [...readings].map(([ticketId, reading]) => ({
    ticketId,
    reading,
    decision: decide(reading, settings, now),
  }));
}
