import type { PortalConfig } from '../../config/portal';
import { ownersWhoCannotApprove } from '../../sop/invoice/approval';
import {
  needsApprover,
  needsChecklist,
  needsClearer,
  needsCompany,
  needsEvidence,
  needsEvidenceOfNewer,
  needsAttentionTasks,
  needsExplanationTasks,
  needsHoldNotes,
  needsNotice,
  needsNotesOfTasks,
  needsOwnNotes,
  needsReminderTasks,
  needsSettledInvoices,
  needsTaskCompanies,
} from '../../sop/needs';
import { completionOf } from '../../sop/paths/newer-ticket';
import {
  aheadOf,
  aheadOfCompany,
  assumeCompaniesOfTask,
  assumeCompany,
  assumeNotes,
  assumeStatus,
  assumeTasks,
  assumeTicket,
  type AssumedTasks,
} from '../../sop/shadow/assume';
import { assumeShown } from '../../sop/shadow/assume-shown';
import type { KeptWrite } from '../../sop/shadow/kept';
import type { Instant, TimeZone } from '../../sop/vocabulary/dates';
import type {
  ApproverFacts,
  AskingTask,
  CaseFacts,
  ChecklistTask,
  CompanyFacts,
  EvidenceFacts,
  FormerCompany,
  NewerTicket,
  ServiceNote,
  TicketFacts,
} from '../../sop/vocabulary/facts';
import { companyIdSchema, taskIdSchema, type CompanyId, type UserId } from '../../sop/vocabulary/ids';
import { parseReference, type KnownReference } from '../../sop/vocabulary/reference';
import type { SopSettings } from '../../sop/vocabulary/settings';
import type { HubSpotRecord } from '../client/answers';
import { inOrder, type Link } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import { COMPANY_NAME } from '../portal/company-names';
import type { PortalDirectory } from '../portal/portal-directory';
import { PARENT_COMPANY, companyFacts, companyOfTicket, formerCompany } from '../records/company-facts';
import { ATTACHMENTS, NOTE_SELECTION, attachedFiles, evidenceFacts } from '../records/evidence-facts';
import { BALANCE_DUE, INVOICE_STATUS, outstandingInvoices, settledInvoice } from '../records/invoice-facts';
import { filesNotCounted, noticeFiles } from '../records/notice-files';
import { caseTicketOf, shownFacts } from '../records/shown-facts';
import { TASK_SELECTION, askingTasks, checklistFacts, tasksOfService } from '../records/task-facts';
import { PIPELINE, PRIMARY_COMPANY_NAME, STAGE, historyPropertiesOfTicket, ticketFacts } from '../records/ticket-facts';
import type { ServiceApps } from '../records/timeline-of';
import { approverOf } from './approver';
import type { NamedClient } from './names';

/** What reading a case works with. */
export interface ReadingContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/** Where evidence is found. */
interface Attached {
  notes(): Promise<readonly HubSpotRecord[]>;
  emails(): Promise<readonly HubSpotRecord[]>;
}

/** Where another ticket of the client comes from. */
export interface AnotherTicket extends Attached {
  /** Undefined if it does not exist. */
  record(): Promise<HubSpotRecord | undefined>;
  companies(): Promise<readonly Link[]>;
}

/** Where what belongs to one ticket comes from: read for this ticket alone, or together with what belongs to others. */
export interface CaseSource extends Attached {
  companies(): Promise<readonly Link[]>;
  /** Undefined for a company that is archived. */
  company(id: CompanyId, invoicesAlsoOf: InvoicesAlsoOf): Promise<ClientRecords | undefined>;
  /** I2: invoices that are associated with the ticket itself. */
  ticketInvoices(): Promise<readonly HubSpotRecord[]>;
  /** Of these those that exist, whatever they are associated with. */
  invoices(ids: readonly string[]): Promise<readonly HubSpotRecord[]>;
  /** Other tickets of the company, with their pipeline alone. */
  otherTickets(ids: readonly string[]): Promise<readonly HubSpotRecord[]>;
  /** One of them. */
  another(id: string): AnotherTicket;
  companiesOfTask(id: string): Promise<readonly string[]>;
  /** The company alone; undefined for one that is archived. */
  companyRecord(id: string): Promise<HubSpotRecord | undefined>;
  tasks(): Promise<readonly HubSpotRecord[]>;
}

