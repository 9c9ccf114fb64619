import { approvalWrites, approverOf, refusalNote } from '../../../src/sop/invoice/approval';
import { invoiceHold } from '../../../src/sop/invoice/invoice';
import {
  FINANCE,
  STRANGER,
  at,
  company,
  evidence,
  later,
  MINUTE,
  ofFinance,
  service,
  settings,
  ticket,
  ticketId,
  type TicketEvent,
} from '../build';

const NOW = at('2026-03-04T10:00-05:00');
const OWING: TicketEvent = { at: '2026-03-01T10:00-05:00', set: { outstandingInvoice: 'Yes' } };
const APPROVED: TicketEvent = {
  at: NOW,
  by: service,
  set: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
};
/** A portal that accepts approvals from outside HubSpot. */
const OUTSIDE = settings({ approvalOutsideHubSpot: true });
const recorded = (by: string, createdAt = later(NOW, -1000)) =>
  evidence({ serviceNotes: [{ reference: `I3-by-${by}-${createdAt}`, createdAt }] });

describe('an approval made through this service', () => {
  it('I3: writes first the note that names the person, then the approval', () => {
    const [note, update] = approvalWrites(ticketId, { by: FINANCE, determination: 'Sent to collections' }, NOW);
    expect(note).toMatchObject({ kind: 'addNote', rules: ['I3'], reference: `I3-by-${FINANCE}-${NOW}` });
    expect(update).toMatchObject({
      kind: 'updateTicket',
      change: { invoiceDetermination: 'Sent to collections', financeApproval: 'Yes' },
    });
  });

  it('I3: counts for the person whom the note names', () => {
    expect(approverOf(ticket([OWING, APPROVED]), recorded(FINANCE), OUTSIDE)).toBe(FINANCE);
    const facts = {
      ticket: ticket([OWING, APPROVED]),
      company: company(),
      evidence: recorded(FINANCE),
      approver: ofFinance,
    };
    expect(invoiceHold(facts, OUTSIDE).missing).toEqual([]);
  });

  it('I3: does not count without such a note, and is undone', () => {
    const facts = { ticket: ticket([OWING, APPROVED]), company: company(), evidence: evidence(), approver: ofFinance };
    expect(approverOf(facts.ticket, facts.evidence, OUTSIDE)).toBeUndefined();
    expect(invoiceHold(facts, OUTSIDE).undo).toEqual({ financeApproval: null });
  });

  it.each([
    ['newer than the approval', later(NOW, 1)],
    ['more than an hour older', later(NOW, -60 * MINUTE - 1)],
  ])('I3: does not count when the note is %s', (_age, createdAt) => {
    expect(approverOf(ticket([APPROVED]), recorded(FINANCE, createdAt), OUTSIDE)).toBeUndefined();
  });

  it('I3: does not count when a person edited the note, whoever it names', () => {
    const [record] = recorded(FINANCE).serviceNotes;
    const edited = evidence({ serviceNotes: record ? [{ ...record, edited: true }] : [] });
    expect(approverOf(ticket([OWING, APPROVED]), edited, OUTSIDE)).toBeUndefined();
    const facts = { ticket: ticket([OWING, APPROVED]), company: company(), evidence: edited, approver: ofFinance };
    expect(invoiceHold(facts, OUTSIDE).undo).toEqual({ financeApproval: null });
  });

  it('I3: is not made by the note of a refusal', () => {
    const refused = refusalNote(
      ticketId,
      { by: STRANGER, determination: 'Paid in full' },
      'the person who set it is not in Finance',
      settings(),
      NOW,
    );
    const reference = refused.kind === 'addNote' ? refused.reference : '';
    const notified = evidence({ serviceNotes: [{ reference, createdAt: NOW }] });
    expect(approverOf(ticket([APPROVED]), notified, OUTSIDE)).toBeUndefined();
  });

  it('I3: counts for the newest of two notes', () => {
    const two = [...recorded(STRANGER, later(NOW, -5000)).serviceNotes, ...recorded(FINANCE).serviceNotes];
    expect(approverOf(ticket([APPROVED]), evidence({ serviceNotes: two }), OUTSIDE)).toBe(FINANCE);
  });
});
