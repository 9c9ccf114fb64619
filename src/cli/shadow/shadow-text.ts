import { VERDICTS, countVerdicts, type Comparison, type Verdict } from '../../sop/shadow/compare';
import { showInstant, type Instant, type TimeZone } from '../../sop/vocabulary/dates';
import type { Actor } from '../../sop/vocabulary/timeline';
import { plainTable } from '../output/table';

/** A report: when it was made, since when it compares, and what it found. */
export interface ShadowReport {
  readonly madeAt: Instant;
  /** Undefined where nothing observes. */
  readonly since: Instant | undefined;
  readonly tickets: number;
  readonly comparisons: readonly Comparison[];
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  same: 'done the same',
  earlier: 'done earlier',
  later: 'done later',
  never: 'not done',
  differently: 'done differently',
  notAskedFor: 'done, and not asked for by the SOP',
  serviceOnly: 'only this service writes it',
};

export const FIELD_WORDS: Readonly<Record<Comparison['field'], string>> = {
  clientStatus: 'Client Status',
  stage: 'ticket stage',
  cancellationApproval: 'Cancellation Approval',
  customerSaved: 'Customer Saved',
  rcmCancellationDate: 'RCM Cancellation Date',
  invoiceDetermination: 'Invoice Determination',
  financeApproval: 'Finance Approval',
  notesAndTasks: 'notes and tasks',
};

/** One comparison in the words of all outputs. */
export function cellsOf(
  { ticketId, companyId, field, verdict, wanted, done }: Comparison,
  zone: TimeZone,
): readonly string[] {
  return [
    ticketId,
    companyId ?? '',
    FIELD_WORDS[field],
    VERDICT_WORDS[verdict],
    wanted === undefined ? '' : shown(wanted.value),
    wanted === undefined ? '' : showInstant(wanted.at, zone),
    wanted?.rules.join(', ') ?? '',
    done === undefined ? '' : shown(done.value),
    done === undefined ? '' : showInstant(done.at, zone),
    done === undefined ? '' : actorInWords(done.by),
  ];
}

export const HEAD = [
  'ticket',
  'company',
  'what',
  'comparison',
  'the service',
  'when',
  'SOP rules',
  'others',
  'when (others)',
  'who',
] as const;

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}

function actorInWords(by: Actor): string {
  switch (by.kind) {
    case 'service':
      return 'this service';
    case 'person':
      return `HubSpot user ${by.userId}`;
    case 'other':
      return by.source;
  }
}

export function countsOf({ comparisons }: ShadowReport): readonly (readonly [Verdict, number])[] {
  const counts = countVerdicts(comparisons);
  return VERDICTS.map((verdict) => [verdict, counts[verdict]]);
}

export function reportAsText(report: ShadowReport, zone: TimeZone): string {
  if (report.since === undefined) return 'No case observes: see mode in the portal file.\n';
  const table = plainTable(['ticket', 'what', 'comparison', 'the service', 'others']);
  for (const comparison of report.comparisons) {
    const [
      ticket = '',
      ,
      what = '',
      verdict = '',
      value = '',
      at = '',
      rules = '',
      other = '',
      otherAt = '',
      who = '',
    ] = cellsOf(comparison, zone);
    table.push([
      ticket,
      what,
      verdict,
      at === '' ? '' : `${value}\n${at} (${rules})`,
      otherAt === '' ? '' : `${other}\n${otherAt} (${who})`,
    ]);
  }
  const counts = countsOf(report).map(
    ([verdict, count]) => `  ${String(count).padStart(6)}  ${VERDICT_WORDS[verdict]}`,
  );
  return [
    ...(report.comparisons.length === 0 ? [] : [table.toString(), '']),
    `${String(report.tickets)} tickets, observed since ${showInstant(report.since, zone)}:`,
    ...counts,
    '',
  ].join('\n');
}

export function reportAsCsv({ comparisons }: ShadowReport, zone: TimeZone): string {
  const rows = [HEAD, ...comparisons.map((comparison) => cellsOf(comparison, zone))];
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** RFC 4180. A spreadsheet would take a text that begins so for a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What programs may rely on. */
interface ReportAsJson extends Omit<ShadowReport, 'since' | 'comparisons'> {
  readonly since: Instant | null;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly comparisons: readonly { readonly [Key in keyof Comparison]-?: Exclude<Comparison[Key], undefined> | null }[];
}

export function reportAsJson({ since, comparisons, ...report }: ShadowReport): ReportAsJson {
  return {
    ...report,
    since: since ?? null,
    counts: countVerdicts(comparisons),
    comparisons: comparisons.map(({ companyId = null, wanted = null, done = null, ...rest }) => ({
      ...rest,
      companyId,
      wanted,
      done,
    })),
  };
}
