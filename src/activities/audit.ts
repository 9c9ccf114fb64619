import type { AuditPlace } from '../contract/audit';
import { unlessRefused, type HubSpot } from '../hubspot';
import { STATUSES_OF_THE_SOP, auditTicket, explains, type Finding } from '../sop/audit/audit';
import type { NotRead } from '../sop/audit/not-read';
import { later, type Instant } from '../sop/vocabulary/dates';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../sop/vocabulary/ids';
import type { SopSettings } from '../sop/vocabulary/settings';
import type { RunningCases } from '../temporal/running-cases';
import { decideTickets } from './decided-tickets';
import { clearLeftTickets } from './left-tickets';
import { showOnTickets } from './show-tickets';

/** What the nightly audit works with; `hubspot` is paced, so that people's cases do not wait for it. */
export interface AuditDependencies {
  readonly hubspot: Pick<
    HubSpot,
    | 'allAtRiskTickets'
    | 'atRiskTickets'
    | 'companiesWithStatus'
    | 'currentStatuses'
    | 'leftTickets'
    | 'perform'
    | 'readCases'
    | 'showOnTickets'
    | 'ticketsOf'
  >;
  readonly settings: SopSettings;
  readonly cases: RunningCases;
  /** `mode: observe`: a case shows what it assumes, and not what HubSpot shows; the two cannot be compared. */
  readonly observes: boolean;
}

/** What one page of an audit gave. */
export interface AuditPage {
  readonly checked: number;
  /** What needs no second check. */
  readonly findings: readonly Finding[];
  /** Tickets whose case did not match: it may be applying a change, so they are checked once more after a moment. */
  readonly suspects: readonly TicketId[];
  readonly notRead: readonly NotRead[];
  /** Where the next page of the stage begins. */
  readonly next?: string;
}

/** What is still true of tickets that did not match. */
export type SecondCheck = Pick<AuditPage, 'findings' | 'notRead'>;

/**
 * One page: of all At-Risk tickets, of all running cases, or of all companies with a Client Status of the SOP. What HubSpot refuses leaves
 * a page unread and does not end the audit: only where the page itself cannot be found is there no next one.
 */
export async function auditPage(place: AuditPlace, now: Instant, deps: AuditDependencies): Promise<AuditPage> {
  const notRead: NotRead[] = [];
  const allowed: Allowed = (read) => unlessRefused(place.stage, read, (each) => notRead.push(each));
  const page = await allowed(() => readPage(place, now, deps, allowed));
  return { ...(page ?? NOTHING), notRead };
}

/** Undefined, and noted, where HubSpot refuses it. */
type Allowed = <T>(read: () => Promise<T>) => Promise<T | undefined>;
type ReadPage = Omit<AuditPage, 'notRead'>;

/** Dates until the next nights have come. */
const SOON_MS = 3 * 24 * 60 * 60 * 1000;

const NOTHING: ReadPage = { checked: 0, findings: [], suspects: [] };

function readPage(
  { stage, after, since }: AuditPlace,
  now: Instant,
  deps: AuditDependencies,
  allowed: Allowed,
): Promise<ReadPage> {
  switch (stage) {
    case 'changed':
    case 'tickets':
      return pageOfTickets({ after, since }, now, deps, allowed);
    case 'urgent':
      return pageOfUrgent(after, now, deps, allowed);
    case 'cases':
      return pageOfCases(after, deps, allowed);
    case 'companies':
      return pageOfCompanies(after, now, deps, allowed);
  }
}

/** The second check, against Temporal's own record of the cases: its lists lag by a moment. */
export async function auditSuspects(
  ticketIds: readonly TicketId[],
  now: Instant,
  deps: AuditDependencies,
): Promise<SecondCheck> {
  const notRead: NotRead[] = [];
  const findings = await unlessRefused(
    'tickets that did not fit',
    () => checkAgain(ticketIds, now, deps),
    (each) => notRead.push(each),
  );
  return { findings: findings ?? [], notRead };
}

async function checkAgain(
  ticketIds: readonly TicketId[],
  now: Instant,
  deps: AuditDependencies,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { ticketId, reading, decision } of await decideTickets(ticketIds, now, deps)) {
    const shown = await deps.cases.ofTicket(ticketId);
    findings.push(...auditTicket(ticketId, reading, decision, shown, now));
  }
  return deps.observes ? findings.filter(isOfObserved) : findings;
}

