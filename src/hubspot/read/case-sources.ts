import type { CompanyId } from '../../sop/vocabulary/ids';
import type { HubSpotRecord } from '../client/answers';
import { readAssociations, readLinks, readRecords, type BatchRead } from '../client/batches';
import { parentsOf } from '../records/company-facts';
import {
  selections,
  type AnotherTicket,
  type CaseSource,
  type ClientRecords,
  type InvoicesAlsoOf,
  type ReadingContext,
} from './case-facts';
import { gathered } from './gathered';

/** What belongs to many tickets, read together: questions asked at the same time go out as one batch. */
export function createSources(context: ReadingContext): (ticketId: string) => CaseSource & AnotherTicket {
  const { client } = context;
  const linked = {
    notes: gathered((ids) => readAssociations(client, 'tickets', 'notes', ids)),
    emails: gathered((ids) => readAssociations(client, 'tickets', 'emails', ids)),
    tasks: gathered((ids) => readAssociations(client, 'tickets', 'tasks', ids)),
    companies: gathered((ids) => readLinks(client, 'tickets', 'companies', ids)),
    companiesOfTasks: gathered((ids) => readAssociations(client, 'tasks', 'companies', ids)),
    invoices: gathered((ids) => readAssociations(client, 'companies', 'invoices', ids)),
    ticketInvoices: gathered((ids) => readAssociations(client, 'tickets', 'invoices', ids)),
    contacts: gathered((ids) => readAssociations(client, 'companies', 'contacts', ids)),
    contactInvoices: gathered((ids) => readAssociations(client, 'contacts', 'invoices', ids)),
    tickets: gathered((ids) => readAssociations(client, 'companies', 'tickets', ids)),
  };
  const record = {
    note: gathered((ids) => readById(context, 'notes', ids)),
    email: gathered((ids) => readById(context, 'emails', ids)),
    task: gathered((ids) => readById(context, 'tasks', ids)),
    company: gathered((ids) => readById(context, 'companies', ids)),
    invoice: gathered((ids) => readById(context, 'invoices', ids)),
    ticket: gathered((ids) => readById(context, 'tickets', ids)),
    otherTicket: gathered((ids) => readById(context, 'tickets', ids, 'otherTickets')),
  };
  const invoicesOf = async (
    ids: readonly string[],
    of: (id: string) => Promise<readonly string[] | undefined>,
  ): Promise<readonly string[]> => (await Promise.all(ids.map(of))).flatMap((found) => found ?? []);
  const readClient = async (id: CompanyId, invoicesAlsoOf: InvoicesAlsoOf): Promise<ClientRecords | undefined> => {
    const [company, invoices, ticketIds, contacts] = await Promise.all([
      record.company(id),
      linked.invoices(id),
      linked.tickets(id),
      invoicesAlsoOf.includes('contacts') ? linked.contacts(id) : [],
    ]);
    if (company === undefined) return undefined;
    const [ofContacts, ofParent] = await Promise.all([
      invoicesOf(contacts ?? [], linked.contactInvoices),
      invoicesOf(parentsOf(company, invoicesAlsoOf), linked.invoices),
    ]);
    const ids = [...new Set([...(invoices ?? []), ...ofContacts, ...ofParent])];
    return { company, invoices: await existing(ids, record.invoice), ticketIds: ticketIds ?? [] };
  };
  const sourceOf = (ticketId: string): CaseSource & AnotherTicket => ({
    record: () => record.ticket(ticketId),
    notes: async () => existing(await linked.notes(ticketId), record.note),
    emails: async () => existing(await linked.emails(ticketId), record.email),
    companies: async () => (await linked.companies(ticketId)) ?? [],
    company: readClient,
    ticketInvoices: async () => existing(await linked.ticketInvoices(ticketId), record.invoice),
    invoices: (ids) => existing(ids, record.invoice),
    otherTickets: (ids) => existing(ids, record.otherTicket),
    another: sourceOf,
    companiesOfTask: async (id) => (await linked.companiesOfTasks(id)) ?? [],
    companyRecord: (id) => record.company(id),
    tasks: async () => existing(await linked.tasks(ticketId), record.task),
  });
  return sourceOf;
}

/** The records with these ids, without those that no longer exist. */
async function existing(
  ids: readonly string[] | undefined,
  record: (id: string) => Promise<HubSpotRecord | undefined>,
): Promise<readonly HubSpotRecord[]> {
  const found = await Promise.all((ids ?? []).map(record));
  return found.filter((each) => each !== undefined);
}

export async function readById(
  { client, portal }: ReadingContext,
  objectType: Exclude<BatchRead['objectType'], 'contacts'>,
  ids: readonly string[],
  selected: keyof ReturnType<typeof selections> = objectType,
): Promise<ReadonlyMap<string, HubSpotRecord>> {
  const records = await readRecords(client, { objectType, ids, ...selections(portal)[selected] });
  return new Map(records.map((record) => [record.id, record]));
}
