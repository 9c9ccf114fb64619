import { decide } from '../../../src/sop/decide';
import type { Decision } from '../../../src/sop/decision/decision';
import { needsEvidenceOfNewer } from '../../../src/sop/needs';
import { completionOf } from '../../../src/sop/paths/newer-ticket';
import type { ClientStatus, Completes, NewerTicket, TicketFacts } from '../../../src/sop/vocabulary/facts';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  at,
  company,
  cs,
  day,
  evidence,
  found,
  invoice,
  noEvidence,
  service,
  settings,
  ticket,
  waitsFor,
  wanted,
  type TicketEvent,
  type ValueEvent,
} from '../build';

const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-04-20') },
};
const BARE_NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const CLOSED: TicketEvent = { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } };
const INVOICE: TicketEvent = { at: '2026-03-01T10:00-05:00', set: { outstandingInvoice: 'Yes' } };
const NEWER_AT = '2026-03-10T10:00-04:00';
const SOON = '2026-03-11T10:00-04:00';
const AFTER_MONITORING = '2026-04-05T10:00-04:00';
const AFTER_DATE = '2026-05-01T10:00-04:00';

const newerId = ticketIdSchema.parse('502');
const newer = (completes: Completes, since = NEWER_AT): NewerTicket => ({
  id: newerId,
  completes,
  since: at(since),
  ...(completes === 'cancellation' && { date: day('2026-05-15') }),
});
const status = (set: ClientStatus, by = service): ValueEvent<ClientStatus> => ({
  at: '2026-03-02T10:00:30-05:00',
  by,
  set,
});

interface Given {
  readonly newerTickets: readonly NewerTicket[];
  readonly statuses?: readonly ValueEvent<ClientStatus>[];
  readonly now?: string;
  readonly changed?: Partial<SopSettings>;
  readonly owing?: boolean;
  readonly read?: ReturnType<typeof evidence>;
}

function decided(events: readonly TicketEvent[], given: Given): Decision {
  const { newerTickets, statuses = [], now = SOON, changed, owing, read = evidence() } = given;
  const other = { newerTickets, ...(owing && { outstandingInvoices: [invoice('2026-02-01T10:00-05:00')] }) };
  const facts = { ticket: ticket(events), evidence: read, company: company(statuses, other) };
  return decide(found(facts), settings(changed), at(now));
}

/** What becomes of the older ticket, in a word or two. */
function outcome(decision: Decision): string {
  const { status: given, ticket: change } = wanted(decision);
  const parts = [
    ...(decision.end === undefined ? [] : [`ends: ${decision.end}`]),
    ...(decision.attention === undefined ? [] : [`asks: ${decision.attention.code}`]),
    ...(given === undefined ? [] : [given]),
    ...(change.stage === undefined ? [] : [`→ ${change.stage}`]),
    ...(change.rcmCancellationDate === null ? ['no date'] : []),
    ...(takenOver(decision).length > 0 ? ['says so'] : []),
    ...(waitsFor(decision).includes('newerTicket') ? ['waits for the newer one'] : []),
  ];
  return parts.join(', ');
}

const takenOver = (decision: Decision) =>
  decision.writes.flatMap((write) => (write.kind === 'addNote' && write.rules.includes('S5') ? [write] : []));

