import type { PortalConfig } from '../../config/portal';
import type { Instant } from '../../sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../../sop/vocabulary/ids';
import type { HubSpotRecord } from '../client/answers';
import { readAssociations, readRecords } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import { LAST_MODIFIED, searchAll, searchBehind, type Filter, type PageOfIds, type Search } from '../client/search';
import type { PortalDirectory } from '../portal/portal-directory';
import { PIPELINE, STAGE } from '../records/ticket-facts';
import { isOpenRequest } from '../support/support-form';

/** Object types whose events lead to tickets. */
export type RelatedType = 'note' | 'email' | 'company' | 'invoice' | 'ticket';

export const PLURALS = {
  note: 'notes',
  email: 'emails',
  company: 'companies',
  invoice: 'invoices',
  ticket: 'tickets',
} as const;

/** Which of these are At-Risk tickets; for a merged one, the ticket that it was merged into answers. */
export async function atRiskTickets(
  client: HubSpotClient,
  directory: PortalDirectory,
  ids: readonly TicketId[],
): Promise<readonly TicketId[]> {
  if (ids.length === 0) return [];
  const { pipelineId } = await directory.atRiskPipeline();
  const records = await readRecords(client, {
    objectType: 'tickets',
    ids: [...new Set(ids)],
    properties: [PIPELINE],
  });
  const ours = records.filter(({ properties }) => properties[PIPELINE] === pipelineId);
  return [...new Set(ours.map(({ id }) => ticketIdSchema.parse(id)))];
}

/** What this service does for a ticket: its case, or the request that an open support ticket makes (C3). */
export type TicketKind = 'atRisk' | 'supportRequest';

/** Distinguishes At-Risk tickets, open support tickets of the form, and others (left out): one call for a hundred. */
export async function ticketKinds(
  client: HubSpotClient,
  directory: PortalDirectory,
  portal: PortalConfig,
  ids: readonly TicketId[],
): Promise<ReadonlyMap<TicketId, TicketKind>> {
  if (ids.length === 0) return new Map();
  const [atRisk, support] = await Promise.all([directory.atRiskPipeline(), directory.supportPipeline()]);
  const records = await readRecords(client, {
    objectType: 'tickets',
    ids: [...new Set(ids)],
    properties: [PIPELINE, STAGE, portal.supportRequests.properties.form],
  });
  const kindOf = (record: HubSpotRecord): TicketKind | undefined => {
    if (record.properties[PIPELINE] === atRisk.pipelineId) return 'atRisk';
    return support.kind === 'found' && isOpenRequest(record, portal, support) ? 'supportRequest' : undefined;
  };
  return new Map(
    records.flatMap((record) => {
      const kind = kindOf(record);
      return kind === undefined ? [] : [[ticketIdSchema.parse(record.id), kind] as const];
    }),
  );
}

/** C3: support tickets of the form that nobody has taken over, the oldest first; none where the portal has no such pipeline. */
export async function openSupportRequests(
  search: Search,
  directory: PortalDirectory,
  { supportRequests }: PortalConfig,
): Promise<readonly TicketId[]> {
  const support = await directory.supportPipeline();
  if (support.kind !== 'found') return [];
  const filters: readonly Filter[] = [
    { propertyName: PIPELINE, operator: 'EQ', value: support.pipelineId },
    { propertyName: STAGE, operator: 'EQ', value: support.newStageId },
    { propertyName: supportRequests.properties.form, operator: 'EQ', value: supportRequests.form },
  ];
  const records = await searchAll(search, { objectType: 'tickets', filters, properties: [] });
  return records.map(({ id }) => ticketIdSchema.parse(id));
}

/** Which At-Risk tickets are meant: those after `after` in the order of their ids, and changed at `changedSince` or later. */
export interface TicketsAsked {
  readonly after?: TicketId | undefined;
  readonly changedSince?: Instant | undefined;
}

/** Tickets in the At-Risk pipeline by their ids, ascending. */
export async function* allAtRiskTickets(
  search: Search,
  directory: PortalDirectory,
  { after, changedSince }: TicketsAsked = {},
): AsyncGenerator<readonly TicketId[]> {
  const { pipelineId } = await directory.atRiskPipeline();
  const filters: readonly Filter[] = [
    { propertyName: PIPELINE, operator: 'EQ', value: pipelineId },
    ...(changedSince === undefined
      ? []
      : [{ propertyName: LAST_MODIFIED, operator: 'GTE' as const, value: String(changedSince) }]),
  ];
  for (let lastId: string | undefined = after ?? '0'; lastId !== undefined;) {
    const page: PageOfIds = await searchBehind(search, { objectType: 'tickets', filters, properties: [] }, lastId);
    if (page.records.length > 0) yield page.records.map(({ id }) => ticketIdSchema.parse(id));
    lastId = page.next;
  }
}

/** The tickets of each record; an invoice's are its own and those of its companies (I2). */
export async function ticketsOf(
  client: HubSpotClient,
  type: RelatedType,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly TicketId[]>> {
  if (type !== 'invoice') return ticketIdsOf(await readAssociations(client, PLURALS[type], 'tickets', ids));
  const [companies, own] = await Promise.all([
    readAssociations(client, PLURALS.invoice, PLURALS.company, ids),
    readAssociations(client, PLURALS.invoice, 'tickets', ids),
  ]);
  const ofCompanies = await ticketsOf(client, 'company', [...companies.values()].flat());
  const ofInvoices = ticketIdsOf(own);
  return new Map(
    [...new Set([...companies.keys(), ...own.keys()])].map((invoice) => {
      const through = (companies.get(invoice) ?? []).flatMap((company) => ofCompanies.get(company) ?? []);
      return [invoice, [...new Set([...(ofInvoices.get(invoice) ?? []), ...through])]];
    }),
  );
}

function ticketIdsOf(found: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly TicketId[]> {
  return new Map([...found].map(([id, tickets]) => [id, tickets.map((ticket) => ticketIdSchema.parse(ticket))]));
}
