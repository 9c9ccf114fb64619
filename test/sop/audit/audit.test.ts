import { auditTicket, explains, type Finding, type ShownCase } from '../../../src/sop/audit/audit';
import {
  describeFinding,
  emptyReport,
  treatmentOf,
  withChecked,
  withFindings,
} from '../../../src/sop/audit/audit-report';
import { decide } from '../../../src/sop/decide';
import type { Decision } from '../../../src/sop/decision/decision';
import type { CaseFacts, CaseReading, ClientStatus, Completes } from '../../../src/sop/vocabulary/facts';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  at,
  company,
  companyId,
  cs,
  day,
  evidence,
  found,
  later,
  service,
  settings,
  ticket,
  ticketId,
  DAY,
} from '../build';

const NOW = at('2026-02-27T12:00-05:00');
const ANSWERED = '2026-02-20T09:30-05:00';
const THEN = '2026-02-20T09:31-05:00';

const undecided: CaseFacts = { ticket: ticket([]) };
const monitored: CaseFacts = {
  ticket: ticket([
    { at: ANSWERED, set: { customerSaved: 'Yes' } },
    { at: THEN, by: service, set: { stage: 'closed', cancellationApproval: 'No' } },
  ]),
  company: company([{ at: THEN, by: service, set: 'Monitor for 30 days' }]),
};
const cancelling: CaseFacts = {
  ticket: ticket([
    { at: ANSWERED, set: { customerSaved: 'No', rcmCancellationDate: day('2026-04-01'), cancellationApproval: 'Yes' } },
    { at: THEN, by: service, set: { stage: 'closed' } },
  ]),
  company: company([{ at: THEN, by: service, set: 'Cancellation in Progress' }]),
  evidence: evidence(),
};
/** A person gave another status, so the case needs attention. */
const contradicted: CaseFacts = {
  ...monitored,
  company: company([
    { at: THEN, by: service, set: 'Monitor for 30 days' },
    { at: '2026-02-25T10:00-05:00', set: 'At-Risk' },
  ]),
};

const decided = (facts: CaseFacts, now = NOW, changed: Partial<SopSettings> = {}): Decision =>
  decide(found(facts), settings(changed), now);

/** What a case shows that decided the same. */
const shownOf = (facts: CaseFacts, now = NOW): ShownCase => {
  const { phase, waitingFor, wakeUp, attention } = decided(facts, now);
  return { phase, waitingFor: waitingFor.map(({ code }) => code), nextDate: wakeUp?.at, attention: attention?.code };
};

const audited = (facts: CaseFacts, shown: ShownCase | undefined, now = NOW): readonly Finding[] =>
  auditTicket(ticketId, found(facts), decided(facts, now), shown, now);

