import type { PortalConfig } from '../config/portal';
import type { Write } from '../sop/decision';
import type { ApproverFacts, CaseReading } from '../sop/facts';
import type { TicketId, UserId } from '../sop/ids';
import type { SopSettings } from '../sop/settings';
import { readApprover, userByEmail } from './approver';
import { createClient } from './client';
import { allAtRiskTickets, atRiskTickets, ticketsOf, type RelatedType } from './lookups';
import type { HubSpotPace } from './pace';
import { perform } from './perform';
import { createPortalDirectory, type AtRiskPipeline } from './portal-directory';
import { readCase } from './read-case';
import { readCases } from './read-cases';
import type { TimeLimits } from './time-limits';

/** HubSpot in our words. Every method fails with a HubSpotError, and with nothing else. */
export interface HubSpot {
  /** One fresh picture of a case, as far as the SOP needs it; `settings` are the portal file's unless given. */
  readCase(ticketId: TicketId, settings?: SopSettings): Promise<CaseReading>;
  /** The same for many cases, with about 0.07 calls a case where there are hundreds. */
  readCases(ticketIds: readonly TicketId[], settings?: SopSettings): Promise<ReadonlyMap<TicketId, CaseReading>>;
  /** All tickets in the At-Risk pipeline, a page at a time; the newest ones may be missing for some seconds. */
  allAtRiskTickets(): AsyncIterable<readonly TicketId[]>;
  /** I3: what the portal says of a person who wants to approve; a person who does not exist is in no team. */
  readApprover(ticketId: TicketId, userId: UserId): Promise<ApproverFacts>;
  /** The person with this e-mail address; undefined if the portal has none. */
  userByEmail(email: string): Promise<UserId | undefined>;
  /** Carries out one wanted change. Doing it twice changes nothing more. */
  perform(write: Write): Promise<void>;
  /** Which of these tickets are in the At-Risk pipeline; those that do not exist are not. */
  atRiskTickets(ids: readonly TicketId[]): Promise<readonly TicketId[]>;
  /** The tickets that each of these records is associated with (an invoice through its companies). */
  ticketsOf(type: RelatedType, ids: readonly string[]): Promise<ReadonlyMap<string, readonly TicketId[]>>;
  /** The At-Risk pipeline's ids; HubSpot is asked at most once an hour. */
  atRiskPipeline(): Promise<AtRiskPipeline>;
  /** Ends idle connections; calls that are under way end by themselves. */
  close(): void;
}

export interface HubSpotOptions {
  readonly accessToken: string;
  readonly apiUrl: string;
  /** The private app's id: how histories name this service's own changes. */
  readonly appId: string;
  readonly portal: PortalConfig;
  /** For tests; TIME_LIMITS otherwise. */
  readonly limits?: TimeLimits;
  /** For work on a whole portal; none otherwise. */
  readonly pace?: HubSpotPace;
}

export function createHubSpot(options: HubSpotOptions): HubSpot {
  const { portal, appId } = options;
  const client = createClient(options.accessToken, options.apiUrl, options);
  const directory = createPortalDirectory(client, portal);
  const context = { client, directory, portal, appId };
  return {
    readCase: (ticketId, settings = portal.sop) => readCase(context, ticketId, settings),
    readCases: (ticketIds, settings = portal.sop) => readCases(context, ticketIds, settings),
    allAtRiskTickets: () => allAtRiskTickets(client, directory),
    readApprover: (ticketId, userId) => readApprover(context, ticketId, userId),
    userByEmail: (email) => userByEmail(client, email),
    perform: (write) => perform(context, write),
    atRiskTickets: (ids) => atRiskTickets(client, directory, ids),
    ticketsOf: (type, ids) => ticketsOf(client, type, ids),
    atRiskPipeline: () => directory.atRiskPipeline(),
    close: () => {
      client.close();
    },
  };
}
