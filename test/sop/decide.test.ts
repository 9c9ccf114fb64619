import { STEPS, decide } from '../../src/sop/decide';
import type { CaseFacts, CaseReading } from '../../src/sop/vocabulary/facts';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import {
  at,
  company,
  companyId,
  day,
  evidence,
  found,
  later,
  service,
  settings,
  ticket,
  ticketId,
  waitsFor,
  withoutX1Notes,
  type TicketEvent,
  DAY,
} from './build';

const NOW = at('2026-03-03T10:00-05:00');
const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };

describe('the case', () => {
  it('N1: asks for the answer, and writes nothing before there is one', () => {
    const decision = decide(found({ ticket: ticket() }), settings(), NOW);
    expect(decision).toMatchObject({ phase: 'deciding', writes: [] });
    expect(waitsFor(decision)).toEqual(['customerSaved']);
    expect(decision.wakeUp).toBeUndefined();
  });

  it('X1: does nothing for a ticket that was deleted', () => {
    expect(decide({ kind: 'gone' }, settings(), NOW)).toMatchObject({ writes: [], attention: { code: 'ticketGone' } });
  });

  it.each<[string, CaseReading]>([
    ['deleted', { kind: 'gone' }],
    ['merged into another', { kind: 'merged', into: ticketIdSchema.parse('77') }],
  ])('X1: a company names a ticket no longer that was %s', (_what, reading) => {
    const absence = { times: 3, deletion: 'told', client: { companyId, phase: 'cancelling', ticketId } } as const;
    expect(decide(reading, settings(), NOW, absence).writes).toContainEqual({
      ...{ kind: 'clearCaseTicket', rules: ['X1'], companyId, ticketId },
    });
  });

  it('X1: does nothing for a ticket that was merged, and names the other', () => {
    const merged = decide({ kind: 'merged', into: ticketIdSchema.parse('77') }, settings(), NOW);
    expect(merged).toMatchObject({ writes: [], attention: { code: 'ticketMerged' }, end: 'merged' });
    expect(merged.attention?.sentence).toContain('ticket 77');
  });

  it('X1: does nothing for a ticket that left the At-Risk pipeline', () => {
    const moved = found({ ticket: ticket([YES], { inAtRiskPipeline: false }), company: company() });
    expect(decide(moved, settings(), NOW)).toMatchObject({ writes: [], attention: { code: 'notAtRisk' } });
  });

  it('X1: does nothing while a property has a value that the SOP does not know', () => {
    const unknown = found({ ticket: ticket([YES], { unknownValues: ['Customer Saved'] }), company: company() });
    const decision = withoutX1Notes(decide(unknown, settings(), NOW));
    expect(decision).toMatchObject({ writes: [], attention: { code: 'unknownValue' } });
    expect(decision.attention?.sentence).toContain('Customer Saved');
  });

  it('X1: that needs a person is checked again after a day', () => {
    const decision = decide(found({ ticket: ticket([YES]), company: { kind: 'none' } }), settings(), NOW);
    expect(decision.wakeUp).toEqual({ at: later(NOW, DAY), reason: expect.stringMatching(/^X1: /) });
  });

  it('X1: that needs a person is checked sooner when a rule is due sooner', () => {
    const almost = at('2026-04-01T09:30-04:00');
    const decision = decide(found({ ticket: ticket([YES]), company: { kind: 'none' } }), settings(), almost);
    expect(decision.wakeUp).toEqual({ at: at('2026-04-01T10:00-04:00'), reason: expect.stringMatching(/^S2: /) });
  });

  it('X1: that has ended is not checked again', () => {
    const flipped = ticket([
      YES,
      { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed', cancellationApproval: 'No' } },
      { at: '2026-03-05T10:01-05:00', set: { customerSaved: 'No' } },
    ]);
    const decision = decide(found({ ticket: flipped, company: company() }), settings(), at('2026-05-01T10:00-04:00'));
    expect(decision).toMatchObject({ end: 'active', attention: { code: 'answerChangedAfterClosing' } });
    expect(decision.wakeUp).toBeUndefined();
  });

  it.each([
    ['is saved', [YES]],
    ['is on hold', [{ at: '2026-03-02T10:01-05:00', set: { outstandingInvoice: 'Yes' as const } }]],
  ])('X1: that %s is never decided as one without a company because its company was not read', (_what, events) => {
    const decided = (facts: Partial<CaseFacts>) => decide(found({ ticket: ticket(events), ...facts }), settings(), NOW);
    expect(() => decided({})).toThrow('the company was not read, although the SOP needs it here');
    expect(() => decided({ company: { kind: 'none' } })).not.toThrow();
  });

  it('X2: follows the newest answer before the ticket is closed', () => {
    const complete: TicketEvent = {
      at: '2026-03-02T10:30-05:00',
      set: { rcmCancellationDate: day('2026-06-30'), cancellationApproval: 'Yes' },
    };
    const phase = (...events: TicketEvent[]) =>
      decide(found({ ticket: ticket(events), evidence: evidence(), company: company() }), settings(), NOW).phase;
    expect(phase(complete, YES, { ...NO, at: '2026-03-02T11:00-05:00' })).toBe('cancelling');
    expect(phase(complete, NO, { ...YES, at: '2026-03-02T11:00-05:00' })).toBe('monitoring');
  });

  it('X3: the same snapshot always gives the same decision', () => {
    const snapshot = found({ ticket: ticket([YES]), company: company() });
    expect(decide(snapshot, settings(), NOW)).toEqual(decide(snapshot, settings(), NOW));
  });
});

describe('the steps of a decision', () => {
  const place = (name: string): number => STEPS.findIndex((step) => step.name === name);

  it.each([
    ['N1', 'what does not count', 'what should have closed'],
    ['N9', 'deactivation checklist', 'corrected company'],
    ['S5', 'deactivation checklist', 'explanation of a change'],
    ['S5', 'corrected company', 'explanation of a change'],
    ['X1', 'deactivation checklist', 'what is set back'],
    ['X1', 'corrected company', 'what is set back'],
    ['C4', 'explanation of a change', 'what the ticket completes'],
    ['X1', 'note for a person', 'task for a person'],
    ['X1', 'note for a person', 'portal file'],
    ['X1', 'portal file', 'daily check'],
  ])('%s: "%s" comes before "%s", for the reason beside them', (_rule, first, second) => {
    expect(place(first)).toBeGreaterThanOrEqual(0);
    expect(place(first)).toBeLessThan(place(second));
  });

  it('X1: the daily check is the last one', () => {
    expect(STEPS.at(-1)?.name).toBe('daily check');
  });
});
