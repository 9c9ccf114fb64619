import { decide } from '../../../src/sop/decide';
import type { Decision, NewTask, Write } from '../../../src/sop/decision/decision';
import { needsReminderTasks } from '../../../src/sop/needs';
import type { AskingTask, CaseFacts } from '../../../src/sop/vocabulary/facts';
import { taskIdSchema } from '../../../src/sop/vocabulary/ids';
import { sopSettingsSchema, type ReminderSettings, type SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  at,
  company,
  companyId,
  day,
  etfNote,
  evidence,
  finance,
  found,
  invoice,
  noEvidence,
  ofFinance,
  service,
  ticket,
  ticketId,
  type TicketEvent,
} from '../build';

/** A Monday. */
const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const YES: TicketEvent = { at: '2026-03-12T10:00-04:00', set: { customerSaved: 'Yes' } };
const CAUSE = String(at('2026-03-02T10:00-05:00'));
const THREE_LATER = '2026-03-05T10:00-05:00';
const SIX_LATER = '2026-03-10T10:00-04:00';
const OWNER = '7001';
const LEADER = '7009';

const dateOn = (text: string, when = '2026-03-02T11:00-05:00'): TicketEvent => ({
  at: when,
  set: { rcmCancellationDate: day(text) },
});

interface Given {
  readonly read?: CaseFacts['evidence'];
  readonly tasks?: readonly AskingTask[];
  readonly reminders?: Partial<ReminderSettings>;
  readonly other?: Partial<CaseFacts>;
}

const settings = (reminders: Partial<ReminderSettings> = {}): SopSettings => sopSettingsSchema.parse({ reminders });

function decided(events: readonly TicketEvent[], now: string, given: Given = {}): Decision {
  const { read = noEvidence, tasks = [], reminders, other = {} } = given;
  const facts: CaseFacts = {
    ticket: ticket(events, { ownerId: OWNER, companyId }),
    evidence: read,
    reminderTasks: tasks,
    ...other,
  };
  return decide(found(facts), settings(reminders), at(now));
}

const ofReminders = ({ writes }: Decision): readonly Write[] =>
  writes.filter((write) => 'purpose' in write && write.purpose === 'reminder');

function tasksMade(decision: Decision): readonly NewTask[] {
  return ofReminders(decision).flatMap((write) => (write.kind === 'createTasks' ? write.tasks : []));
}

const ONLY_OWNER = { financeTasks: false } as const;
const WITH_LEADER = { ...ONLY_OWNER, leaderTaskOwner: LEADER } as const;

/** The task that a decision makes, as HubSpot shows it afterwards. */
function made(decision: Decision, other: Partial<AskingTask> = {}): AskingTask {
  const [task] = tasksMade(decision);
  if (task === undefined) throw new Error('no task is made');
  return { id: taskIdSchema.parse('801'), reference: task.reference, open: true, edited: false, ...other };
}

