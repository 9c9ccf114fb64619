import { decide } from '../../../src/sop/decide';
import { driftOf } from '../../../src/sop/decision/drift';
import { completionOf } from '../../../src/sop/paths/newer-ticket';
import { answerOf } from '../../../src/sop/ticket/answer';
import type { CaseFacts, ClientStatus, TicketFacts, YesNo } from '../../../src/sop/vocabulary/facts';
import { fileIdSchema } from '../../../src/sop/vocabulary/ids';
import {
  BROUGHT_BY,
  changedByOthersAfter,
  given,
  type BroughtBy,
  type Change,
} from '../../../src/sop/vocabulary/timeline';
import {
  CREATED,
  DAY,
  MINUTE,
  at,
  company,
  cs,
  day,
  evidence,
  found,
  importer,
  later,
  noEvidence,
  person,
  service,
  settings,
  ticket,
  waitsFor,
  wanted,
} from '../build';

const NOW = at('2026-01-20T12:00-05:00');
const LATER = at('2026-01-12T10:00-05:00');
const AUTOMATION = { kind: 'other', source: 'AUTOMATION_PLATFORM' } as const;

const brought = <T>(value: T, by: BroughtBy = 'clone', when = CREATED): Change<T> => ({
  value,
  at: when,
  by: { kind: 'other', source: 'CLONE_OBJECTS' },
  brought: by,
});

const set = <T>(value: T | null, when = LATER, by: Change<T>['by'] = cs): Change<T> => ({ value, at: when, by });

const decided = (facts: CaseFacts) => decide(found(facts), settings(), NOW);
const decidedTicket = (other: Partial<TicketFacts>) =>
  decided({ ticket: ticket([], other), company: company(), evidence: evidence() });

describe('an answer that was brought', () => {
  it.each(BROUGHT_BY)('X1: has no author (%s): nothing is done, and the ticket says what to do', (by) => {
    const decision = decidedTicket({ customerSaved: [brought<YesNo>('Yes', by)] });

    expect(decision).toMatchObject({ phase: 'deciding', attention: { code: 'answerBrought' } });
    expect(waitsFor(decision)).toEqual(['customerSaved']);
    expect(wanted(decision)).toMatchObject({ ticket: {} });
    expect(wanted(decision).status).toBeUndefined();
    expect(wanted(decision).notes.join('\n')).toMatch(/Customer Saved is Yes.*clear Customer Saved/s);
  });

  it('X1: is followed once a person sets it again, from then on (S2)', () => {
    const again = [set<YesNo>('Yes'), brought<YesNo>('Yes')];
    const cleared = [set<YesNo>('Yes'), set<YesNo>(null, later(LATER, -MINUTE)), brought<YesNo>('Yes')];

    for (const customerSaved of [again, cleared]) {
      expect(answerOf(ticket([], { customerSaved }), settings())).toMatchObject({ kind: 'saved', since: LATER });
    }
  });

  it('X1: is the answer of whoever gave it before, where it was only restored', () => {
    expect(given([brought<YesNo>('No', 'restore', LATER), set<YesNo>('No', CREATED)])).toMatchObject({
      since: CREATED,
      by: cs,
    });
  });

  it('X1: by a merge is not the answer of whoever gave it on the other ticket', () => {
    const merged = [brought<YesNo>('Yes', 'merge', LATER), set<YesNo>('Yes', CREATED)];

    expect(given(merged)).toBeUndefined();
    expect(given([set<YesNo>('Yes', later(LATER, DAY)), ...merged])?.since).toBe(later(LATER, DAY));
  });

  it('X1: does not replace the answer that was current when the ticket was closed', () => {
    const closed = { value: 'closed', at: later(LATER, DAY), by: service } as const;
    const facts = ticket([], {
      stage: [closed, { value: 'open', at: CREATED, by: cs }],
      customerSaved: [brought<YesNo>('No', 'merge', later(LATER, 2 * DAY)), set<YesNo>('Yes')],
    });

    expect(answerOf(facts, settings())).toMatchObject({ kind: 'saved', since: LATER, contradicted: false });
  });
});

