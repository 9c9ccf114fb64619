import { decide } from '../../../src/sop/decide';
import type { CaseFacts } from '../../../src/sop/vocabulary/facts';
import { taskIdSchema } from '../../../src/sop/vocabulary/ids';
import { at, company, cs, day, etfNote, evidence, found, settings, ticket, type TicketEvent } from '../build';

const NO: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'No' } };
const DATE: TicketEvent = { at: '2026-03-03T10:00-05:00', set: { rcmCancellationDate: day('2026-03-20') } };
const MOVED: TicketEvent = { at: '2026-03-04T10:00-05:00', set: { rcmCancellationDate: day('2026-03-25') } };
const APPROVED: TicketEvent = { at: '2026-03-03T11:00-05:00', set: { cancellationApproval: 'Yes' } };
const SOON = '2026-03-05T10:00-05:00';
const THE_DAY = '2026-03-20T00:00-04:00';

const decided = (events: readonly TicketEvent[], now: string, parts: Partial<CaseFacts> = {}) =>
  decide(found({ ticket: ticket(events), evidence: evidence(), company: company(), ...parts }), settings(), at(now));

const noNotice = { evidence: evidence({ noticeFiles: 0 }) };
const blankLine = { evidence: evidence({ etfNotes: [etfNote(['ETF amount'])] }) };

describe('a date that was entered with evidence missing', () => {
  it.each([
    ['N2: the notice', noNotice, 'written cancellation notice'],
    ['N3: a line of the ETF note', blankLine, 'ETF amount'],
  ])('X1: is said in HubSpot, once, with what is missing: %s', (_what, parts, missing) => {
    const decision = decided([NO, DATE, APPROVED], SOON, parts);
    expect(decision.attention?.code).toBe('dateEnteredIncomplete');
    expect(decision.writes).toMatchObject([
      { kind: 'addNote', rules: ['X1'], paragraphs: [expect.stringContaining(missing), expect.any(String)] },
      { kind: 'createTasks', rules: ['X1'], tasks: [{ subject: expect.stringContaining('what is missing') }] },
    ]);
  });

  it('X1: its task is removed before the ticket is closed, after which the tasks are not read any more', () => {
    const asked = decided([NO, DATE, APPROVED], SOON, noNotice);
    const [reference] = asked.writes.flatMap((write) =>
      write.kind === 'createTasks' ? write.tasks.map((task) => task.reference) : [],
    );
    if (reference === undefined) throw new Error('no task was created');
    const attentionTasks = [{ id: taskIdSchema.parse('901'), reference, open: true, edited: false }];
    const { writes } = decided([NO, DATE, APPROVED], SOON, { attentionTasks });
    const kinds = writes.map(({ kind }) => kind);
    expect(writes[0]).toEqual({ kind: 'callOffTasks', purpose: 'attention', rules: ['X1'], taskIds: ['901'] });
    expect(kinds.indexOf('updateTicket')).toBeGreaterThan(0);
  });

  it('N5: needs no report while only the approval is missing, which comes after it', () => {
    const decision = decided([NO, DATE], SOON);
    expect(decision.attention).toBeUndefined();
    expect(decision.wakeUp?.at).toBe(at(THE_DAY));
  });

  it('X1: is said again for another date, and when the date has come', () => {
    const references = [
      decided([NO, DATE, APPROVED], SOON, noNotice),
      decided([NO, DATE, APPROVED, MOVED], SOON, noNotice),
      decided([NO, DATE, APPROVED], THE_DAY, noNotice),
    ].map(({ attention }) => attention?.noteReference);
    expect(new Set(references).size).toBe(3);
  });

  it.each([
    ['the notice', [NO, DATE, APPROVED], noNotice],
    ['the approval', [NO, DATE], {}],
  ])('X1, N8: when it has come without %s, HubSpot says that the client was not cancelled', (_what, events, parts) => {
    const decision = decided(events, THE_DAY, parts);
    expect(decision.attention?.code).toBe('dateCameIncomplete');
    expect(decision.end).toBeUndefined();
  });
});

describe('a ticket that was closed manually with evidence missing', () => {
  const closed: TicketEvent = { at: '2026-03-04T10:00-05:00', set: { stage: 'closed' } };

  it('X1, N8: is said again once the date has come', () => {
    expect(decided([NO, DATE, APPROVED, closed], SOON, noNotice).attention?.code).toBe('closedIncomplete');
    expect(decided([NO, DATE, APPROVED, closed], THE_DAY, noNotice).attention?.code).toBe('dateCameIncomplete');
  });
});

describe('a ticket that is closed without an answer', () => {
  const closed: TicketEvent = { at: '2026-03-02T10:00-05:00', by: cs, set: { stage: 'closed' } };

  it('X1: has HubSpot say so', () => {
    expect(decided([closed], SOON).attention?.code).toBe('closedUnanswered');
  });

  it('X3: is left alone when it was closed long before it was adopted', () => {
    expect(decided([closed], '2026-05-01T10:00-04:00').attention).toBeUndefined();
  });
});