describe("the ticket's owner is reminded", () => {
  it('X1: three business days after the answer No, of just what is missing, once', () => {
    expect(tasksMade(decided([NO], '2026-03-05T09:59-05:00'))).toEqual([]);
    const decision = decided([NO], THREE_LATER, { read: evidence({ etfNotes: [etfNote(['ETF amount'])] }) });
    const [task, ...more] = tasksMade(decision);
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      reference: expect.stringMatching(new RegExp(`^X1-remind-owner-${ticketId}-${CAUSE}-[a-z0-9]+$`)),
      subject: `Add what is missing on the At-Risk ticket of HubSpot company ${companyId}`,
      ownerId: OWNER,
      dueAt: at('2026-03-06T12:00-05:00'),
    });
    const text = task?.paragraphs.join('\n') ?? '';
    expect(text).toContain('still blank: ETF amount');
    expect(text).toContain('enters the RCM Cancellation Date');
    expect(text).not.toContain('uploads the written cancellation notice');
    expect(text).toContain(`Ticket: HubSpot ticket ${ticketId}`);
  });

  it('N1: of a missing answer ten business days after the ticket was opened', () => {
    expect(tasksMade(decided([], '2026-01-19T08:59-05:00'))).toEqual([]);
    const [task] = tasksMade(decided([], '2026-01-19T09:00-05:00'));
    expect(task).toMatchObject({ reference: expect.stringContaining(`X1-remind-owner-${ticketId}-0-`) });
    expect(task?.subject).toContain('Set Customer Saved');
  });

  it('X1: the case wakes up for it, and says why', () => {
    expect(decided([NO], '2026-03-02T12:00-05:00').wakeUp).toEqual({
      at: at(THREE_LATER),
      reason: "X1: remind the ticket's owner of what is missing",
    });
    expect(decided([NO], THREE_LATER).wakeUp).toBeUndefined();
  });

  it('X1: not twice, and not again where a person completed or changed the task', () => {
    const first = decided([NO], THREE_LATER);
    for (const other of [{}, { edited: true }, { edited: true, open: false }]) {
      const tasks = [made(first, other)];
      expect(ofReminders(decided([NO], '2026-04-20T10:00-04:00', { tasks, reminders: ONLY_OWNER }))).toEqual([]);
    }
  });

  it('X1: in the text that is right once less is missing', () => {
    const tasks = [made(decided([NO], THREE_LATER))];
    const decision = decided([NO], '2026-03-06T10:00-05:00', { tasks, read: evidence({ etfNotes: [] }) });
    const [write, ...more] = ofReminders(decision);
    expect(more).toEqual([]);
    expect(write).toMatchObject({ kind: 'changeTasks', tasks: [{ id: '801', text: { subject: expect.any(String) } }] });
    const [changed] = write?.kind === 'changeTasks' ? write.tasks : [];
    expect(changed?.text?.reference).not.toBe(tasks[0]?.reference);
    expect(changed?.text?.paragraphs.join()).not.toContain('uploads the written cancellation notice');
  });

  it('X1: until nothing is missing: the task is completed before anything else is written', () => {
    const tasks = [made(decided([NO], THREE_LATER))];
    const all = [NO, dateOn('2026-06-30'), { ...NO, set: { cancellationApproval: 'Yes' } } as TicketEvent];
    const { writes } = decided(all, '2026-03-06T10:00-05:00', {
      tasks,
      read: evidence(),
      other: { company: company() },
    });
    expect(writes[0]).toMatchObject({ kind: 'changeTasks', tasks: [{ id: '801', status: 'completed' }] });
    expect(writes.at(-1)).toMatchObject({ kind: 'updateTicket', change: { stage: 'closed' } });
  });

  it('X1: until the client is saved', () => {
    const tasks = [made(decided([NO], THREE_LATER))];
    const given = { tasks, read: evidence(), other: { company: company() } };
    expect(ofReminders(decided([NO, YES], '2026-03-12T10:01-04:00', given))).toMatchObject([
      { kind: 'changeTasks', tasks: [{ status: 'completed' }] },
    ]);
  });

  it('X1: again with the same task where something that was there is taken back', () => {
    const tasks = [made(decided([NO], THREE_LATER), { open: false })];
    expect(ofReminders(decided([NO], '2026-03-20T10:00-04:00', { tasks, reminders: ONLY_OWNER }))).toMatchObject([
      { kind: 'changeTasks', tasks: [{ id: '801', status: 'open' }] },
    ]);
  });

  it('X1: not where another task asks for the same already', () => {
    // The date was entered with evidence missing: the owner has a task since then.
    const decision = decided([NO, dateOn('2026-06-30')], THREE_LATER);
    expect(decision.attention?.code).toBe('dateEnteredIncomplete');
    expect(tasksMade(decision)).toEqual([]);
  });

  it('X1: not on a ticket that is closed, of which attention asks', () => {
    const closed: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { stage: 'closed' } };
    expect(tasksMade(decided([NO, closed], SIX_LATER, { reminders: WITH_LEADER }))).toEqual([]);
  });

  it('X1: not where the channel is off, and then nothing is read for it', () => {
    const off = { financeTasks: false, ownerTasks: false };
    const decision = decided([NO], SIX_LATER, { reminders: off });
    expect(tasksMade(decision)).toEqual([]);
    expect(decision.wakeUp).toBeUndefined();
    expect(needsReminderTasks({ ticket: ticket([NO]) }, settings(off), at(SIX_LATER))).toBe(false);
  });
});

