import { decide } from '../../../src/sop/decide';
import type { Shown, ShownChange, Write } from '../../../src/sop/decision/decision';
import { PHASE_LABELS, WAITING_LABELS } from '../../../src/sop/decision/shown';
import { textMark } from '../../../src/sop/decision/text-mark';
import { assumeShown } from '../../../src/sop/shadow/assume-shown';
import { shownBy } from '../../../src/sop/shown/with-shown';
import type { Instant } from '../../../src/sop/vocabulary/dates';
import type { CaseFacts, ShownFacts } from '../../../src/sop/vocabulary/facts';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import {
  CREATED,
  at,
  company,
  companyId,
  day,
  evidence,
  found,
  noEvidence,
  service,
  settings,
  ticket,
  ticketId,
  type TicketEvent,
} from '../build';

const NOW = at('2026-03-03T10:00-05:00');
const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const DATE: TicketEvent = { at: '2026-03-02T11:00-05:00', set: { rcmCancellationDate: day('2026-06-30') } };
const APPROVED: TicketEvent = { at: '2026-03-02T12:00-05:00', set: { cancellationApproval: 'Yes' } };
const INVOICE: TicketEvent = { at: '2026-03-02T10:30-05:00', set: { outstandingInvoice: 'Yes' } };
const CLOSED: TicketEvent = {
  at: '2026-03-02T12:01-05:00',
  by: service,
  set: { stage: 'closed', cancellationApproval: 'No' },
};

/** The portal has all of the properties, and they are empty. */
const EMPTY: ShownFacts = {
  phase: null,
  waitingFor: [],
  waitingSince: null,
  nextStep: null,
  nextDate: null,
  needsAttention: null,
  outcome: null,
};

const shownAt = (now: Instant, facts: CaseFacts): Shown =>
  shownBy(decide(found({ ...facts, shown: EMPTY }), settings(), now), { ...facts, shown: EMPTY }, now);

/** What HubSpot holds once a change was written. */
const afterwards = (change: ShownChange, before: ShownFacts = EMPTY): ShownFacts =>
  assumeShown(before, ticketId, [{ at: NOW, write: { kind: 'showOnTicket', rules: ['X1'], ticketId, shown: change } }]);

const showing = (writes: readonly Write[]): readonly Write[] => writes.filter((write) => 'shown' in write);

