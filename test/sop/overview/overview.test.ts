import { decide } from '../../../src/sop/decide';
import { overviewOf, type Overview } from '../../../src/sop/overview/overview';
import { stepsOf } from '../../../src/sop/overview/steps';
import type { CaseFacts } from '../../../src/sop/vocabulary/facts';
import { at, company, CREATED, day, evidence, found, invoice, noEvidence, service, settings, ticket } from '../build';

const NOW = at('2026-02-01T12:00-05:00');
const SAVED = { at: '2026-01-20T09:00-05:00', set: { customerSaved: 'Yes' } } as const;
const NOT_SAVED = { at: '2026-01-20T09:00-05:00', set: { customerSaved: 'No' } } as const;
const COMPLETE = {
  at: '2026-01-25T09:00-05:00',
  set: { rcmCancellationDate: day('2026-03-31'), cancellationApproval: 'Yes' },
} as const;

const overview = (facts: CaseFacts): Overview => overviewOf(facts, decide(found(facts), settings(), NOW), settings());
const steps = (facts: CaseFacts): readonly string[] =>
  stepsOf(facts, decide(found(facts), settings(), NOW), settings()).map(
    ({ done, rule, code }) => `${done ? '✓' : '…'} ${rule} ${code}`,
  );

describe('the overview of a case', () => {
  it('N1: of an unanswered ticket begins when it was opened', () => {
    expect(overview({ ticket: ticket() })).toEqual({ openedAt: CREATED, since: CREATED });
  });

  it('S2: of a saved client names the day on which monitoring ends', () => {
    const facts = { ticket: ticket([SAVED]), company: company(), evidence: noEvidence };

    expect(overview(facts)).toMatchObject({
      since: at(SAVED.at),
      answer: { value: 'Yes', at: at(SAVED.at) },
      next: { kind: 'monitoringEnds', day: '2026-02-19', at: at('2026-02-19T09:00-05:00') },
    });
  });

  it('N8: of a cancellation names the date, and since when the ticket is closed', () => {
    const closed = { at: '2026-01-26T09:00-05:00', by: service, set: { stage: 'closed' } } as const;
    const facts = { ticket: ticket([NOT_SAVED, COMPLETE, closed]), company: company(), evidence: evidence() };

    expect(overview(facts)).toMatchObject({
      since: at(closed.at),
      closedAt: at(closed.at),
      next: { kind: 'cancellation', day: '2026-03-31', at: at('2026-03-31T00:00-04:00') },
    });
  });

  it('X1: names the true date of what needs attention too, and not the next check', () => {
    const reopened = { at: '2026-01-28T09:00-05:00', set: { stage: 'open' } } as const;
    const closed = { at: '2026-01-26T09:00-05:00', by: service, set: { stage: 'closed' } } as const;
    const facts = { ticket: ticket([NOT_SAVED, COMPLETE, closed, reopened]), company: company(), evidence: evidence() };
    const decision = decide(found(facts), settings(), NOW);

    expect(decision.attention?.code).toBe('reopenedByHand');
    expect(decision.wakeUp?.at).toBe(at('2026-02-02T12:00-05:00'));
    expect(overview(facts).next?.day).toBe('2026-03-31');
  });

  it('I2: of a ticket on hold counts its invoices, and adds up what is due', () => {
    const owing = company([], {
      outstandingInvoices: [invoice('2026-01-02T09:00-05:00'), invoice('2026-01-02T09:00-05:00', '702', 250.5)],
    });

    expect(overview({ ticket: ticket([SAVED]), company: owing, evidence: noEvidence }).invoices).toEqual({
      count: 2,
      balance: 1500.5,
    });
    const flagged = ticket([{ at: '2026-01-21T09:00-05:00', set: { outstandingInvoice: 'Yes' } }]);
    expect(overview({ ticket: flagged, company: company(), evidence: noEvidence }).invoices).toEqual({
      count: 0,
      balance: null,
    });
  });
});

describe('the steps of the SOP on a ticket', () => {
  it('N1: are only the answer where there is none', () => {
    expect(steps({ ticket: ticket() })).toEqual(['… N1 customerSaved']);
  });

  it('N2–N5: are ticked as they come, in the SOP’s order', () => {
    const half = ticket([NOT_SAVED, { ...COMPLETE, set: { rcmCancellationDate: day('2026-03-31') } }]);

    expect(steps({ ticket: half, company: company(), evidence: evidence({ noticeFiles: 0 }) })).toEqual([
      '✓ N1 customerSaved',
      '… N2 cancellationNotice',
      '✓ N3 etfNote',
      '✓ N4 rcmCancellationDate',
      '… N5 cancellationApproval',
    ]);
  });

  it('X1: tick nothing that was not read', () => {
    expect(steps({ ticket: ticket([NOT_SAVED]), company: company() })).toEqual([
      '✓ N1 customerSaved',
      '… N2 cancellationNotice',
      '… N3 etfNote',
      '… N4 rcmCancellationDate',
      '… N5 cancellationApproval',
    ]);
  });

  it('I1, I3: of a ticket on hold name the determination and Finance’s approval', () => {
    const owing = company([], { outstandingInvoices: [invoice('2026-01-02T09:00-05:00')] });
    const determined = { at: '2026-01-22T09:00-05:00', set: { invoiceDetermination: 'Paid in full' } } as const;

    expect(steps({ ticket: ticket([SAVED, determined]), company: owing, evidence: noEvidence })).toEqual([
      '✓ S1 customerSaved',
      '✓ I1 invoiceDetermination',
      '… I3 financeApproval',
      '… S2 monitoringPeriod',
    ]);
  });
});