describe('a ticket that is opened again', () => {
  const SAVED: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
  const CLOSED: TicketEvent = {
    at: '2026-03-02T10:00:05-05:00',
    by: service,
    set: { stage: 'closed', cancellationApproval: 'No' },
  };
  const CORRECTED: TicketEvent = { at: '2026-03-02T10:05-05:00', set: { customerSaved: 'No' } };
  const opened = (...more: readonly TicketEvent[]): Decision => {
    const events = [...more, SAVED, CLOSED, CORRECTED];
    const facts: CaseFacts = { ticket: ticket(events, { ownerId: OWNER, companyId }), evidence: noEvidence };
    return decide(found(facts), settings(WITH_LEADER), at('2026-03-02T10:06-05:00'));
  };

  it('X2: wakes up for its reminder, which is not due yet', () => {
    const decision = opened();
    expect(decision.writes).toContainEqual(
      expect.objectContaining({ kind: 'updateTicket', change: expect.objectContaining({ stage: 'open' }) }),
    );
    expect(decision.wakeUp).toEqual({
      at: at('2026-03-05T10:05-05:00'),
      reason: "X1: remind the ticket's owner of what is missing",
    });
  });

  it('X2: is read again a minute later where the reminder of a leader is due', () => {
    const close = dateOn('2026-03-06', '2026-03-02T09:00-05:00');
    expect(opened(close).wakeUp?.at).toBe(at('2026-03-02T10:07-05:00'));
  });
});

describe('a leader is reminded', () => {
  it('X1: three business days after the owner, where the portal file names one', () => {
    expect(tasksMade(decided([NO], SIX_LATER, { reminders: ONLY_OWNER }))).toHaveLength(1);
    const owners = made(decided([NO], THREE_LATER));
    const given = { tasks: [owners], reminders: WITH_LEADER };
    expect(decided([NO], THREE_LATER, given).wakeUp).toEqual({
      at: at(SIX_LATER),
      reason: 'X1: tell a leader what is still missing',
    });
    const [task, ...more] = tasksMade(decided([NO], SIX_LATER, given));
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      reference: expect.stringContaining(`X1-remind-leader-${ticketId}-${CAUSE}-`),
      ownerId: LEADER,
      subject: `No progress on the At-Risk ticket of HubSpot company ${companyId}`,
    });
  });
});

