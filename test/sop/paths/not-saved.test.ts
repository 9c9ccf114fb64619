import { decide } from '../../../src/sop/decide';
import { timeZoneSchema } from '../../../src/sop/vocabulary/dates';
import type { CaseFacts } from '../../../src/sop/vocabulary/facts';
import {
  at,
  company,
  cs,
  day,
  etfNote,
  evidence,
  finance,
  found,
  invoice,
  later,
  noEvidence,
  notOfFinance,
  ofFinance,
  person,
  service,
  settings,
  STRANGER,
  ticket,
  waitsFor,
  wanted,
  withoutX1Notes,
  type TicketEvent,
} from '../build';
import { ALL, APPROVAL, CLOSED_AS_NOT_SAVED, DATE, IN_PROGRESS, NO, SOON, status } from '../clients';

const CLOSED_MANUALLY: TicketEvent = { ...CLOSED_AS_NOT_SAVED, by: cs };
const THE_DAY = at('2026-06-30T00:00-04:00');
const THE_DAY_BEFORE = later(THE_DAY, -1);

interface Given extends Partial<CaseFacts> {
  readonly now?: string | typeof THE_DAY;
  readonly changed?: Parameters<typeof settings>[0];
}
const decided = (events: readonly TicketEvent[], { now = SOON, changed, ...parts }: Given = {}) =>
  withoutX1Notes(
    decide(
      found({ ticket: ticket(events), evidence: evidence(), company: company(), ...parts }),
      settings(changed),
      typeof now === 'string' ? at(now) : now,
    ),
  );

describe('a ticket not saved, while something is missing', () => {
  it('N1: is asked for everything that the SOP lists', () => {
    const decision = decided([NO], { evidence: noEvidence });
    expect(decision).toMatchObject({ phase: 'collecting', writes: [] });
    expect(decision.waitingFor.map(({ rule }) => rule)).toEqual(['N2', 'N3', 'N4', 'N5']);
  });

  it('N2: is not closed without the written notice', () => {
    const decision = decided(ALL, { evidence: evidence({ noticeFiles: 0 }) });
    expect(decision).toMatchObject({ phase: 'collecting', writes: [] });
    expect(waitsFor(decision)).toEqual(['cancellationNotice']);
  });

  it('N3: is not closed without the ETF note', () => {
    const decision = decided(ALL, { evidence: evidence({ etfNotes: [] }) });
    expect(decision).toMatchObject({ phase: 'collecting', writes: [] });
    expect(waitsFor(decision)).toEqual(['etfNote']);
  });

  it('N3: is not closed with a note that has blank lines, and says which', () => {
    const decision = decided(ALL, { evidence: evidence({ etfNotes: [etfNote(['ETF amount'])] }) });
    expect(decision.writes).toEqual([]);
    expect(decision.waitingFor[0]?.sentence).toContain('ETF amount');
  });

  it('N4: is not closed without the RCM Cancellation Date', () => {
    const decision = decided([NO, APPROVAL]);
    expect(decision).toMatchObject({ phase: 'collecting', writes: [] });
    expect(waitsFor(decision)).toEqual(['rcmCancellationDate']);
  });

  it('N5: is not closed without a person setting Cancellation Approval to Yes', () => {
    const refused: TicketEvent = { ...APPROVAL, set: { cancellationApproval: 'No' } };
    expect(waitsFor(decided([NO, DATE]))).toEqual(['cancellationApproval']);
    expect(decided([NO, DATE, refused])).toMatchObject({ phase: 'collecting', writes: [] });
  });

  it('N5: is approved by the service itself when the setting says so', () => {
    const automatic = { changed: { cancellationApproval: 'automatic' as const } };
    const decision = decided([NO, DATE], automatic);
    expect(wanted(decision)).toMatchObject({
      status: 'Cancellation in Progress',
      ticket: { cancellationApproval: 'Yes', stage: 'closed' },
    });
    expect(decision.writes.find(({ kind }) => kind === 'updateTicket')?.rules).toEqual(['N5', 'N6']);
    expect(waitsFor(decided([NO], automatic))).toEqual(['rcmCancellationDate']);
  });

  it('N6: evidence that was not read does not count as present', () => {
    const unread = decide(found({ ticket: ticket(ALL), company: company() }), settings(), at(SOON));
    expect(unread.writes).toEqual([]);
    expect(waitsFor(unread)).toEqual(['cancellationNotice', 'etfNote']);
  });
});

