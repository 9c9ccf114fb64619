import { decide } from '../../../src/sop/decide';
import type { Write } from '../../../src/sop/decision/decision';
import { describeWrite } from '../../../src/sop/decision/describe';
import { needsChecklist } from '../../../src/sop/needs';
import type { ChecklistTask, CompanyFacts, Completes } from '../../../src/sop/vocabulary/facts';
import { taskIdSchema, ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  at,
  company,
  companyId,
  cs,
  day,
  evidence,
  found,
  invoice,
  noEvidence,
  service,
  settings,
  ticket,
  ticketId,
  type TicketEvent,
} from '../build';
import { ALL, APPROVAL, CLOSED_AS_NOT_SAVED, DATE, IN_PROGRESS, NO, SOON, status } from '../clients';

const MOVED: TicketEvent = { at: '2026-04-01T10:00-04:00', set: { rcmCancellationDate: day('2026-07-15') } };
const YES: TicketEvent = { at: '2026-04-01T10:00-04:00', set: { customerSaved: 'Yes' } };
const KEYS = ['billing', 'follow-up', 'support', 'system-access'];

const LATER = '2026-03-02T12:10-05:00';
const MOVED_SOON: readonly TicketEvent[] = [
  NO,
  APPROVAL,
  { at: '2026-03-02T11:59-05:00', set: { rcmCancellationDate: day('2026-05-31') } },
  DATE,
  CLOSED_AS_NOT_SAVED,
];

/** A task as the service made it for June 30, unless the test says otherwise. */
function task(key = 'billing', other: Partial<ChecklistTask> = {}): ChecklistTask {
  const createdAt = at('2026-03-02T12:00:30-05:00');
  return {
    id: taskIdSchema.parse(String(801 + KEYS.indexOf(key))),
    key,
    createdAt,
    due: [{ value: day('2026-06-30'), at: createdAt, by: service }],
    open: true,
    edited: false,
    ...other,
  };
}
const ALL_TASKS = KEYS.map((key) => task(key));

interface Given {
  readonly client?: CompanyFacts;
  readonly checklist?: readonly ChecklistTask[];
  readonly now?: string;
  readonly changed?: Partial<SopSettings>;
  readonly read?: ReturnType<typeof evidence>;
}

function decided(events: readonly TicketEvent[], given: Given = {}) {
  const { client = company(), checklist = [], now = SOON, changed, read = evidence() } = given;
  return decide(
    found({ ticket: ticket(events), evidence: read, company: client, checklist }),
    settings(changed),
    at(now),
  );
}
const ofKind = <Kind extends Write['kind']>(writes: readonly Write[], kind: Kind) =>
  writes.filter((write): write is Extract<Write, { kind: Kind }> => write.kind === kind);
const checklistOf = (events: readonly TicketEvent[], given: Given = {}) =>
  decided(events, given).writes.filter(({ rules }) => rules.includes('N9'));

const newer = (completes: Completes) => ({
  newerTickets: [{ id: ticketIdSchema.parse('777'), completes, since: at(SOON) }],
});