describe('a close RCM Cancellation Date climbs faster', () => {
  const approvalMissing = evidence();

  it.each([
    ['ten business days before it, not yet', '2026-03-19', '2026-03-05T09:59-05:00', []],
    ['closer than ten: the owner at once', '2026-03-17', '2026-03-04T11:00-05:00', ['owner']],
    ['closer than five: a leader too', '2026-03-10', '2026-03-04T11:00-05:00', ['owner', 'leader']],
  ])('N4: %s', (_what, date, now, reminded) => {
    const entered = dateOn(date, '2026-03-04T10:30-05:00');
    const decision = decided([NO, entered], now, { read: approvalMissing, reminders: WITH_LEADER });
    expect(tasksMade(decision).map(({ reference }) => /X1-remind-([a-z]+)/.exec(reference)?.[1])).toEqual(reminded);
  });

  it('N4: closer than two: with high priority, for which the case wakes up', () => {
    const events = [NO, dateOn('2026-03-19', '2026-03-04T10:30-05:00')];
    const given = { read: approvalMissing, reminders: ONLY_OWNER };
    const before = decided(events, '2026-03-16T11:00-04:00', given);
    expect(tasksMade(before)).toMatchObject([{ subject: expect.any(String) }]);
    expect(tasksMade(before)[0]?.urgent).toBeUndefined();
    const tasks = [made(before)];
    const waiting = decided(events, '2026-03-16T11:00-04:00', { ...given, tasks });
    expect(waiting.wakeUp).toEqual({
      at: at('2026-03-18T09:00-04:00'),
      reason: 'X1: the RCM Cancellation Date is close',
    });
    expect(ofReminders(decided(events, '2026-03-18T09:00-04:00', { ...given, tasks }))).toMatchObject([
      { kind: 'changeTasks', tasks: [{ id: '801', text: { urgent: true } }] },
    ]);
  });

  it('N4: the tasks matter also once a later date has taken the place of a close one', () => {
    const events = [NO, dateOn('2026-03-17', '2026-03-04T10:30-05:00'), dateOn('2026-04-30', '2026-03-04T15:00-05:00')];
    const ofOwner = settings(ONLY_OWNER);
    expect(needsReminderTasks({ ticket: ticket(events) }, ofOwner, at('2026-03-04T15:01-05:00'))).toBe(true);
  });
});

describe('Finance is reminded', () => {
  const OWING = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
  const SAVED: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
  const DETERMINED: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { invoiceDetermination: 'Paid in full' } };
  const APPROVED: TicketEvent = { at: '2026-03-03T11:00-05:00', by: finance, set: { financeApproval: 'Yes' } };
  const NOW = '2026-03-02T10:01-05:00';
  const held = (events: readonly TicketEvent[], given: Given = {}, now = NOW): Decision =>
    decided(events, now, { read: evidence(), ...given, other: { company: OWING, ...given.other } });
  const noted = (decision: Decision): CaseFacts['evidence'] =>
    evidence({
      serviceNotes: decision.writes.flatMap((write) =>
        write.kind === 'addNote' ? [{ reference: write.reference, createdAt: at(NOW) }] : [],
      ),
    });

  it('I1: as soon as an invoice holds the ticket, with client, amount, what is asked for and link', () => {
    const [task, ...more] = tasksMade(held([SAVED], { reminders: { financeTaskOwner: '7021' } }));
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      reference: expect.stringMatching(new RegExp(`^X1-remind-finance-${ticketId}-0-`)),
      subject: `Finance: outstanding invoice of HubSpot company ${companyId}`,
      ownerId: '7021',
    });
    const text = task?.paragraphs.join('\n') ?? '';
    expect(text).toContain('invoice 701 (1,250.00 due)');
    expect(text).toContain('set the Invoice Determination on the ticket (Paid in full, or Sent to collections)');
    expect(text).toContain(`HubSpot ticket ${ticketId}`);
  });

  it('I1: of nobody in particular where the portal file names nobody', () => {
    expect(tasksMade(held([SAVED]))[0]).not.toHaveProperty('ownerId');
  });

  it('I3: with the approval alone once the determination is there, in the same task', () => {
    const first = held([SAVED]);
    const given = { tasks: [made(first)], read: noted(first) };
    const [write, ...more] = ofReminders(held([SAVED, DETERMINED], given, '2026-03-03T10:01-05:00'));
    expect(more).toEqual([]);
    expect(write?.kind === 'changeTasks' && write.tasks[0]?.text?.paragraphs.join('\n')).toContain(
      'the Invoice Determination is "Paid in full". team Finance sets Finance Approval to Yes',
    );
  });

  it('I1: until Finance has acted: the task is completed', () => {
    const first = held([SAVED]);
    const other = { approver: ofFinance };
    const given = { tasks: [made(first)], read: noted(first), other };
    const { writes } = held([SAVED, DETERMINED, APPROVED], given, '2026-03-03T11:01-05:00');
    expect(writes[0]).toMatchObject({
      kind: 'changeTasks',
      purpose: 'reminder',
      tasks: [{ id: '801', status: 'completed' }],
    });
  });

  it('I1: once for a hold, also after a loss of all data', () => {
    const first = held([SAVED]);
    const given = { tasks: [made(first)], read: noted(first) };
    expect(ofReminders(held([SAVED], given, '2026-03-20T10:00-04:00'))).toEqual([]);
  });

  it('I4: with this task alone where the ticket is closed under the invoice again', () => {
    const closed: TicketEvent = { at: '2026-03-02T10:00:30-05:00', set: { stage: 'closed' } };
    const decision = decide(
      found({
        ticket: ticket([SAVED, closed]),
        evidence: evidence(),
        company: OWING,
        reminderTasks: [],
        attentionTasks: [],
      }),
      { ...settings(), reopenings: 0 },
      at(NOW),
    );
    expect(decision.attention?.code).toBe('closedUnderInvoice');
    expect(decision.writes.filter(({ kind }) => kind === 'createTasks')).toHaveLength(1);
  });
});