describe('what a ticket shows of its case', () => {
  it.each<[string, CaseFacts, Instant, Partial<Shown>]>([
    [
      'N1: an open question',
      { ticket: ticket() },
      NOW,
      {
        phase: 'deciding',
        waitingFor: ['customerSaved'],
        waitingSince: CREATED,
        nextStep: 'Client Success sets Customer Saved to Yes or No.',
        nextDate: null,
        needsAttention: null,
        outcome: null,
      },
    ],
    [
      'S2: a client who is monitored',
      { ticket: ticket([YES]), company: company() },
      NOW,
      {
        phase: 'monitoring',
        waitingFor: ['monitoringPeriod'],
        waitingSince: at('2026-03-02T10:00-05:00'),
        nextStep: 'Monitored until Wed, Apr 1, 2026; then Active by itself.',
        nextDate: day('2026-04-01'),
        needsAttention: null,
        outcome: null,
      },
    ],
    [
      'S2: a client who is Active again',
      { ticket: ticket([YES, CLOSED]), company: company() },
      at('2026-04-02T10:00-04:00'),
      {
        phase: 'ended',
        waitingFor: [],
        waitingSince: null,
        nextStep: 'Nothing is left to do: the client is Active again.',
        nextDate: null,
        outcome: 'active',
      },
    ],
    [
      'N2–N5: evidence that is missing, one requirement in words and the others by name',
      { ticket: ticket([NO]), evidence: noEvidence },
      NOW,
      {
        phase: 'collecting',
        waitingFor: ['cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval'],
        nextStep:
          'Client Success uploads the written cancellation notice to the ticket; also missing: Early Termination Fee note, RCM Cancellation Date, Cancellation Approval.',
        nextDate: null,
      },
    ],
    [
      'N4: the date by which the evidence must be there',
      { ticket: ticket([NO, DATE]), evidence: evidence({ noticeFiles: 0 }) },
      at('2026-03-02T11:01-05:00'),
      {
        phase: 'collecting',
        nextDate: day('2026-06-30'),
        nextStep:
          'Client Success uploads the written cancellation notice to the ticket by Tue, Jun 30, 2026; also missing: Cancellation Approval.',
      },
    ],
    [
      'N7: a cancellation that comes by itself',
      { ticket: ticket([NO, DATE, APPROVED]), evidence: evidence(), company: company() },
      NOW,
      {
        phase: 'cancelling',
        waitingFor: ['cancellationDay'],
        nextStep: 'In cancellation until Tue, Jun 30, 2026; then Cancelled by itself.',
        nextDate: day('2026-06-30'),
      },
    ],
    [
      'N8: a client who is Cancelled',
      { ticket: ticket([NO, DATE, APPROVED]), evidence: evidence(), company: company() },
      at('2026-06-30T10:00-04:00'),
      { phase: 'ended', waitingFor: [], nextDate: null, outcome: 'cancelled' },
    ],
    [
      'I1: an invoice that holds the ticket of a saved client, and the date that comes by itself',
      { ticket: ticket([YES, INVOICE]), company: company(), evidence: noEvidence },
      NOW,
      {
        phase: 'monitoring',
        waitingFor: ['monitoringPeriod', 'invoiceDetermination', 'financeApproval'],
        nextStep:
          'Invoice Determination: the outstanding invoice is paid in full, or sent to collections; also missing: Finance Approval. Monitored until Wed, Apr 1, 2026; then Active by itself.',
        nextDate: day('2026-04-01'),
      },
    ],
    [
      'X1: a person who must help, in the words of the note',
      { ticket: ticket([YES]), company: { kind: 'none' } },
      NOW,
      {
        phase: 'monitoring',
        nextStep: "Associate the client's company with the ticket.",
        needsAttention:
          "The ticket has no company, so there is no Client Status to set. What to do: associate the client's company with the ticket.",
      },
    ],
    [
      'X1: nothing, once the ticket left the pipeline',
      { ticket: ticket([YES], { inAtRiskPipeline: false }) },
      NOW,
      { phase: null, waitingFor: [], waitingSince: null, nextStep: null, nextDate: null, needsAttention: null },
    ],
  ])('%s', (_what, facts, now, wanted) => {
    expect(shownAt(now, facts)).toMatchObject(wanted);
  });

  it('S5: names the newer ticket that has taken over', () => {
    const newer = { id: ticketIdSchema.parse('777'), completes: 'saved' as const, since: at('2026-03-02T15:00-05:00') };
    const facts = { ticket: ticket([YES, CLOSED]), company: company([], { newerTickets: [newer] }) };
    expect(shownAt(NOW, facts)).toMatchObject({
      phase: 'ended',
      outcome: 'superseded',
      nextStep: 'Nothing is left to do here: At-Risk ticket 777 has taken over.',
    });
  });

  it('X1: names no person by an id', () => {
    const changed: TicketEvent = { at: '2026-03-02T13:00-05:00', set: { cancellationApproval: 'Yes' } };
    const facts = { ticket: ticket([YES, CLOSED, changed]), company: company() };
    const { needsAttention } = shownAt(NOW, facts);
    expect(needsAttention).toMatch(/^a person changed Cancellation Approval from No to Yes/i);
  });

  it('X1: has a label for each phase and requirement, each its own', () => {
    for (const labels of [PHASE_LABELS, WAITING_LABELS]) {
      expect(new Set(Object.values(labels)).size).toBe(Object.keys(labels).length);
    }
  });
});

