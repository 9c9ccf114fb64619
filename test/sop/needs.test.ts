import { invoiceHold } from '../../src/sop/invoice/invoice';
import { needsApprover, needsCompany, needsEvidence, needsHoldNotes } from '../../src/sop/needs';
import type { CaseFacts } from '../../src/sop/vocabulary/facts';
import {
  FINANCE,
  at,
  company,
  day,
  evidence,
  finance,
  invoice,
  ofFinance,
  service,
  settings,
  ticket,
  type TicketEvent,
} from './build';

const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const DATE: TicketEvent = { at: '2026-03-02T11:00-05:00', set: { rcmCancellationDate: day('2026-06-30') } };
const APPROVAL: TicketEvent = { at: '2026-03-02T12:00-05:00', set: { cancellationApproval: 'Yes' } };
const CLOSED: TicketEvent = { at: '2026-03-02T13:00-05:00', set: { stage: 'closed' } };
const CLOSED_BY_SERVICE: TicketEvent = { ...CLOSED, by: service };
const CORRECTED: TicketEvent = { at: '2026-03-02T10:59-05:00', set: { customerSaved: 'No' } };
const CLEARED: TicketEvent = { at: '2026-03-02T10:59-05:00', set: { customerSaved: null } };
const elsewhere = { inAtRiskPipeline: false };

describe('evidence is read', () => {
  it.each([
    ['without an answer', [], false],
    ['for a saved ticket (I1: a hold is remembered by a note)', [YES], true],
    ['for a ticket not saved', [NO], true],
    ['for one that a person closed', [NO, CLOSED], true],
    ['for one that this service closed', [NO, DATE, APPROVAL, CLOSED_BY_SERVICE], false],
    ['for one that this service closed although no date was there', [NO, APPROVAL, CLOSED_BY_SERVICE], true],
    ['for one that this service closed as saved, and that was corrected', [YES, CLOSED_BY_SERVICE, CORRECTED], true],
    [
      'for one that was opened again',
      [NO, CLOSED_BY_SERVICE, { ...CLOSED, at: '2026-03-03T10:00-05:00', set: { stage: 'open' as const } }],
      true,
    ],
  ])('N2, N3: %s: %s → %s', (_what, events, needed) => {
    expect(needsEvidence(ticket(events), settings())).toBe(needed);
  });

  it('I4: for a saved ticket that a person closed manually, and not for one that this service closed', () => {
    expect(needsEvidence(ticket([YES, CLOSED]), settings())).toBe(true);
    expect(needsEvidence(ticket([YES, CLOSED_BY_SERVICE]), settings())).toBe(false);
  });

  it('I3: for a saved ticket with an approval made through this service, whose note names the person', () => {
    const approval: TicketEvent = { at: '2026-03-02T10:40-05:00', by: service, set: { financeApproval: 'Yes' } };
    expect(needsEvidence(ticket([YES, approval]), settings())).toBe(true);
    expect(needsEvidence(ticket([approval]), settings())).toBe(true);
  });

  it('X1, I1: for a ticket that left the pipeline, which may have been on hold', () => {
    expect(needsEvidence(ticket([NO], elsewhere), settings())).toBe(true);
  });
});

