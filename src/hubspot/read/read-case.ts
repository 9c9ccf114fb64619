import { setTimeout as pause } from 'node:timers/promises';
import type { CaseReading } from '../../sop/vocabulary/facts';
import { ticketIdSchema, type CompanyId, type TicketId } from '../../sop/vocabulary/ids';
import type { SopSettings } from '../../sop/vocabulary/settings';
import { recordSchema, type HubSpotRecord } from '../client/answers';
import { associatedIds, readAssociations, readRecords } from '../client/batches';
import { CALL, ask, unlessGone } from '../client/client';
import { linkedCompanies, parentsOf } from '../records/company-facts';
import {
  caseFacts,
  selections,
  type CaseSource,
  type ClientRecords,
  type InvoicesAlsoOf,
  type KnownBefore,
  type ReadingContext,
} from './case-facts';
import { createSources } from './case-sources';
import { linkedOf, type Linked } from './linked';
import { readNames, type CaseNames } from './names';

/** A reading, with what it is based on: the sweep compares that with what is associated later. */
export interface LinkedReading {
  readonly reading: CaseReading;
  /** Absent where no ticket was found. */
  readonly linked?: Linked;
  /** Absent where no ticket was found, or the portal file wants no names in Temporal. */
  readonly names?: CaseNames;
}

/** One fresh snapshot of a case. The ticket comes in one GET, with histories and the ids of what is associated. */
export async function readCase(
  context: ReadingContext,
  ticketId: TicketId,
  settings: SopSettings,
  known?: KnownBefore,
): Promise<LinkedReading> {
  const record = await readTicket(context, ticketId);
  if (record === undefined) return { reading: { kind: 'gone' } };
  // HubSpot answers with the ticket that the requested one was merged into.
  if (record.id !== ticketId) return { reading: { kind: 'merged', into: ticketIdSchema.parse(record.id) } };
  const { linked, companyRead, ...source } = sourceOf(context, record);
  const facts = await caseFacts(context, record, source, settings, known);
  const names = context.portal.temporal.showClientNames
    ? await readNames(context.directory, facts.ticket, {
        ticket: record,
        company: await companyRead(),
        client: known?.client,
      })
    : undefined;
  return { reading: { kind: 'found', facts }, linked: await linked(), ...(names && { names }) };
}

async function readTicket({ client, portal }: ReadingContext, id: TicketId): Promise<HubSpotRecord | undefined> {
  const { properties, propertiesWithHistory } = selections(portal).tickets;
  const associations = [
    'companies',
    'notes',
    ...(portal.notice.emailAttachments ? ['emails'] : []),
    'tasks',
    'invoices',
  ];
  return unlessGone(() =>
    ask('read a ticket', recordSchema, () =>
      client.api.crm.tickets.basicApi.getById(
        id,
        [...properties],
        [...propertiesWithHistory],
        associations,
        false,
        undefined,
        CALL,
      ),
    ),
  );
}

function sourceOf(
  context: ReadingContext,
  ticket: HubSpotRecord,
): CaseSource & {
  readonly linked: () => Promise<Linked>;
  /** Undefined where the SOP did not need it. */
  readonly companyRead: () => Promise<HubSpotRecord | undefined>;
} {
  const companies = linkedCompanies(ticket.associations?.['companies']);
  let client: Promise<ReadClient | undefined> | undefined;
  const ofTicket = async (objectType: 'notes' | 'emails' | 'tasks' | 'invoices'): Promise<readonly HubSpotRecord[]> =>
    readRecords(context.client, {
      objectType,
      ids: await associatedIds(context.client, 'tickets', [ticket], objectType),
      ...selections(context.portal)[objectType],
    });
  const sources = createSources(context);
  const together = sources(ticket.id);
  return {
    notes: () => ofTicket('notes'),
    emails: () => ofTicket('emails'),
    companies: () => Promise.resolve(companies),
    company: (id, invoicesAlsoOf) => (client = readClient(context, id, invoicesAlsoOf)),
    ticketInvoices: () => ofTicket('invoices'),
    invoices: (ids) =>
      readRecords(context.client, { objectType: 'invoices', ids, ...selections(context.portal).invoices }),
    otherTickets: (ids) =>
      readRecords(context.client, { objectType: 'tickets', ids, ...selections(context.portal).otherTickets }),
    another: sources,
    companiesOfTask: (id) => together.companiesOfTask(id),
    companyRecord: (id) => together.companyRecord(id),
    tasks: () => ofTicket('tasks'),
    companyRead: async () => (await client)?.company,
    linked: async () =>
      linkedOf({
        companies,
        notes: await associatedIds(context.client, 'tickets', [ticket], 'notes'),
        emails: await associatedIds(context.client, 'tickets', [ticket], 'emails'),
        ticketInvoices: await associatedIds(context.client, 'tickets', [ticket], 'invoices'),
        invoices: (await client)?.invoiceIds,
      }),
  };
}

type ReadClient = ClientRecords & { readonly invoiceIds: readonly string[] };

/** The company comes in one GET, with the ids of its invoices and tickets; one more call for each setting of I2. */
async function readClient(
  context: ReadingContext,
  id: CompanyId,
  invoicesAlsoOf: InvoicesAlsoOf,
): Promise<ReadClient | undefined> {
  const { client, portal } = context;
  const { companies, invoices } = selections(portal);
  const company = await shownTwice(() =>
    ask('read a company', recordSchema, () =>
      client.api.crm.companies.basicApi.getById(
        id,
        [...companies.properties],
        [...companies.propertiesWithHistory],
        ['invoices', 'tickets', ...(invoicesAlsoOf.includes('contacts') ? ['contacts'] : [])],
        false,
        undefined,
        CALL,
      ),
    ),
  );
  if (company === undefined) return undefined;
  const invoiceIds = await associatedIds(context.client, 'companies', [company], 'invoices');
  const ids = [...new Set([...invoiceIds, ...(await furtherInvoices(context, company, invoicesAlsoOf))])];
  return {
    company,
    invoiceIds,
    invoices: await readRecords(client, { objectType: 'invoices', ids, ...invoices }),
    ticketIds: await associatedIds(context.client, 'companies', [company], 'tickets'),
  };
}

/** In milliseconds: more than the second for which HubSpot answers 404 after an event of a record that exists. */
const SHOWN_AGAIN_MS = 1_500;

/** A company that the ticket names is read twice before CS is notified that there is none. */
async function shownTwice<T>(read: () => Promise<T>): Promise<T | undefined> {
  const found = await unlessGone(read);
  if (found !== undefined) return found;
  await pause(SHOWN_AGAIN_MS);
  return unlessGone(read);
}

/** I2: those of the company's contacts and of its parent company, where the setting asks for them. */
async function furtherInvoices(
  context: ReadingContext,
  company: HubSpotRecord,
  invoicesAlsoOf: InvoicesAlsoOf,
): Promise<readonly string[]> {
  const { client } = context;
  const contacts = invoicesAlsoOf.includes('contacts')
    ? await associatedIds(context.client, 'companies', [company], 'contacts')
    : [];
  const found = await Promise.all([
    readAssociations(client, 'contacts', 'invoices', contacts),
    readAssociations(client, 'companies', 'invoices', parentsOf(company, invoicesAlsoOf)),
  ]);
  return found.flatMap((of) => [...of.values()].flat());
}
