import type { PortalConfig } from '../config/portal';
import type { CaseReading, ChecklistTask, CompanyFacts, EvidenceFacts, NewerTicket, TicketFacts } from '../sop/facts';
import { ticketIdSchema, type CompanyId, type TicketId } from '../sop/ids';
import { needsApprover, needsChecklist, needsCompany, needsEvidence } from '../sop/needs';
import type { SopSettings } from '../sop/settings';
import { recordSchema, type HubSpotRecord } from './answers';
import { approverOf } from './approver';
import { readAssociations, readRecords } from './batches';
import { CHECKLIST_SELECTION, checklistFacts } from './checklist-facts';
import { CALL, ask, unlessGone, type HubSpotClient } from './client';
import { BALANCE_DUE, INVOICE_STATUS, companyFacts, companyOfTicket } from './company-facts';
import { ATTACHMENTS, NOTE_BODY, attachedFiles, evidenceFacts } from './evidence-facts';
import type { PortalDirectory } from './portal-directory';
import { OWNER, PIPELINE, historyPropertiesOfTicket, ticketFacts } from './ticket-facts';

/** What reading a case works with. */
export interface ReadingContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly appId: string;
}

/**
 * One fresh picture of a case. The ticket comes in one GET, with histories and the ids of what is associated; whatever
 * else is read only when the SOP needs it at this point.
 */
export async function readCase(
  context: ReadingContext,
  ticketId: TicketId,
  settings: SopSettings,
): Promise<CaseReading> {
  const record = await readTicket(context, ticketId, settings);
  if (record === undefined) return { kind: 'gone' };
  // HubSpot answers with the ticket that the asked one was merged into.
  if (record.id !== ticketId) return { kind: 'merged', into: ticketIdSchema.parse(record.id) };

  const [pipeline] = await Promise.all([context.directory.atRiskPipeline(), context.directory.fits()]);
  const ticket = ticketFacts(record, context.portal, pipeline, context.appId);
  const evidence = needsEvidence(ticket) ? await readEvidence(context, record, ticket) : undefined;
  const company = needsCompany(ticket, evidence, settings) ? await readCompanyOf(context, record, ticket) : undefined;
  const approvedBy = needsApprover(ticket, evidence, company);
  const approver = approvedBy && (await approverOf(context.directory, record.properties[OWNER] ?? '', approvedBy));
  const needed = needsChecklist(ticket, evidence, company, settings);
  const checklist = needed ? await readChecklist(context, record, settings) : undefined;
  return {
    kind: 'found',
    facts: {
      ticket,
      ...(evidence && { evidence }),
      ...(company && { company }),
      ...(approver && { approver }),
      ...(checklist && { checklist }),
    },
  };
}

async function readTicket(
  { client, portal }: ReadingContext,
  id: TicketId,
  settings: SopSettings,
): Promise<HubSpotRecord | undefined> {
  const withHistory = historyPropertiesOfTicket(portal);
  const associations = [
    'companies',
    'notes',
    ...(portal.notice.emailAttachments ? ['emails'] : []),
    ...(settings.checklist.length > 0 ? ['tasks'] : []),
  ];
  return unlessGone(() =>
    ask('read a ticket', recordSchema, () =>
      client.api.crm.tickets.basicApi.getById(
        id,
        [PIPELINE, OWNER, ...withHistory],
        withHistory,
        associations,
        false,
        undefined,
        CALL,
      ),
    ),
  );
}

/** N2, N3: notes and files; e-mails only if the portal counts theirs, and no note has the notice. */
async function readEvidence(
  context: ReadingContext,
  record: HubSpotRecord,
  ticket: TicketFacts,
): Promise<EvidenceFacts> {
  const notes = await readRecords(context.client, {
    objectType: 'notes',
    ids: await associatedIds(context, record, 'tickets', 'notes'),
    properties: [NOTE_BODY, ATTACHMENTS],
  });
  const inNotes = await countNotices(context, attachedFiles(notes));
  const noticeFiles = inNotes > 0 ? inNotes : await countNotices(context, await filesOfEmails(context, record));
  return evidenceFacts(notes, noticeFiles, ticket.createdAt, context.portal.etfSnippet);
}

