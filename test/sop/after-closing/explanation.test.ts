import { changeByHand } from '../../../src/sop/after-closing/explanation';
import { decide } from '../../../src/sop/decide';
import type { Write } from '../../../src/sop/decision/decision';
import { describeWrite } from '../../../src/sop/decision/describe';
import { needsExplanationTasks } from '../../../src/sop/needs';
import type { AskingTask, TicketFacts } from '../../../src/sop/vocabulary/facts';
import { taskIdSchema } from '../../../src/sop/vocabulary/ids';
import { parseReference } from '../../../src/sop/vocabulary/reference';
import {
  at,
  company,
  cs,
  day,
  etfNote,
  evidence,
  found,
  importer,
  service,
  settings,
  ticket,
  waitsFor,
  wanted,
  type TicketEvent,
} from '../build';

const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-06-30') },
};
const CLOSED: TicketEvent = { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } };
const CHANGED_AT = '2026-04-01T10:00-04:00';
const MOVED: TicketEvent = { at: CHANGED_AT, by: cs, set: { rcmCancellationDate: day('2026-05-01') } };
const RESCINDED: TicketEvent = { at: CHANGED_AT, by: cs, set: { customerSaved: 'Yes' } };
const ON_THE_DATE = '2026-05-01T00:00-04:00';

const decided = (events: readonly TicketEvent[], now: string, notesByPeople: readonly string[] = []) =>
  decide(
    found({
      ticket: ticket(events),
      evidence: evidence({ notesByPeople: notesByPeople.map(at) }),
      company: company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]),
    }),
    settings(),
    at(now),
  );