describe('a plausible RCM Cancellation Date', () => {
  const entered = (date: string) => [NO, APPROVAL, { ...DATE, set: { rcmCancellationDate: day(date) } }];

  it.each(['2026-02-23', '2026-03-02', '2026-03-03', '2028-03-02'])('N4: entered on March 2, %s is one', (date) => {
    expect(decided(entered(date)).attention).toBeUndefined();
  });

  it.each(['2026-02-22', '2025-06-30', '2028-03-03', '2062-06-30'])('N4: entered on March 2, %s is none', (date) => {
    const decision = decided(entered(date));
    expect(decision).toMatchObject({ phase: 'collecting', writes: [], attention: { code: 'dateOutOfBounds' } });
    expect(decision.attention?.sentence).toContain('between Mon, Feb 23, 2026 and Thu, Mar 2, 2028');
  });

  it('N4: is said before the rest is there', () => {
    expect(decided(entered('2020-06-30'), { evidence: noEvidence }).attention?.code).toBe('dateOutOfBounds');
  });

  it('N4: does not become implausible while the case waits', () => {
    expect(decided(entered('2026-03-02'), { now: '2026-12-01T10:00-05:00' }).attention).toBeUndefined();
  });

  it('N4: is judged by the day of entry in the zone of the SOP', () => {
    const lateAtNight = [
      NO,
      APPROVAL,
      { at: '2026-03-02T23:59-05:00', set: { rcmCancellationDate: day('2026-02-23') } },
    ];
    expect(decided(lateAtNight).attention).toBeUndefined();
    const nextDay = [NO, APPROVAL, { at: '2026-03-03T00:00-05:00', set: { rcmCancellationDate: day('2026-02-23') } }];
    expect(decided(nextDay).attention?.code).toBe('dateOutOfBounds');
  });

  it('N4: how far it may lie is a setting', () => {
    const changed = { datePastDays: 0, dateFutureYears: 1 };
    expect(decided(entered('2026-03-01'), { changed }).attention?.code).toBe('dateOutOfBounds');
    expect(decided(entered('2026-03-02'), { changed }).attention).toBeUndefined();
    expect(decided(entered('2027-03-02'), { changed }).attention).toBeUndefined();
    expect(decided(entered('2027-03-03'), { changed }).attention?.code).toBe('dateOutOfBounds');
  });

  it('N4: also holds for a ticket that is closed', () => {
    expect(decided([...entered('2020-06-30'), CLOSED_AS_NOT_SAVED])).toMatchObject({
      phase: 'cancelling',
      writes: [],
      attention: { code: 'dateOutOfBounds' },
    });
  });
});