describe('each reminder', () => {
  const LEADER_ONLY = { financeTasks: false, ownerTasks: false, leaderTaskOwner: LEADER } as const;
  const OTHER_TICKET = '999';
  const SAVED: TicketEvent = { at: '2026-01-30T10:00-05:00', set: { customerSaved: 'Yes' } };
  const FLAG: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { outstandingInvoice: 'Yes' } };
  const DETERMINED: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { invoiceDetermination: 'Paid in full' } };
  const APPROVED: TicketEvent = { at: '2026-03-03T11:00-05:00', by: finance, set: { financeApproval: 'Yes' } };
  const HELD = evidence({
    serviceNotes: [{ reference: 'I1-held-0-flagged', createdAt: at('2026-03-02T10:30-05:00') }],
  });
  const freed = { approver: ofFinance, company: company() };

  interface Row {
    readonly events: readonly TicketEvent[];
    readonly due: string;
    readonly given: Given;
    /** What someone does then. */
    readonly done: readonly TicketEvent[];
    readonly other?: Partial<CaseFacts>;
  }
  const ROWS: Readonly<Record<string, Row>> = {
    "N1: of a missing answer, to the ticket's owner": {
      ...{ events: [], due: '2026-01-19T09:00-05:00', given: { reminders: ONLY_OWNER }, done: [SAVED] },
    },
    'N1: of a missing answer, to a leader': {
      ...{ events: [], due: '2026-01-22T09:00-05:00', given: { reminders: LEADER_ONLY }, done: [SAVED] },
    },
    "N2-N5: of missing evidence, to the ticket's owner": {
      ...{ events: [NO], due: THREE_LATER, given: { reminders: ONLY_OWNER }, done: [YES] },
    },
    'N2-N5: of missing evidence, to a leader': {
      ...{ events: [NO], due: SIX_LATER, given: { reminders: LEADER_ONLY }, done: [YES] },
    },
    'I1: of an invoice, to Finance': {
      ...{ events: [NO, FLAG], due: '2026-03-02T10:31-05:00', done: [DETERMINED, APPROVED], other: freed },
      given: { read: HELD, reminders: { ownerTasks: false }, other: { company: company() } },
    },
  };
  const moved = (iso: string, days: number): string => new Date(at(iso) + days * 86_400_000).toISOString();
  const kinds = (decision: Decision) => ofReminders(decision).map(({ kind }) => kind);

  it.each(Object.entries(ROWS))('X1, X3 %s: comes once, also after a loss, and ends by itself', (_what, row) => {
    const { events, due, given, done, other = { company: company() } } = row;
    // Finance is asked at once.
    const before = given.read === HELD ? [] : kinds(decided(events, moved(due, -1 / 1_440), given));
    expect(before).toEqual([]);
    const first = decided(events, due, given);
    expect(kinds(first)).toEqual(['createTasks']);

    // The task in HubSpot is all that a decision knows, whether or not Temporal has lost its data.
    const known = { ...given, tasks: [made(first)] };
    for (const days of [0, 1, 10]) expect(kinds(decided(events, moved(due, days), known))).toEqual([]);

    const over = decided([...events, ...done], moved(due, 60), { ...known, other: { ...given.other, ...other } });
    expect(ofReminders(over)).toEqual([
      expect.objectContaining({ kind: 'changeTasks', tasks: [{ id: '801', status: 'completed' }] }),
    ]);
    const completed = { ...given, tasks: [made(first, { open: false })], other: { ...given.other, ...other } };
    expect(kinds(decided([...events, ...done], moved(due, 61), completed))).toEqual([]);
  });

  it.each(Object.entries(ROWS))(
    'X1 %s: is not taken for that of a ticket which was merged into this one: that one is completed',
    (_what, { events, due, given }) => {
      const first = decided(events, due, given);
      const [task] = tasksMade(first);
      const reference = task?.reference.replace(`-${ticketId}-`, `-${OTHER_TICKET}-`) ?? '';
      const both = ofReminders(decided(events, due, { ...given, tasks: [made(first, { reference })] }));
      expect(both).toMatchObject([
        { kind: 'changeTasks', tasks: [{ id: '801', status: 'completed' }] },
        { kind: 'createTasks', ticketId, tasks: [{ reference: task?.reference }] },
      ]);
    },
  );
});