describe('the deactivation checklist is made', () => {
  it('N9: for a client whose status of a cancellation this service had only put back, before there was a date', () => {
    const client = company([
      status('Cancellation in Progress', '2026-03-01T10:00-05:00', cs),
      status('Cancellation in Progress', '2026-03-02T10:00:05-05:00'),
    ]);
    expect(ofKind(decided(ALL, { client }).writes, 'createTasks')).toHaveLength(1);
  });

  it('N9: also where there was a date by then, which had come before all else was there', () => {
    const dated: TicketEvent = { at: '2026-02-20T10:00-05:00', set: { rcmCancellationDate: day('2026-02-27') } };
    const saved: TicketEvent = { at: '2026-02-25T10:00-05:00', set: { customerSaved: 'Yes' } };
    const client = company([
      status('Cancellation in Progress', '2026-02-19T10:00-05:00', cs),
      status('Monitor for 30 days', '2026-02-25T10:00:05-05:00'),
      status('Cancellation in Progress', '2026-03-02T10:00:05-05:00'),
    ]);
    expect(ofKind(decided([dated, saved, NO, APPROVAL], { client }).writes, 'createTasks')).toHaveLength(1);
  });

  it('N9: as one write of a task for each team, before the Client Status says Cancellation in Progress', () => {
    const { writes } = decided(ALL);
    expect(writes.map(({ kind }) => kind)).toEqual(['createTasks', 'setClientStatus', 'updateTicket']);
    expect(writes[0]).toMatchObject({ rules: ['N9'], ticketId, companyId, since: at('2026-03-02T10:00-05:00') });
    expect(ofKind(writes, 'createTasks')[0]?.tasks.map(({ reference }) => reference)).toEqual(
      KEYS.map((key) => `N9-${ticketId}-${key}`),
    );
  });

  it('N9: due at noon of the RCM Cancellation Date, which title and text name', () => {
    const [first] = ofKind(decided(ALL).writes, 'createTasks')[0]?.tasks ?? [];
    expect(first?.dueAt).toBe(at('2026-06-30T12:00-04:00'));
    expect(first?.subject).toBe(`End all billing work for HubSpot company ${companyId} by Tue, Jun 30, 2026`);
    expect(first?.paragraphs[1]).toContain('Billing: Tue, Jun 30, 2026 is the RCM Cancellation Date');
  });

  it('N9: with the client and the ticket, which become a name and a link where the tasks are written', () => {
    const [first] = ofKind(decided(ALL).writes, 'createTasks')[0]?.tasks ?? [];
    expect(first?.paragraphs[0]).toBe(`Client: HubSpot company ${companyId}. Ticket: HubSpot ticket ${ticketId}`);
  });

  it("N9: of the ticket's owner where the portal file names none for the team", () => {
    const owned = { ticket: ticket(ALL, { ownerId: '7001' }), evidence: evidence(), company: company(), checklist: [] };
    const checklist = [
      { key: 'it', team: 'IT', subject: 'End {team}' },
      { key: 'billing', team: 'Billing', subject: 'End {team}', owner: '7002' },
    ];
    const [write] = ofKind(decide(found(owned), settings({ checklist }), at(SOON)).writes, 'createTasks');
    expect(write?.tasks.map(({ ownerId }) => ownerId)).toEqual(['7001', '7002']);
  });

  it.each([
    ['RCM' as const, 'end of the AR wind-down', 'complete termination'],
    ['ITS' as const, 'complete termination of all services', 'AR wind-down'],
  ])('N9: says what the date means for an %s client', (line, said, unsaid) => {
    const client = company([], { serviceLines: [line] });
    const text = JSON.stringify(decided(ALL, { client }).writes[0]);
    expect(text).toContain(said);
    expect(text).not.toContain(unsaid);
  });

  it('N9: says both where the service line is not known', () => {
    const text = JSON.stringify(decided(ALL).writes[0]);
    expect(text).toContain('end of the AR wind-down');
    expect(text).toContain('complete termination of all services');
  });

  it('N9: with the teams, titles and owners of the settings', () => {
    const checklist = [{ key: 'it', team: 'IT', subject: '{team} ends on {date}', owner: '7001' }];
    const [write] = ofKind(decided(ALL, { changed: { checklist } }).writes, 'createTasks');
    expect(write?.tasks).toMatchObject([
      {
        reference: `N9-${ticketId}-it`,
        subject: `IT ends on Tue, Jun 30, 2026: HubSpot company ${companyId}`,
        ownerId: '7001',
      },
    ]);
  });

  it('N9: although an invoice keeps the ticket open', () => {
    const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
    expect(checklistOf(ALL, { client: owing })).toMatchObject([{ kind: 'createTasks' }]);
  });

  it('N9: where a person set Cancellation in Progress already', () => {
    const ahead = company([status('Cancellation in Progress', '2026-03-01T10:00-05:00', cs)]);
    expect(checklistOf(ALL, { client: ahead })).toMatchObject([{ kind: 'createTasks' }]);
  });

  it('N9: of a client met after the date, together with Cancelled', () => {
    const ahead = company([status('Cancellation in Progress', '2026-03-01T10:00-05:00', cs)]);
    const { writes } = decided([...ALL, CLOSED_AS_NOT_SAVED], { client: ahead, now: '2026-07-02T10:00-04:00' });
    // The ticket was closed by this service while the client was in cancellation, so its checklist was made.
    expect(writes).toMatchObject([{ kind: 'setClientStatus', status: 'Cancelled' }]);
    // While a status that someone else set was left alone, none was made.
    expect(checklistOf([...ALL, CLOSED_AS_NOT_SAVED], { now: '2026-07-02T10:00-04:00' })).toMatchObject([
      { kind: 'createTasks' },
    ]);
    const byHand = [...ALL, { ...CLOSED_AS_NOT_SAVED, by: cs }];
    expect(checklistOf(byHand, { now: '2026-07-02T10:00-04:00' })).toMatchObject([{ kind: 'createTasks' }]);
  });

  it('N9, S5: when the newer ticket that had taken over, and for which the Client Status was given, is gone', () => {
    const statuses = [status('Cancellation in Progress'), status('Active', '2026-03-02T10:30-05:00', cs)];
    const givenBack = [...statuses, status('Cancellation in Progress', LATER)];
    const events = [...ALL, CLOSED_AS_NOT_SAVED];
    for (const caseTicket of ['777', null]) {
      const client = company(givenBack, { caseTicket });
      expect(needsChecklist(ticket(events), evidence(), client, settings())).toBe(true);
      expect(checklistOf(events, { client, now: '2026-03-03T10:00-05:00' })).toMatchObject([{ kind: 'createTasks' }]);
    }
    const own = { client: company(givenBack, { caseTicket: ticketId }), now: '2026-03-03T10:00-05:00' };
    expect(checklistOf(events, own)).toEqual([]);
  });

  it('N9, X1: where Cancellation in Progress came from somebody else just before the ticket closed, which may not have seen it', () => {
    const crossed = (seconds: string): CompanyFacts =>
      company([
        status('Active', '2026-03-02T11:00-05:00', cs),
        status('Cancellation in Progress', `2026-03-02T11:${seconds}-05:00`, cs),
      ]);
    const events = [...ALL, { ...CLOSED_AS_NOT_SAVED, at: '2026-03-02T12:00:05-05:00' }];
    const now = '2026-03-03T10:00-05:00';
    expect(checklistOf(events, { client: crossed('59:57'), now })).toMatchObject([{ kind: 'createTasks' }]);
    expect(checklistOf(events, { client: crossed('50:00'), now })).toEqual([]);
  });

  it('N9, X1: not again where a person had set Cancellation in Progress, and deleted all tasks', () => {
    const client = company([status('Cancellation in Progress', '2026-03-01T10:00-05:00', cs)], { caseTicket: null });
    expect(checklistOf([...ALL, CLOSED_AS_NOT_SAVED], { client, now: '2026-03-03T10:00-05:00' })).toEqual([]);
  });

  it('N9: for a second cancellation too, where only completed tasks of the first are left', () => {
    const again: TicketEvent = { at: '2026-05-01T10:00-04:00', set: { customerSaved: 'No' } };
    const events = [...ALL, YES, again, { ...DATE, at: '2026-05-02T10:00-04:00' }];
    const client = company([
      status('Cancellation in Progress'),
      status('Monitor for 30 days', '2026-04-01T10:01-04:00'),
    ]);
    const completed = [task('billing', { open: false })];
    expect(checklistOf(events, { client, checklist: completed, now: '2026-05-02T10:01-04:00' })).toMatchObject([
      { kind: 'createTasks', since: at('2026-05-01T10:00-04:00') },
    ]);
  });

  it('N9: and is described in one line', () => {
    const [write] = checklistOf(ALL);
    expect(write && describeWrite(write)).toBe('deactivation checklist of 4 tasks');
  });
});