describe('a ticket not saved, with everything there', () => {
  it('N6: is closed', () => {
    const decision = decided(ALL);
    expect(decision.phase).toBe('cancelling');
    expect(wanted(decision).ticket).toEqual({ stage: 'closed' });
    expect(decision.writes.find(({ kind }) => kind === 'updateTicket')?.rules).toEqual(['N6']);
  });

  it.each([
    ['date, approval, answer', [DATE, APPROVAL, NO]],
    ['approval, date, answer', [APPROVAL, DATE, NO]],
    ['answer, date, approval', [NO, DATE, APPROVAL]],
  ])('N6: is closed in whichever order it came: %s', (_order, events) => {
    const inOrder = events.map((event, hour) => ({ ...event, at: `2026-03-02T1${String(hour)}:00-05:00` }));
    expect(wanted(decided(inOrder)).ticket).toEqual({ stage: 'closed' });
  });

  it('N7: makes the client Cancellation in Progress', () => {
    const decision = decided(ALL);
    expect(decision.writes[0]).toMatchObject({
      kind: 'setClientStatus',
      rules: ['N7'],
      status: 'Cancellation in Progress',
    });
    expect(waitsFor(decision)).toEqual(['cancellationDay']);
    expect(decision.wakeUp).toEqual({ at: THE_DAY, reason: expect.stringMatching(/^N8: /) });
  });

  it('X1: leaves alone a Client Status that a person set after everything was there', () => {
    const decision = decided(ALL, { company: company([status('Active', '2026-03-02T12:30-05:00', cs)]) });
    expect(wanted(decision)).toEqual({ ticket: { stage: 'closed' }, notes: [] });
    expect(decision.attention?.code).toBe('clientStatusChanged');
  });

  it('N7: replaces a Client Status that a person set before everything was there', () => {
    const client = company([status('Active', '2026-03-02T11:30-05:00', cs)]);
    expect(wanted(decided(ALL, { company: client })).status).toBe('Cancellation in Progress');
  });

  it('X1: the approval that the service itself set does not make what a person set older', () => {
    const byService: TicketEvent = {
      at: '2026-03-02T13:00-05:00',
      by: service,
      set: { cancellationApproval: 'Yes', stage: 'closed' },
    };
    const client = company([status('Active', '2026-03-02T12:30-05:00', cs)]);
    const decision = decided([NO, DATE, byService], {
      company: client,
      changed: { cancellationApproval: 'automatic' },
    });
    expect(decision.writes).toEqual([]);
    expect(decision.attention?.code).toBe('clientStatusChanged');
  });

  it('X3: closed by this service, is not asked for its evidence again', () => {
    const closed = decide(
      found({ ticket: ticket([...ALL, CLOSED_AS_NOT_SAVED]), company: IN_PROGRESS }),
      settings(),
      at(SOON),
    );
    expect(closed).toMatchObject({ phase: 'cancelling', writes: [] });
    expect(waitsFor(closed)).toEqual(['cancellationDay']);
  });

  it('X3: adopted after the date finds its place at once', () => {
    const decision = decided(ALL, { now: '2026-12-01T10:00-05:00' });
    expect(wanted(decision)).toEqual({ status: 'Cancelled', ticket: { stage: 'closed' }, notes: [] });
    expect(decision.end).toBe('cancelled');
  });

  it('X3: closed manually with everything there continues to the date', () => {
    const decision = decided([...ALL, CLOSED_MANUALLY]);
    expect(wanted(decision)).toEqual({ status: 'Cancellation in Progress', ticket: {}, notes: [] });
    expect(decision.attention).toBeUndefined();
  });

  it('X1: closed manually with something missing, says what it is, and cancels nothing', () => {
    const decision = decided([...ALL, CLOSED_MANUALLY], {
      evidence: evidence({ noticeFiles: 0 }),
      now: THE_DAY_BEFORE,
    });
    expect(decision).toMatchObject({ phase: 'collecting', writes: [], attention: { code: 'closedIncomplete' } });
    expect(decision.attention?.sentence).toContain('written cancellation notice');
    expect(decision.end).toBeUndefined();
  });

  it('X1: closed and without its date, asks what that means', () => {
    const removed: TicketEvent = { at: '2026-03-03T09:00-05:00', set: { rcmCancellationDate: null } };
    expect(decided([...ALL, CLOSED_AS_NOT_SAVED, removed], { company: IN_PROGRESS })).toMatchObject({
      phase: 'cancelling',
      writes: [],
      attention: { code: 'dateRemoved' },
    });
  });
});

describe('on the RCM Cancellation Date', () => {
  const closed = [...ALL, CLOSED_AS_NOT_SAVED];

  it('N8: the client is not Cancelled a moment before', () => {
    const decision = decided(closed, { company: IN_PROGRESS, now: THE_DAY_BEFORE });
    expect(decision.writes).toEqual([]);
    expect(decision.end).toBeUndefined();
    expect(decision.wakeUp?.at).toBe(THE_DAY);
  });

  it('N8: the client is Cancelled, and the case ends', () => {
    const decision = decided(closed, { company: IN_PROGRESS, now: THE_DAY });
    expect(decision.writes).toMatchObject([{ kind: 'setClientStatus', rules: ['N8'], status: 'Cancelled' }]);
    expect(decision.end).toBe('cancelled');
    expect(decision.waitingFor).toEqual([]);
    expect(decision.wakeUp).toBeUndefined();
  });

  it('N8: the hour is a setting', () => {
    const evening = { company: IN_PROGRESS, changed: { cancellationHour: 17 } };
    expect(decided(closed, { ...evening, now: '2026-06-30T16:59-04:00' }).writes).toEqual([]);
    expect(wanted(decided(closed, { ...evening, now: '2026-06-30T17:00-04:00' })).status).toBe('Cancelled');
  });

  it('N8: the zone is a setting', () => {
    const hawaii = { timeZone: timeZoneSchema.parse('Pacific/Honolulu') };
    expect(decided(closed, { company: IN_PROGRESS, now: THE_DAY, changed: hawaii }).writes).toEqual([]);
    const midnight = { company: IN_PROGRESS, now: '2026-06-30T00:00-10:00', changed: hawaii };
    expect(wanted(decided(closed, midnight)).status).toBe('Cancelled');
  });

  it('N8: a person who set Cancellation in Progress early did not object', () => {
    const ahead = company([status('Cancellation in Progress', '2026-03-05T10:00-05:00', cs)]);
    expect(wanted(decided(closed, { company: ahead, now: THE_DAY })).status).toBe('Cancelled');
  });

  it('X1: a client whom a person gave another status is left alone, and the case does not end', () => {
    const other = company([status('Active', '2026-03-05T10:00-05:00', cs)]);
    const decision = decided(closed, { company: other, now: THE_DAY });
    expect(decision).toMatchObject({ writes: [], attention: { code: 'clientStatusChanged' } });
    expect(decision.end).toBeUndefined();
  });

  it('X1: without a company the case does not end', () => {
    const decision = decided(closed, { company: { kind: 'none' }, now: THE_DAY });
    expect(decision.attention?.code).toBe('noCompany');
    expect(decision.end).toBeUndefined();
  });

  it('X1: a snapshot without its company, which was not read, does not end the case', () => {
    expect(() => decide(found({ ticket: ticket(closed) }), settings(), THE_DAY)).toThrow('the company was not read');
  });
});

