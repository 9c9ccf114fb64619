import type { Finding, FindingKind } from '../../sop/audit/audit';
import {
  FINDING_KINDS,
  describeFinding,
  treatmentOf,
  type AuditReport,
  type Treatment,
} from '../../sop/audit/audit-report';
import type { Instant, TimeZone } from '../../sop/vocabulary/dates';
import { plainTable } from './table';

const TREATMENT_WORDS: Readonly<Record<Treatment, string>> = {
  mended: 'set right',
  repaired: 'set back',
  asked: 'ask a person',
  accepted: 'accepted',
};

/** What programs may rely on. */
interface AuditAsJson extends Omit<AuditReport, 'endedAt' | 'findings'> {
  readonly endedAt: Instant | null;
  readonly findings: readonly (Finding & { readonly treatment: Treatment })[];
}

export function auditAsJson({ endedAt, findings, ...report }: AuditReport): AuditAsJson {
  const treated = findings.map((finding) => ({ ...finding, treatment: treatmentOf(finding) }));
  return { ...report, endedAt: endedAt ?? null, findings: treated };
}

export function auditAsText(report: AuditReport, zone: TimeZone): string {
  const { tickets, cases, companies } = report.checked;
  const found = numberFound(report);
  return [
    ...(found > 0 ? [tableOf(report.findings, zone), ...moreLines(report), ''] : []),
    `Compared ${String(tickets)} tickets, ${String(cases)} cases and ${String(companies)} companies: ${found === 0 ? 'no drift' : String(found)}.`,
    ...report.notRead.map(({ what, sentence }) => `Not read (${what}): ${sentence}`),
    ...(report.rest === undefined
      ? []
      : [`The night was too short: the next one goes on with the ${report.rest.stage}.`]),
    ...(report.accepted > 0 ? [`Accepted by the setting drift: ${String(report.accepted)}.`] : []),
    '',
  ].join('\n');
}

export function numberFound({ counts }: AuditReport): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function tableOf(findings: readonly Finding[], zone: TimeZone): string {
  const table = plainTable(['kind', 'record', 'what', 'treatment']);
  for (const kind of FINDING_KINDS) {
    for (const finding of findings.filter((each) => each.kind === kind)) {
      const record = 'ticketId' in finding ? `ticket ${finding.ticketId}` : `company ${finding.companyId}`;
      table.push([kind, record, describeFinding(finding, zone), TREATMENT_WORDS[treatmentOf(finding)]]);
    }
  }
  return table.toString();
}

/** A report lists the first of each kind only. */
function moreLines({ counts, findings }: AuditReport): readonly string[] {
  const listed = (kind: FindingKind): number => findings.filter((finding) => finding.kind === kind).length;
  return FINDING_KINDS.filter((kind) => counts[kind] > listed(kind)).map(
    (kind) => `… and ${String(counts[kind] - listed(kind))} more of ${kind}`,
  );
}
