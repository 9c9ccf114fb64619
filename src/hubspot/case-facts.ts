import type { PortalConfig } from '../config/portal';
import type { CaseFacts, CompanyFacts, EvidenceFacts, NewerTicket, TicketFacts } from '../sop/facts';
import { ticketIdSchema, type CompanyId } from '../sop/ids';
import { needsApprover, needsChecklist, needsCompany, needsEvidence, needsExplanationTasks } from '../sop/needs';
import type { SopSettings } from '../sop/settings';
import type { HubSpotRecord } from './answers';
import { approverOf } from './approver';
import type { Link } from './batches';
import type { HubSpotClient } from './client';
import { BALANCE_DUE, INVOICE_STATUS, companyFacts, companyOfTicket } from './company-facts';
import { ATTACHMENTS, NOTE_BODY, attachedFiles, evidenceFacts } from './evidence-facts';
import { filesNotCounted, noticeFiles } from './notice-files';
import type { PortalDirectory } from './portal-directory';
import { TASK_SELECTION, checklistFacts, explanationTasks } from './task-facts';
import { OWNER, PIPELINE, STAGE, historyPropertiesOfTicket, ticketFacts } from './ticket-facts';

/** What reading a case works with. */
export interface ReadingContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly appId: string;
}

/** Where what belongs to one ticket comes from: read for this ticket alone, or together with what belongs to others. */
export interface CaseSource {
  notes(): Promise<readonly HubSpotRecord[]>;
  emails(): Promise<readonly HubSpotRecord[]>;
  companies(): Promise<readonly Link[]>;
  /** Undefined for a company that is archived. */
  company(id: CompanyId): Promise<ClientRecords | undefined>;
  /** Other tickets of the company, without histories. */
  otherTickets(ids: readonly string[]): Promise<readonly HubSpotRecord[]>;
  tasks(): Promise<readonly HubSpotRecord[]>;
}

/** A company with its invoices, and the ids of its tickets. */
export interface ClientRecords {
  readonly company: HubSpotRecord;
  readonly invoices: readonly HubSpotRecord[];
  readonly ticketIds: readonly string[];
}

/** What is read of each kind of record. */
interface Selection {
  readonly properties: readonly string[];
  readonly propertiesWithHistory: readonly string[];
}

type Selected = 'tickets' | 'otherTickets' | 'notes' | 'emails' | 'tasks' | 'companies' | 'invoices';

export function selections(portal: PortalConfig): Readonly<Record<Selected, Selection>> {
  const ofTicket = historyPropertiesOfTicket(portal);
  const { clientStatus, serviceLine } = portal.company.properties;
  const ofInvoice = [INVOICE_STATUS, BALANCE_DUE];
  return {
    tickets: { properties: [PIPELINE, OWNER, ...ofTicket], propertiesWithHistory: ofTicket },
    otherTickets: { properties: [PIPELINE, portal.ticket.properties.customerSaved], propertiesWithHistory: [] },
    notes: { properties: [NOTE_BODY, ATTACHMENTS], propertiesWithHistory: [] },
    emails: { properties: [ATTACHMENTS], propertiesWithHistory: [] },
    tasks: TASK_SELECTION,
    companies: { properties: [clientStatus, serviceLine], propertiesWithHistory: [clientStatus] },
    invoices: { properties: ofInvoice, propertiesWithHistory: ofInvoice },
  };
}

/** What HubSpot says about one case. Whatever is not on the ticket itself is asked for only when the SOP needs it. */
export async function caseFacts(
  context: ReadingContext,
  record: HubSpotRecord,
  source: CaseSource,
  settings: SopSettings,
): Promise<CaseFacts> {
  const { directory } = context;
  const stage = record.properties[STAGE] ?? undefined;
  const [pipeline] = await Promise.all([directory.atRiskPipeline(stage), directory.fits()]);
  const settingProblems = await directory.settingProblems();
  const companies = await source.companies();
  const ticket = ticketFacts(record, context.portal, pipeline, context.appId, companies);
  const evidence = needsEvidence(ticket, settings) ? await readEvidence(context, source, ticket) : undefined;
  const company = needsCompany(ticket, evidence, settings) ? await readCompany(context, source, ticket) : undefined;
  const approvedBy = needsApprover(ticket, evidence, company);
  const approver = approvedBy && (await approverOf(context.directory, record.properties[OWNER] ?? '', approvedBy));
  const ofChecklist = needsChecklist(ticket, evidence, company, settings);
  const ofExplanation = needsExplanationTasks(ticket);
  const tasks = ofChecklist || ofExplanation ? inOrder(await source.tasks()) : [];
  return {
    ticket,
    ...(evidence && { evidence }),
    ...(company && { company }),
    ...(approver && { approver }),
    ...(ofChecklist && { checklist: checklistFacts(tasks, context.appId, settings.timeZone) }),
    ...(ofExplanation && { explanationTasks: explanationTasks(tasks, context.appId) }),
    ...(settingProblems.length > 0 && { settingProblems }),
  };
}

/** N2, N3: notes and files; e-mails only if the portal counts theirs, and no note has the notice. */
async function readEvidence(context: ReadingContext, source: CaseSource, ticket: TicketFacts): Promise<EvidenceFacts> {
  const notes = inOrder(await source.notes());
  const files = await noticeFiles(context, ticket.createdAt, [
    () => Promise.resolve(attachedFiles(notes)),
    () => filesOfEmails(context, source),
  ]);
  return {
    ...evidenceFacts(notes, files.found, ticket.createdAt, context.portal.etfSnippet),
    ...filesNotCounted(files),
  };
}

async function filesOfEmails({ portal }: ReadingContext, source: CaseSource): Promise<readonly string[]> {
  return portal.notice.emailAttachments ? attachedFiles(inOrder(await source.emails())) : [];
}

/** The client with its Client Status, invoices and newer ticket. */
async function readCompany(context: ReadingContext, source: CaseSource, ticket: TicketFacts): Promise<CompanyFacts> {
  const found = companyOfTicket(await source.companies());
  if (found.kind !== 'one') return found;
  const client = await source.company(found.id);
  if (client === undefined) return { kind: 'none' };
  const newerTicket = await readNewerTicket(context, source, client, ticket);
  return companyFacts(client.company, inOrder(client.invoices), context.portal, context.appId, newerTicket);
}

/** S5: one call more, but only for a company that has other tickets. */
async function readNewerTicket(
  { directory, portal }: ReadingContext,
  source: CaseSource,
  { ticketIds }: ClientRecords,
  ticket: TicketFacts,
): Promise<NewerTicket | undefined> {
  const others = ticketIds.filter((id) => id !== ticket.id);
  if (others.length === 0) return undefined;
  const { pipelineId } = await directory.atRiskPipeline();
  const records = inOrder(await source.otherTickets(others));
  const newer = records
    .filter(({ properties, createdAt }) => properties[PIPELINE] === pipelineId && createdAt > ticket.createdAt)
    .sort((a, b) => b.createdAt - a.createdAt);
  const [newest] = newer;
  if (newest === undefined) return undefined;
  const answered = newer.some(({ properties }) => (properties[portal.ticket.properties.customerSaved] ?? '') !== '');
  return { id: ticketIdSchema.parse(newest.id), answered };
}

/** HubSpot's batches come in no order that it documents; ids are given in the order of creation. */
function inOrder(records: readonly HubSpotRecord[]): readonly HubSpotRecord[] {
  return [...records].sort((a, b) => Number(a.id) - Number(b.id));
}
