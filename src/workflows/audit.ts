import {
  ApplicationFailure,
  continueAsNew,
  log,
  metricMeter,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { SecondCheck } from '../activities/audit';
import { AUDIT_STAGES, auditInputSchema, auditQuery, type AuditInput, type AuditPlace } from '../contract/audit';
import type { Finding } from '../sop/audit/audit';
import {
  FINDING_KINDS,
  emptyReport,
  reportInWords,
  treatmentOf,
  withChecked,
  withFindings,
  type AuditReport,
} from '../sop/audit/audit-report';
import { withNotRead } from '../sop/audit/not-read';
import type { TicketId } from '../sop/vocabulary/ids';
import { bulk, now, toTemporal } from './case/case';

/** More than the pauses of a case's turn: two seconds for what belongs together, and two of three for a stale read. */
const SETTLED_MS = 12_000;

/**
 * Compares all At-Risk tickets, all running cases and all companies that have a Client Status of the SOP. What is the
 * service's own fault is set right: a case is begun, or made to look again. What people changed is reported, and treated as
 * the setting `drift` says, by the case. A page at a time, so that a portal of any size fits.
 */
export async function audit({ portalId, goOn }: AuditInput): Promise<AuditReport> {
  const parsed = auditInputSchema.safeParse({ portalId });
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidAuditInput');
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
    if (place !== undefined && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof audit>({ portalId, goOn: { place, report } });
    }
  }
  for (const each of report.notRead) log.warn('audit: records that HubSpot would not let be read', { ...each });
  publish(report);
  return { ...report, endedAt: now() };
}

/** A case may be at work on a change that HubSpot shows already; what is still so after a moment is drift. */
async function checkAgain(portalId: string, suspects: readonly TicketId[]): Promise<SecondCheck> {
  if (suspects.length === 0) return { findings: [], notRead: [] };
  await sleep(SETTLED_MS, { summary: 'let cases finish what they are doing' });
  const summary = 'look once more at what did not fit';
  return bulk.auditSuspects.executeWithOptions({ summary }, [portalId, suspects, now()]);
}

/** X3: a case that is begun, or looks again, finds its place from what HubSpot holds. */
async function mend(portalId: string, found: readonly Finding[]): Promise<void> {
  const ticketIds = found.flatMap((finding) =>
    treatmentOf(finding) === 'mended' && 'ticketId' in finding ? [finding.ticketId] : [],
  );
  if (ticketIds.length === 0) return;
  await toTemporal.beginCases.executeWithOptions({ summary: 'X3: begin the cases, or make them look again' }, [
    portalId,
    [...new Set(ticketIds)],
  ]);
}

function placeAfter({ stage }: AuditPlace, next: string | undefined): AuditPlace | undefined {
  if (next !== undefined) return { stage, after: next };
  const following = AUDIT_STAGES[AUDIT_STAGES.indexOf(stage) + 1];
  return following && { stage: following };
}

function publish({ counts, notRead }: AuditReport): void {
  const gauge = metricMeter.createGauge('at_risk_audit_findings', 'int', '1', 'what the last audit found');
  for (const kind of FINDING_KINDS) gauge.set(counts[kind], { kind });
  // Zero findings of what was not read say nothing.
  gauge.set(notRead.length, { kind: 'notRead' });
}
