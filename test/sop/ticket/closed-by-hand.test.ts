import { decide } from '../../../src/sop/decide';
import type { CaseFacts, ServiceNote } from '../../../src/sop/vocabulary/facts';
import {
  at,
  company,
  cs,
  day,
  evidence,
  finance,
  found,
  importer,
  noEvidence,
  ofFinance,
  service,
  settings,
  ticket,
  waitsFor,
  wanted,
  withoutX1Notes,
  type TicketEvent,
} from '../build';

const NOW = at('2026-03-05T10:00-05:00');
const OWING: TicketEvent = { at: '2026-03-01T10:00-05:00', set: { outstandingInvoice: 'Yes' } };
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-06-30') },
};
const CLOSED: TicketEvent = { at: '2026-03-03T10:00-05:00', by: cs, set: { stage: 'closed' } };
const CLOSED_AGAIN: readonly TicketEvent[] = [
  CLOSED,
  { at: '2026-03-03T10:01-05:00', by: service, set: { stage: 'open' } },
  { at: '2026-03-04T10:00-05:00', by: cs, set: { stage: 'closed' } },
];
const notified = (closedAt: string): ServiceNote => ({
  reference: `I4-${at(closedAt)}`,
  createdAt: at('2026-03-03T10:01-05:00'),
});

const decided = (events: readonly TicketEvent[], parts: Partial<CaseFacts> = {}, changed = {}) =>
  withoutX1Notes(
    decide(
      found({ ticket: ticket(events), evidence: evidence(), company: company(), ...parts }),
      settings(changed),
      NOW,
    ),
  );

