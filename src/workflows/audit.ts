import { log, setCurrentDetails, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { SecondCheck } from '../activities/audit';
import { auditInputSchema, auditQuery, lastNightSchema, type AuditInput, type AuditPlace } from '../contract/audit';
import { inputOf } from '../contract/payloads/input';
import { parseOnce } from '../contract/payloads/on-demand';
import type { Finding } from '../sop/audit/audit';
import {
  emptyReport,
  reportInWords,
  treatmentOf,
  withChecked,
  withFindings,
  type AuditReport,
} from '../sop/audit/audit-report';
import { withNotRead } from '../sop/audit/not-read';
import type { TicketId } from '../sop/vocabulary/ids';
import { bulk, toTemporal } from './activities';
import { now } from './clock';
import { isTimeForNextRun, nextRun } from './next-run';

/** Longer than the pauses of a case's turn: two seconds for what belongs together, and two of three for a stale read. */
const SETTLED_MS = 12_000;

/**
 * Compares all At-Risk tickets, all running cases and all companies that have a Client Status of the SOP. The service's own
 * faults are corrected: a case is started, or made to check again. What people changed is reported, and the case handles it
 * as the setting `drift` says. A page at a time, so that a portal of any size fits; what a night is too short for, the next ones
 * compare, after what cannot wait (docs/decisions/0030).
 */
export async function audit(given: AuditInput): Promise<AuditReport> {
  const input = inputOf(auditInputSchema, given, 'InvalidAuditInput');
  const { portalId, nightMs = Infinity } = input;
  const begun = input.goOn ?? begin();
  const { rest } = begun;
  let { report } = begun;
  let place: AuditPlace | undefined = begun.place;
  setHandler(auditQuery, () => report);

  while (place !== undefined) {
    const passed = now() - report.startedAt;
    if (passed >= nightMs) return { ...report, endedAt: now(), rest: isFirst(place) ? rest : keptPlace(place) };
    if (isFirst(place) && passed >= nightMs / 2) place = rest ?? place;
    const summary = `compare ${place.stage} with the SOP`;
    const page = await bulk.auditPage.executeWithOptions({ summary }, [portalId, place, now()]);
    const second = await checkAgain(portalId, page.suspects);
    await mend(portalId, second.findings);
    report = withFindings(withChecked(report, countedAs(place), page.checked), [...page.findings, ...second.findings]);
    report = { ...report, notRead: withNotRead(report.notRead, [...page.notRead, ...second.notRead]) };
    setCurrentDetails(reportInWords(report));
    place = placeAfter(place, page.next, rest);
    if (place !== undefined && isTimeForNextRun()) {
      await nextRun<typeof audit>({ ...input, goOn: { place, report, rest } });
    }
  }
  for (const each of report.notRead) log.warn('audit: records that HubSpot would not let be read', { ...each });
  return { ...report, endedAt: now() };
}

/** Where the last night stopped, after what cannot wait; or at the beginning. */
function begin(): NonNullable<AuditInput['goOn']> {
  const report = emptyReport(now());
  const last = parseOnce(lastNightSchema, workflowInfo().lastResult);
  if (!last.success) return { report, place: { stage: 'tickets' } };
  const { startedAt: since, rest } = last.data;
  return { report, place: { stage: 'changed', since }, rest };
}

/** A case may still be applying a change that HubSpot already shows; a difference that remains after a moment is drift. */
async function checkAgain(portalId: string, suspects: readonly TicketId[]): Promise<SecondCheck> {
  if (suspects.length === 0) return { findings: [], notRead: [] };
  await sleep(SETTLED_MS, { summary: 'let cases finish what they are doing' });
  const summary = 'check again what did not match';
  return bulk.auditSuspects.executeWithOptions({ summary }, [portalId, suspects, now()]);
}

/** X3: a case that is started, or checks again, finds its place from what HubSpot holds. */
async function mend(portalId: string, found: readonly Finding[]): Promise<void> {
  const ticketIds = found.flatMap((finding) =>
    treatmentOf(finding) === 'mended' && 'ticketId' in finding ? [finding.ticketId] : [],
  );
  if (ticketIds.length === 0) return;
  await toTemporal.beginCases.executeWithOptions({ summary: 'X3: start the cases, or make them check again' }, [
    portalId,
    [...new Set(ticketIds)],
  ]);
}

/** What cannot wait: each night has it before what the last one left. */
function isFirst({ stage }: AuditPlace): boolean {
  return stage === 'changed' || stage === 'urgent';
}

/** A place among the cases is a token of Temporal's, which need not be good the next night: the cases then begin from the first. */
function keptPlace(place: AuditPlace): AuditPlace {
  return place.stage === 'cases' ? { stage: 'cases' } : place;
}

function countedAs({ stage }: AuditPlace): keyof AuditReport['checked'] {
  return stage === 'changed' || stage === 'urgent' ? 'tickets' : stage;
}

function placeAfter(place: AuditPlace, next: string | undefined, rest: AuditPlace | undefined): AuditPlace | undefined {
  if (next !== undefined) return { ...place, after: next };
  switch (place.stage) {
    case 'changed':
      return { stage: 'urgent' };
    case 'urgent':
      return rest;
    case 'tickets':
      return { stage: 'cases' };
    case 'cases':
      return { stage: 'companies' };
    case 'companies':
      return undefined;
  }
}