describe('the date changes after closing', () => {
  const moved = (date: string, when = '2026-04-01T10:00-04:00') => [
    ...ALL,
    CLOSED_AS_NOT_SAVED,
    { at: when, set: { rcmCancellationDate: day(date) } },
  ];

  it('C1: to a later day: the case follows it', () => {
    const decision = decided(moved('2026-07-31'), { company: IN_PROGRESS, now: THE_DAY });
    expect(decision.writes).toEqual([]);
    expect(decision.wakeUp?.at).toBe(at('2026-07-31T00:00-04:00'));
    expect(wanted(decided(moved('2026-07-31'), { company: IN_PROGRESS, now: '2026-07-31T00:00-04:00' })).status).toBe(
      'Cancelled',
    );
  });

  it('C1: to an earlier day: the client is Cancelled on that one', () => {
    const explained = evidence({ notesByPeople: [at('2026-04-01T10:05-04:00')] });
    const decision = decided(moved('2026-05-01'), {
      company: IN_PROGRESS,
      evidence: explained,
      now: '2026-05-01T00:00-04:00',
    });
    expect(wanted(decision).status).toBe('Cancelled');
    expect(decision.end).toBe('cancelled');
  });

  it('C1: to the future after Cancelled: back to Cancellation in Progress', () => {
    const client = company([status('Cancelled', '2026-06-30T00:00-04:00')]);
    const decision = decided(moved('2026-08-31', '2026-07-02T10:00-04:00'), {
      company: client,
      now: '2026-07-02T10:01-04:00',
    });
    expect(decision.writes).toMatchObject([
      { kind: 'setClientStatus', rules: ['C1'], status: 'Cancellation in Progress' },
    ]);
    expect(decision.end).toBeUndefined();
    expect(decision.wakeUp?.at).toBe(at('2026-08-31T00:00-04:00'));
  });

  it('C1: to a day that is implausible: nothing is written', () => {
    expect(decided(moved('2040-01-01'), { company: IN_PROGRESS })).toMatchObject({
      writes: [],
      attention: { code: 'dateOutOfBounds' },
    });
  });
});

describe('a client not saved, with an outstanding invoice', () => {
  const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
  const determined: TicketEvent = {
    at: '2026-03-03T10:00-05:00',
    set: { invoiceDetermination: 'Sent to collections' },
  };
  const approved: TicketEvent = { at: '2026-03-04T10:00-05:00', by: finance, set: { financeApproval: 'Yes' } };
  const now = '2026-03-05T10:00-05:00';

  it('N7: is Cancellation in Progress although the invoice keeps the ticket open', () => {
    const decision = decided(ALL, { company: owing });
    expect(wanted(decision)).toEqual({ status: 'Cancellation in Progress', ticket: {}, notes: [] });
    expect(waitsFor(decision)).toEqual(['cancellationDay', 'invoiceDetermination', 'financeApproval']);
  });

  it('I1: has its ticket closed once it is determined and Finance has approved', () => {
    const decision = decided([...ALL, determined, approved], { company: owing, approver: ofFinance, now });
    expect(wanted(decision).ticket).toEqual({ stage: 'closed' });
  });

  it('I1: is Cancelled on the date, and the case continues until the ticket is closed', () => {
    const held = decided(ALL, { company: owing, now: THE_DAY });
    expect(wanted(held)).toEqual({ status: 'Cancelled', ticket: {}, notes: [] });
    expect(held.end).toBeUndefined();
    expect(waitsFor(held)).toEqual(['invoiceDetermination', 'financeApproval']);
    const freed = decided([...ALL, determined, approved], { company: owing, approver: ofFinance, now: THE_DAY });
    expect(freed.end).toBe('cancelled');
  });

  it('N5: the automatic approval does not wait for the invoice', () => {
    const decision = decided([NO, DATE], { company: owing, changed: { cancellationApproval: 'automatic' } });
    expect(wanted(decision).ticket).toEqual({ cancellationApproval: 'Yes' });
  });

  it('I3: has an approval by another person undone, with a note', () => {
    const forged: TicketEvent = { ...approved, by: person(STRANGER) };
    const decision = decided([...ALL, determined, forged], { company: owing, approver: notOfFinance, now });
    expect(wanted(decision)).toMatchObject({
      ticket: { financeApproval: null },
      notes: [expect.stringContaining('not in Finance'), expect.any(String)],
    });
    expect(decision.writes.find(({ kind }) => kind === 'updateTicket')?.rules).toEqual(['I3']);
  });

  it.each([
    ['none', { kind: 'none' as const }],
    ['several', { kind: 'several' as const, count: 2 }],
  ])('I1: with %s for a company it is unknown what is owed, so the ticket stays open', (_kind, client) => {
    const decision = decided(ALL, { company: client });
    expect(decision.writes).toEqual([]);
    expect(decision.attention).toBeDefined();
  });
});

