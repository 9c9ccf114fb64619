import type { Mode, PortalConfig } from '../config/portal';
import type { ShowOnTicket, Write } from '../sop/decision/decision';
import type { KeptStep } from '../sop/shadow/kept';
import type { SupportWrite } from '../sop/support/support-decision';
import type { SupportReading } from '../sop/support/support-facts';
import type { CalendarDate } from '../sop/vocabulary/dates';
import type { ApproverFacts, CaseReading, ClientStatus } from '../sop/vocabulary/facts';
import type { CompanyId, TicketId, UserId } from '../sop/vocabulary/ids';
import type { SopSettings } from '../sop/vocabulary/settings';
import { findChanges, type ChangesAsked, type ChangesFound } from './changes/changes';
import { leftTickets } from './changes/left-tickets';
import {
  allAtRiskTickets,
  atRiskTickets,
  openSupportRequests,
  ticketKinds,
  ticketsOf,
  type RelatedType,
  type TicketKind,
  type TicketsAsked,
} from './changes/lookups';
import { pipelineReader, type TicketPipeline } from './changes/ticket-pipeline';
import { createClient, writeCall, type BeforeWrite, type HubSpotClient } from './client/client';
import type { HubSpotError } from './client/errors';
import type { HubSpotPace, PaceClock } from './client/pace';
import { onlyObserves } from './client/reads-only';
import { createSearch } from './client/search';
import type { CallEnd } from './http/call-end';
import type { TimeLimits } from './http/time-limits';
import { createPortalDirectory } from './portal/portal-directory';
import { readApprover, userByEmail } from './read/approver';
import type { KnownBefore } from './read/case-facts';
import { companiesWithStatus, currentStatuses, type CompanyPage, type CurrentStatus } from './read/companies-by-status';
import { readHistories, type Histories } from './read/histories';
import { readLinked, type Linked } from './read/linked';
import { readCase, type LinkedReading } from './read/read-case';
import { readCases } from './read/read-cases';
import { workOnCancelled, type WorkPage } from './read/work-after';
import { readSupportRequest } from './support/support-request';
import { performSupport } from './support/support-writes';
import { isDigestNoted, noteDigest } from './write/digest-note';
import { ticketLink } from './write/names';
import { perform } from './write/perform';
import { showOnTickets } from './write/show';