async function filesOfEmails(context: ReadingContext, record: HubSpotRecord): Promise<readonly string[]> {
  if (!context.portal.notice.emailAttachments) return [];
  const ids = await associatedIds(context, record, 'tickets', 'emails');
  return attachedFiles(await readRecords(context.client, { objectType: 'emails', ids, properties: [ATTACHMENTS] }));
}

/** N2: any file counts, unless the portal file says what the notice is called. */
async function countNotices({ directory, portal }: ReadingContext, files: readonly string[]): Promise<number> {
  const { fileName } = portal.notice;
  if (fileName === undefined) return files.length;
  const pattern = new RegExp(fileName, 'iu');
  const names = await Promise.all(files.map((file) => directory.fileName(file)));
  return names.filter((name) => name !== undefined && pattern.test(name)).length;
}

async function readCompanyOf(
  context: ReadingContext,
  record: HubSpotRecord,
  ticket: TicketFacts,
): Promise<CompanyFacts> {
  const company = companyOfTicket(record.associations?.['companies']);
  return company.kind === 'one' ? readCompany(context, company.id, ticket) : company;
}

/** The company with its Client Status and invoices; an archived company is none. */
async function readCompany(context: ReadingContext, id: CompanyId, ticket: TicketFacts): Promise<CompanyFacts> {
  const { client, portal, appId } = context;
  const { clientStatus, serviceLine } = portal.company.properties;
  const record = await unlessGone(() =>
    ask('read a company', recordSchema, () =>
      client.api.crm.companies.basicApi.getById(
        id,
        [clientStatus, serviceLine],
        [clientStatus],
        ['invoices', 'tickets'],
        false,
        undefined,
        CALL,
      ),
    ),
  );
  if (record === undefined) return { kind: 'none' };
  const invoices = await readRecords(client, {
    objectType: 'invoices',
    ids: await associatedIds(context, record, 'companies', 'invoices'),
    properties: [INVOICE_STATUS, BALANCE_DUE],
    propertiesWithHistory: [INVOICE_STATUS, BALANCE_DUE],
  });
  return companyFacts(record, invoices, portal, appId, await readNewerTicket(context, record, ticket));
}

/** S5: one call more, but only for a company that has other tickets. */
async function readNewerTicket(
  context: ReadingContext,
  company: HubSpotRecord,
  ticket: TicketFacts,
): Promise<NewerTicket | undefined> {
  const ids = await associatedIds(context, company, 'companies', 'tickets');
  const others = ids.filter((id) => id !== ticket.id);
  if (others.length === 0) return undefined;
  const { pipelineId } = await context.directory.atRiskPipeline();
  const answer = context.portal.ticket.properties.customerSaved;
  const records = await readRecords(context.client, {
    objectType: 'tickets',
    ids: others,
    properties: [PIPELINE, answer],
  });
  const [newest] = records
    .filter(({ properties, createdAt }) => properties[PIPELINE] === pipelineId && createdAt > ticket.createdAt)
    .sort((a, b) => b.createdAt - a.createdAt);
  if (newest === undefined) return undefined;
  return { id: ticketIdSchema.parse(newest.id), answered: (newest.properties[answer] ?? '') !== '' };
}

/** N9: no call at all for a ticket without tasks. */
async function readChecklist(
  context: ReadingContext,
  record: HubSpotRecord,
  settings: SopSettings,
): Promise<readonly ChecklistTask[]> {
  const ids = await associatedIds(context, record, 'tickets', 'tasks');
  const tasks = await readRecords(context.client, { objectType: 'tasks', ids, ...CHECKLIST_SELECTION });
  return checklistFacts(tasks, context.appId, settings.timeZone);
}

/** The ids that came with the record; all of them are asked for when there are more than one answer holds. */
async function associatedIds(
  { client }: ReadingContext,
  record: HubSpotRecord,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const associated = record.associations?.[to];
  if (associated?.paging?.next !== undefined) {
    return (await readAssociations(client, from, to, [record.id])).get(record.id) ?? [];
  }
  return [...new Set((associated?.results ?? []).map(({ id }) => id))];
}