it('N5: withdrawn after closing, the approval is not given again by an automation', () => {
  const back: readonly TicketEvent[] = [
    ...ALL,
    CLOSED_AS_NOT_SAVED,
    { at: '2026-03-10T10:00-05:00', set: { cancellationApproval: 'No' } },
    {
      at: '2026-03-10T10:01-05:00',
      by: { kind: 'other', source: 'AUTOMATION_PLATFORM' },
      set: { cancellationApproval: 'Yes' },
    },
  ];
  const decision = decided(back, { company: IN_PROGRESS, now: THE_DAY });
  expect(wanted(decision).status).toBeUndefined();
  expect(decision.attention?.code).toBe('approvalWithdrawn');

  const again = [
    ...back,
    { at: '2026-03-11T10:00-05:00', set: { cancellationApproval: 'No' as const } },
    { at: '2026-03-11T10:01-05:00', set: { cancellationApproval: 'Yes' as const } },
  ];
  expect(wanted(decided(again, { company: IN_PROGRESS, now: THE_DAY })).status).toBe('Cancelled');
});

it('N5, N7: while the approval is withdrawn, no other company is given a status of the cancellation', () => {
  const back: readonly TicketEvent[] = [
    ...ALL,
    CLOSED_AS_NOT_SAVED,
    { at: '2026-03-10T10:00-05:00', set: { cancellationApproval: 'No' } },
  ];
  expect(wanted(decided(back, { now: '2026-03-11T10:00-05:00' })).status).toBeUndefined();
});

describe('a cancellation that was rescinded by a slip', () => {
  const RESCINDED: readonly TicketEvent[] = [
    ...ALL,
    CLOSED_AS_NOT_SAVED,
    { at: '2026-03-10T10:00-05:00', set: { customerSaved: 'Yes' } },
    { at: '2026-03-10T10:00:03-05:00', by: service, set: { cancellationApproval: 'No', rcmCancellationDate: null } },
    { at: '2026-03-10T10:00:10-05:00', set: { customerSaved: 'No' } },
    { at: '2026-03-10T11:00-05:00', set: { rcmCancellationDate: day('2026-06-30') } },
  ];
  const back = company([
    status('Cancellation in Progress'),
    status('Monitor for 30 days', '2026-03-10T10:00:03-05:00'),
    status('At-Risk', '2026-03-10T10:00:13-05:00'),
  ]);
  const now = '2026-03-10T11:00:05-05:00';

  it('N5: the approval that this service withdrew with the rescission has to be given again', () => {
    const waiting = decided(RESCINDED, { company: back, now });
    expect(waitsFor(waiting)).toContain('cancellationApproval');
    expect(waiting.attention?.code).toBe('approvalWithdrawn');
    expect(wanted(waiting).status).toBeUndefined();

    const approved = [...RESCINDED, { at: '2026-03-10T12:00-05:00', set: { cancellationApproval: 'Yes' as const } }];
    expect(wanted(decided(approved, { company: back, now: '2026-03-10T12:00:05-05:00' })).status).toBe(
      'Cancellation in Progress',
    );
  });

  it('N5: where this service approves, it approves again', () => {
    const approving = decided(RESCINDED, { company: back, now, changed: { cancellationApproval: 'automatic' } });
    expect(wanted(approving).ticket).toEqual({ cancellationApproval: 'Yes' });
  });
});
