import type { ClientStatus, TicketFacts } from '../../sop/vocabulary/facts';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../../sop/vocabulary/ids';
import type { Timeline } from '../../sop/vocabulary/timeline';
import { readRecords } from '../client/batches';
import { clientStatusOf } from '../records/company-facts';
import { ticketFacts } from '../records/ticket-facts';
import { selections, type ReadingContext } from './case-facts';

/** What HubSpot's histories say of a ticket and of its company; a record that is gone is absent. */
export interface Histories {
  readonly ticket?: TicketFacts;
  readonly clientStatus?: Timeline<ClientStatus>;
}

/** Two calls for each 50 tickets: one for the tickets, one for their companies. */
export async function readHistories(
  { client, directory, portal, apps }: ReadingContext,
  asked: readonly { readonly ticketId: TicketId; readonly companyId?: CompanyId | undefined }[],
): Promise<ReadonlyMap<TicketId, Histories>> {
  const { tickets, companies } = selections(portal);
  const pipeline = await directory.atRiskPipeline();
  const ticketIds = asked.map(({ ticketId }) => ticketId);
  const companyIds = [...new Set(asked.flatMap(({ companyId }) => companyId ?? []))];
  const ofTickets = await readRecords(client, { objectType: 'tickets', ids: ticketIds, ...tickets });
  const ofCompanies = await readRecords(client, { objectType: 'companies', ids: companyIds, ...companies });
  const facts = new Map(
    ofTickets.map((record) => [ticketIdSchema.parse(record.id), ticketFacts(record, portal, pipeline, apps, [])]),
  );
  const statuses = new Map(
    ofCompanies.map((record) => [companyIdSchema.parse(record.id), clientStatusOf(record, portal, apps).timeline]),
  );
  return new Map(
    asked.map(({ ticketId, companyId }) => {
      const ticket = facts.get(ticketId);
      const clientStatus = companyId && statuses.get(companyId);
      return [ticketId, { ...(ticket && { ticket }), ...(clientStatus && { clientStatus }) }] as const;
    }),
  );
}
