import { caseAsText } from '../../src/cli/commands/show';
import { printJson } from '../../src/cli/output/terminal';
import type { CaseView } from '../../src/contract/case';
import type { SweepResult } from '../../src/contract/sweep';
import { emptyReport } from '../../src/sop/audit/audit-report';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';

const AT = 1_767_225_600_000 as Instant;

/** What a person can have put into a case: a reason, and what HubSpot's values say. */
const withText = (text: string): CaseView => ({
  portalId: '1',
  ticketId: ticketIdSchema.parse('7'),
  decidedAt: AT,
  decision: {
    phase: 'collecting',
    waitingFor: [],
    writes: [],
    attention: { code: 'refused', rules: ['X1'], sentence: text, resolvedBy: text } as never,
  },
  timeline: [{ at: AT, rules: ['C2'], text }],
});

describe('what a case prints', () => {
  it.each([
    ['erases the screen', '\u001b[2J\u001b[H'],
    ['sets the title', '\u001b]0;x\u0007'],
    ['does so with one character', '\u009b2J'],
    ['turns the text around', '\u202e'],
    ['begins a line', '\u2028'],
    ['goes back in the line', '\r'],
  ])('X1: never %s', (_what, text) => {
    expect(caseAsText(withText(`a${text}b`))).not.toContain(text.slice(0, 1));
  });

  it('X1: has one line for one entry of the timeline', () => {
    const forged = `rescinded\n${new Date(AT).toISOString()}  I3  approved`;

    expect(caseAsText(withText(forged)).split('\n')).not.toContainEqual(
      expect.stringMatching(/^\S+ {2}I3 {2}approved/),
    );
  });
});

describe('what is printed for programs', () => {
  const ISO = '2026-01-01T00:00:00.000Z';
  let printed: string;
  beforeEach(() => {
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('gives every instant of a case in ISO 8601, and days, numbers and texts as they are', () => {
    const view = {
      ...withText('as it is'),
      reading: {
        kind: 'found',
        facts: {
          ticket: { createdAt: AT, customerSaved: [{ value: 'No', at: AT, by: { kind: 'other', source: 'x' } }] },
          evidence: { noticeFiles: 2, notesByPeople: [AT], etfNotes: [{ createdAt: AT, wordsAt: [AT] }] },
          ticketInvoices: [{ balance: 1_767_225_600_000, changedAt: AT }],
          shown: { waitingSince: AT, nextDate: '2026-02-01' },
        },
      } as never,
    };
    printJson(view);

    expect(JSON.parse(printed)).toMatchObject({
      decidedAt: ISO,
      timeline: [{ at: ISO, rules: ['C2'], text: 'as it is' }],
      reading: {
        facts: {
          ticket: { createdAt: ISO, customerSaved: [{ value: 'No', at: ISO, by: { kind: 'other', source: 'x' } }] },
          evidence: { noticeFiles: 2, notesByPeople: [ISO], etfNotes: [{ createdAt: ISO, wordsAt: [ISO] }] },
          ticketInvoices: [{ balance: 1_767_225_600_000, changedAt: ISO }],
          shown: { waitingSince: ISO, nextDate: '2026-02-01' },
        },
      },
    });
  });

  it('and those of a sweep and of an audit', () => {
    const watermark = {
      since: AT,
      seen: [['7', AT]],
      notified: [[ticketIdSchema.parse('7'), 'x', 3]],
      reconciledAt: AT,
    };
    const result: SweepResult = {
      ...{ changed: 1, signalled: 0, started: 0, oldestUnreconciledMs: 61_000, problems: [] },
      watermarks: { ticket: watermark as never },
    };
    printJson(result);
    expect(JSON.parse(printed)).toMatchObject({
      oldestUnreconciledMs: 61_000,
      watermarks: { ticket: { since: ISO, seen: [['7', ISO]], notified: [['7', 'x', 3]], reconciledAt: ISO } },
    });

    printed = '';
    const finding = { kind: 'timerMismatch', ticketId: ticketIdSchema.parse('7'), shown: null, wanted: AT } as const;
    printJson({ ...emptyReport(AT), findings: [finding] });
    expect(JSON.parse(printed)).toMatchObject({ startedAt: ISO, findings: [{ shown: null, wanted: ISO }] });
  });
});