describe('a ticket closed manually while an invoice is outstanding', () => {
  it.each([
    ['saved', YES],
    ['not saved', NO],
  ])('I4: is opened again with one note that says what is missing: %s', (_answer, answer) => {
    const decision = decided([OWING, answer, CLOSED]);
    expect(wanted(decision).ticket.stage).toBe('open');
    expect(wanted(decision).notes).toEqual([
      expect.stringContaining('reopened'),
      expect.stringContaining('Invoice Determination'),
      expect.stringContaining('team Finance'),
      expect.any(String),
    ]);
    expect(decision.writes.find(({ kind }) => kind === 'addNote')?.rules).toEqual(['I4']);
    expect(decision.attention).toBeUndefined();
    expect(decision.end).toBeUndefined();
  });

  it.each([
    ['an import', importer],
    ['Finance', finance],
  ])('I4: is opened again when %s closed it', (_who, by) => {
    expect(wanted(decided([OWING, YES, { ...CLOSED, by }])).ticket.stage).toBe('open');
  });

  it('I4: is approved automatically in the same update, when the setting says so', () => {
    const unapproved: TicketEvent = { ...NO, set: { ...NO.set, cancellationApproval: 'No' } };
    const decision = decided([OWING, unapproved, CLOSED], {}, { cancellationApproval: 'automatic' });
    expect(wanted(decision).ticket).toEqual({ cancellationApproval: 'Yes', stage: 'open' });
  });

  it('I4: is left closed when this service closed it, after Finance had approved', () => {
    const approved: TicketEvent = {
      at: '2026-03-02T11:00-05:00',
      by: finance,
      set: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
    };
    const decision = decided([OWING, YES, approved, { ...CLOSED, by: service }]);
    expect(wanted(decision)).toMatchObject({ ticket: { cancellationApproval: 'No' }, notes: [] });
    expect(wanted(decision).ticket.stage).toBeUndefined();
  });

  it.each([
    ['saved', YES],
    ['not saved', NO],
  ])('I4: closed a second time is left and reported: %s', (_answer, answer) => {
    const again = { evidence: evidence({ serviceNotes: [notified('2026-03-03T10:00-05:00')] }) };
    const decision = decided([OWING, answer, ...CLOSED_AGAIN], again);
    expect(wanted(decision).ticket.stage).toBeUndefined();
    expect(wanted(decision).notes).toEqual([]);
    expect(decision.attention?.code).toBe('closedUnderInvoice');
    expect(waitsFor(decision)).toContain('financeApproval');
  });

  it.each([
    ['after someone had changed the Client Status', '2026-03-03T12:00-05:00', 'closedUnderInvoice'],
    ['before someone changed the Client Status', '2026-03-04T12:00-05:00', 'clientStatusChanged'],
  ])('I4, X1: closed a second time %s, the newer of the two is said', (_when, when, code) => {
    const client = company([
      { at: '2026-03-02T10:01-05:00', by: service, set: 'Monitor for 30 days' },
      { at: when, by: cs, set: 'At-Risk' },
    ]);
    const read = evidence({ serviceNotes: [notified('2026-03-03T10:00-05:00')] });
    expect(decided([OWING, YES, ...CLOSED_AGAIN], { evidence: read, company: client }).attention?.code).toBe(code);
    const cancelling = company([
      { at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' },
      { at: when, by: cs, set: 'At-Risk' },
    ]);
    expect(decided([OWING, NO, ...CLOSED_AGAIN], { evidence: read, company: cancelling }).attention?.code).toBe(code);
  });

  it('I4: a note that a person edited still counts as a reopening', () => {
    const edited = { ...notified('2026-03-03T10:00-05:00'), edited: true };
    const decision = decided([OWING, YES, ...CLOSED_AGAIN], { evidence: evidence({ serviceNotes: [edited] }) });
    expect(decision.attention?.code).toBe('closedUnderInvoice');
  });

  it('I4: a reopening that failed after its note is done later, without a second note', () => {
    const failed = { evidence: evidence({ serviceNotes: [notified('2026-03-03T10:00-05:00')] }) };
    expect(wanted(decided([OWING, YES, CLOSED], failed))).toMatchObject({ ticket: { stage: 'open' }, notes: [] });
  });

  it('I4: how often it is opened again is a setting', () => {
    const once = { evidence: evidence({ serviceNotes: [notified('2026-03-03T10:00-05:00')] }) };
    expect(wanted(decided([OWING, YES, ...CLOSED_AGAIN], once, { reopenings: 2 })).ticket.stage).toBe('open');
    expect(decided([OWING, YES, CLOSED], {}, { reopenings: 0 }).attention?.code).toBe('closedUnderInvoice');
  });

  it('I4: is reported when it is closed again, although the date is invalid, too', () => {
    const past: TicketEvent = { at: '2026-03-02T11:00-05:00', set: { rcmCancellationDate: day('2020-01-01') } };
    const notes = evidence({ serviceNotes: [notified('2026-03-03T10:00-05:00')] });
    expect(decided([OWING, NO, past, ...CLOSED_AGAIN], { evidence: notes }).attention?.code).toBe('closedUnderInvoice');
  });

  it('I4: is left closed once the invoice is determined and Finance has approved', () => {
    const settled: TicketEvent = {
      at: '2026-03-04T10:00-05:00',
      by: finance,
      set: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
    };
    const decision = decided([OWING, NO, CLOSED, settled], { approver: ofFinance });
    expect(wanted(decision)).toMatchObject({ status: 'Cancellation in Progress', ticket: {}, notes: [] });
  });

  it('I4: is opened again although its RCM Cancellation Date is not plausible: no note without its change', () => {
    const typo: TicketEvent = { at: '2026-03-02T11:00-05:00', set: { rcmCancellationDate: day('2006-06-30') } };
    const decision = decided([OWING, NO, typo, CLOSED]);
    expect(decision.attention?.code).toBe('dateOutOfBounds');
    expect(wanted(decision)).toMatchObject({
      ticket: { stage: 'open' },
      notes: expect.arrayContaining([expect.any(String)]),
    });
  });
});

describe('a ticket closed manually with evidence missing', () => {
  it('X1: is reported, and left closed', () => {
    const decision = decided([NO, CLOSED], { evidence: noEvidence });
    expect(decision).toMatchObject({ phase: 'collecting', writes: [], attention: { code: 'closedIncomplete' } });
  });

  it.each([true, false])(
    'I4: is left when its client is Cancelled already, and the evidence is deleted: %s',
    (reopenIncomplete) => {
      const due: TicketEvent = { ...NO, set: { ...NO.set, rcmCancellationDate: day('2026-03-04') } };
      const client = company([
        { at: '2026-03-03T10:01-05:00', by: service, set: 'Cancellation in Progress' },
        { at: '2026-03-04T10:00-05:00', by: service, set: 'Cancelled' },
      ]);
      const decision = decided([due, CLOSED], { evidence: noEvidence, company: client }, { reopenIncomplete });
      expect(decision.attention).toBeUndefined();
      expect(decision.writes).toEqual([]);
    },
  );

  it('I4: is opened again when the setting says so', () => {
    const decision = decided([NO, CLOSED], { evidence: noEvidence }, { reopenIncomplete: true });
    expect(wanted(decision).ticket.stage).toBe('open');
    expect(wanted(decision).notes).toContainEqual(expect.stringContaining('cancellation notice'));
  });
});