describe('two tickets of one client: what happens to the older one', () => {
  const older: Readonly<Record<string, readonly [readonly TicketEvent[], Omit<Given, 'newerTickets'>]>> = {
    'monitored, closed': [[YES, CLOSED], { statuses: [status('Monitor for 30 days')] }],
    'after its 30 days': [[YES, CLOSED], { statuses: [status('Monitor for 30 days')], now: AFTER_MONITORING }],
    'saved, open, held by an invoice': [[INVOICE, YES], { statuses: [status('Monitor for 30 days')] }],
    'in cancellation, closed': [[NO, CLOSED], { statuses: [status('Cancellation in Progress')] }],
    'in cancellation, on its date': [[NO, CLOSED], { statuses: [status('Cancellation in Progress')], now: AFTER_DATE }],
    'in cancellation, open, held by an invoice': [[INVOICE, NO], { statuses: [status('Cancellation in Progress')] }],
    'not saved, open, without evidence': [[BARE_NO], { read: noEvidence }],
    'open, unanswered': [[], {}],
  };

  it.each<[keyof typeof older, Completes, string]>([
    ['monitored, closed', 'nothing', 'waits for the newer one'],
    ['monitored, closed', 'saved', 'ends: superseded, says so'],
    ['monitored, closed', 'notSaved', 'ends: superseded, says so'],
    ['monitored, closed', 'cancellation', 'ends: superseded, says so'],
    ['after its 30 days', 'nothing', 'waits for the newer one'],
    ['after its 30 days', 'saved', 'ends: superseded, says so'],
    ['saved, open, held by an invoice', 'nothing', 'waits for the newer one'],
    ['saved, open, held by an invoice', 'saved', 'says so'],
    ['saved, open, held by an invoice', 'notSaved', 'says so'],
    ['in cancellation, closed', 'nothing', ''],
    ['in cancellation, closed', 'notSaved', ''],
    ['in cancellation, closed', 'saved', 'ends: superseded, no date, says so'],
    ['in cancellation, closed', 'cancellation', 'ends: superseded, says so'],
    ['in cancellation, on its date', 'nothing', 'ends: cancelled, Cancelled'],
    ['in cancellation, on its date', 'notSaved', 'ends: cancelled, Cancelled'],
    ['in cancellation, on its date', 'saved', 'ends: superseded, no date, says so'],
    ['in cancellation, on its date', 'cancellation', 'ends: superseded, says so'],
    ['in cancellation, open, held by an invoice', 'nothing', ''],
    ['in cancellation, open, held by an invoice', 'notSaved', ''],
    ['in cancellation, open, held by an invoice', 'saved', 'no date, says so'],
    ['in cancellation, open, held by an invoice', 'cancellation', 'says so'],
    ['not saved, open, without evidence', 'nothing', ''],
    ['not saved, open, without evidence', 'notSaved', ''],
    ['not saved, open, without evidence', 'saved', 'asks: newerTicket'],
    ['not saved, open, without evidence', 'cancellation', 'asks: newerTicket'],
    ['open, unanswered', 'saved', ''],
  ])('S5: %s; the newer one completes: %s → %s', (what, completes, expected) => {
    const [events, given] = older[what] ?? [[], {}];
    expect(outcome(decided(events, { ...given, newerTickets: [newer(completes)] }))).toBe(expected);
  });

  it('S5: the newest that completes something takes over, whatever an even newer one waits for', () => {
    const newerTickets = [{ ...newer('nothing'), id: ticketIdSchema.parse('503') }, newer('saved')];
    const decision = decided([NO, CLOSED], { newerTickets, statuses: [status('Cancellation in Progress')] });
    expect(takenOver(decision)).toMatchObject([{ reference: 'S5-502-saved' }]);
  });
});