describe('writing what a ticket shows', () => {
  const monitored: CaseFacts = { ticket: ticket([YES]), company: company(), shown: EMPTY };

  it('X1: goes with the change of the ticket, where there is one', () => {
    const { writes } = decide(found(monitored), settings(), NOW);
    expect(showing(writes)).toEqual([
      expect.objectContaining({ kind: 'updateTicket', shown: expect.objectContaining({ phase: 'monitoring' }) }),
    ]);
  });

  it('X1: is a call of its own where nothing else changes', () => {
    const { writes } = decide(found({ ticket: ticket(), shown: EMPTY }), settings(), NOW);
    expect(writes).toEqual([
      expect.objectContaining({
        kind: 'showOnTicket',
        ticketId,
        shown: expect.objectContaining({ phase: 'deciding' }),
      }),
    ]);
  });

  it.each<[string, CaseFacts]>([
    ['open', { ticket: ticket() }],
    ['waiting for evidence', { ticket: ticket([NO]), evidence: noEvidence }],
    ['monitored and closed', { ticket: ticket([YES, CLOSED]), company: company() }],
  ])('X1: is not repeated once a ticket that is %s shows it, also later', (_what, facts) => {
    const first = shownBy(decide(found(facts), settings(), NOW), facts, NOW);
    const again = decide(found({ ...facts, shown: afterwards(first) }), settings(), at('2026-03-05T10:00-05:00'));
    expect(showing(again.writes)).toEqual([]);
  });

  it('X1: counts the days of waiting from the start when something else is missing, and not before', () => {
    const facts: CaseFacts = { ticket: ticket([NO]), evidence: noEvidence };
    const first = shownBy(decide(found(facts), settings(), NOW), facts, NOW);
    const dated = {
      ...facts,
      ticket: ticket([NO, { ...DATE, at: '2026-03-09T09:00-04:00' }]),
      shown: afterwards(first),
    };
    const now = at('2026-03-09T09:01-04:00');

    expect(first.waitingSince).toBe(at('2026-03-02T10:00-05:00'));
    expect(shownBy(decide(found(dated), settings(), now), dated, now).waitingSince).toBe(at('2026-03-09T09:00-04:00'));
  });

  it('X1: leaves out what the portal has no property for, and writes nothing where it has none', () => {
    const only = { ticket: ticket(), shown: { phase: null } };
    expect(decide(found(only), settings(), NOW).writes).toEqual([
      expect.objectContaining({ kind: 'showOnTicket', shown: { phase: 'deciding' } }),
    ]);
    expect(decide(found({ ticket: ticket() }), settings(), NOW).writes).toEqual([]);
  });

  it('X1: is emptied, and the company no longer names the ticket, when the ticket leaves the pipeline', () => {
    const moved = ticket([YES], { inAtRiskPipeline: false, companyId });
    const { writes } = decide(found({ ticket: moved, shown: { ...EMPTY, phase: 'monitoring' } }), settings(), NOW);
    expect(writes).toEqual([
      { kind: 'clearCaseTicket', rules: ['X1'], companyId, ticketId },
      { kind: 'showOnTicket', rules: ['X1'], ticketId, shown: { phase: null } },
    ]);
    expect(decide(found({ ticket: moved, shown: EMPTY }), settings(), NOW).writes).toEqual([]);
  });

  it('X1: a company names the ticket that gives it its Client Status, in the same call', () => {
    const statuses = (caseTicket: string | null): readonly Write[] =>
      decide(found({ ...monitored, company: company([], { caseTicket }) }), settings(), NOW).writes.filter(
        ({ kind }) => kind === 'setClientStatus',
      );
    expect(statuses(null)).toEqual([expect.objectContaining({ caseTicket: ticketId })]);
    expect(statuses(ticketId)).toEqual([expect.not.objectContaining({ caseTicket: expect.anything() })]);
  });

  it('X1: puts no text of a person into the history: a text that anyone edited is known by its mark', () => {
    expect(textMark('Client Success sets Customer Saved to Yes or No.')).toMatch(/^[0-9a-z]{1,7}-[0-9a-z]{1,7}$/);
    expect(textMark('a')).not.toBe(textMark('b'));
  });
});