/** I2: whose invoices are read with those of the company (a setting). */
export type InvoicesAlsoOf = SopSettings['invoicesAlsoOf'];

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
  const { clientStatus, serviceLine, caseTicket } = portal.company.properties;
  const { write, properties } = portal.ticket.shown;
  const ofShown = write ? Object.values(properties) : [];
  const ofInvoice = [INVOICE_STATUS, BALANCE_DUE];
  return {
    tickets: {
      properties: [
        PIPELINE,
        ...ofTicket,
        ...ofShown,
        ...(portal.temporal.showClientNames ? [PRIMARY_COMPANY_NAME] : []),
      ],
      propertiesWithHistory: ofTicket,
    },
    otherTickets: { properties: [PIPELINE], propertiesWithHistory: [] },
    notes: NOTE_SELECTION,
    emails: { properties: [ATTACHMENTS], propertiesWithHistory: [] },
    tasks: TASK_SELECTION,
    companies: {
      properties: [COMPANY_NAME, clientStatus, serviceLine, PARENT_COMPANY, ...(write ? [caseTicket] : [])],
      propertiesWithHistory: [clientStatus],
    },
    invoices: { properties: ofInvoice, propertiesWithHistory: ofInvoice },
  };
}

/** What the case has seen of its ticket before, and HubSpot may not show any more. */
export interface KnownBefore {
  /** N9: the company that was on the ticket. */
  readonly lastCompanyId?: CompanyId | undefined;
  /** I1: the notes of a hold. */
  readonly rememberedNotes?: readonly ServiceNote[] | undefined;
  /** The instant of the decision, by the workflow's clock: tasks are read only where one may be due. Absent: they may be. */
  readonly now?: Instant | undefined;
  /** X1: whether the ticket has notes of this service that are kept up to date. */
  readonly hasNotes?: boolean | 'unknown' | undefined;
  /** The client's name as the case knows it, so that it is not asked for again. */
  readonly client?: NamedClient | undefined;
  /** `mode: observe`: writes that were not made; the facts are what they would be if they had been. */
  readonly kept?: readonly KeptWrite[] | undefined;
}

/** What HubSpot says about one case. Whatever is not on the ticket itself is asked for only when the SOP needs it. */
export async function caseFacts(
  context: ReadingContext,
  record: HubSpotRecord,
  shown: CaseSource,
  settings: SopSettings,
  { lastCompanyId, rememberedNotes = [], hasNotes = false, kept = [], now }: KnownBefore = {},
): Promise<CaseFacts> {
  const { directory } = context;
  const source = assumingSource(shown, kept);
  const stage = record.properties[STAGE] ?? undefined;
  const [pipeline, inPortal] = await Promise.all([directory.atRiskPipeline(stage), directory.fits()]);
  const settingProblems = await directory.settingProblems();
  const companies = await source.companies();
  const ofHubSpot = ticketFacts(record, context.portal, pipeline, context.apps, companies);
  const ticket = assumeTicket(ofHubSpot, kept);
  const ticketInvoices = ticket.inAtRiskPipeline ? outstandingInvoices(await source.ticketInvoices()) : [];
  const evidenceNow = async (): Promise<EvidenceFacts> =>
    assumeNotes(await readEvidence(context, source, ticket, settings), ticket.id, kept);
  const ofRules = needsEvidence(ticket, settings, ticketInvoices, rememberedNotes);
  const ofTicket = ofRules || needsOwnNotes(ticket, hasNotes) ? await evidenceNow() : undefined;
  const known: CaseFacts = {
    ticket,
    ...(ticketInvoices.length > 0 && { ticketInvoices }),
    ...(ofTicket && { evidence: ofTicket }),
    ...(rememberedNotes.length > 0 && { rememberedNotes }),
  };
  const client = needsCompany(known, settings) ? await readCompany(context, source, ticket, settings) : undefined;
  const company = client && assumeCompany(client, kept);
  const ofClient: CaseFacts = { ...known, ...(company && { company }) };
  const evidenceOfTicket = ofTicket ?? (needsHoldNotes(ofClient, settings) ? await evidenceNow() : undefined);
  const held: CaseFacts = { ...ofClient, ...(evidenceOfTicket && { evidence: evidenceOfTicket }) };
  const ofHold = await readHold(context, source, held, settings);
  const ofChecklist = needsChecklist(ticket, evidenceOfTicket, company, settings);
  const ofExplanation = needsExplanationTasks(ticket);
  const ofAttention = needsAttentionTasks(evidenceOfTicket);
  const ofReminders = needsReminderTasks(held, settings, now);
  const isAny = ofChecklist || ofExplanation || ofAttention || ofReminders;
  const tasks = isAny ? inOrder(await source.tasks()) : [];
  const ofService = assumeTasks(taskFacts(tasks, context.apps, settings.timeZone), kept, settings.timeZone);
  const checklist = ofChecklist ? await onCompanies(source, company, ofService.checklist) : undefined;
  const former = await readFormerCompanies(context, source, company, checklist, lastCompanyId);
  const formerCompanies = former.map((each) => ({
    ...each,
    clientStatus: assumeStatus(each.id, each.clientStatus, kept),
  }));
  const evidence =
    evidenceOfTicket ?? (needsNotesOfTasks(checklist, formerCompanies) ? await evidenceNow() : undefined);
  const shows = shownFacts(record, context.portal, inPortal);
  const ahead = [...aheadOf(ofHubSpot, ticket), ...aheadOfCompany(client, company)];
  return {
    ...ofClient,
    ...(evidence && { evidence }),
    ...ofHold,
    ...(checklist && { checklist }),
    ...(formerCompanies.length > 0 && { formerCompanies }),
    ...(ofExplanation && { explanationTasks: askingFor(ofService, 'explanationTask') }),
    ...(ofAttention && { attentionTasks: askingFor(ofService, 'attentionTask') }),
    ...(ofReminders && { reminderTasks: askingFor(ofService, 'reminder') }),
    ...(settingProblems.length > 0 && { settingProblems }),
    ...(ahead.length > 0 && { ahead }),
    ...(shows && { shown: assumeShown(shows, ticket.id, kept) }),
  };
}

