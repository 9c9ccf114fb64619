import { needsApprover, needsCompany, needsEvidence } from '../../src/sop/needs';
import {
  FINANCE,
  company,
  day,
  evidence,
  finance,
  invoice,
  noEvidence,
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
    ['for a saved ticket', [YES], false],
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

  it('I4: for a saved ticket that somebody closed by hand, and not for one that this service closed', () => {
    expect(needsEvidence(ticket([YES, CLOSED]), settings())).toBe(true);
    expect(needsEvidence(ticket([YES, CLOSED_BY_SERVICE]), settings())).toBe(false);
  });

  it('I3: for a saved ticket with an approval made through this service, whose note names the person', () => {
    const approval: TicketEvent = { at: '2026-03-02T10:40-05:00', by: service, set: { financeApproval: 'Yes' } };
    expect(needsEvidence(ticket([YES, approval]), settings())).toBe(true);
    expect(needsEvidence(ticket([YES, { ...approval, by: finance }]), settings())).toBe(false);
  });

  it('X1: not for a ticket that left the pipeline', () => {
    expect(needsEvidence(ticket([NO], elsewhere), settings())).toBe(false);
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
    expect(needsCompany(ticket(events), read, settings())).toBe(needed);
  });

  it('N5: without approval when the service sets it', () => {
    const automatic = settings({ cancellationApproval: 'automatic' });
    expect(needsCompany(ticket([NO, DATE]), evidence(), automatic)).toBe(true);
    expect(needsCompany(ticket([NO, DATE]), noEvidence, automatic)).toBe(false);
  });

  it('X1: not for a ticket that left the pipeline', () => {
    expect(needsCompany(ticket([YES], elsewhere), undefined, settings())).toBe(false);
  });
});

describe('the approver is looked up', () => {
  const outstanding: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { outstandingInvoice: 'Yes' } };
  const determined: TicketEvent = { at: '2026-03-02T10:35-05:00', set: { invoiceDetermination: 'Paid in full' } };
  const approved: TicketEvent = { at: '2026-03-02T10:40-05:00', by: finance, set: { financeApproval: 'Yes' } };

  it('I3: for an approval by a person on an open ticket with an outstanding invoice', () => {
    expect(needsApprover(ticket([YES, outstanding, approved]), undefined, company())).toBe(FINANCE);
    const owing = company([], { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] });
    expect(needsApprover(ticket([YES, approved]), undefined, owing)).toBe(FINANCE);
  });

  it.each([
    ['without an outstanding invoice', [YES, approved]],
    ['without an approval', [YES, outstanding]],
    ['for a No', [YES, outstanding, { ...approved, set: { financeApproval: 'No' as const } }]],
    ['for an approval that was not set by a person', [YES, outstanding, { ...approved, by: service }]],
    ['once this service has closed the ticket', [YES, outstanding, determined, approved, CLOSED_BY_SERVICE]],
  ])('I3: not %s', (_what, events) => {
    expect(needsApprover(ticket(events), undefined, company())).toBeUndefined();
  });

  it('I3: not while the company is not needed', () => {
    expect(needsApprover(ticket([NO, outstanding, approved]), undefined, undefined)).toBeUndefined();
  });
});