describe('the deactivation checklist is not made', () => {
  it.each<[string, readonly TicketEvent[], Given]>([
    ['before there is an answer', [DATE], {}],
    ['while evidence is missing', ALL, { read: noEvidence }],
    ['while the date is missing', [NO, APPROVAL], {}],
    ['for an implausible date', [NO, APPROVAL, { ...DATE, set: { rcmCancellationDate: day('2040-01-01') } }], {}],
    ['without a company', ALL, { client: { kind: 'none' } }],
    ['where a person gave the client another status since', ALL, { client: company([status('Active', SOON, cs)]) }],
    [
      'for a client who was Cancelled before this service came (X3)',
      [...ALL, { ...CLOSED_AS_NOT_SAVED, by: cs }],
      { client: company([status('Cancelled', '2026-06-30T08:00-04:00', cs)]), now: '2026-08-01T10:00-04:00' },
    ],
    ['when the setting is empty', ALL, { changed: { checklist: [] } }],
    ['for a saved client', [{ ...YES, at: NO.at }], {}],
  ])('N9: %s', (_when, events, given) => {
    expect(checklistOf(events, given)).toEqual([]);
  });

  it('N9: twice: tasks that are there are not wanted again', () => {
    expect(checklistOf(ALL, { checklist: ALL_TASKS })).toEqual([]);
    expect(checklistOf([...ALL, CLOSED_AS_NOT_SAVED], { client: IN_PROGRESS, checklist: ALL_TASKS })).toEqual([]);
  });

  it('N9: again for one task that a person deleted', () => {
    expect(checklistOf(ALL, { checklist: ALL_TASKS.slice(1) })).toEqual([]);
  });

  it('N9: again when a person deleted all tasks, which the Client Status set by this service shows', () => {
    expect(checklistOf(ALL, { client: IN_PROGRESS })).toEqual([]);
    expect(checklistOf([...ALL, CLOSED_AS_NOT_SAVED], { client: IN_PROGRESS })).toEqual([]);
  });

  it('N9: again when people completed all tasks', () => {
    expect(checklistOf(ALL, { checklist: ALL_TASKS.map((each) => ({ ...each, open: false })) })).toEqual([]);
  });

  it('N9: from tasks that were not read', () => {
    const unread = decide(
      found({ ticket: ticket(ALL), evidence: evidence(), company: company() }),
      settings(),
      at(SOON),
    );
    expect(ofKind(unread.writes, 'createTasks')).toEqual([]);
  });
});

