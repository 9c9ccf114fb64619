import { describeActor, describeDrift } from '../decision/drift';
import { showInstant, type Instant, type TimeZone } from '../vocabulary/dates';
import type { Finding, FindingKind } from './audit';
import type { NotRead } from './not-read';

/** `mended`: the service's own fault, which it corrects; `repaired`, `asked`, `accepted`: as the setting `drift` says. */
export type Treatment = 'mended' | 'repaired' | 'asked' | 'accepted';

/** What was compared, and what was found; bounded, however large the portal is. */
export interface AuditReport {
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly checked: { readonly tickets: number; readonly cases: number; readonly companies: number };
  /** How many there are of each kind, without what the portal accepts. */
  readonly counts: Readonly<Record<FindingKind, number>>;
  readonly accepted: number;
  /** The first ones of each kind. */
  readonly findings: readonly Finding[];
  /** What HubSpot refused to show, so that nothing is known about it. */
  readonly notRead: readonly NotRead[];
  /** Where the next night goes on, as this one was too short; absent: everything was compared. */
  readonly rest?: { readonly stage: string } | undefined;
}

/** Findings of one kind that a report lists. If there are more, something is broken, and a longer list would not help. */
const LISTED = 100;

const NONE: AuditReport['counts'] = {
  ticketWithoutCase: 0,
  caseWithoutTicket: 0,
  caseStuck: 0,
  caseBehind: 0,
  timerMismatch: 0,
  fieldChanged: 0,
  statusUnexplained: 0,
};
export const FINDING_KINDS = Object.keys(NONE) as readonly FindingKind[];

export function emptyReport(startedAt: Instant): AuditReport {
  return {
    startedAt,
    checked: { tickets: 0, cases: 0, companies: 0 },
    counts: NONE,
    accepted: 0,
    findings: [],
    notRead: [],
  };
}

/** The report with one more page of what was checked. */
export function withChecked(report: AuditReport, what: keyof AuditReport['checked'], number: number): AuditReport {
  return { ...report, checked: { ...report.checked, [what]: report.checked[what] + number } };
}

export function withFindings(report: AuditReport, found: readonly Finding[]): AuditReport {
  const drift = found.filter((finding) => treatmentOf(finding) !== 'accepted');
  const counts = { ...NONE, ...report.counts };
  const findings = [...report.findings];
  for (const finding of drift) {
    counts[finding.kind] += 1;
    if (counts[finding.kind] <= LISTED) findings.push(finding);
  }
  return { ...report, counts, findings, accepted: report.accepted + found.length - drift.length };
}

export function treatmentOf(finding: Finding): Treatment {
  switch (finding.kind) {
    case 'ticketWithoutCase':
    case 'caseWithoutTicket':
    case 'caseBehind':
    case 'timerMismatch':
      return 'mended';
    case 'caseStuck':
      return 'asked';
    case 'statusUnexplained':
      return finding.accepted ? 'accepted' : 'asked';
    case 'fieldChanged':
      return TREATMENT_BY[finding.policy];
  }
}

const TREATMENT_BY = { accept: 'accepted', repair: 'repaired', ask: 'asked' } as const;

/** A finding in one line for people; instants in `zone`. */
export function describeFinding(finding: Finding, zone: TimeZone): string {
  const when = (at: Instant | null): string => (at === null ? 'never' : showInstant(at, zone));
  switch (finding.kind) {
    case 'ticketWithoutCase':
      return `no case runs, although the SOP is not finished with the ticket (${finding.phase})`;
    case 'caseWithoutTicket':
      return `a case runs, but the ticket is ${MISSING_WORDS[finding.because]}`;
    case 'caseStuck':
      return `the case does nothing, as its tasks fail (${finding.problem}): at-risk heal ${finding.ticketId}`;
    case 'caseBehind':
      return `the case is behind HubSpot; it is missing ${finding.lacks.join('; ')}`;
    case 'timerMismatch':
      return `the case wakes ${when(finding.shown)}; according to HubSpot it should wake ${when(finding.wanted)}`;
    case 'fieldChanged':
      return `${describeDrift(finding)}, ${when(finding.at)}; according to the SOP it is ${finding.wanted ?? 'empty'}`;
    case 'statusUnexplained':
      return `${describeActor(finding.by)} set the Client Status to ${finding.status}, ${when(finding.at)}; no ticket leads to it`;
  }
}

const MISSING_WORDS = {
  gone: 'deleted',
  merged: 'merged into another',
  notAtRisk: 'not in the At-Risk pipeline',
} as const;

/** For the Temporal UI, in Markdown: what was compared, and how much was found of what. */
export function reportInWords({ checked, counts, accepted, notRead }: AuditReport): string {
  const { tickets, cases, companies } = checked;
  const found = FINDING_KINDS.filter((kind) => counts[kind] > 0).map((kind) => `- ${kind}: ${String(counts[kind])}`);
  return [
    `Compared ${String(tickets)} tickets, ${String(cases)} cases and ${String(companies)} companies.`,
    '',
    ...(found.length > 0 ? found : [notRead.length > 0 ? 'No drift in what could be read.' : 'No drift.']),
    ...notRead.flatMap(({ what, sentence }) => ['', `**Not read** (${what}): ${sentence}`]),
    ...(accepted > 0 ? ['', `Accepted under the portal's settings: ${String(accepted)}.`] : []),
  ].join('\n');
}