describe('a ticket that was created closed', () => {
  const closedBy = (by: Change<'closed'>['by'], more: Partial<Change<'closed'>> = {}): Partial<TicketFacts> => ({
    stage: [{ value: 'closed', at: CREATED, by, ...more }],
  });
  const LEFT = { phase: 'deciding', waitingFor: [], writes: [], end: 'leftAlone' };

  it.each([
    ['an import', closedBy(importer, { brought: 'import' })],
    ['an import that gave it an older date of creation', closedBy(importer, { brought: 'import', at: LATER })],
    ['a clone', closedBy({ kind: 'other', source: 'CLONE_OBJECTS' }, { brought: 'clone' })],
    ['another app', closedBy({ kind: 'other', source: 'INTEGRATION' })],
    ['a person', closedBy(cs)],
  ])('X3: by %s is left alone: it ends, does nothing and says nothing', (_who, stage) => {
    const values = { customerSaved: [brought<YesNo>('No', 'import')], cancellationApproval: [brought<YesNo>('Yes')] };
    const date = { rcmCancellationDate: [brought(day('2026-03-01'), 'import'), set(day('2026-02-01'))] };

    expect(decidedTicket({ ...stage, ...values, ...date })).toEqual(LEFT);
    expect(decidedTicket({ ...stage, customerSaved: [set<YesNo>('Yes', CREATED, AUTOMATION)] })).toEqual(LEFT);
  });

  it('X3, S5: takes over from no older ticket', () => {
    const other = { kind: 'other', source: 'INTEGRATION' } as const;
    const old = ticket([], { ...closedBy(other), customerSaved: [set<YesNo>('Yes', CREATED, other)] });

    expect(completionOf(old, undefined, settings())).toBeUndefined();
  });

  it('X3: is followed like any other once a person opened it, or set its answer', () => {
    const opened = [{ value: 'open', at: LATER, by: cs } as const, { value: 'closed', at: CREATED, by: cs } as const];

    expect(decidedTicket({ stage: opened })).toMatchObject({ phase: 'deciding' });
    expect(decidedTicket({ stage: opened }).end).toBeUndefined();
    expect(
      decidedTicket({ ...closedBy(importer, { brought: 'import' }), customerSaved: [set<YesNo>('Yes')] }),
    ).toMatchObject({ phase: 'monitoring' });
  });

  it('X3: is not one that was moved closed from another pipeline later', () => {
    const moved = { stage: [{ value: 'closed', at: LATER, by: cs } as const] };

    expect(decidedTicket({ ...moved, customerSaved: [set<YesNo>('Yes')] }).end).toBeUndefined();
    expect(decidedTicket(moved).end).toBeUndefined();
  });
});

describe('an objection', () => {
  const MONITOR: Change<ClientStatus> = { value: 'Monitor for 30 days', at: CREATED, by: service };

  it.each(BROUGHT_BY)('X1: is none where the Client Status was brought (%s)', (by) => {
    const clientStatus = [brought<ClientStatus>('At-Risk', by, LATER), MONITOR];
    const wish = { field: 'clientStatus', value: 'Active', since: CREATED } as const;

    expect(changedByOthersAfter(clientStatus, CREATED)).toBe(false);
    expect(driftOf(clientStatus, wish, 'ask')).toBeUndefined();
    expect(driftOf([set<ClientStatus>('At-Risk'), MONITOR], wish, 'ask')).toMatchObject({ found: 'At-Risk' });
  });

  it('X1: is not the Client Status with which a company was created after the answer', () => {
    const decision = decided({
      ticket: ticket([{ at: LATER, set: { customerSaved: 'Yes' } }]),
      company: company([], { clientStatus: [brought<ClientStatus>('At-Risk', 'creation', later(LATER, DAY))] }),
    });

    expect(wanted(decision).status).toBe('Monitor for 30 days');
    expect(decision.attention).toBeUndefined();
  });
});

describe('Cancellation Approval', () => {
  const notSaved = (approval: readonly Change<YesNo>[]): CaseFacts => ({
    ticket: ticket([{ at: CREATED, set: { customerSaved: 'No', rcmCancellationDate: day('2026-03-01') } }], {
      cancellationApproval: approval,
    }),
    evidence: evidence(),
    company: company(),
  });

  it.each([
    ['a HubSpot workflow', set<YesNo>('Yes', LATER, AUTOMATION)],
    ['an import', set<YesNo>('Yes', LATER, importer)],
    ['this service’s token', set<YesNo>('Yes', LATER, service)],
    ['a merge', brought<YesNo>('Yes', 'merge', LATER)],
    ['a clone', brought<YesNo>('Yes')],
  ])('N5: by %s does not count where a person has to set it, and the ticket says so', (_who, approval) => {
    const decision = decided(notSaved([approval]));

    expect(waitsFor(decision)).toEqual(['cancellationApproval']);
    expect(decision.attention?.code).toBe('approvalByNobody');
    expect(wanted(decision).status).toBeUndefined();
    expect(wanted(decision).notes.join('\n')).toContain('Cancellation Approval is Yes, but no person set it');
  });

  it('N5: counts once a person set it, also over an automation’s', () => {
    const over = [set<YesNo>('Yes', later(LATER, DAY)), set<YesNo>('Yes', LATER, AUTOMATION)];

    expect(wanted(decided(notSaved([set<YesNo>('Yes', LATER, person('44'))]))).status).toBe('Cancellation in Progress');
    expect(wanted(decided(notSaved(over))).status).toBe('Cancellation in Progress');
  });

  it('N5: is left alone where the service sets it (a setting)', () => {
    const automatic = settings({ cancellationApproval: 'automatic' });
    const decision = decide(found(notSaved([set<YesNo>('Yes', LATER, AUTOMATION)])), automatic, NOW);

    expect(wanted(decision).status).toBe('Cancellation in Progress');
  });
});