describe('the company is read', () => {
  it.each([
    ['without an answer', [], evidence(), false],
    ['for a saved ticket, with no evidence read', [YES], undefined, true],
    ['for a ticket not saved with everything there', [NO, DATE, APPROVAL], evidence(), true],
    ['for one without notice', [NO, DATE, APPROVAL], evidence({ noticeFiles: 0 }), false],
    ['for one without ETF note', [NO, DATE, APPROVAL], evidence({ etfNotes: [] }), false],
    ['for one without date', [NO, APPROVAL], evidence(), false],
    ['for one without approval', [NO, DATE], evidence(), false],
    ['for one whose evidence was not read', [NO, DATE, APPROVAL], undefined, false],
    ['for one that this service closed', [NO, DATE, APPROVAL, CLOSED_BY_SERVICE], undefined, true],
    ['for one that was saved before, whose Client Status may have to be taken back', [YES, CORRECTED], undefined, true],
    ['for one whose answer was cleared', [YES, CLEARED], undefined, true],
  ])('N7: %s', (_what, events, read, needed) => {
    expect(needsCompany({ ticket: ticket(events), ...(read && { evidence: read }) }, settings())).toBe(needed);
  });

  it('N5: without approval when the service sets it', () => {
    const automatic = settings({ cancellationApproval: 'automatic' });
    expect(needsCompany({ ticket: ticket([NO, DATE]), evidence: evidence() }, automatic)).toBe(true);
    expect(needsCompany({ ticket: ticket([NO, DATE]), evidence: evidence({ etfNotes: [] }) }, automatic)).toBe(false);
  });

  it('X1: not for a ticket that left the pipeline', () => {
    expect(needsCompany({ ticket: ticket([YES], elsewhere) }, settings())).toBe(false);
  });
});

describe('the notes of a hold are read', () => {
  const closed = ticket([YES, CLOSED_BY_SERVICE]);
  const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });

  it('X2, I1: for a ticket closed as saved, when its client owes something', () => {
    expect(needsHoldNotes({ ticket: closed, company: owing }, settings())).toBe(true);
    expect(needsHoldNotes({ ticket: closed, company: company() }, settings())).toBe(false);
    expect(needsHoldNotes({ ticket: closed, company: owing, evidence: evidence() }, settings())).toBe(false);
  });
});

describe('the approver is read', () => {
  const outstanding: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { outstandingInvoice: 'Yes' } };
  const determined: TicketEvent = { at: '2026-03-02T10:35-05:00', set: { invoiceDetermination: 'Paid in full' } };
  const approved: TicketEvent = { at: '2026-03-02T10:40-05:00', by: finance, set: { financeApproval: 'Yes' } };
  const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
  const approver = (events: readonly TicketEvent[], other: Partial<CaseFacts> = {}) =>
    needsApprover({ ticket: ticket(events), company: company(), evidence: evidence(), ...other }, settings());

  it('I3: for an approval of what was determined, by a person', () => {
    expect(approver([YES, outstanding, determined, approved])).toBe(FINANCE);
    expect(approver([YES, determined, approved], { company: owing })).toBe(FINANCE);
  });

  it.each([
    ['without a determination, as it does not count whoever gave it', [YES, outstanding, approved]],
    ['without an approval', [YES, outstanding, determined]],
    ['for a No', [YES, outstanding, determined, { ...approved, set: { financeApproval: 'No' as const } }]],
    ['for an approval that was not set by a person', [YES, outstanding, determined, { ...approved, by: service }]],
  ])('I3: not %s', (_what, events) => {
    expect(approver(events)).toBeUndefined();
  });

  it('I3: not any more once the approval was accepted', () => {
    const events = [YES, outstanding, determined, approved];
    const [note] = invoiceHold({ ticket: ticket(events), company: company(), approver: ofFinance }, settings()).notes;
    const reference = note?.kind === 'addNote' ? note.reference : '';
    const noted = evidence({ serviceNotes: [{ reference, createdAt: at('2026-03-02T10:41-05:00') }] });
    expect(approver(events, { evidence: noted })).toBeUndefined();
  });

  it('I3: not while the company is not needed', () => {
    expect(needsApprover({ ticket: ticket([NO, outstanding, determined, approved]) }, settings())).toBeUndefined();
  });

  it('I3: not once this service has closed the ticket, of which the notes are not read', () => {
    const closed = ticket([YES, outstanding, determined, approved, CLOSED_BY_SERVICE]);
    expect(needsEvidence(closed, settings())).toBe(false);
    expect(needsApprover({ ticket: closed, company: company() }, settings())).toBeUndefined();
  });
});