async function pageOfTickets(
  { after, since }: Pick<AuditPlace, 'after' | 'since'>,
  now: Instant,
  deps: AuditDependencies,
  allowed: Allowed,
): Promise<ReadPage> {
  if (after === undefined && !deps.observes) await allowed(() => clearLeftTickets(now, deps));
  const from = after === undefined ? after : ticketIdSchema.parse(after);
  const ticketIds = await firstPage(deps.hubspot.allAtRiskTickets({ after: from, changedSince: since }));
  const compared = await allowed(() => compare(ticketIds, now, deps));
  return { ...(compared ?? NOTHING), ...nextAfter(ticketIds.at(-1)) };
}

/** The tickets of cases whose date is near, or which an invoice holds. */
async function pageOfUrgent(
  after: string | undefined,
  now: Instant,
  deps: AuditDependencies,
  allowed: Allowed,
): Promise<ReadPage> {
  const { ticketIds, next } = await deps.cases.page(after, { wakingBy: later(now, SOON_MS) });
  const compared = await allowed(() => compare(ticketIds, now, deps));
  return { ...(compared ?? NOTHING), ...nextAfter(next) };
}

async function compare(ticketIds: readonly TicketId[], now: Instant, deps: AuditDependencies): Promise<ReadPage> {
  const { hubspot, cases, observes } = deps;
  const decided = await decideTickets(ticketIds, now, deps);
  const shown = await cases.ofTickets(ticketIds);
  if (!observes) await showOnTickets(decided, now, hubspot);
  const found = decided.map(({ ticketId, reading, decision }) => {
    const all = auditTicket(ticketId, reading, decision, shown.get(ticketId), now);
    const findings = observes ? all.filter(isOfObserved) : all;
    return { ticketId, findings, suspect: findings.some(({ kind }) => kind !== 'fieldChanged') };
  });
  return {
    checked: ticketIds.length,
    findings: found.filter(({ suspect }) => !suspect).flatMap(({ findings }) => findings),
    suspects: found.filter(({ suspect }) => suspect).map(({ ticketId }) => ticketId),
  };
}

function isOfObserved({ kind }: Finding): boolean {
  return kind !== 'caseBehind' && kind !== 'timerMismatch';
}

function nextAfter(next: string | undefined): Pick<AuditPage, 'next'> {
  return next === undefined ? {} : { next };
}

async function firstPage<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page;
  return [];
}

/** Running cases whose ticket HubSpot does not name as an At-Risk ticket; those that it does were seen by their tickets. */
async function pageOfCases(
  after: string | undefined,
  { hubspot, cases }: AuditDependencies,
  allowed: Allowed,
): Promise<ReadPage> {
  const { ticketIds, next } = await cases.page(after);
  const there = await allowed(() => hubspot.atRiskTickets(ticketIds));
  if (there === undefined) return { ...NOTHING, ...nextAfter(next) };
  const suspects = ticketIds.filter((ticketId) => !there.includes(ticketId));
  return { checked: ticketIds.length, findings: [], suspects, ...nextAfter(next) };
}

async function pageOfCompanies(
  after: string | undefined,
  now: Instant,
  deps: AuditDependencies,
  allowed: Allowed,
): Promise<ReadPage> {
  const from = after === undefined ? after : companyIdSchema.parse(after);
  const { companyIds, next } = await deps.hubspot.companiesWithStatus(STATUSES_OF_THE_SOP, from);
  const findings = await allowed(() => unexplained(companyIds, now, deps));
  if (findings === undefined) return { ...NOTHING, ...nextAfter(next) };
  return { checked: companyIds.length, findings, suspects: [], ...nextAfter(next) };
}

/** Companies whose status, as it is right now, none of their At-Risk tickets accounts for. */
async function unexplained(
  companyIds: readonly CompanyId[],
  now: Instant,
  deps: AuditDependencies,
): Promise<readonly Finding[]> {
  const { hubspot, settings } = deps;
  const ticketsOf = await hubspot.ticketsOf('company', companyIds);
  const ticketIds = await hubspot.atRiskTickets([...ticketsOf.values()].flat());
  const decided = await decideTickets(ticketIds, now, deps);
  const decisions = new Map(decided.map(({ ticketId, decision }) => [ticketId, decision]));
  const statuses = await hubspot.currentStatuses(companyIds);
  return [...statuses].flatMap(([companyId, { value: status, at, by }]): readonly Finding[] => {
    if (!STATUSES_OF_THE_SOP.some((each) => each === status)) return [];
    const ofCompany = (ticketsOf.get(companyId) ?? []).flatMap((id) => decisions.get(id) ?? []);
    if (ofCompany.some((decision) => explains(decision, status))) return [];
    const accepted = settings.drift.clientStatus === 'accept';
    return [{ kind: 'statusUnexplained', companyId, status, by, at, accepted }];
  });
}