describe('files on the ticket that do not count', () => {
  const files = (...ids: readonly string[]) => ids.map((id) => fileIdSchema.parse(id));
  const collecting = (other: Partial<CaseFacts['evidence'] & object>) =>
    decided({
      ticket: ticket([{ at: CREATED, set: { customerSaved: 'No' } }]),
      evidence: { ...noEvidence, ...other },
    });

  it('N2: since HubSpot does not show them: a note names the scope that may be missing', () => {
    const decision = collecting({ hiddenFiles: files('7001', '7002') });

    expect(waitsFor(decision)).toContain('cancellationNotice');
    expect(decision.attention).toMatchObject({ code: 'filesHidden', noteReference: 'X1-filesHidden-7002' });
    expect(wanted(decision).notes.join('\n')).toMatch(/files 7001, 7002.*files\.ui_hidden\.read/s);
  });

  it('N2: that came just now are checked once more before a person is asked', () => {
    const hiddenFiles = files('7001');
    const justNow = collecting({ hiddenFiles, changedAt: later(NOW, -MINUTE) });

    expect(justNow.attention).toBeUndefined();
    expect(justNow.wakeUp?.at).toBe(later(NOW, 9 * MINUTE));
    expect(collecting({ hiddenFiles, changedAt: later(NOW, -10 * MINUTE) }).attention?.code).toBe('filesHidden');
  });

  it('N2: since they are older than the ticket: a note asks for the notice', () => {
    const decision = collecting({ oldFiles: files('7009') });

    expect(decision.attention?.code).toBe('filesOld');
    expect(wanted(decision).notes.join('\n')).toMatch(/file 7009 .*before the ticket was opened/s);
  });

  it('N2: are named up to five', () => {
    expect(wanted(collecting({ oldFiles: files('1', '2', '3', '4', '5', '6', '7') })).notes.join('\n')).toContain(
      'files 1, 2, 3, 4, 5 and 2 more',
    );
  });

  it('N2: are named in what is missing, too', () => {
    const sentence = (other: Partial<CaseFacts['evidence'] & object>) =>
      collecting(other).waitingFor.find(({ code }) => code === 'cancellationNotice')?.sentence;

    expect(sentence({ oldFiles: files('7009') })).toMatch(/ \(file 7009 was uploaded before the ticket was opened\)$/);
    expect(sentence({ hiddenFiles: files('1', '2') })).toMatch(/ \(HubSpot does not show files 1, 2\)$/);
    expect(sentence({})).toMatch(/to the ticket$/);
  });

  it('X1: are said first, but that the date has come without the notice is said in any case', () => {
    const date = { at: CREATED, set: { customerSaved: 'No', rcmCancellationDate: day('2026-01-21') } } as const;
    const on = (instant: string) =>
      decide(
        found({ ticket: ticket([date]), evidence: { ...noEvidence, oldFiles: files('7009') } }),
        settings(),
        at(instant),
      );

    expect(on('2026-01-20T12:00-05:00')).toMatchObject({
      attention: { code: 'filesOld' },
      wakeUp: { at: at('2026-01-21T00:00-05:00') },
    });
    expect(on('2026-01-21T00:00-05:00').attention?.code).toBe('dateCameIncomplete');
  });

  it('X1: that came just now are checked again also where the date was entered', () => {
    const date = { at: CREATED, set: { customerSaved: 'No', rcmCancellationDate: day('2026-03-01') } } as const;
    const evidenceNow = { ...noEvidence, hiddenFiles: files('7001'), changedAt: later(NOW, -MINUTE) };

    expect(decided({ ticket: ticket([date]), evidence: evidenceNow })).toMatchObject({
      attention: { code: 'dateEnteredIncomplete' },
      wakeUp: { at: later(NOW, 9 * MINUTE) },
    });
  });

  it('N2: do not matter where none is missing, or nothing is asked for', () => {
    expect(collecting({}).attention).toBeUndefined();
    expect(collecting({ noticeFiles: 1, hiddenFiles: files('7001') }).attention).toBeUndefined();
  });
});