/** HubSpot in our words. Every method fails with a HubSpotError, and with nothing else. */
export interface HubSpot {
  /**
   * One fresh snapshot of a case, as far as the SOP needs it; `settings` are the portal file's unless given. `known`: what was
   * seen of the ticket before, and someone may have corrected or deleted since (N9, I1).
   */
  readCase(ticketId: TicketId, settings?: SopSettings, known?: KnownBefore): Promise<CaseReading>;
  /** The same, with what the case is based on. */
  readLinkedCase(ticketId: TicketId, settings?: SopSettings, known?: KnownBefore): Promise<LinkedReading>;
  /** What each of these cases would be based on now: four calls for a thousand. */
  readLinked(ticketIds: readonly TicketId[]): Promise<ReadonlyMap<TicketId, Linked>>;
  /** Readings of many cases, with about 0.08 calls a case where there are hundreds. */
  readCases(ticketIds: readonly TicketId[], settings?: SopSettings): Promise<ReadonlyMap<TicketId, CaseReading>>;
  /** Tickets in the At-Risk pipeline, all unless asked otherwise, a page at a time; what is newest may be missing for some seconds. */
  allAtRiskTickets(asked?: TicketsAsked): AsyncIterable<readonly TicketId[]>;
  /** X1: tickets that left the pipeline and still show the phase of a case, as many as one call finds. */
  leftTickets(): Promise<readonly TicketId[]>;
  /** I3: what the portal says of a person who wants to approve; a person who does not exist is in no team. */
  readApprover(ticketId: TicketId, userId: UserId): Promise<ApproverFacts>;
  /** The person with this e-mail address; undefined if the portal has none. */
  userByEmail(email: string): Promise<UserId | undefined>;
  /**
   * Applies one wanted change. Doing it twice changes nothing more. `before` is awaited before each call that writes.
   * Refused where the pipeline is only observed.
   */
  perform(write: Write, before?: BeforeWrite): Promise<void>;
  /** X1: what many tickets are to show of their cases, a hundred in one call; nothing where the pipeline is only observed. */
  showOnTickets(writes: readonly ShowOnTicket[]): Promise<void>;
  /**
   * C3: one fresh snapshot of a support ticket and the At-Risk tickets that it may be about. `hasNotes`: whether this service's
   * notes on it are read.
   */
  readSupportRequest(ticketId: TicketId, kept?: readonly KeptStep[], hasNotes?: boolean): Promise<SupportReading>;
  /** C3: applies one step of a request, as `perform` does. */
  performSupport(write: SupportWrite, before?: BeforeWrite): Promise<void>;
  /** Which of these tickets are At-Risk ones or open support requests (C3); others, and those that do not exist, are left out. */
  ticketKinds(ids: readonly TicketId[]): Promise<ReadonlyMap<TicketId, TicketKind>>;
  /** Which of the portal's ticket pipelines this one is; HubSpot is asked every few minutes at most. */
  ticketPipeline(pipelineId: string): Promise<TicketPipeline>;
  /** Which of these tickets are in the At-Risk pipeline; those that do not exist are not. */
  atRiskTickets(ids: readonly TicketId[]): Promise<readonly TicketId[]>;
  /** C3: support tickets of the form that nobody has taken over. */
  openSupportRequests(): Promise<readonly TicketId[]>;
  /** The tickets that each of these records is associated with (an invoice through its companies). */
  ticketsOf(type: RelatedType, ids: readonly string[]): Promise<ReadonlyMap<string, readonly TicketId[]>>;
  /** One page of what changed in HubSpot since an instant, and what that means for tickets. */
  findChanges(asked: ChangesAsked): Promise<ChangesFound>;
  /** N9: work that was logged on `day` on a page of the Cancelled companies, which begins after `after`. */
  workOnCancelled(day: CalendarDate, after?: CompanyId): Promise<WorkPage>;
  /** N9: the same for one company. */
  workOnClient(day: CalendarDate, companyId: CompanyId): Promise<WorkPage>;
  /** A page of the companies with one of these Client Statuses, which begins after `after`. */
  companiesWithStatus(statuses: readonly ClientStatus[], after?: CompanyId): Promise<CompanyPage>;
  /** The Client Statuses of these companies, and who set them; companies with none of the SOP's are left out. */
  currentStatuses(companyIds: readonly CompanyId[]): Promise<ReadonlyMap<CompanyId, CurrentStatus>>;
  /** What HubSpot's histories say of these tickets and their companies: two calls for each 50. */
  readHistories(
    asked: readonly { readonly ticketId: TicketId; readonly companyId?: CompanyId | undefined }[],
  ): Promise<ReadonlyMap<TicketId, Histories>>;
  /** X3: whether HubSpot has the note which says that the digest of this day was posted. */
  isDigestNoted(day: CalendarDate): Promise<boolean>;
  /** Adds that note; refused where the pipeline is only observed. */
  noteDigest(day: CalendarDate): Promise<void>;
  /** Where people open a ticket. */
  ticketUrl(ticketId: TicketId): string;
  /** Ends idle connections; calls that are under way end by themselves. */
  close(): void;
}

export interface HubSpotOptions {
  readonly accessToken: string;
  readonly apiUrl: string;
  /** The app's id: how histories name this service's own changes. */
  readonly appId: string;
  readonly portal: PortalConfig;
  /** For links to records in what this service writes; absent: records are only named. */
  readonly portalId?: string | undefined;
  /** For tests; TIME_LIMITS otherwise. */
  readonly limits?: TimeLimits;
  /** Without one, calls go out as they come; `src/hubspot/client/quota.ts` has one for each use. */
  readonly pace?: HubSpotPace;
  /** Called once each time one of HubSpot's limits is found to be used up. */
  readonly onLimit?: (refusal: HubSpotError) => void;
  /** Called with the end of each call, for metrics. */
  readonly onCall?: (end: CallEnd) => void;
  /** Awaited before each call, for example until the token is verified. */
  readonly admit?: () => Promise<void>;
  /** For tests; the real one otherwise. */
  readonly clock?: PaceClock;
}

