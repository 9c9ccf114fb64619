import { log, setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import type { SecondCheck } from '../activities/audit';
import { AUDIT_STAGES, auditInputSchema, auditQuery, type AuditInput, type AuditPlace } from '../contract/audit';
import { inputOf } from '../contract/payloads/input';
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
 * as the setting `drift` says. A page at a time, so that a portal of any size fits.
 */
export async function audit(given: AuditInput): Promise<AuditReport> {
  const { portalId, goOn } = inputOf(auditInputSchema, given, 'InvalidAuditInput');
  let report = goOn?.report ?? emptyReport(now());
  let place: AuditPlace | undefined = goOn?.place ?? { stage: 'tickets' };
  setHandler(auditQuery, () => report);

  while (place !== undefined) {
    const summary = `compare ${place.stage} with the SOP`;
    const page = await bulk.auditPage.executeWithOptions({ summary }, [portalId, place, now()]);
    const second = await checkAgain(portalId, page.suspects);
    await mend(portalId, second.findings);
    report = withFindings(withChecked(report, place.stage, page.checked), [...page.findings, ...second.findings]);
    report = { ...report, notRead: withNotRead(report.notRead, [...page.notRead, ...second.notRead]) };
    setCurrentDetails(reportInWords(report));
    place = placeAfter(place, page.next);
    if (place !== undefined && isTimeForNextRun()) {
      await nextRun<typeof audit>({ portalId, goOn: { place, report } });
    }
  }
  for (const each of report.notRead) log.warn('audit: records that HubSpot would not let be read', { ...each });
  return { ...report, endedAt: now() };
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

function placeAfter({ stage }: AuditPlace, next: string | undefined): AuditPlace | undefined {
  if (next !== undefined) return { stage, after: next };
  const following = AUDIT_STAGES[AUDIT_STAGES.indexOf(stage) + 1];
  return following && { stage: following };
}