describe('the deactivation checklist moves with the date', () => {
  const closedAndMoved = [...ALL, CLOSED_AS_NOT_SAVED, MOVED];
  const moved = (checklist: readonly ChecklistTask[], now = '2026-04-01T10:01-04:00') =>
    checklistOf(closedAndMoved, { client: IN_PROGRESS, checklist, now });

  it('N9, C1: due date, title and text, all tasks in one write', () => {
    const [write, ...others] = moved(ALL_TASKS);
    expect(others).toEqual([]);
    expect(write).toMatchObject({
      kind: 'moveTasks',
      rules: ['N9', 'C1'],
      tasks: ALL_TASKS.map(({ id, key }) => ({
        id,
        dueAt: at('2026-07-15T12:00-04:00'),
        text: { reference: `N9-${ticketId}-${key}`, subject: expect.stringContaining('Wed, Jul 15, 2026') },
      })),
    });
    expect(write && describeWrite(write)).toBe('deactivation checklist: 4 tasks moved to the RCM Cancellation Date');
  });

  it('N9, C1: back, and once only', () => {
    const there = task('billing', {
      due: [{ value: day('2026-07-15'), at: at('2026-04-01T10:01-04:00'), by: service }],
    });
    expect(moved([there])).toEqual([]);
  });

  it('N9, X1: but not a task that a person completed', () => {
    expect(moved([task('billing', { open: false }), task('support')])).toMatchObject([
      { tasks: [{ id: task('support').id }] },
    ]);
  });

  it('N9, X1: only the due date of a task that a person changed, or whose item is no longer a setting', () => {
    const [write] = moved([task('billing', { edited: true }), task('printing')]);
    expect(write && 'tasks' in write ? write.tasks.map((each) => Object.keys(each)) : []).toEqual([
      ['id', 'dueAt'],
      ['id', 'dueAt'],
    ]);
  });

  it('N9, X1: not to where a person has moved a task since', () => {
    const due = (when: string) => [{ value: day('2026-06-20'), at: at(when), by: cs }];
    expect(moved([task('billing', { due: due('2026-04-02T10:00-04:00') })], '2026-04-03T10:00-04:00')).toEqual([]);
    expect(moved([task('billing', { due: due('2026-03-20T10:00-04:00') })])).toMatchObject([{ kind: 'moveTasks' }]);
  });

  it('N9, C1: also after the client was Cancelled, before the status goes back', () => {
    const client = company([status('Cancelled', '2026-06-30T00:00-04:00')]);
    const later: TicketEvent = { at: '2026-07-02T10:00-04:00', set: { rcmCancellationDate: day('2026-08-31') } };
    const { writes } = decided([...ALL, CLOSED_AS_NOT_SAVED, later], {
      client,
      checklist: ALL_TASKS,
      now: '2026-07-02T10:01-04:00',
    });
    expect(writes.map(({ kind }) => kind)).toEqual(['moveTasks', 'setClientStatus']);
  });

  it('N9, C1: not to an implausible date, nor to none', () => {
    const to = (date: ReturnType<typeof day> | null) => [
      ...ALL,
      CLOSED_AS_NOT_SAVED,
      { ...MOVED, set: { rcmCancellationDate: date } },
    ];
    const given = { client: IN_PROGRESS, checklist: ALL_TASKS, now: '2026-04-01T10:01-04:00' };
    expect(checklistOf(to(day('2040-01-01')), given)).toEqual([]);
    expect(checklistOf(to(null), given)).toEqual([]);
  });
});

