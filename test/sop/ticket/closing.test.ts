import { decide } from '../../../src/sop/decide';
import { closingOf } from '../../../src/sop/ticket/closing';
import type { CaseFacts } from '../../../src/sop/vocabulary/facts';
import {
  at,
  company,
  cs,
  day,
  evidence,
  finance,
  found,
  noEvidence,
  service,
  settings,
  ticket,
  waitsFor,
  wanted,
  withoutX1Notes,
  type TicketEvent,
  type ValueEvent,
} from '../build';

const YES: TicketEvent = { at: '2026-03-02T10:00:00-05:00', set: { customerSaved: 'Yes' } };
const NO: TicketEvent = { at: '2026-03-02T10:00:03-05:00', set: { customerSaved: 'No' } };
/** What the saved path writes (S3, S4). */
const CLOSED: TicketEvent = {
  at: '2026-03-02T10:00:05-05:00',
  by: service,
  set: { cancellationApproval: 'No', stage: 'closed' },
};
const DATE: TicketEvent = { at: '2026-03-02T10:05-05:00', set: { rcmCancellationDate: day('2026-03-20') } };
const THE_DAY = '2026-03-20T10:00-04:00';
const MONITORED: ValueEvent<'Monitor for 30 days'> = {
  at: '2026-03-02T10:00:04-05:00',
  by: service,
  set: 'Monitor for 30 days',
};

const decided = (events: readonly TicketEvent[], parts: Partial<CaseFacts> = {}, now = '2026-03-02T10:10-05:00') =>
  withoutX1Notes(
    decide(
      found({ ticket: ticket(events), evidence: noEvidence, company: company([MONITORED]), ...parts }),
      settings(),
      at(now),
    ),
  );

describe('what a closing by this service proves', () => {
  const complete: TicketEvent = {
    at: '2026-03-02T10:00-05:00',
    set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
  };
  const owing: TicketEvent = { at: '2026-03-02T09:00-05:00', set: { outstandingInvoice: 'Yes' } };
  const freed: TicketEvent = {
    at: '2026-03-02T09:30-05:00',
    by: finance,
    set: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
  };
  const closed: TicketEvent = { at: '2026-03-02T10:00:05-05:00', by: service, set: { stage: 'closed' } };

  it.each<[string, readonly TicketEvent[], string]>([
    ['S4: that the client was saved, with the answer Yes', [YES, closed], 'saved'],
    ['N6: all evidence, with answer, date and approval', [complete, closed], 'notSaved'],
    ['X2: nothing, if the answer had become No', [YES, NO, CLOSED], 'mistaken'],
    ['X2: nothing, if the answer had been cleared', [YES, { ...NO, set: { customerSaved: null } }, CLOSED], 'mistaken'],
    [
      'N4: nothing without a date',
      [{ ...complete, set: { ...complete.set, rcmCancellationDate: null } }, closed],
      'mistaken',
    ],
    [
      'N5: nothing without approval',
      [{ ...complete, set: { ...complete.set, cancellationApproval: 'No' } }, closed],
      'mistaken',
    ],
    [
      'N5, automatic: all evidence, though the approval was taken back just then and this service gave it again',
      [
        complete,
        { at: '2026-03-02T10:00:04-05:00', set: { cancellationApproval: 'No' } },
        closed,
        { at: '2026-03-02T10:00:08-05:00', by: service, set: { cancellationApproval: 'Yes' } },
      ],
      'notSaved',
    ],
    ['I1: nothing while the ticket names an invoice', [owing, YES, closed], 'mistaken'],
    ['I1: what Finance had approved', [owing, freed, YES, closed], 'saved'],
    [
      'S5: all evidence, though a newer ticket took over just then, and the date was cleared with it',
      [complete, { ...closed, set: { stage: 'closed', rcmCancellationDate: null } }],
      'notSaved',
    ],
    ['I4: nothing of a closing by a person', [complete, { ...closed, by: cs }], 'byHand'],
    [
      'X3: nothing at an instant that the history does not cover',
      [closed, { ...NO, at: '2026-04-01T10:00-04:00' }],
      'byHand',
    ],
  ])('%s', (_what, events, kind) => {
    expect(closingOf(ticket(events)).kind).toBe(kind);
  });
});