describe('a manual change after the ticket was closed as not saved', () => {
  it.each([
    ['of the date', MOVED],
    ['of the date, cleared', { ...MOVED, set: { rcmCancellationDate: null } }],
    ['of the answer to Yes', RESCINDED],
    ['by an import', { ...MOVED, by: importer }],
  ])('C4: is found: %s', (_what, change) => {
    expect(changeByHand(ticket([NO, CLOSED, change]))).toBe(at(CHANGED_AT));
  });

  it.each([
    ['none', [NO, CLOSED]],
    ['one by this service, which writes its note itself', [NO, CLOSED, { ...MOVED, by: service }]],
    ['one before closing', [NO, MOVED, { ...CLOSED, at: '2026-04-02T10:00-04:00' }]],
    ['one on a ticket closed as saved', [{ ...NO, set: { customerSaved: 'Yes' as const } }, CLOSED, MOVED]],
    ['one of another property', [NO, CLOSED, { ...MOVED, set: { cancellationApproval: 'No' as const } }]],
  ])('C4: is not found where there is %s', (_what, events) => {
    expect(changeByHand(ticket(events))).toBeUndefined();
  });

  it('C4: is asked to be explained with a note', () => {
    const decision = decided([NO, CLOSED, MOVED], '2026-04-01T10:01-04:00');
    expect(waitsFor(decision)).toEqual(['cancellationDay', 'changeNote']);
  });

  it('C4: is never held back, but the case does not end without the note', () => {
    const decision = decided([NO, CLOSED, MOVED], ON_THE_DATE);
    expect(wanted(decision).status).toBe('Cancelled');
    expect(waitsFor(decision)).toEqual(['changeNote']);
    expect(decision.end).toBeUndefined();
  });

  it.each([
    ['later', '2026-04-20T10:00-04:00'],
    ['at once', CHANGED_AT],
    ['a quarter of an hour before', '2026-04-01T09:45-04:00'],
  ])('C4: is explained by a note that a person wrote %s', (_when, note) => {
    const decision = decided([NO, CLOSED, MOVED], ON_THE_DATE, [note]);
    expect(waitsFor(decision)).toEqual([]);
    expect(decision.end).toBe('cancelled');
  });

  it.each([
    ['the day before', '2026-03-31T10:00-04:00'],
    ['sixteen minutes before', '2026-04-01T09:44-04:00'],
  ])('C4: is not explained by a note that a person wrote %s', (_when, note) => {
    expect(waitsFor(decided([NO, CLOSED, MOVED], ON_THE_DATE, [note]))).toEqual(['changeNote']);
  });

  it.each<[string, string, string, readonly string[]]>([
    ['by what a person wrote on a support ticket', 'C4-801', '2026-04-02T10:00-04:00', []],
    ['not by that of an earlier change', 'C4-801', '2026-04-01T09:59-04:00', ['changeNote']],
    [
      'not by the reason of a command, which nobody proves',
      'C4-date-1775130000000',
      '2026-04-02T10:00-04:00',
      ['changeNote'],
    ],
    ['not by another note of this service', 'X1-dateRemoved', '2026-04-02T10:00-04:00', ['changeNote']],
  ])('C3, C4: is explained %s', (_what, reference, createdAt, waits) => {
    const decision = decide(
      found({
        ticket: ticket([NO, CLOSED, MOVED]),
        evidence: evidence({ serviceNotes: [{ reference, createdAt: at(createdAt) }] }),
        company: company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]),
      }),
      settings(),
      at(ON_THE_DATE),
    );
    expect(waitsFor(decision)).toEqual(waits);
  });

  it.each([
    ['not by the ETF note itself, written right before', ['2026-04-01T09:50-04:00'], ['changeNote']],
    ['by an ETF note that was written, or edited, afterwards', ['2026-01-10T10:00-05:00', CHANGED_AT], []],
    ['not by an ETF note without a word beyond its labels', [], ['changeNote']],
  ])('C4: is explained %s', (_what, written, waits) => {
    const decision = decide(
      found({
        ticket: ticket([NO, CLOSED, MOVED]),
        evidence: evidence({ etfNotes: [{ ...etfNote([], CHANGED_AT), wordsAt: written.map(at) }] }),
        company: company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]),
      }),
      settings(),
      at(ON_THE_DATE),
    );
    expect(waitsFor(decision)).toEqual(waits);
  });

  it('C4: is not explained by a note about an earlier change', () => {
    const again: TicketEvent = {
      ...MOVED,
      at: '2026-04-10T10:00-04:00',
      set: { rcmCancellationDate: day('2026-05-02') },
    };
    expect(waitsFor(decided([NO, CLOSED, MOVED, again], ON_THE_DATE, [CHANGED_AT]))).toContain('changeNote');
  });

  it('C4: is asked to be explained when it is a rescission, which takes effect all the same', () => {
    const decision = decided([NO, CLOSED, RESCINDED], '2026-04-01T10:01-04:00');
    expect(wanted(decision)).toMatchObject({ status: 'Monitor for 30 days', ticket: { rcmCancellationDate: null } });
    expect(waitsFor(decision)).toEqual(['monitoringPeriod', 'changeNote']);
  });
});

