import type { CaseFacts } from '../../src/sop/vocabulary/facts';
import { taskIdSchema } from '../../src/sop/vocabulary/ids';
import { whatIf, type WhatIf } from '../../src/sop/what-if';
import { at, company, day, evidence, noEvidence, service, settings, ticket } from './build';

const NOW = at('2026-02-01T12:00-05:00');
const NOT_SAVED = { at: '2026-01-20T09:00-05:00', set: { customerSaved: 'No' } } as const;
const COMPLETE = {
  at: '2026-01-25T09:00-05:00',
  set: { rcmCancellationDate: day('2026-03-31'), cancellationApproval: 'Yes' },
} as const;
const CLOSED = { at: '2026-01-26T09:00-05:00', by: service, set: { stage: 'closed' } } as const;

const asked = (facts: CaseFacts, date = '2026-04-15'): WhatIf => whatIf(facts, day(date), settings(), NOW);
const lines = ({ dates }: WhatIf): readonly string[] => dates.map((each) => `${each.day} ${each.rule} ${each.words}`);

describe('what follows from an RCM Cancellation Date that one asks about', () => {
  it('N6–N9: of a ticket without anything is every date, and all that is missing for them', () => {
    const answer = asked({ ticket: ticket([NOT_SAVED]), company: company(), evidence: noEvidence });

    expect(lines(answer)).toEqual([
      '2026-02-01 N7 Client Status → Cancellation in Progress',
      '2026-02-01 N6 ticket closed',
      '2026-04-15 N8 Client Status → Cancelled',
      '2026-04-15 N9 deactivation checklist of 4 tasks',
    ]);
    expect(answer.missing.map(({ code }) => code)).toEqual(['cancellationNotice', 'etfNote', 'cancellationApproval']);
    expect(answer.problem).toBeUndefined();
  });

  it('N1: of an unanswered ticket, whose company was not read, is the same, once it is answered No', () => {
    const answer = asked({ ticket: ticket() });

    expect(lines(answer)).toContain('2026-04-15 N8 Client Status → Cancelled');
    expect(answer.missing.map(({ code }) => code)).toEqual(['customerSaved']);
  });

  it('C1: of a cancellation in progress moves the day, and closes nothing again', () => {
    const due = [{ value: day('2026-03-31'), at: at(CLOSED.at), by: service }];
    const facts = {
      ticket: ticket([NOT_SAVED, COMPLETE, CLOSED]),
      company: company([{ at: '2026-01-26T09:00-05:00', by: service, set: 'Cancellation in Progress' }]),
      evidence: evidence(),
      checklist: [
        { id: taskIdSchema.parse('801'), key: 'billing', createdAt: at(CLOSED.at), due, open: true, edited: false },
      ],
    };

    expect(lines(asked(facts))).toEqual([
      '2026-04-15 N8 Client Status → Cancelled',
      '2026-04-15 N9 deactivation checklist: 1 task moved to the RCM Cancellation Date',
    ]);
  });

  it('N8: that is due already is Cancelled at once, after Cancellation in Progress', () => {
    expect(lines(asked({ ticket: ticket([NOT_SAVED]), company: company() }, '2026-01-30'))).toEqual([
      expect.stringMatching(/N9/),
      '2026-02-01 N7 Client Status → Cancellation in Progress',
      '2026-02-01 N8 Client Status → Cancelled',
      '2026-02-01 N6 ticket closed',
    ]);
  });

  it('I1: names the hold that keeps the ticket open, and not what a hold would write', () => {
    const owing = ticket([NOT_SAVED, { at: '2026-01-21T09:00-05:00', set: { outstandingInvoice: 'Yes' } }]);
    const answer = asked({ ticket: owing, company: company(), evidence: evidence() });

    expect(answer.missing.map(({ code }) => code)).toEqual([
      'cancellationApproval',
      'invoiceDetermination',
      'financeApproval',
    ]);
    expect(lines(answer)).toContain('2026-02-01 N6 ticket closed');
  });

  it.each([
    ['N4: far in the past', '2020-01-01', ticket([NOT_SAVED]), /not plausible/],
    ['N4: far in the future', '2040-01-01', ticket([NOT_SAVED]), /not plausible/],
    ['S1: of a saved client', '2026-04-15', ticket([{ ...NOT_SAVED, set: { customerSaved: 'Yes' } }]), /Saved is Yes/],
    ['X1: of a ticket elsewhere', '2026-04-15', ticket([], { inAtRiskPipeline: false }), /not in the At-Risk pipeline/],
  ])('says why it would not count: %s', (_what, date, of, problem) => {
    const answer = asked({ ticket: of, company: company(), evidence: noEvidence }, date);

    expect(answer.problem).toMatch(problem);
    expect(answer.dates).toEqual([]);
  });
});
