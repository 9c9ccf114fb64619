import { withIsoTimes } from '../../src/cli/output/iso-times';
import { byAtRiskTicket } from '../../src/cli/shadow/observed-tickets';
import { reportAsPage } from '../../src/cli/shadow/shadow-page';
import { reportAsCsv, reportAsJson, reportAsText, type ShadowReport } from '../../src/cli/shadow/shadow-text';
import type { Comparison } from '../../src/sop/shadow/compare';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { at, companyId, cs, importer, later, settings, ticketId } from '../sop/build';
import { atRisk } from './command';

const ZONE = settings().timeZone;
const T = at('2026-01-20T12:00-05:00');

const SAME: Comparison = {
  ticketId,
  companyId,
  field: 'clientStatus',
  verdict: 'same',
  wanted: { at: T, value: 'Active', rules: ['S2'] },
  done: { at: later(T, 60_000), value: 'Active', by: cs },
};
const CLEARED: Comparison = {
  ticketId,
  field: 'rcmCancellationDate',
  verdict: 'differently',
  wanted: { at: T, value: '', rules: ['C2'] },
  done: { at: T, value: '=HYPERLINK("x")<b>', by: importer },
};

const report = (...comparisons: readonly Comparison[]): ShadowReport => ({
  madeAt: T,
  since: T,
  tickets: 1,
  comparisons,
});

describe('the report of what was observed', () => {
  it('is a table with the numbers below', () => {
    const text = reportAsText(report(SAME, CLEARED), ZONE);

    expect(text).toContain('done the same');
    expect(text).toContain('Tue, Jan 20, 2026, 12:00 PM EST (S2)');
    expect(text).toContain('1 tickets, observed since Tue, Jan 20, 2026, 12:00 PM EST:');
    expect(text).toMatch(/ 1 {2}done differently/);
  });

  it('says so where nothing observes', () => {
    expect(reportAsText({ ...report(), since: undefined }, ZONE)).toBe(
      'No case observes: see mode in the portal file.\n',
    );
  });

  it('is CSV that no spreadsheet takes for a formula', () => {
    const [head, ...rows] = reportAsCsv(report(SAME, CLEARED), ZONE).trimEnd().split('\r\n');

    expect(head).toBe('ticket,company,what,comparison,the service,when,SOP rules,others,when (others),who');
    expect(rows[0]).toContain('501,901,Client Status,done the same,Active,"Tue, Jan 20, 2026, 12:00 PM EST",S2,');
    expect(rows[1]).toContain('(empty)');
    expect(rows[1]).toContain(`"'=HYPERLINK(""x"")<b>"`);
  });

  it('is a page without scripts or links, which shows text as text', () => {
    const page = reportAsPage(report(SAME, CLEARED), ZONE);

    expect(page).toContain('&lt;b&gt;');
    expect(page).not.toMatch(/<script|<b>|src=|href=|url\(/);
    expect(page).toContain('<tr class="same">');
  });

  it('is JSON with instants that programs read', () => {
    expect(withIsoTimes(reportAsJson(report(SAME)))).toMatchObject({
      since: '2026-01-20T17:00:00.000Z',
      counts: { same: 1, never: 0 },
      comparisons: [{ ticketId, verdict: 'same', wanted: { at: '2026-01-20T17:00:00.000Z', value: 'Active' } }],
    });
  });

  it('C3: compares what a support request would change on the At-Risk ticket that it would change', () => {
    const requestId = ticketIdSchema.parse('777');
    const explained = {
      kind: 'explainChange' as const,
      rules: ['C3' as const],
      requestId,
      ticketId,
      reference: 'C4-777',
      sentence: '',
    };
    const tickets = byAtRiskTicket([
      { ticketId, companyId, since: later(T, 60_000), kept: [] },
      { ticketId: requestId, since: T, kept: [{ at: T, write: explained }] },
      { ticketId: ticketIdSchema.parse('778') },
    ]);

    expect(tickets).toMatchObject([{ ticketId, companyId, since: T, kept: [{ write: { kind: 'explainChange' } }] }]);
  });
});

describe('at-risk shadow, without anything to connect to', () => {
  it.each([
    ['report', ['--tolerance', '--csv', '--html', '--json']],
    ['switch-on', ['--dry-run', '--rate']],
  ])('explains %s', async (command, words) => {
    const { code, stdout } = await atRisk({}, 'shadow', command, '--help');

    expect(code).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
  });

  it('ends with 2 for a tolerance that is no number of minutes, and where settings are missing', async () => {
    const [wrong, lacking] = await Promise.all([
      atRisk({}, 'shadow', 'report', '--tolerance', 'soon'),
      atRisk({}, 'shadow', 'report'),
    ]);

    expect(wrong.code).toBe(2);
    expect(lacking.code).toBe(2);
    expect(lacking.stderr).toContain('HUBSPOT_ACCESS_TOKEN: is not set');
  });
});
