import { z } from 'zod';
import type { PortalConfig } from '../../config/portal';
import type { ShowOnTicket, ShownChange } from '../../sop/decision/decision';
import { chunks } from '../client/batches';
import { ask, input, type HubSpotClient, type WriteCall } from '../client/client';

const shownSchema = z.object({ results: z.array(z.unknown()) });

/** What many tickets are to show: one call for a hundred. One that is gone is left out by HubSpot. */
export async function showOnTickets(
  client: HubSpotClient,
  portal: PortalConfig,
  call: WriteCall,
  writes: readonly ShowOnTicket[],
): Promise<void> {
  for (const group of chunks(writes)) {
    const inputs = group.map(({ ticketId, shown }) => ({ id: ticketId, properties: shownProperties(shown, portal) }));
    await ask('show cases on their tickets', shownSchema, () =>
      client.api.crm.objects.batchApi.update('tickets', input({ inputs }), call),
    );
  }
}

/** What a ticket is to show, in the portal's own names; HubSpot clears a property with an empty text. */
export function shownProperties(change: ShownChange, portal: PortalConfig): Record<string, string> {
  const { properties } = portal.ticket.shown;
  const { phase, waitingFor, waitingSince, nextStep, nextDate, needsAttention, outcome } = change;
  return {
    ...(phase !== undefined && { [properties.phase]: phase ?? '' }),
    ...(waitingFor !== undefined && { [properties.waitingFor]: waitingFor.join(';') }),
    ...(waitingSince !== undefined && {
      [properties.waitingSince]: waitingSince === null ? '' : new Date(waitingSince).toISOString(),
    }),
    ...(nextStep !== undefined && { [properties.nextStep]: nextStep ?? '' }),
    ...(nextDate !== undefined && { [properties.nextDate]: nextDate ?? '' }),
    ...(needsAttention !== undefined && { [properties.needsAttention]: needsAttention ?? '' }),
    ...(outcome !== undefined && { [properties.outcome]: outcome ?? '' }),
  };
}