describe('what a newer ticket takes over', () => {
  const cancelling = { statuses: [status('Cancellation in Progress')] };

  it('S5: is noted on the older one, with its date', () => {
    const [note] = takenOver(decided([NO, CLOSED], { ...cancelling, newerTickets: [newer('cancellation')] }));
    expect(note?.paragraphs.join(' ')).toMatch(/502 has taken over.*Mon, Apr 20, 2026.*Fri, May 15, 2026/);
    const [other] = takenOver(decided([NO, CLOSED], { ...cancelling, newerTickets: [newer('saved')] }));
    expect(other?.paragraphs.join(' ')).toMatch(/502 has taken over.*Mon, Apr 20, 2026, was removed/);
    const monitored = { statuses: [status('Monitor for 30 days')], newerTickets: [newer('notSaved')] };
    const [third] = takenOver(decided([YES, CLOSED], monitored));
    expect(third?.paragraphs.join(' ')).toMatch(/502 has taken over.*Apr 1, 2026/);
  });

  it('S5, X1: says nothing of what had already ended', () => {
    const late = [newer('saved', '2026-09-01T10:00-04:00')];
    const cancelled = { statuses: [status('Cancelled')], now: '2026-09-02T10:00-04:00', newerTickets: late };
    expect(outcome(decided([NO, CLOSED], cancelled))).toBe('ends: superseded');
    expect(outcome(decided([YES, CLOSED], { ...cancelled, statuses: [status('Active')] }))).toBe('ends: superseded');
  });

  it('S5, X1: leaves a date that was entered afterwards, and asks', () => {
    const moved: TicketEvent = { at: SOON, by: cs, set: { rcmCancellationDate: day('2026-06-01') } };
    const decision = decided([NO, CLOSED, moved], { ...cancelling, newerTickets: [newer('saved')] });
    expect(outcome(decision)).toBe('ends: superseded, asks: newerTicket');
    expect(decision.attention?.sentence).toContain('502');
    expect(decision.writes).toMatchObject([{ kind: 'addNote', rules: ['X1'] }]);
  });

  it('S5: a manual change on the old ticket needs no explanation any more', () => {
    const moved: TicketEvent = { at: SOON, by: cs, set: { rcmCancellationDate: day('2026-06-01') } };
    const decision = decided([NO, CLOSED, moved], { ...cancelling, newerTickets: [newer('cancellation')] });
    expect(decision).toMatchObject({ end: 'superseded', waitingFor: [] });
  });

  it('S5, S4: leaves the older ticket to close by itself once Finance has approved', () => {
    const settled: readonly TicketEvent[] = [
      INVOICE,
      YES,
      { at: '2026-03-03T10:00-05:00', set: { invoiceDetermination: 'Paid in full' } },
    ];
    const decision = decided(settled, {
      statuses: [status('Monitor for 30 days')],
      newerTickets: [newer('saved')],
    });
    expect(waitsFor(decision)).toEqual(['financeApproval']);
    expect(outcome(decided([YES], { newerTickets: [newer('saved')] }))).toBe('ends: superseded, → closed, says so');
    const later = { newerTickets: [newer('saved')], changed: { closeSavedTicket: 'after-monitoring' as const } };
    expect(outcome(decided([YES], later))).toBe('ends: superseded, → closed, says so');
  });

  it('S5, I4: an older ticket closed manually under an invoice is still opened again', () => {
    const byHand: TicketEvent = { at: '2026-03-04T10:00-05:00', by: cs, set: { stage: 'closed' } };
    const decision = decided([INVOICE, YES, byHand], {
      statuses: [status('Monitor for 30 days')],
      newerTickets: [newer('saved')],
    });
    expect(outcome(decision)).toBe('→ open, says so');
  });
});