describe('an answer that changes while the service closes the ticket', () => {
  it('X2: has the ticket opened again with a note, and the Client Status taken back', () => {
    const decision = decided([YES, NO, CLOSED]);
    expect(wanted(decision)).toMatchObject({ status: 'At-Risk', ticket: { stage: 'open' } });
    expect(wanted(decision).notes[0]).toContain('reopened');
    expect(decision.phase).toBe('collecting');
    expect(decision.end).toBeUndefined();
  });

  it.each([
    ['while the ticket is still closed', [YES, NO, CLOSED, DATE]],
    [
      'once the ticket is open again',
      [YES, NO, CLOSED, { ...CLOSED, at: '2026-03-02T10:06-05:00', set: { stage: 'open' as const } }, DATE],
    ],
  ])('N6, N8: then a date alone cancels nobody, %s', (_when, events) => {
    const decision = decided(events, {}, THE_DAY);
    expect(waitsFor(decision)).toEqual(['cancellationNotice', 'etfNote', 'cancellationApproval']);
    expect(wanted(decision).status).toBe('At-Risk');
    expect(wanted(decision).ticket.stage).not.toBe('closed');
  });

  it('X2: is followed like any other once all evidence is there', () => {
    const approved: TicketEvent = { at: '2026-03-02T10:06-05:00', set: { cancellationApproval: 'Yes' } };
    const opened: TicketEvent = { at: '2026-03-02T10:05:30-05:00', by: service, set: { stage: 'open' } };
    const decision = decided([YES, NO, CLOSED, DATE, opened, approved], { evidence: evidence() });
    expect(wanted(decision)).toMatchObject({ status: 'Cancellation in Progress', ticket: { stage: 'closed' } });
  });
});

describe('a slip on the saved path', () => {
  const slip: TicketEvent = { ...NO, at: '2026-03-02T10:00:07-05:00' };

  it('X2: a No seven seconds after Yes opens the closed ticket again and is followed', () => {
    const decision = decided([YES, CLOSED, slip]);
    expect(wanted(decision)).toMatchObject({ status: 'At-Risk', ticket: { stage: 'open' } });
    expect(decision.phase).toBe('collecting');
    expect(waitsFor(decision)).toContain('cancellationNotice');
  });

  it('X2: so it does when a person had closed the ticket', () => {
    const byHand: TicketEvent = { ...CLOSED, by: cs };
    expect(wanted(decided([YES, byHand, slip])).ticket.stage).toBe('open');
  });

  it('X2: an outstanding invoice that is entered in that time opens the ticket again', () => {
    const owing: TicketEvent = { at: '2026-03-02T10:00:06-05:00', set: { outstandingInvoice: 'Yes' } };
    const decision = decided([YES, CLOSED, owing]);
    expect(wanted(decision).ticket).toEqual({ stage: 'open' });
    expect(wanted(decision).status).toBeUndefined();
    expect(waitsFor(decision)).toEqual(['monitoringPeriod', 'invoiceDetermination', 'financeApproval']);
  });

  it('X2: an outstanding invoice that is entered later leaves the ticket closed', () => {
    const owing: TicketEvent = { at: '2026-03-02T11:00:01-05:00', set: { outstandingInvoice: 'Yes' } };
    expect(decided([YES, CLOSED, owing], {}, '2026-03-02T11:10-05:00').writes).toEqual([]);
  });

  it('X2: what was opened again is not opened a second time when a person closes it', () => {
    const opened: TicketEvent = { at: '2026-03-02T10:00:10-05:00', by: service, set: { stage: 'open' } };
    const closed: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { stage: 'closed' } };
    const decision = decided([YES, CLOSED, slip, opened, closed]);
    expect(wanted(decision).ticket).toEqual({});
    expect(decision.attention?.code).toBe('closedIncomplete');
  });
});

describe('a Client Status that was set for an answer that is no longer current', () => {
  const owing: TicketEvent = { at: '2026-03-01T10:00-05:00', set: { outstandingInvoice: 'Yes' } };
  const cleared: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { customerSaved: null } };
  const refused: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { customerSaved: 'No' } };

  it.each([
    ['becomes No', refused],
    ['is cleared', cleared],
  ])('X2: is taken back when the answer of a held ticket %s', (_how, event) => {
    const decision = decided([owing, YES, event]);
    expect(decision.writes[0]).toMatchObject({ kind: 'setClientStatus', rules: ['X2'], status: 'At-Risk' });
  });

  it('X2: is what a person had set before', () => {
    const client = company([{ at: '2026-02-01T10:00-05:00', set: 'Active' }, MONITORED]);
    expect(wanted(decided([owing, YES, cleared], { company: client })).status).toBe('Active');
  });

  it('X2, N7: is not a cancellation that this service gave for another ticket, which gives it again itself', () => {
    const client = company([{ at: '2026-02-01T10:00-05:00', by: service, set: 'Cancellation in Progress' }, MONITORED]);
    expect(wanted(decided([owing, YES, cleared], { company: client })).status).toBe('At-Risk');
  });

  it('X2: is not a status that this service gave for another answer of the same ticket', () => {
    const lost: TicketEvent = { at: '2026-02-20T10:00-05:00', set: { customerSaved: 'No' } };
    const client = company([{ at: '2026-02-21T10:00-05:00', by: service, set: 'Cancellation in Progress' }, MONITORED]);
    expect(wanted(decided([owing, lost, YES, refused], { company: client })).status).toBe('At-Risk');
  });

  it('X1: stays when a person set another one since', () => {
    const client = company([MONITORED, { at: '2026-03-02T12:00-05:00', set: 'Active' }]);
    expect(decided([owing, YES, cleared], { company: client }).writes).toEqual([]);
  });

  it('S5: stays when another ticket gave it', () => {
    const given = { ...MONITORED, at: '2026-03-02T12:00-05:00' };
    const early: TicketEvent = { ...cleared, at: '2026-03-02T10:01-05:00' };
    expect(decided([YES, early], { company: company([given]) }).writes).toEqual([]);
  });
});