/** `mode: observe`: HubSpot does not know tasks that were not made. */
function assumingSource(source: CaseSource, kept: readonly KeptWrite[]): CaseSource {
  if (kept.length === 0) return source;
  const companiesOfTask: CaseSource['companiesOfTask'] = (id) =>
    assumeCompaniesOfTask(taskIdSchema.parse(id), kept, () => source.companiesOfTask(id));
  return { ...source, companiesOfTask };
}

function taskFacts(tasks: readonly HubSpotRecord[], apps: ServiceApps, zone: TimeZone): AssumedTasks {
  const ours = tasksOfService(tasks, apps);
  return { checklist: checklistFacts(ours, apps, zone), asking: askingTasks(ours, apps) };
}

function askingFor({ asking }: AssumedTasks, kind: KnownReference['kind']): readonly AskingTask[] {
  return asking.filter(({ reference }) => parseReference(reference).kind === kind);
}

/** N9: one more call, only where the company may have been corrected. */
async function onCompanies(
  source: CaseSource,
  company: CompanyFacts | undefined,
  checklist: readonly ChecklistTask[],
): Promise<readonly ChecklistTask[]> {
  if (company === undefined || !needsTaskCompanies(company, checklist)) return checklist;
  return Promise.all(
    checklist.map(async (task) => ({
      ...task,
      companyIds: (await source.companiesOfTask(task.id)).map((id) => companyIdSchema.parse(id)),
    })),
  );
}

/** N9: the companies that the ticket was on before, as far as its tasks, or the case that saw the ticket last, know them. */
async function readFormerCompanies(
  { portal, apps, directory }: ReadingContext,
  source: CaseSource,
  company: CompanyFacts | undefined,
  checklist: readonly ChecklistTask[] | undefined,
  lastCompanyId: CompanyId | undefined,
): Promise<readonly FormerCompany[]> {
  if (company?.kind !== 'one') return [];
  const known = [
    ...(checklist ?? []).flatMap(({ companyIds = [] }) => companyIds),
    ...(lastCompanyId ? [lastCompanyId] : []),
  ];
  const former = [...new Set(known)].filter((id) => id !== company.id);
  const records = await Promise.all(former.map((id) => source.companyRecord(id)));
  // One that was merged into the ticket's company answers with that.
  const others = records.filter((record) => record !== undefined).filter(({ id }) => id !== company.id);
  const inPortal = await directory.fits();
  return inOrder(others).map((record) => {
    const caseTicket = caseTicketOf(record, portal, inPortal);
    return { ...formerCompany(record, portal, apps), ...(caseTicket !== undefined && { caseTicket }) };
  });
}