describe('the task for the explaining note', () => {
  const AGAIN_AT = '2026-04-10T10:00-04:00';
  const AGAIN: TicketEvent = {
    ...MOVED,
    at: AGAIN_AT,
    set: { rcmCancellationDate: day('2026-05-02') },
  };
  const task = (changedAt: string, other: Partial<AskingTask> = {}): AskingTask => ({
    id: taskIdSchema.parse('901'),
    reference: `C4-explain-501-${String(at(changedAt))}`,
    open: true,
    edited: false,
    ...other,
  });

  /** What is written about it; `undefined` for tasks that were not read. */
  function asked(
    events: readonly TicketEvent[],
    explanationTasks: readonly AskingTask[] | undefined,
    notes: readonly string[] = [],
    other: Partial<TicketFacts> = {},
  ): readonly Write[] {
    const facts = {
      ticket: ticket(events, other),
      evidence: evidence({ notesByPeople: notes.map(at) }),
      company: company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]),
      ...(explanationTasks && { explanationTasks }),
    };
    const { writes } = decide(found(facts), settings(), at('2026-04-11T10:00-04:00'));
    return writes.filter(({ rules }) => rules.includes('C4'));
  }

  it("C4: is made once for a change, for the ticket's owner, due the next day", () => {
    const [write, ...more] = asked([NO, CLOSED, MOVED], [], [], { ownerId: '7001' });

    expect(more).toEqual([]);
    expect(write).toMatchObject({ kind: 'createTasks', ticketId: '501', since: at(CHANGED_AT) });
    expect(write?.kind === 'createTasks' && write.tasks).toEqual([
      {
        reference: `C4-explain-501-${String(at(CHANGED_AT))}`,
        subject: expect.stringContaining('Explain the change'),
        paragraphs: [expect.stringContaining('changed manually on'), expect.stringContaining('note on the ticket')],
        dueAt: at('2026-04-02T12:00-04:00'),
        ownerId: '7001',
      },
    ]);
    expect(parseReference(`C4-explain-501-${String(at(CHANGED_AT))}`)).toMatchObject({ changedAt: at(CHANGED_AT) });
  });

  it('C4: has no owner where the ticket has none', () => {
    const [write] = asked([NO, CLOSED, MOVED], []);
    expect(write?.kind === 'createTasks' && write.tasks.map(({ ownerId }) => ownerId)).toEqual([undefined]);
  });

  it.each([
    ['it is there', [task(CHANGED_AT)]],
    ['it was completed without a note', [task(CHANGED_AT, { open: false, edited: true })]],
    ['a person made it theirs', [task(CHANGED_AT, { edited: true })]],
    ['the tasks were not read', undefined],
  ])('C4: is not made where %s', (_what, tasks) => {
    expect(asked([NO, CLOSED, MOVED], tasks)).toEqual([]);
  });

  it('C4: is removed once the note is there', () => {
    expect(asked([NO, CLOSED, MOVED], [task(CHANGED_AT)], ['2026-04-02T10:00-04:00'])).toEqual([
      { kind: 'callOffTasks', purpose: 'explanation', rules: ['C4'], taskIds: ['901'] },
    ]);
  });

  it('C4: of an older change is replaced by that of a newer one', () => {
    expect(asked([NO, CLOSED, MOVED, AGAIN], [task(CHANGED_AT)])).toMatchObject([
      { kind: 'callOffTasks', taskIds: ['901'] },
      { kind: 'createTasks', since: at(AGAIN_AT) },
    ]);
  });

  it('C4, X1: that a person edited or completed is not removed', () => {
    const theirs = [task(CHANGED_AT, { edited: true }), task(CHANGED_AT, { open: false })];
    expect(asked([NO, CLOSED, MOVED], theirs, ['2026-04-02T10:00-04:00'])).toEqual([]);
  });

  it('C4: is removed when the ticket is opened again', () => {
    const opened: TicketEvent = { at: '2026-04-03T10:00-04:00', set: { stage: 'open' } };
    expect(asked([NO, CLOSED, MOVED, opened], [task(CHANGED_AT)])).toMatchObject([{ kind: 'callOffTasks' }]);
    expect(needsExplanationTasks(ticket([NO, CLOSED, MOVED, opened]))).toBe(true);
  });

  it('C4: is read only where a person changed a closed ticket manually', () => {
    expect(needsExplanationTasks(ticket([NO, CLOSED, MOVED]))).toBe(true);
    expect(needsExplanationTasks(ticket([NO, CLOSED]))).toBe(false);
    expect(needsExplanationTasks(ticket([NO, CLOSED, MOVED], { inAtRiskPipeline: false }))).toBe(false);
  });

  it('C4: has words of its own', () => {
    const [made] = asked([NO, CLOSED, MOVED], []);
    const [off] = asked([NO, CLOSED, MOVED], [task(CHANGED_AT)], ['2026-04-02T10:00-04:00']);
    expect([made, off].map((write) => write && describeWrite(write))).toEqual([
      'task for the owner: explain the change',
      'task for the owner removed',
    ]);
  });
});