describe('the deactivation checklist is removed', () => {
  const calledOff = (checklist: readonly ChecklistTask[], given: Given = {}) =>
    checklistOf([...ALL, CLOSED_AS_NOT_SAVED, YES], {
      client: IN_PROGRESS,
      checklist,
      now: '2026-04-01T10:01-04:00',
      ...given,
    });

  it('N9, C2: when the cancellation is rescinded: all open tasks in one write', () => {
    const [write, ...others] = calledOff(ALL_TASKS);
    expect(others).toEqual([]);
    expect(write).toEqual({
      kind: 'callOffTasks',
      purpose: 'checklist',
      rules: ['N9'],
      taskIds: ALL_TASKS.map(({ id }) => id),
    });
    expect(write && describeWrite(write)).toBe('deactivation checklist: 4 tasks removed');
  });

  it('N9, X2: when the answer turns to Yes while an invoice keeps the ticket open', () => {
    const owing = company([status('Cancellation in Progress')], {
      outstandingInvoices: [invoice('2026-02-01T10:00-05:00')],
    });
    const events = [...ALL, YES];
    expect(checklistOf(events, { client: owing, checklist: ALL_TASKS, now: '2026-04-01T10:01-04:00' })).toMatchObject([
      { kind: 'callOffTasks' },
    ]);
  });

  it('N9, S5: when a newer ticket of the client decides', () => {
    const client = company([status('Cancellation in Progress')], newer('cancellation'));
    const decision = decided([...ALL, CLOSED_AS_NOT_SAVED], { client, checklist: ALL_TASKS });
    expect(decision).toMatchObject({ end: 'superseded', writes: [{ kind: 'callOffTasks' }, { rules: ['S5', 'X1'] }] });
  });

  it('N9, X1: except for tasks that people completed', () => {
    expect(calledOff([task('billing', { open: false }), task('support')])).toMatchObject([
      { taskIds: [task('support').id] },
    ]);
    expect(calledOff([task('billing', { open: false })])).toEqual([]);
  });

  it('N9, X1: tasks that people changed are left, and one note on the ticket names them', () => {
    const writes = calledOff([task('billing', { edited: true }), task('support')]);
    expect(writes).toMatchObject([
      { taskIds: [task('support').id] },
      { kind: 'addNote', rules: ['N9', 'X1'], ticketId },
    ]);
    const [note] = ofKind(writes, 'addNote');
    expect(note?.paragraphs).toContain('- Billing');
    const notified = evidence({ serviceNotes: [{ reference: note?.reference ?? '', createdAt: at(SOON) }] });
    expect(calledOff([task('billing', { edited: true })], { read: notified })).toEqual([]);
  });

  it('N9, C2: once: tasks that are gone are not removed again', () => {
    expect(calledOff([])).toEqual([]);
  });
});