/** I1, I3: the people who may act for Finance, and what happened to the invoices of a hold. */
async function readHold(
  { directory, apps }: ReadingContext,
  source: CaseSource,
  facts: CaseFacts,
  settings: SopSettings,
): Promise<Pick<CaseFacts, 'approver' | 'clearer' | 'settledInvoices'>> {
  const owners = ownersWhoCannotApprove(facts.ticket);
  const lookUp = async (userId: UserId | undefined): Promise<ApproverFacts | undefined> =>
    userId && approverOf(directory, owners, userId);
  const settledIds = needsSettledInvoices(facts);
  const [approver, clearer, records] = await Promise.all([
    lookUp(needsApprover(facts, settings)),
    lookUp(needsClearer(facts)),
    source.invoices(settledIds),
  ]);
  const byId = new Map(records.map((invoice) => [invoice.id, invoice]));
  const settledInvoices = settledIds.map((id) => settledInvoice(id, byId.get(id), apps));
  return {
    ...(approver && { approver }),
    ...(clearer && { clearer }),
    ...(settledInvoices.length > 0 && { settledInvoices }),
  };
}

/** N2, N3: notes and files; e-mails only if the portal counts theirs, and no note has the notice. */
async function readEvidence(
  context: ReadingContext,
  source: Attached,
  ticket: TicketFacts,
  settings: SopSettings,
): Promise<EvidenceFacts> {
  const notes = inOrder(await source.notes());
  const attached = [() => Promise.resolve(attachedFiles(notes)), () => filesOfEmails(context, source)];
  const files = await noticeFiles(context, ticket.createdAt, needsNotice(ticket, settings) ? attached : []);
  const { etfSnippet, people } = context.portal;
  return {
    ...evidenceFacts(notes, files.found, ticket.createdAt, etfSnippet, context.apps, people.sources),
    ...filesNotCounted(files),
  };
}

async function filesOfEmails({ portal }: ReadingContext, source: Attached): Promise<readonly string[]> {
  return portal.notice.emailAttachments ? attachedFiles(inOrder(await source.emails())) : [];
}

/** The client with its Client Status, invoices and newer tickets. */
async function readCompany(
  context: ReadingContext,
  source: CaseSource,
  ticket: TicketFacts,
  settings: SopSettings,
): Promise<CompanyFacts> {
  const found = companyOfTicket(await source.companies());
  if (found.kind !== 'one') return found;
  const client = await source.company(found.id, settings.invoicesAlsoOf);
  if (client === undefined) return { kind: 'none' };
  context.directory.sawCompany(client.company);
  const newer = await readNewerTickets(context, source, client, ticket, settings);
  const caseTicket = caseTicketOf(client.company, context.portal, await context.directory.fits());
  return {
    ...companyFacts(client.company, inOrder(client.invoices), context.portal, context.apps, newer),
    hasOtherTickets: client.ticketIds.some((id) => id !== ticket.id),
    ...(caseTicket !== undefined && { caseTicket }),
  };
}

/**
 * S5: one call for a company that has other tickets; two more (records with histories, companies) where At-Risk tickets among
 * them are newer; and two (notes) where one of these is answered No and may end a cancellation.
 */
async function readNewerTickets(
  context: ReadingContext,
  source: CaseSource,
  { company, ticketIds }: ClientRecords,
  ticket: TicketFacts,
  settings: SopSettings,
): Promise<readonly NewerTicket[]> {
  const others = ticketIds.filter((id) => id !== ticket.id);
  if (others.length === 0) return [];
  const { pipelineId } = await context.directory.atRiskPipeline();
  const isNewer = ({ properties, createdAt }: HubSpotRecord): boolean =>
    properties[PIPELINE] === pipelineId && createdAt > ticket.createdAt;
  const newer = inOrder((await source.otherTickets(others)).filter(isNewer));
  const read = await Promise.all(
    newer.map(async ({ id, createdAt }) => {
      const found = await readNewerTicket(context, source.another(id), company.id, ticket, settings);
      return found === undefined ? [] : [{ found, createdAt }];
    }),
  );
  return read
    .flat()
    .sort((a, b) => b.createdAt - a.createdAt)
    .map(({ found }) => found);
}

/** Undefined for a ticket that is another client's, or supersedes nothing. */
async function readNewerTicket(
  context: ReadingContext,
  source: AnotherTicket,
  companyId: string,
  older: TicketFacts,
  settings: SopSettings,
): Promise<NewerTicket | undefined> {
  const [record, companies, pipeline] = await Promise.all([
    source.record(),
    source.companies(),
    context.directory.atRiskPipeline(),
  ]);
  if (record === undefined) return undefined;
  const newer = ticketFacts(record, context.portal, pipeline, context.apps, companies);
  if (newer.companyId !== companyId) return undefined;
  const evidence = needsEvidenceOfNewer(older, newer, settings)
    ? await readEvidence(context, source, newer, settings)
    : undefined;
  const completion = completionOf(newer, evidence, settings);
  return completion && { id: newer.id, ...completion };
}