describe('an unanswered newer ticket', () => {
  it('S5, C2: does not keep a client who stays in cancellation', () => {
    const again: TicketEvent = { at: SOON, by: service, set: { customerSaved: 'Yes', rcmCancellationDate: null } };
    const given = { statuses: [status('Cancellation in Progress')], newerTickets: [newer('nothing')] };
    expect(wanted(decided([NO, CLOSED, again], given)).status).toBe('Monitor for 30 days');
    const active = { ...given, changed: { rescindedClient: 'active' as const } };
    expect(wanted(decided([NO, CLOSED, again], active)).status).toBe('Monitor for 30 days');
  });

  it('S5: is waited for, and checked daily in case a signal is lost', () => {
    const decision = decided([YES, CLOSED], {
      statuses: [status('Monitor for 30 days')],
      newerTickets: [newer('nothing')],
      now: AFTER_MONITORING,
    });
    expect(decision.wakeUp?.at).toBe(at('2026-04-06T10:00-04:00'));
    expect(decision.waitingFor).toMatchObject([{ code: 'newerTicket', rule: 'S5' }]);
    expect(decision.waitingFor[0]?.sentence).toContain('502');
  });

  it('S5, X1: explains a Client Status that was set to At-Risk, which stays', () => {
    const byCs = { at: '2026-03-10T11:00-04:00', by: cs, set: 'At-Risk' as const };
    for (const changed of [{}, { drift: { ...settings().drift, clientStatus: 'repair' as const } }]) {
      const decision = decided([YES, CLOSED], {
        statuses: [status('Monitor for 30 days'), byCs],
        newerTickets: [newer('nothing')],
        changed,
      });
      expect(outcome(decision)).toBe('waits for the newer one');
      expect(decision.writes).toMatchObject([{ kind: 'updateTicket', rules: ['S3'] }]);
    }
  });

  it('S2: does not concern a client who is Active already', () => {
    const active = { ...status('Active'), at: '2026-04-01T11:00-04:00' };
    const given = { statuses: [status('Monitor for 30 days'), active], newerTickets: [newer('nothing')] };
    expect(outcome(decided([YES, CLOSED], { ...given, now: AFTER_MONITORING }))).toBe('ends: active');
  });
});

describe('what a ticket completes for older ones', () => {
  const automatic = { cancellationApproval: 'automatic' as const };
  const completes = (facts: TicketFacts, read = evidence(), changed: Partial<SopSettings> = {}) =>
    completionOf(facts, read, settings(changed))?.completes;

  it('S5: nothing while it is open and unanswered', () => {
    expect(completes(ticket())).toBe('nothing');
  });

  it('S5: supersedes nothing where it left the pipeline, or was closed without an answer', () => {
    expect(completes(ticket([YES, CLOSED], { inAtRiskPipeline: false }))).toBeUndefined();
    expect(completes(ticket([{ ...CLOSED, by: cs }]))).toBeUndefined();
  });

  it('S5: saved with Yes, also after another answer followed its closing', () => {
    expect(completes(ticket([YES, CLOSED]))).toBe('saved');
  });

  it.each([
    ['with nothing else', ticket([BARE_NO]), noEvidence, {}],
    ['with nothing else, where the approval is automatic', ticket([BARE_NO]), noEvidence, automatic],
    ['without notice and ETF note', ticket([NO]), noEvidence, automatic],
    ['without the date', ticket([BARE_NO]), evidence(), automatic],
    ['without the approval', ticket([{ ...NO, set: { ...NO.set, cancellationApproval: null } }]), evidence(), {}],
    [
      'with a date that makes no sense',
      ticket([{ ...NO, set: { ...NO.set, rcmCancellationDate: day('2040-01-01') } }]),
      evidence(),
      {},
    ],
  ])('S5: no cancellation with No %s', (_what, facts, read, changed) => {
    expect(completes(facts, read, changed)).toBe('notSaved');
  });

  it('S5: a cancellation with No and N2–N5, since the last of them came', () => {
    const dated: TicketEvent = { at: SOON, set: { rcmCancellationDate: day('2026-06-30') } };
    expect(completionOf(ticket([NO, dated]), evidence(), settings())).toEqual({
      completes: 'cancellation',
      since: at(SOON),
      date: day('2026-06-30'),
    });
  });

  it('S5: has its evidence read only where that decides whether it ends a cancellation', () => {
    const needed = (older: readonly TicketEvent[], other: readonly TicketEvent[]) =>
      needsEvidenceOfNewer(ticket(older), ticket(other), settings());
    expect(needed([NO, CLOSED], [NO])).toBe(true);
    expect(needed([NO, CLOSED], [BARE_NO])).toBe(false);
    expect(needed([NO, CLOSED], [YES])).toBe(false);
    expect(needed([NO, CLOSED], [])).toBe(false);
    expect(needed([YES, CLOSED], [NO])).toBe(false);
  });
});