describe('a ticket and its case', () => {
  it.each([
    ['undecided', undecided],
    ['monitored', monitored],
    ['cancelling', cancelling],
  ])('X3: that fit give no finding: %s', (_what, facts) => {
    expect(audited(facts, shownOf(facts))).toEqual([]);
  });

  it.each([
    ['undecided', undecided, 'deciding'],
    ['monitored', monitored, 'monitoring'],
  ])('X3: a ticket with steps of the SOP left needs a case: %s', (_what, facts, phase) => {
    expect(audited(facts, undefined)).toEqual([{ kind: 'ticketWithoutCase', ticketId, phase }]);
  });

  it('X3: a finished ticket needs none', () => {
    const over = later(NOW, 60 * DAY);
    const done = { ...monitored, company: company([{ at: '2026-03-22T10:00-04:00', by: service, set: 'Active' }]) };

    expect(audited(done, undefined, over)).toEqual([]);
    expect(audited(monitored, undefined, over)).toMatchObject([{ kind: 'ticketWithoutCase' }]);
  });

  it('X3: a case that should have ended is behind', () => {
    const over = later(NOW, 60 * DAY);

    expect(audited(monitored, shownOf(monitored), over)).toEqual([
      {
        kind: 'caseBehind',
        ticketId,
        lacks: ['Client Status → Active', 'end: active', 'waits for: nothing'],
      },
    ]);
  });

  it.each<[string, Partial<ShownCase>, readonly string[]]>([
    ['shows no phase yet', { phase: undefined }, ['phase: monitoring']],
    ['is in another phase', { phase: 'collecting' }, ['phase: monitoring']],
    ['waits for something else', { waitingFor: ['etfNote'] }, ['waits for: monitoringPeriod']],
    ['asks for a person whom nothing asks for', { attention: 'noCompany' }, ['attention: none']],
  ])('X3: a case that %s is behind', (_what, shown, lacks) => {
    expect(audited(monitored, { ...shownOf(monitored), ...shown })).toEqual([{ kind: 'caseBehind', ticketId, lacks }]);
  });

  it.each<[string, ShownCase['nextDate']]>([
    ['never', undefined],
    ['a day late', later(at('2026-03-22T09:30-04:00'), DAY)],
  ])('S2: a case that wakes %s has the wrong timer', (_when, nextDate) => {
    expect(audited(monitored, { ...shownOf(monitored), nextDate })).toEqual([
      { kind: 'timerMismatch', ticketId, shown: nextDate ?? null, wanted: at('2026-03-22T09:30-04:00') },
    ]);
  });

  it('C1: a case that sleeps to the date before it was moved has the wrong timer', () => {
    const wanted = at('2026-04-01T00:00-04:00');

    expect(audited(cancelling, { ...shownOf(cancelling), nextDate: later(wanted, -DAY) })).toEqual([
      { kind: 'timerMismatch', ticketId, shown: later(wanted, -DAY), wanted },
    ]);
  });

  it('X1: the daily check of a case that needs a person may come earlier, but not be over, or later', () => {
    const shown = shownOf(contradicted);
    const withCheck = (nextDate: ShownCase['nextDate']): readonly string[] =>
      audited(contradicted, { ...shown, nextDate }).map(({ kind }) => kind);

    expect(withCheck(later(NOW, DAY / 2))).toEqual(['fieldChanged']);
    for (const wrong of [undefined, NOW, later(NOW, 2 * DAY)]) {
      expect(withCheck(wrong)).toEqual(['timerMismatch', 'fieldChanged']);
    }
  });

  it.each(['hubspotRefused', 'hubspotInvalid', 'hubspotIncomplete', 'portalMismatch'])(
    'X1: a case that is parked says so itself: %s',
    (code) => {
      expect(audited(cancelling, { phase: 'deciding', waitingFor: [], attention: code })).toEqual([]);
    },
  );
});

describe('a case without its ticket', () => {
  const readings: readonly (readonly [string, string, CaseReading])[] = [
    ['gone', 'ticketGone', { kind: 'gone' }],
    ['merged', 'ticketMerged', { kind: 'merged', into: ticketIdSchema.parse('502') }],
    ['notAtRisk', 'notAtRisk', found({ ticket: ticket([], { inAtRiskPipeline: false }) })],
  ];
  const of = (reading: CaseReading, shown: ShownCase | undefined): readonly Finding[] =>
    auditTicket(ticketId, reading, decide(reading, settings(), NOW), shown, NOW);

  it.each(readings)('X1: is found: %s', (because, _code, reading) => {
    expect(of(reading, shownOf(monitored))).toEqual([{ kind: 'caseWithoutTicket', ticketId, because }]);
  });

  it.each(readings)('X1: is not reported twice once the case says so: %s', (_because, attention, reading) => {
    expect(of(reading, { phase: 'deciding', waitingFor: [], attention })).toEqual([]);
  });

  it.each(readings)('X3: is nothing when no case runs: %s', (_because, _code, reading) => {
    expect(of(reading, undefined)).toEqual([]);
  });
});

