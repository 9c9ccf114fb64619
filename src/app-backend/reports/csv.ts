import type { CaseRow, ReportsAnswer } from '../../../hubspot-app/src/app/backend/answers';

type Cell = string | number | null;

/** RFC 4180. A text that a spreadsheet would calculate begins with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const CASE_COLUMNS = [
  ...['ticket', 'client', 'company', 'owner', 'status', 'phase', 'since', 'waiting for', 'next day', 'then'],
  ...['attention', 'outcome', 'ended'],
];

export function casesCsv(rows: readonly CaseRow[]): string {
  return csvOf([
    CASE_COLUMNS,
    ...rows.map((row) => [
      ...[
        row.ticketId,
        row.client.name,
        row.client.companyId,
        row.owner,
        row.status,
        row.phase?.words ?? null,
        row.since,
      ],
      row.waitingFor.map(({ words }) => words).join('; '),
      ...[row.next?.day ?? null, row.next?.words ?? null],
      ...[row.attention?.words ?? null, row.outcome?.words ?? null, row.endedAt],
    ]),
  ]);
}

/** One figure a line, so that a spreadsheet can take what it wants. */
export function reportsCsv(report: ReportsAnswer): string {
  const { saveRate, saveRateByMonth, stillSaved, daysToClose, blockedBy, openByCause } = report;
  return csvOf([
    ['report', 'of', 'count', 'value'],
    ['period', report.from, report.to, null],
    ['save rate', saveRate.of, saveRate.count, saveRate.rate],
    ...saveRateByMonth.map(({ month, of, count, rate }) => [`save rate ${month}`, of, count, rate]),
    ...stillSaved.map(({ afterDays, of, count, rate }) => [`still saved after ${afterDays} days`, of, count, rate]),
    ['days to close, median', null, daysToClose.count, daysToClose.median],
    ['days to close, 90th percentile', null, daysToClose.count, daysToClose.p90],
    ['days to close, saved, median', null, null, daysToClose.saved],
    ['days to close, not saved, median', null, null, daysToClose.notSaved],
    ...blockedBy.map(({ words, count }) => [`waits for ${words}`, null, count, null]),
    ...openByCause.map(({ words, count }) => [`open: ${words}`, null, count, null]),
  ]);
}
