import type { HubSpot } from '../hubspot';
import type { Instant } from '../sop/vocabulary/dates';
import type { SopSettings } from '../sop/vocabulary/settings';
import { decideTickets } from './decided-tickets';
import { showOnTickets } from './show-tickets';

interface LeftDependencies {
  readonly hubspot: Pick<HubSpot, 'leftTickets' | 'perform' | 'readCases' | 'showOnTickets'>;
  readonly settings: SopSettings;
}

/**
 * X1: a ticket that left the pipeline shows nothing, and no company names it. A running case sees to that by itself; here it is done
 * for a ticket whose case had ended by then, and for a clone.
 */
export async function clearLeftTickets(now: Instant, deps: LeftDependencies): Promise<void> {
  const { hubspot } = deps;
  const ticketIds = await hubspot.leftTickets();
  if (ticketIds.length === 0) return;
  const left = await decideTickets(ticketIds, now, deps);
  // The company first: a ticket that shows nothing is not found here again.
  for (const write of left.flatMap(({ decision }) => decision.writes))
    if (write.kind === 'clearCaseTicket') await hubspot.perform(write);
  await showOnTickets(left, now, hubspot);
}