describe('the tasks are read', () => {
  const needed = (events: readonly TicketEvent[], given: Given = {}) =>
    needsChecklist(ticket(events), given.read ?? evidence(), given.client ?? company(), settings(given.changed));

  it.each<[string, readonly TicketEvent[], Given, boolean]>([
    ['without an answer', [], {}, false],
    ['while evidence is missing', ALL, { read: noEvidence }, false],
    ['before the checklist is made', ALL, {}, true],
    [
      'once the Client Status says that it was made',
      [...ALL, CLOSED_AS_NOT_SAVED],
      { client: company([status('Cancellation in Progress', LATER)]) },
      false,
    ],
    ['when the Client Status came with a date that had just moved', MOVED_SOON, { client: IN_PROGRESS }, true],
    ['when it came long after that', MOVED_SOON, { client: company([status('Cancelled', LATER)]) }, false],
    ['when the date has moved since', [...ALL, CLOSED_AS_NOT_SAVED, MOVED], { client: IN_PROGRESS }, true],
    ['on the date, when it has not', [...ALL, CLOSED_AS_NOT_SAVED], { client: company([status('Cancelled')]) }, false],
    ['where another user set the Client Status', ALL, { client: company([status('Cancelled', SOON, cs)]) }, true],
    ['for a client who never was to be cancelled', [{ ...YES, at: NO.at }], {}, false],
    ['for a client who stays after all', [...ALL, CLOSED_AS_NOT_SAVED, YES], { client: IN_PROGRESS }, true],
    [
      'for a client with a newer ticket that has taken over',
      [...ALL, CLOSED_AS_NOT_SAVED],
      { client: company([status('Cancelled')], newer('saved')) },
      true,
    ],
    [
      'for a client with one that has not',
      [...ALL, CLOSED_AS_NOT_SAVED],
      { client: company([status('Cancelled')], newer('notSaved')) },
      false,
    ],
    ['without a company', ALL, { client: { kind: 'several', count: 2 } }, false],
    ['when the setting is empty', ALL, { changed: { checklist: [] } }, false],
  ])('N9: %s → %#', (_when, events, given, expected) => {
    expect(needed(events, given)).toBe(expected);
  });
});

describe('the deactivation checklists of two tickets that were merged', () => {
  const merged = { ...ticket([...ALL, CLOSED_AS_NOT_SAVED]), mergedAt: at('2026-03-02T12:05-05:00') };
  const more = (key: string, other: Partial<ChecklistTask> = {}): ChecklistTask =>
    task(key, { id: taskIdSchema.parse(String(901 + KEYS.indexOf(key))), ...other });
  const tasks = [...ALL_TASKS, more('billing'), more('support', { edited: true })];

  it('N9, X3: of each team one open task is left, and what a person changed stays', () => {
    const facts = { ticket: merged, evidence: evidence(), company: IN_PROGRESS, checklist: tasks };
    const { writes } = decide(found(facts), settings(), at(SOON));
    expect(writes).toEqual([{ kind: 'callOffTasks', purpose: 'checklist', rules: ['N9'], taskIds: ['803', '901'] }]);
  });

  it('N9: are read once more, though the Client Status says that one was dealt with', () => {
    expect(needsChecklist(merged, evidence(), IN_PROGRESS, settings())).toBe(true);
  });
});
