import { decide } from '../../../src/sop/decide';
import type { CompanyFacts } from '../../../src/sop/vocabulary/facts';
import {
  at,
  company,
  cs,
  day,
  evidence,
  finance,
  found,
  invoice,
  later,
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
import { CLOSED_AS_SAVED, MONITORED, SAVED } from '../clients';

/** 30 days later on the wall clock, with the change to daylight saving time in between. */
const DAY_30 = at('2026-03-22T09:30-04:00');
const BEFORE_DAY_30 = later(DAY_30, -1);
const SOON = '2026-02-20T10:00-05:00';

interface Given {
  readonly client?: CompanyFacts;
  readonly now?: string | typeof DAY_30;
  readonly approver?: typeof ofFinance;
  readonly read?: ReturnType<typeof evidence>;
  readonly changed?: Parameters<typeof settings>[0];
}
const decided = (
  events: readonly TicketEvent[],
  { client = company(), now = SOON, approver, changed, read }: Given = {},
) =>
  withoutX1Notes(
    decide(
      found({
        ticket: ticket(events),
        company: client,
        ...(approver && { approver }),
        evidence: read ?? evidence(),
      }),
      settings(changed),
      typeof now === 'string' ? at(now) : now,
    ),
  );

describe('a saved client', () => {
  it('S1: becomes Monitor for 30 days', () => {
    const decision = decided([SAVED]);
    expect(decision.phase).toBe('monitoring');
    expect(wanted(decision).status).toBe('Monitor for 30 days');
    expect(decision.writes[0]).toMatchObject({ kind: 'setClientStatus', rules: ['S1'] });
  });

  it('S2: is waited for until 30 days are over, on the wall clock', () => {
    const decision = decided([SAVED, CLOSED_AS_SAVED], { client: company([MONITORED]), now: BEFORE_DAY_30 });
    expect(decision.writes).toEqual([]);
    expect(decision.end).toBeUndefined();
    expect(waitsFor(decision)).toEqual(['monitoringPeriod']);
    expect(decision.wakeUp).toEqual({ at: DAY_30, reason: expect.stringMatching(/^S2: /) });
  });

  it('S2: 30 days after being saved the client is Active, and the case ends', () => {
    const decision = decided([SAVED, CLOSED_AS_SAVED], { client: company([MONITORED]), now: DAY_30 });
    expect(decision.writes).toMatchObject([{ kind: 'setClientStatus', rules: ['S2'], status: 'Active' }]);
    expect(decision.end).toBe('active');
    expect(decision.waitingFor).toEqual([]);
    expect(decision.wakeUp).toBeUndefined();
  });

  it('S2: counts from the answer, not from when it was processed', () => {
    const decision = decided([SAVED], { now: later(DAY_30, 5) });
    expect(wanted(decision)).toMatchObject({
      status: 'Active',
      ticket: { stage: 'closed', cancellationApproval: 'No' },
    });
    expect(decision.end).toBe('active');
  });

  it('S2: counts from the newest Yes after a flip', () => {
    const flips: TicketEvent[] = [
      { at: '2026-01-10T09:30-05:00', set: { customerSaved: 'Yes' } },
      { at: '2026-01-20T09:30-05:00', set: { customerSaved: 'No' } },
      SAVED,
    ];
    expect(wanted(decided(flips, { now: BEFORE_DAY_30 })).status).toBe('Monitor for 30 days');
    expect(wanted(decided(flips, { now: DAY_30 })).status).toBe('Active');
  });

  it('S2: the number of days is a setting', () => {
    const twoDays = { changed: { monitoringDays: 2 } };
    expect(wanted(decided([SAVED], { now: '2026-02-22T09:29-05:00', ...twoDays })).status).toBe('Monitor for 30 days');
    expect(wanted(decided([SAVED], { now: '2026-02-22T09:30-05:00', ...twoDays })).status).toBe('Active');
  });

  it('S2: the case ends when a person had set Active already', () => {
    const client = company([MONITORED, { at: '2026-03-01T10:00-05:00', set: 'Active' }]);
    expect(decided([SAVED, CLOSED_AS_SAVED], { client, now: DAY_30 })).toMatchObject({ writes: [], end: 'active' });
  });

  it('X1: a client whom a person gave another status during monitoring is left alone', () => {
    const client = company([MONITORED, { at: '2026-03-01T10:00-05:00', set: 'At-Risk' }]);
    const decision = decided([SAVED, CLOSED_AS_SAVED], { client, now: DAY_30 });
    expect(decision.writes).toEqual([]);
    expect(decision.attention?.code).toBe('clientStatusChanged');
    expect(decision.end).toBeUndefined();
  });
});

describe('Cancellation Approval of a saved ticket', () => {
  it('S3: becomes No together with S1', () => {
    const decision = decided([SAVED]);
    expect(wanted(decision).ticket.cancellationApproval).toBe('No');
    expect(decision.writes.find(({ kind }) => kind === 'updateTicket')?.rules).toEqual(['S3', 'S4']);
  });

  it('S3: becomes No when it was Yes before', () => {
    const approved: TicketEvent = { at: '2026-02-19T09:30-05:00', set: { cancellationApproval: 'Yes' } };
    expect(wanted(decided([approved, SAVED])).ticket.cancellationApproval).toBe('No');
  });

  it('S3: is not written when it is No already', () => {
    const refused: TicketEvent = { at: '2026-02-19T09:30-05:00', set: { cancellationApproval: 'No' } };
    expect(wanted(decided([refused, SAVED])).ticket).toEqual({ stage: 'closed' });
  });

  it.each(['Yes' as const, null])('X1: is left alone when a person made it %j afterwards', (value) => {
    const changed: TicketEvent = { at: '2026-02-21T09:30-05:00', set: { cancellationApproval: value } };
    expect(
      decided([SAVED, CLOSED_AS_SAVED, changed], { client: company([MONITORED]), now: BEFORE_DAY_30 }).writes,
    ).toEqual([]);
  });
});

describe('the ticket of a saved client', () => {
  it('S4: is closed at once', () => {
    expect(wanted(decided([SAVED])).ticket.stage).toBe('closed');
  });

  it('S4: is closed after monitoring when the setting says so', () => {
    const after = { changed: { closeSavedTicket: 'after-monitoring' as const } };
    expect(wanted(decided([SAVED], after)).ticket).toEqual({ cancellationApproval: 'No' });
    const decision = decided([SAVED], { ...after, client: company([MONITORED]), now: DAY_30 });
    expect(wanted(decision)).toMatchObject({ status: 'Active', ticket: { stage: 'closed' } });
    expect(decision.end).toBe('active');
  });

  it('S4: is left as it is when it is already closed, whoever closed it', () => {
    const byHand: TicketEvent = { ...CLOSED_AS_SAVED, by: cs };
    expect(decided([SAVED, byHand], { client: company([MONITORED]) }).writes).toEqual([]);
  });

  it('X1: is left open when a person opened it again', () => {
    const reopened: TicketEvent = { at: '2026-02-25T10:00-05:00', set: { stage: 'open' } };
    const decision = decided([SAVED, CLOSED_AS_SAVED, reopened], { client: company([MONITORED]), now: DAY_30 });
    expect(wanted(decision)).toMatchObject({ status: 'Active', ticket: {} });
    expect(decision.attention?.code).toBe('reopenedByHand');
    expect(decision.end).toBeUndefined();
  });

  it('S4: is closed when it had been opened again before the answer', () => {
    const earlier: TicketEvent[] = [
      { at: '2026-01-10T10:00-05:00', by: service, set: { stage: 'closed' } },
      { at: '2026-01-11T10:00-05:00', set: { stage: 'open' } },
    ];
    expect(wanted(decided([...earlier, SAVED])).ticket.stage).toBe('closed');
  });

  it('S4: is closed when it was moved among open stages after the answer', () => {
    const moved: TicketEvent = { at: '2026-02-25T10:00-05:00', set: { stage: 'open' } };
    expect(wanted(decided([SAVED, moved], { now: BEFORE_DAY_30 })).ticket.stage).toBe('closed');
  });

  it('X2: a No after closing is said, and not followed', () => {
    const flipped: TicketEvent = { at: '2026-02-25T10:00-05:00', set: { customerSaved: 'No' } };
    const during = decided([SAVED, CLOSED_AS_SAVED, flipped], { client: company([MONITORED]), now: BEFORE_DAY_30 });
    expect(during).toMatchObject({ phase: 'monitoring', writes: [], attention: { code: 'answerChangedAfterClosing' } });
    const after = decided([SAVED, CLOSED_AS_SAVED, flipped], { client: company([MONITORED]), now: DAY_30 });
    expect(wanted(after).status).toBe('Active');
    expect(after.end).toBe('active');
  });
});

describe('a saved client with an outstanding invoice', () => {
  const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
  const determined: TicketEvent = { at: '2026-02-21T10:00-05:00', set: { invoiceDetermination: 'Paid in full' } };
  const approved: TicketEvent = { at: '2026-02-22T10:00-05:00', by: finance, set: { financeApproval: 'Yes' } };

  it('I1: keeps the ticket open, not the status', () => {
    const decision = decided([SAVED], { client: owing });
    expect(wanted(decision)).toEqual({
      status: 'Monitor for 30 days',
      ticket: { cancellationApproval: 'No' },
      notes: [],
    });
    expect(waitsFor(decision)).toEqual(['monitoringPeriod', 'invoiceDetermination', 'financeApproval']);
  });

  it('I1: lets the ticket close once it is determined and Finance has approved', () => {
    const decision = decided([SAVED, determined, approved], { client: owing, approver: ofFinance });
    expect(wanted(decision).ticket.stage).toBe('closed');
    expect(waitsFor(decision)).toEqual(['monitoringPeriod']);
  });

  it('I1: keeps the case going after the client is Active, until the ticket is closed', () => {
    const held = decided([SAVED], { client: owing, now: DAY_30 });
    expect(wanted(held)).toMatchObject({ status: 'Active' });
    expect(wanted(held).ticket.stage).toBeUndefined();
    expect(held.end).toBeUndefined();
    const freed = decided([SAVED, determined, approved], { client: owing, approver: ofFinance, now: DAY_30 });
    expect(freed.end).toBe('active');
  });

  it('I3: undoes an approval by another person, in the same update, with a note', () => {
    const forged: TicketEvent = { ...approved, by: person(STRANGER) };
    const decision = decided([SAVED, determined, forged], { client: owing, approver: notOfFinance });
    expect(wanted(decision)).toMatchObject({
      ticket: { cancellationApproval: 'No', financeApproval: null },
      notes: [expect.stringContaining('not in Finance'), expect.any(String)],
    });
    expect(wanted(decision).ticket.stage).toBeUndefined();
  });

  it('I1: asks for nothing any more once this service has closed the ticket', () => {
    const forged: TicketEvent = { ...approved, by: person(STRANGER) };
    const decision = decided([SAVED, forged, { ...CLOSED_AS_SAVED, at: '2026-02-23T10:00-05:00' }], { client: owing });
    expect(waitsFor(decision)).toEqual(['monitoringPeriod']);
    expect(wanted(decision).notes).toEqual([]);
  });

  it.each([
    ['none', { kind: 'none' as const }],
    ['several', { kind: 'several' as const, count: 2 }],
  ])('I1: with %s for a company it is unknown what is owed, so the ticket stays open', (kind, client) => {
    const decision = decided([SAVED], { client });
    expect(wanted(decision).ticket.stage).toBeUndefined();
    expect(decision.attention?.code).toBe(kind === 'none' ? 'noCompany' : 'severalCompanies');
  });
});

describe('a rescinded cancellation', () => {
  const cancelled: TicketEvent[] = [
    {
      at: '2026-01-20T10:00-05:00',
      set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-04-30') },
    },
    { at: '2026-01-20T10:01-05:00', by: service, set: { stage: 'closed' } },
  ];
  const inProgress = company([{ at: '2026-01-20T10:01-05:00', by: service, set: 'Cancellation in Progress' }]);

  const explained = evidence({ notesByPeople: [at('2026-02-20T09:35-05:00')] });

  it('C2: monitors the client, withdraws the approval and clears the date', () => {
    const decision = decided([...cancelled, SAVED], { client: inProgress });
    expect(wanted(decision)).toEqual({
      status: 'Monitor for 30 days',
      ticket: { cancellationApproval: 'No', rcmCancellationDate: null },
      notes: [],
    });
    expect(decision.writes.every(({ rules }) => rules.every((rule) => rule === 'C2'))).toBe(true);
    expect(decision.wakeUp?.at).toBe(DAY_30);
  });

  it('C2: works also when the client is Cancelled already', () => {
    const client = company([{ at: '2026-02-01T00:00-05:00', by: service, set: 'Cancelled' }]);
    expect(wanted(decided([...cancelled, SAVED], { client })).status).toBe('Monitor for 30 days');
  });

  it('C2: runs the saved path from that instant: Active 30 days later', () => {
    const decision = decided([...cancelled, SAVED], { client: inProgress, now: DAY_30, read: explained });
    expect(wanted(decision).status).toBe('Active');
    expect(decision.end).toBe('active');
  });

  it('C2: makes the client Active at once when the setting says so', () => {
    const decision = decided([...cancelled, SAVED], {
      client: inProgress,
      read: explained,
      changed: { rescindedClient: 'active' },
    });
    expect(wanted(decision)).toMatchObject({ status: 'Active', ticket: { rcmCancellationDate: null } });
    expect(decision.end).toBe('active');
  });

  it('C2: the setting does not shorten the monitoring of a client who rescinded nothing', () => {
    expect(wanted(decided([SAVED], { changed: { rescindedClient: 'active' } })).status).toBe('Monitor for 30 days');
  });

  it('X1: leaves alone a date and an approval that a person set after the rescission', () => {
    const again: TicketEvent = {
      at: '2026-02-21T10:00-05:00',
      set: { rcmCancellationDate: day('2026-05-31'), cancellationApproval: 'Yes' },
    };
    const decision = decided([...cancelled, SAVED, again], { client: inProgress, now: BEFORE_DAY_30 });
    expect(wanted(decision).ticket).toEqual({});
  });

  it('C2: clears the date also where the answer was cleared in between, and the ticket closed just then', () => {
    const crossed: readonly TicketEvent[] = [
      { at: '2026-02-20T09:29:50-05:00', set: { stage: 'open' } },
      { at: '2026-02-20T09:29:56-05:00', set: { customerSaved: null } },
      { at: '2026-02-20T09:29:57-05:00', by: service, set: { stage: 'closed' } },
    ];
    const decision = decided([...cancelled, ...crossed, SAVED], { client: inProgress });
    expect(wanted(decision).ticket).toMatchObject({ rcmCancellationDate: null });
  });

  it('X1: leaves the date of a ticket alone that was not closed before the answer turned to Yes', () => {
    const open = cancelled.slice(0, 1);
    expect(wanted(decided([...open, SAVED])).ticket).toEqual({ cancellationApproval: 'No', stage: 'closed' });
  });
});
