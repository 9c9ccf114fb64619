import type { HubSpot } from '../hubspot';
import { decide } from '../sop/decide';
import type { Instant } from '../sop/vocabulary/dates';
import type { SopSettings } from '../sop/vocabulary/settings';
import { showOnTickets, type ReadTicket } from './show-tickets';

interface LeftDependencies {
  readonly hubspot: Pick<HubSpot, 'leftTickets' | 'perform' | 'readCases' | 'showOnTickets'>;
  readonly settings: SopSettings;
}

/**
 * X1: a ticket that left the pipeline shows nothing, and no company names it. A running case sees to that by itself; here it is done
 * for a ticket whose case had ended by then, and for a clone.
 */
export async function clearLeftTickets(now: Instant, { hubspot, settings }: LeftDependencies): Promise<void> {
  const ticketIds = await hubspot.leftTickets();
  if (ticketIds.length === 0) return;
  const readings = await hubspot.readCases(ticketIds, settings);
  const left = [...readings.values()].map((reading): ReadTicket => ({
    reading,
    decision: decide(reading, settings, now),
  }));
  // The company first: a ticket that shows nothing is not found here again.
  for (const write of left.flatMap(({ decision }) => decision.writes))
    if (write.kind === 'clearCaseTicket') await hubspot.perform(write);
  await showOnTickets(left, now, hubspot);
}
