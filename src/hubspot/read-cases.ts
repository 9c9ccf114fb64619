import type { CaseReading } from '../sop/facts';
import type { CompanyId, TicketId } from '../sop/ids';
import type { SopSettings } from '../sop/settings';
import type { HubSpotRecord } from './answers';
import { readAssociations, readLinks, readRecords, type BatchRead } from './batches';
import { caseFacts, selections, type CaseSource, type ClientRecords, type ReadingContext } from './case-facts';
import { gathered } from './gathered';
import { readCase } from './read-case';

/**
 * Fresh pictures of many cases, each exactly as `readCase` gives it, with far fewer calls: all cases are read side by
 * side, and what they ask of HubSpot at the same time goes out as one batch.
 */
export async function readCases(
  context: ReadingContext,
  ticketIds: readonly TicketId[],
  settings: SopSettings,
): Promise<ReadonlyMap<TicketId, CaseReading>> {
  const tickets = await readById(context, 'tickets', ticketIds);
  const sources = createSources(context);
  const read = async (id: TicketId): Promise<CaseReading> => {
    const record = tickets.get(id);
    // Deleted or merged: a batch does not say which.
    if (record === undefined) return (await readCase(context, id, settings)).reading;
    return { kind: 'found', facts: await caseFacts(context, record, sources(record.id), settings) };
  };
  return new Map(await Promise.all(ticketIds.map(async (id) => [id, await read(id)] as const)));
}

function createSources(context: ReadingContext): (ticketId: string) => CaseSource {
  const { client } = context;
  const linked = {
    notes: gathered((ids) => readAssociations(client, 'tickets', 'notes', ids)),
    emails: gathered((ids) => readAssociations(client, 'tickets', 'emails', ids)),
    tasks: gathered((ids) => readAssociations(client, 'tickets', 'tasks', ids)),
    companies: gathered((ids) => readLinks(client, 'tickets', 'companies', ids)),
    invoices: gathered((ids) => readAssociations(client, 'companies', 'invoices', ids)),
    tickets: gathered((ids) => readAssociations(client, 'companies', 'tickets', ids)),
  };
  const record = {
    note: gathered((ids) => readById(context, 'notes', ids)),
    email: gathered((ids) => readById(context, 'emails', ids)),
    task: gathered((ids) => readById(context, 'tasks', ids)),
    company: gathered((ids) => readById(context, 'companies', ids)),
    invoice: gathered((ids) => readById(context, 'invoices', ids)),
    otherTicket: gathered((ids) => readById(context, 'tickets', ids, 'otherTickets')),
  };
  const readClient = async (id: CompanyId): Promise<ClientRecords | undefined> => {
    const [company, invoices, ticketIds] = await Promise.all([
      record.company(id),
      linked.invoices(id),
      linked.tickets(id),
    ]);
    return company && { company, invoices: await existing(invoices, record.invoice), ticketIds: ticketIds ?? [] };
  };
  return (ticketId) => ({
    notes: async () => existing(await linked.notes(ticketId), record.note),
    emails: async () => existing(await linked.emails(ticketId), record.email),
    companies: async () => (await linked.companies(ticketId)) ?? [],
    company: readClient,
    otherTickets: (ids) => existing(ids, record.otherTicket),
    tasks: async () => existing(await linked.tasks(ticketId), record.task),
  });
}

/** The records of these ids, without those that do not exist any more. */
async function existing(
  ids: readonly string[] | undefined,
  record: (id: string) => Promise<HubSpotRecord | undefined>,
): Promise<readonly HubSpotRecord[]> {
  const found = await Promise.all((ids ?? []).map(record));
  return found.filter((each) => each !== undefined);
}

async function readById(
  { client, portal }: ReadingContext,
  objectType: Exclude<BatchRead['objectType'], 'contacts'>,
  ids: readonly string[],
  selected: keyof ReturnType<typeof selections> = objectType,
): Promise<ReadonlyMap<string, HubSpotRecord>> {
  const records = await readRecords(client, { objectType, ids, ...selections(portal)[selected] });
  return new Map(records.map((record) => [record.id, record]));
}