describe('an approval that is withdrawn after the ticket was closed', () => {
  const cancelling: TicketEvent[] = [
    {
      at: '2026-03-02T10:00-05:00',
      set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
    },
    { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } },
  ];
  const client = company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]);
  const withdrawn: TicketEvent = { at: '2026-03-10T10:00-04:00', set: { cancellationApproval: 'No' } };
  const again: TicketEvent = { at: '2026-03-21T10:00-04:00', set: { cancellationApproval: 'Yes' } };

  it('N5: the date is not applied, and a person is asked', () => {
    const decision = decided([...cancelling, withdrawn], { company: client }, THE_DAY);
    expect(decision.writes).toEqual([]);
    expect(decision.end).toBeUndefined();
    expect(decision.attention?.code).toBe('approvalWithdrawn');
    expect(waitsFor(decision)).toEqual(['cancellationApproval']);
  });

  it('N5, N8: the date is applied once the approval is given again', () => {
    const decision = decided([...cancelling, withdrawn, again], { company: client }, '2026-03-21T10:01-04:00');
    expect(wanted(decision).status).toBe('Cancelled');
    expect(decision.end).toBe('cancelled');
  });

  it('N5: changes nothing after the client is Cancelled', () => {
    const gone = company([{ at: '2026-03-20T00:00-04:00', by: service, set: 'Cancelled' }]);
    const late: TicketEvent = { ...withdrawn, at: '2026-03-21T10:00-04:00' };
    expect(decided([...cancelling, late], { company: gone }, '2026-03-22T10:00-04:00').end).toBe('cancelled');
  });
});

describe('a date that is due at once', () => {
  it('N7, N8: brings Cancellation in Progress before Cancelled', () => {
    const complete: TicketEvent = {
      at: THE_DAY,
      set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
    };
    const decision = decided([complete], { evidence: evidence(), company: company() }, THE_DAY);
    const statuses = decision.writes.flatMap((write) => (write.kind === 'setClientStatus' ? [write.status] : []));
    expect(statuses).toEqual(['Cancellation in Progress', 'Cancelled']);
  });
});

describe('a rescission of a ticket that was never closed', () => {
  it('C2: held by an invoice and Cancelled meanwhile, it loses its date', () => {
    const held: TicketEvent[] = [
      { at: '2026-03-01T10:00-05:00', set: { outstandingInvoice: 'Yes' } },
      {
        at: '2026-03-02T10:00-05:00',
        set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
      },
      { at: '2026-03-25T10:00-04:00', set: { customerSaved: 'Yes' } },
    ];
    const client = company([
      { at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' },
      { at: '2026-03-20T00:00-04:00', by: service, set: 'Cancelled' },
    ]);
    const decision = decided(held, { company: client }, '2026-03-25T10:01-04:00');
    expect(wanted(decision)).toMatchObject({
      status: 'Monitor for 30 days',
      ticket: { cancellationApproval: 'No', rcmCancellationDate: null },
    });
  });
});

describe('an approval that is taken back after closing', () => {
  const complete: TicketEvent = {
    at: '2026-03-01T10:00-05:00',
    set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
  };
  const closed: TicketEvent = { at: '2026-03-01T10:00:05-05:00', by: service, set: { stage: 'closed' } };
  const withdrawn: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { cancellationApproval: 'No' } };

  it('N5: gives no status, though the client was Cancelled and saved by another ticket since', () => {
    const client = company([
      { at: '2026-03-01T10:00:04-05:00', by: service, set: 'Cancellation in Progress' },
      { at: '2026-03-03T10:00-05:00', by: service, set: 'Cancelled' },
      { at: '2026-03-04T10:00-05:00', by: service, set: 'Monitor for 30 days' },
    ]);
    const decision = decided([complete, closed, withdrawn], { company: client });
    expect(wanted(decision).status).toBeUndefined();
    expect(waitsFor(decision)).toContain('cancellationApproval');
  });
});