describe('the tasks are read', () => {
  const CLOSED_BY_SERVICE: TicketEvent = { at: '2026-03-03T10:00-05:00', by: service, set: { stage: 'closed' } };
  const SAVED: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
  const APPROVAL: TicketEvent = { at: '2026-03-02T12:00-05:00', set: { cancellationApproval: 'Yes' } };
  const closed = [NO, dateOn('2026-06-30'), APPROVAL, CLOSED_BY_SERVICE];
  const FLAG: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { outstandingInvoice: 'Yes' } };
  const LATE_FLAG: TicketEvent = { at: '2026-03-03T10:01-05:00', set: { outstandingInvoice: 'Yes' } };

  it.each<[string, readonly TicketEvent[], string, boolean]>([
    ['before any reminder is due', [NO], '2026-03-05T09:59-05:00', false],
    ['once one is', [NO], THREE_LATER, true],
    ['before the answer is late', [], '2026-01-19T08:59-05:00', false],
    ['once it is', [], '2026-01-19T09:00-05:00', true],
    ['after it came late, so that the reminder is completed', [NO], '2026-03-02T10:01-05:00', true],
    ['while an invoice holds the ticket', [NO, FLAG], '2026-03-02T10:31-05:00', true],
    ['once this service has closed the ticket', closed, '2026-04-20T10:00-04:00', false],
    [
      'after it closed as saved, as Finance may have been asked of an invoice that came in that moment, and is gone since',
      [SAVED, CLOSED_BY_SERVICE],
      '2026-04-20T10:00-04:00',
      true,
    ],
    [
      'once an invoice opens it again, as it came in the moment of closing',
      [...closed, LATE_FLAG],
      '2026-04-20T10:00-04:00',
      true,
    ],
  ])('X1: %s: %s', (what, events, now, needed) => {
    // Opened on the day of the answer, but for the answer that came late.
    const createdAt = events.length === 0 || what.includes('late') ? {} : { createdAt: at('2026-03-02T09:00-05:00') };
    const facts = { ticket: ticket(events, createdAt), evidence: evidence(), company: company() };
    expect(needsReminderTasks(facts, settings(), at(now))).toBe(needed);
  });
});
