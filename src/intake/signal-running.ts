import type { Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import { chunks, type IntakeBatch } from '../hubspot';
import type { TicketId } from '../sop/vocabulary/ids';
import { signalTicket } from '../temporal/signal';
import { eventsBesides, noticesOfNamedTickets } from './events';

/** What could be delivered without HubSpot being asked, and what is left. */
export interface RunningDelivery {
  readonly signalled: number;
  /** Which events of the batch, by their places in it. */
  readonly rest: readonly number[];
}

interface Signaling {
  readonly temporal: Client;
  readonly portal: PortalConfig;
  /** The same for the same batch, so that a running workflow has one signal of it, however often it is delivered. */
  readonly requestId?: string;
}

/** Calls to Temporal at the same time. */
const AT_ONCE = 10;

/**
 * Signals the running cases, and support requests, of the tickets that the events name: that needs no call to HubSpot, so it does
 * not wait for HubSpot's limits either.
 */
export async function signalRunningCases(
  { portalId, events }: IntakeBatch,
  { temporal, portal, requestId }: Signaling,
): Promise<RunningDelivery> {
  const signalled = new Set<TicketId>();
  for (const notices of chunks(noticesOfNamedTickets(events, portal), AT_ONCE)) {
    await Promise.all(
      notices.map(async ({ ticketId, signal, payload }) => {
        if (await signalTicket({ temporal, portalId }, ticketId, signal, payload, requestId)) signalled.add(ticketId);
      }),
    );
  }
  return { signalled: signalled.size, rest: eventsBesides(events, signalled).map((event) => events.indexOf(event)) };
}

/** How many tickets the events name, and so signals are tried for. */
export function ticketsNamedIn({ events }: IntakeBatch, portal: PortalConfig): number {
  return noticesOfNamedTickets(events, portal).length;
}
