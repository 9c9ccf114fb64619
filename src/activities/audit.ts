import type { HubSpot } from '../hubspot';
import { STATUSES_OF_THE_SOP, auditTicket, explains, type Finding } from '../sop/audit';
import type { Instant } from '../sop/dates';
import { decide } from '../sop/decide';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../sop/ids';
import type { SopSettings } from '../sop/settings';
import type { AuditPlace } from '../workflows/contract';
import type { RunningCases } from './running-cases';

/** What the nightly audit works with; `hubspot` is paced, so that people's cases do not wait for it. */
export interface AuditDependencies {
  readonly hubspot: HubSpot;
  readonly settings: SopSettings;
  readonly cases: RunningCases;
}

/** What one page of an audit gave. */
export interface AuditPage {
  readonly checked: number;
  /** What needs no second look. */
  readonly findings: readonly Finding[];
  /** Tickets whose case did not fit: it may be at work on a change, so they are looked at once more after a moment. */
  readonly suspects: readonly TicketId[];
  /** Where the next page of the stage begins. */
  readonly next?: string;
}

/** One page: of all At-Risk tickets, of all running cases, or of all companies with a Client Status of the SOP. */
export function auditPage({ stage, after }: AuditPlace, now: Instant, deps: AuditDependencies): Promise<AuditPage> {
  switch (stage) {
    case 'tickets':
      return pageOfTickets(after, now, deps);
    case 'cases':
      return pageOfCases(after, deps);
    case 'companies':
      return pageOfCompanies(after, now, deps);
  }
}

/** The second look, at what Temporal itself knows of the cases: its lists are a moment behind. */
export async function auditSuspects(
  ticketIds: readonly TicketId[],
  now: Instant,
  { hubspot, settings, cases }: AuditDependencies,
): Promise<readonly Finding[]> {
  const readings = await hubspot.readCases(ticketIds, settings);
  const findings: Finding[] = [];
  for (const [ticketId, reading] of readings) {
    const shown = await cases.ofTicket(ticketId);
    findings.push(...auditTicket(ticketId, reading, decide(reading, settings, now), shown, now));
  }
  return findings;
}

async function pageOfTickets(
  after: string | undefined,
  now: Instant,
  { hubspot, settings, cases }: AuditDependencies,
): Promise<AuditPage> {
  const ticketIds = await firstPage(
    hubspot.allAtRiskTickets(after === undefined ? after : ticketIdSchema.parse(after)),
  );
  const readings = await hubspot.readCases(ticketIds, settings);
  const shown = await cases.ofTickets(ticketIds);
  const found = [...readings].map(([ticketId, reading]) => {
    const decision = decide(reading, settings, now);
    const findings = auditTicket(ticketId, reading, decision, shown.get(ticketId), now);
    return { ticketId, findings, suspect: findings.some(({ kind }) => kind !== 'fieldChanged') };
  });
  const next = ticketIds.at(-1);
  return {
    checked: ticketIds.length,
    findings: found.filter(({ suspect }) => !suspect).flatMap(({ findings }) => findings),
    suspects: found.filter(({ suspect }) => suspect).map(({ ticketId }) => ticketId),
    ...(next !== undefined && { next }),
  };
}

async function firstPage<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page;
  return [];
}

/** Running cases whose ticket HubSpot does not name as an At-Risk ticket; those that it does were seen by their tickets. */
async function pageOfCases(after: string | undefined, { hubspot, cases }: AuditDependencies): Promise<AuditPage> {
  const { ticketIds, next } = await cases.page(after);
  const there = new Set(await hubspot.atRiskTickets(ticketIds));
  const suspects = ticketIds.filter((ticketId) => !there.has(ticketId));
  return { checked: ticketIds.length, findings: [], suspects, ...(next !== undefined && { next }) };
}

async function pageOfCompanies(after: string | undefined, now: Instant, deps: AuditDependencies): Promise<AuditPage> {
  const from = after === undefined ? after : companyIdSchema.parse(after);
  const { companyIds, next } = await deps.hubspot.companiesWithStatus(STATUSES_OF_THE_SOP, from);
  const findings = await unexplained(companyIds, now, deps);
  return { checked: companyIds.length, findings, suspects: [], ...(next !== undefined && { next }) };
}

/** Companies whose status, as it is right now, none of their At-Risk tickets accounts for. */
async function unexplained(
  companyIds: readonly CompanyId[],
  now: Instant,
  { hubspot, settings }: AuditDependencies,
): Promise<readonly Finding[]> {
  const ticketsOf = await hubspot.ticketsOf('company', companyIds);
  const ticketIds = await hubspot.atRiskTickets([...ticketsOf.values()].flat());
  const readings = await hubspot.readCases(ticketIds, settings);
  const decisions = new Map([...readings].map(([id, reading]) => [id, decide(reading, settings, now)]));
  const statuses = await hubspot.standingStatuses(companyIds);
  return [...statuses].flatMap(([companyId, { value: status, at, by }]): readonly Finding[] => {
    if (!STATUSES_OF_THE_SOP.some((each) => each === status)) return [];
    const ofCompany = (ticketsOf.get(companyId) ?? []).flatMap((id) => decisions.get(id) ?? []);
    if (ofCompany.some((decision) => explains(decision, status))) return [];
    const accepted = settings.drift.clientStatus === 'accept';
    return [{ kind: 'statusUnexplained', companyId, status, by, at, accepted }];
  });
}