describe('a Client Status', () => {
  const explained = (facts: CaseFacts, now = NOW): readonly ClientStatus[] =>
    (['Monitor for 30 days', 'Active', 'Cancellation in Progress', 'Cancelled'] as const).filter((status) =>
      explains(decided(facts, now), status),
    );
  const statusOf = (facts: CaseFacts): ClientStatus =>
    facts === monitored ? 'Monitor for 30 days' : 'Cancellation in Progress';
  const older = (facts: CaseFacts, completes: Completes): CaseFacts => ({
    ...facts,
    company: company([{ at: THEN, by: service, set: statusOf(facts) }], {
      newerTickets: [{ id: ticketIdSchema.parse('502'), completes, since: NOW }],
    }),
  });

  it('S1, S2, N7, N8: is explained by the ticket that leads to it, and no other is', () => {
    expect(explained(undecided)).toEqual([]);
    expect(explained(monitored)).toEqual(['Monitor for 30 days']);
    expect(explained(cancelling)).toEqual(['Cancellation in Progress']);
  });

  it('S2, N8: is explained for as long as it takes to set it', () => {
    expect(explained(monitored, later(NOW, 60 * DAY))).toContain('Monitor for 30 days');
    expect(explained(cancelling, later(NOW, 60 * DAY))).toContain('Cancellation in Progress');
  });

  it('S5: of an older ticket stays until the newer one has taken over and set its own', () => {
    const afterMonitoring = later(NOW, 60 * DAY);
    expect(explained(older(monitored, 'nothing'), afterMonitoring)).toEqual(['Monitor for 30 days']);
    expect(explained(older(monitored, 'notSaved'))).toEqual(['Monitor for 30 days']);
    expect(explained(older(monitored, 'saved'))).toEqual([]);
    expect(explained(older(cancelling, 'notSaved'))).toEqual(['Cancellation in Progress']);
    expect(explained(older(cancelling, 'cancellation'))).toEqual([]);
  });

  it('X1: is not reported a second time when its ticket asks a person already', () => {
    expect(explained(contradicted)).toHaveLength(4);
  });
});

describe('the report of an audit', () => {
  const START = emptyReport(NOW);
  const behind: Finding = { kind: 'caseBehind', ticketId, lacks: ['phase: collecting'] };
  const changed = (policy: 'accept' | 'repair' | 'ask'): Finding => ({
    kind: 'fieldChanged',
    ticketId,
    field: 'clientStatus',
    from: 'Active',
    found: 'Cancelled',
    wanted: 'Active',
    by: cs,
    at: NOW,
    policy,
  });
  const stray = (accepted: boolean): Finding => ({
    kind: 'statusUnexplained',
    companyId,
    status: 'Cancelled',
    by: { kind: 'other', source: 'IMPORT' },
    at: NOW,
    accepted,
  });

  it('counts all that was found, and stays small however much it was', () => {
    const report = withFindings(withFindings(START, Array<Finding>(60).fill(behind)), Array<Finding>(60).fill(behind));

    expect(report.counts).toMatchObject({ caseBehind: 120, fieldChanged: 0 });
    expect(report.findings).toHaveLength(100);
  });

  it('adds up what was checked', () => {
    const report = withChecked(withChecked(withChecked(START, 'tickets', 200), 'tickets', 3), 'cases', 7);

    expect(report.checked).toEqual({ tickets: 203, cases: 7, companies: 0 });
  });

  it('X1: counts apart what the portal accepts, and does not list it', () => {
    const report = withFindings(START, [changed('accept'), stray(true), changed('ask')]);

    expect(report).toMatchObject({ accepted: 2, counts: { fieldChanged: 1, statusUnexplained: 0 } });
    expect(report.findings).toEqual([changed('ask')]);
  });

  it('X1: says what is done about each', () => {
    const all = [behind, changed('accept'), changed('repair'), changed('ask'), stray(false), stray(true)];

    expect(all.map(treatmentOf)).toEqual(['mended', 'accepted', 'repaired', 'asked', 'asked', 'accepted']);
  });

  it.each<[string, Finding]>([
    ['HubSpot user 11 changed the Client Status from Active to Cancelled, Fri, Feb 27, 2026', changed('ask')],
    ['HubSpot (IMPORT) set the Client Status to Cancelled, Fri, Feb 27', stray(false)],
    ['it is missing phase: collecting', behind],
    [
      'wakes never; according to HubSpot it should wake Fri',
      { kind: 'timerMismatch', ticketId, shown: null, wanted: NOW },
    ],
    ['the ticket is deleted', { kind: 'caseWithoutTicket', ticketId, because: 'gone' }],
    ['no case runs', { kind: 'ticketWithoutCase', ticketId, phase: 'deciding' }],
  ])('says in words: %s', (words, finding) => {
    expect(describeFinding(finding, settings().timeZone)).toContain(words);
  });
});
