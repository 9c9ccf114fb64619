import type { PortalConfig } from '../../config/portal';
import { ticketIdSchema, type TicketId } from '../../sop/vocabulary/ids';
import type { Search } from '../client/search';
import type { PortalDirectory } from '../portal/portal-directory';
import { PIPELINE } from '../records/ticket-facts';

/**
 * Tickets outside of the At-Risk pipeline that still show the phase of a case, as many as one call finds: they left after their case had
 * ended, or are clones of one that shows it.
 */
export async function leftTickets(
  search: Search,
  directory: PortalDirectory,
  { ticket }: PortalConfig,
): Promise<readonly TicketId[]> {
  const { fields } = await directory.fits();
  if (!fields.includes('phase')) return [];
  const { pipelineId } = await directory.atRiskPipeline();
  const { records } = await search({
    objectType: 'tickets',
    filters: [
      { propertyName: PIPELINE, operator: 'NEQ', value: pipelineId },
      { propertyName: ticket.shown.properties.phase, operator: 'HAS_PROPERTY' },
    ],
    properties: [],
  });
  return records.map(({ id }) => ticketIdSchema.parse(id));
}
