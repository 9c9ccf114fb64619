import type { PortalConfig } from '../../config/portal';
import type { NotRead } from '../../sop/audit/not-read';
import {
  WORK_KINDS,
  kindInWords,
  workAfterDate,
  type CancelledClient,
  type LoggedWork,
  type WorkAfter,
  type WorkKind,
} from '../../sop/deactivation/work-after';
import { boundaryOf, shiftDate, type CalendarDate } from '../../sop/vocabulary/dates';
import { ticketIdSchema, type CompanyId } from '../../sop/vocabulary/ids';
import type { HubSpotRecord } from '../client/answers';
import { readAssociations, readRecords } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import { searchAll, type Filter, type Search } from '../client/search';
import type { PortalDirectory } from '../portal/portal-directory';
import { readDate, readInstant, readYesNo } from '../portal/values';
import { makerOf, ORIGIN } from '../records/service-record';
import { COMPLETED, TASK } from '../records/task-facts';
import { PIPELINE } from '../records/ticket-facts';
import type { ServiceApps } from '../records/timeline-of';
import { companiesWithStatus, type CompaniesAsked, type CompanyPage } from './companies-by-status';
import { unlessRefused } from './unless-refused';

export interface WorkContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly search: Search;
  readonly apps: ServiceApps;
}

/** N9: what was found on one page of the portal's Cancelled companies, and the company that the next page begins after. */
export interface WorkPage {
  readonly found: readonly WorkAfter[];
  /** What HubSpot refused to show; the rest was read. */
  readonly notRead: readonly NotRead[];
  readonly next?: CompanyId;
}

/** Where a kind of work is found. */
interface Source {
  readonly objectType: string;
  /** The property that says when HubSpot received it; it assigns each piece of work to one day. */
  readonly logged: string;
  /** The property that says when it was done. */
  readonly done: string;
}

const ACTIVITY = { logged: 'hs_createdate', done: 'hs_timestamp' } as const;

/** A task is work when it is completed; anything else when it is logged. */
const SOURCES: Readonly<Record<WorkKind, Source>> = {
  note: { objectType: 'notes', ...ACTIVITY },
  call: { objectType: 'calls', ...ACTIVITY },
  email: { objectType: 'emails', ...ACTIVITY },
  meeting: { objectType: 'meetings', ...ACTIVITY },
  task: { objectType: 'tasks', logged: 'hs_task_completion_date', done: 'hs_task_completion_date' },
};

/**
 * N9: work logged on `day` on companies that were canceled before. A page of a hundred companies costs six searches, and no more
 * as long as there was no work; otherwise one call for each kind that was found, and two for the tickets.
 */
export async function workOnCancelled(
  context: WorkContext,
  day: CalendarDate,
  asked: CompaniesAsked,
): Promise<WorkPage> {
  const notRead: NotRead[] = [];
  const allowed = <T>(what: string, read: () => Promise<T>): Promise<T | undefined> =>
    unlessRefused(what, read, (each) => notRead.push(each));

  const cancelled = await allowed('companies', () => companiesWithStatus(context, ['Cancelled'], asked));
  const { companyIds: companies, next } = cancelled ?? NO_COMPANIES;
  if (companies.length === 0) return { found: [], notRead };
  const logged: LoggedWork[] = [];
  for (const kind of WORK_KINDS) {
    logged.push(...((await allowed(kindInWords(kind), () => loggedWork(context, kind, day, companies))) ?? []));
  }
  const busy = companies.filter((company) => logged.some(({ companyId }) => companyId === company));
  const clients = (await allowed('At-Risk tickets', () => cancelledClients(context, busy))) ?? [];
  const found = clients.flatMap((client) => workAfterDate(client, logged, context.portal.sop.timeZone) ?? []);
  return { found, notRead, ...(next !== undefined && { next }) };
}

const NO_COMPANIES: CompanyPage = { companyIds: [] };

async function loggedWork(
  { client, portal, search, apps }: WorkContext,
  kind: WorkKind,
  day: CalendarDate,
  companies: readonly CompanyId[],
): Promise<readonly LoggedWork[]> {
  const { objectType, logged, done } = SOURCES[kind];
  const all = await searchAll(search, {
    objectType,
    filters: [
      { propertyName: 'associations.company', operator: 'IN', values: companies },
      ...during(logged, day, portal),
      ...(kind === 'task' ? [{ propertyName: TASK.status, operator: 'EQ' as const, value: COMPLETED }] : []),
    ],
    properties: [done, ...ORIGIN],
  });
  // Notes and tasks of this service are not work.
  const byPeople = all.filter((record) => makerOf(record, apps)?.kind !== 'service');
  const companiesOf = await readAssociations(
    client,
    objectType,
    'companies',
    byPeople.map(({ id }) => id),
  );
  return byPeople.flatMap((record) => {
    const doneAt = readInstant(record.properties[done] ?? '') ?? record.createdAt;
    const of = companies.filter((company) => companiesOf.get(record.id)?.includes(company));
    return of.map((companyId) => ({ companyId, kind, doneAt }));
  });
}

/** A day of the business. HubSpot takes instants in milliseconds. */
function during(propertyName: string, day: CalendarDate, { sop }: PortalConfig): readonly Filter[] {
  const begins = boundaryOf(day, 0, sop.timeZone);
  const ends = boundaryOf(shiftDate(day, { days: 1 }), 0, sop.timeZone);
  return [
    { propertyName, operator: 'GTE', value: String(begins) },
    { propertyName, operator: 'LT', value: String(ends) },
  ];
}

/** The newest At-Risk ticket of each company that is not saved and has a date; a company without one is not the SOP's concern. */
async function cancelledClients(
  { client, directory, portal }: WorkContext,
  companies: readonly CompanyId[],
): Promise<readonly CancelledClient[]> {
  if (companies.length === 0) return [];
  const ticketsOf = await readAssociations(client, 'companies', 'tickets', companies);
  const { pipelineId } = await directory.atRiskPipeline();
  const { customerSaved, rcmCancellationDate } = portal.ticket.properties;
  const records = await readRecords(client, {
    objectType: 'tickets',
    ids: [...new Set([...ticketsOf.values()].flat())],
    properties: [PIPELINE, customerSaved, rcmCancellationDate],
  });
  const lost = records
    .filter(({ properties }) => properties[PIPELINE] === pipelineId)
    .filter(({ properties }) => readYesNo(properties[customerSaved] ?? '', portal) === 'No')
    .sort((a, b) => b.createdAt - a.createdAt);
  return companies.flatMap((companyId) => {
    const ticket = lost.find(({ id }) => ticketsOf.get(companyId)?.includes(id));
    return clientOf(companyId, ticket, rcmCancellationDate) ?? [];
  });
}

function clientOf(
  companyId: CompanyId,
  ticket: HubSpotRecord | undefined,
  dateProperty: string,
): CancelledClient | undefined {
  const date = readDate(ticket?.properties[dateProperty] ?? '');
  return ticket && date && { companyId, ticketId: ticketIdSchema.parse(ticket.id), date };
}