export function createHubSpot(options: HubSpotOptions): HubSpot {
  const { accessToken, apiUrl, portal } = options;
  const readsOnly = portal.ticket.mode === 'observe';
  return hubSpotThrough(
    createClient(accessToken, apiUrl, { ...options, apiVersion: portal.hubspot.apiVersion, readsOnly }),
    options,
  );
}

/** The same through an existing client. */
export function hubSpotThrough(
  client: HubSpotClient,
  options: Pick<HubSpotOptions, 'appId' | 'portal' | 'portalId'>,
): HubSpot {
  const { portal, appId, portalId } = options;
  const directory = createPortalDirectory(client, portal);
  const apps = [appId, ...portal.app.formerIds];
  const links = { appUrl: portal.hubspot.appUrl, portalId };
  const context = { client, directory, portal, apps, links };
  const search = createSearch(client);
  return {
    readCase: async (ticketId, settings = portal.sop, known) =>
      (await readCase(context, ticketId, settings, known)).reading,
    readLinkedCase: (ticketId, settings = portal.sop, known) => readCase(context, ticketId, settings, known),
    readLinked: (ticketIds) => readLinked(client, portal, ticketIds),
    readCases: (ticketIds, settings = portal.sop) => readCases(context, ticketIds, settings),
    allAtRiskTickets: (asked) => allAtRiskTickets(search, directory, asked),
    leftTickets: () => leftTickets(search, directory, portal),
    readApprover: (ticketId, userId) => readApprover(context, ticketId, userId),
    userByEmail: (email) => userByEmail(client, email),
    perform: (write, before) =>
      unlessObserved(portal.ticket.mode, () => perform({ ...context, call: writeCall(before) }, write)),
    showOnTickets: (writes) =>
      unlessObserved(portal.ticket.mode, () => showOnTickets(client, portal, writeCall(undefined), writes)),
    readSupportRequest: (ticketId, kept, hasNotes) => readSupportRequest(context, ticketId, kept, hasNotes),
    performSupport: (write, before) =>
      unlessObserved(portal.supportRequests.mode, () => performSupport({ ...context, call: writeCall(before) }, write)),
    ticketKinds: (ids) => ticketKinds(client, directory, portal, ids),
    ticketPipeline: async (pipelineId) => (await pipelineReader(directory))(pipelineId),
    atRiskTickets: (ids) => atRiskTickets(client, directory, ids),
    openSupportRequests: () => openSupportRequests(search, directory, portal),
    ticketsOf: (type, ids) => ticketsOf(client, type, ids),
    findChanges: (asked) => findChanges({ ...context, search }, asked),
    workOnCancelled: (day, after) => workOnCancelled({ ...context, search }, day, { after }),
    workOnClient: (day, companyId) => workOnCancelled({ ...context, search }, day, { companyId }),
    companiesWithStatus: (statuses, after) => companiesWithStatus({ ...context, search }, statuses, { after }),
    currentStatuses: (companyIds) => currentStatuses({ ...context, search }, companyIds),
    readHistories: (asked) => readHistories(context, asked),
    isDigestNoted: (day) => isDigestNoted({ search, apps }, day),
    noteDigest: (day) =>
      unlessObserved(portal.ticket.mode, () => noteDigest({ client, search, apps, call: writeCall(undefined) }, day)),
    ticketUrl: (ticketId) => ticketLink(links, ticketId),
    close: () => {
      client.close();
    },
  };
}

/** Both writing methods stand behind this: in `mode: observe` nothing is written, whoever asks for it. */
async function unlessObserved(mode: Mode, write: () => Promise<void>): Promise<void> {
  if (mode === 'observe') throw onlyObserves();
  await write();
}
