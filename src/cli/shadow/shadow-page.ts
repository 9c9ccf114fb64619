import { escapeHtml } from '../../hubspot';
import { showInstant, type TimeZone } from '../../sop/vocabulary/dates';
import { HEAD, VERDICT_WORDS, cellsOf, countsOf, type ShadowReport } from './shadow-text';

/** One file without links, scripts or images, so that it can be mailed and opened anywhere. */
export function reportAsPage(report: ShadowReport, zone: TimeZone): string {
  const since = report.since === undefined ? 'never' : showInstant(report.since, zone);
  const counts = countsOf(report).map(([verdict, count]) => row([VERDICT_WORDS[verdict], String(count)]));
  const lines = report.comparisons.map(
    (comparison) => `<tr class="${comparison.verdict}">${cellsOf(comparison, zone).map(cell).join('')}</tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>At-Risk Closer: observed</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What the service would have done</h1>
<p>${escapeHtml(String(report.tickets))} At-Risk tickets, observed since ${escapeHtml(since)}. Made ${escapeHtml(showInstant(report.madeAt, zone))}. The service wrote nothing to HubSpot.</p>
<table><caption>In numbers</caption><tbody>
${counts.join('\n')}
</tbody></table>
<table><caption>One by one</caption><thead><tr>${HEAD.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table>
</body>
</html>
`;
}

const STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #1f2933; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #cbd2d9; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: #f0f4f8; }
.same td:nth-child(4) { background: #e3f9e5; }
.never td:nth-child(4), .differently td:nth-child(4), .notAskedFor td:nth-child(4) { background: #ffe3e3; }
.earlier td:nth-child(4), .later td:nth-child(4) { background: #fffbea; }
`;

function row(cells: readonly string[]): string {
  return `<tr>${cells.map(cell).join('')}</tr>`;
}

function cell(value: string): string {
  return `<td>${escapeHtml(value)}</td>`;
}
