import type { CalendarDate, Instant } from '../../src/sop/dates';
import type { ServiceNote, TicketFacts } from '../../src/sop/facts';
import { ticketIdSchema, type TicketId } from '../../src/sop/ids';
import type { AtRiskCandidate, OtherRequest, SupportFacts, SupportReading } from '../../src/sop/support-facts';
import { decideSupportRequest, type SupportDecision } from '../../src/sop/support-request';
import type { Change } from '../../src/sop/timeline';
import { at, cs, day, importer, later, MINUTE, person, service, settings, ticket, type TicketEvent } from './build';

const REQUEST = ticketIdSchema.parse('801');
const OLDER = ticketIdSchema.parse('800');
const YOUNGER = ticketIdSchema.parse('802');
const AT_RISK = ticketIdSchema.parse('501');
const OTHER_AT_RISK = ticketIdSchema.parse('502');

const CLOSED_AT = at('2026-01-20T10:00-05:00');
const ASKED_AT = at('2026-02-02T10:00-05:00');
const NOW = later(ASKED_AT, MINUTE);
const NEW_DATE = day('2026-05-01');

/** Closed as not saved on January 20, for March 1. */
const CANCELLED: readonly TicketEvent[] = [
  { at: '2026-01-19T10:00-05:00', set: { customerSaved: 'No', cancellationApproval: 'Yes' } },
  { at: '2026-01-20T09:00-05:00', set: { rcmCancellationDate: day('2026-03-01') } },
  { at: CLOSED_AT, by: service, set: { stage: 'closed' } },
];
const SAVED: readonly TicketEvent[] = [
  { at: '2026-01-19T10:00-05:00', set: { customerSaved: 'Yes' } },
  { at: CLOSED_AT, by: service, set: { stage: 'closed' } },
];

function candidate(
  events: readonly TicketEvent[] = CANCELLED,
  other: Partial<Omit<AtRiskCandidate, 'ticket'>> & { readonly id?: TicketId; readonly ticket?: TicketFacts } = {},
): AtRiskCandidate {
  const { id = AT_RISK, named = true, explanations = [] } = other;
  return { ticket: other.ticket ?? ticket(events, { id }), named, explanations };
}

const explained = (reference: string, createdAt: Instant): ServiceNote => ({ reference, createdAt });
const opened: Change<'new'> = { value: 'new', at: ASKED_AT, by: cs };

function facts(other: Partial<SupportFacts> = {}): SupportFacts {
  return {
    id: REQUEST,
    createdAt: ASKED_AT,
    changedAt: ASKED_AT,
    askedAt: ASKED_AT,
    stage: [opened],
    form: { change: 'date', date: NEW_DATE, explained: true },
    candidates: [candidate()],
    others: [],
    ...other,
  };
}

const other = (id: TicketId, createdAt: Instant, more: Partial<OtherRequest> = {}): OtherRequest => ({
  id,
  createdAt,
  open: true,
  form: { change: 'rescission', explained: true },
  ...more,
});

const decide = (request: Partial<SupportFacts> = {}, now = NOW): SupportDecision =>
  decideSupportRequest({ kind: 'found', facts: facts(request) }, settings(), now);
const kinds = ({ steps }: SupportDecision): readonly string[] => steps.map(({ kind }) => kind);
const codes = ({ gaps }: SupportDecision): readonly string[] => gaps.map(({ code }) => code);
const RESCISSION = { change: 'rescission', explained: true } as const;
const EVERYTHING = ['explainChange', 'updateTicket', 'tellCase', 'addNote', 'closeRequest'];

describe('a support request that is understood', () => {
  it('C3: moves the RCM Cancellation Date, explains it first, answers and closes last', () => {
    const decision = decide();

    expect(kinds(decision)).toEqual(EVERYTHING);
    expect(decision.steps).toMatchObject([
      { ticketId: AT_RISK, requestId: REQUEST, reference: 'C4-801', rules: ['C3', 'C4'] },
      { ticketId: AT_RISK, change: { rcmCancellationDate: NEW_DATE }, rules: ['C3', 'C1'] },
      { ticketId: AT_RISK, signal: 'rcmCancellationDate' },
      { ticketId: REQUEST, reference: 'C3-done' },
      { requestId: REQUEST },
    ]);
    expect(decision).toMatchObject({ gaps: [], end: 'carriedOut' });
  });

  it('C3: rescinds with exactly what C2 asks for', () => {
    const decision = decide({ form: RESCISSION });

    expect(decision.steps[1]).toMatchObject({
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
      rules: ['C3', 'C2'],
    });
    expect(decision.steps[2]).toMatchObject({ kind: 'tellCase', signal: 'saved' });
  });

  it('C3: asks for a date that the ticket has already: explained, answered and closed all the same', () => {
    expect(kinds(decide({ form: { change: 'date', date: day('2026-03-01'), explained: true } }))).toEqual(EVERYTHING);
  });
});

describe('a support request that is not understood', () => {
  const today = day('2026-02-02');
  const tooLate = day('2028-02-03');
  const dated = (date: CalendarDate | undefined) => ({ change: 'date' as const, date, explained: true });

  it.each<[string, Partial<SupportFacts>, readonly string[]]>([
    ['no requested change', { form: { explained: true } }, ['change']],
    ['nothing at all', { form: { explained: false }, candidates: [] }, ['change', 'explanation', 'noTicket']],
    ['no date', { form: dated(undefined) }, ['date']],
    ['a date in the past', { form: dated(day('2026-01-25')) }, ['dateBounds']],
    ['a date too far in the future', { form: dated(tooLate) }, ['dateBounds']],
    ['no explanation', { form: { ...RESCISSION, explained: false } }, ['explanation']],
    ['no At-Risk ticket', { candidates: [] }, ['noTicket']],
    ['a ticket that is not closed yet', { candidates: [candidate(CANCELLED.slice(0, 2))] }, ['ticketOpen']],
    ['a ticket that is closed as saved', { candidates: [candidate(SAVED)] }, ['notCancelled']],
    [
      'a rescission of what is rescinded',
      {
        form: RESCISSION,
        candidates: [candidate([...CANCELLED, { at: '2026-02-01T10:00-05:00', set: { customerSaved: 'Yes' } }])],
      },
      ['notCancelled'],
    ],
    ['everything wrong at once', { form: dated(undefined), candidates: [candidate(SAVED)] }, ['date', 'notCancelled']],
    [
      'two tickets that could be meant',
      { candidates: [candidate(), candidate(CANCELLED, { id: OTHER_AT_RISK })] },
      ['severalTickets'],
    ],
    [
      'an unknown stage of the ticket',
      { candidates: [candidate([], { ticket: ticket([], { stage: [] }) })] },
      ['notCancelled'],
    ],
  ])('C3: with %s stays open and says so in one note', (_what, request, missing) => {
    const decision = decide(request);

    expect(codes(decision)).toEqual(missing);
    expect(decision.steps).toEqual([
      expect.objectContaining({ kind: 'addNote', ticketId: REQUEST, reference: `C3-${missing.join('-')}` }),
    ]);
    expect(decision.end).toBeUndefined();
    expect(decision.wakeUp?.at).toBe(later(NOW, 24 * 60 * MINUTE));
  });

  it.each([day('2026-01-26'), today, day('2028-02-02')])(
    'C3: takes the date %s, on the edge of the bounds of N4',
    (date) => {
      expect(codes(decide({ form: dated(date) }))).toEqual([]);
    },
  );

  it('C3: judges the date by the day on which it would be entered', () => {
    expect(codes(decide({ form: dated(today) }, at('2026-02-10T10:00-05:00')))).toEqual(['dateBounds']);
  });

  it('C3: says every missing thing in words that somebody can act on', () => {
    const note = decide({ form: { explained: false }, candidates: [candidate(CANCELLED.slice(0, 2))] }).steps[0];

    expect(note).toMatchObject({
      paragraphs: [
        expect.stringContaining('could not be carried out yet'),
        expect.stringContaining('choose the Requested Change'),
        expect.stringContaining('fill in the Change Explanation'),
        expect.stringContaining('make the change on that ticket itself'),
        expect.stringContaining('by itself'),
      ],
    });
  });
});

describe('which At-Risk ticket is meant', () => {
  const through = { named: false } as const;
  const of = (decision: SupportDecision) => decision.steps.find(({ kind }) => kind === 'updateTicket');

  it('C3: the one that is associated, whatever the company has', () => {
    const company = candidate(CANCELLED, { id: OTHER_AT_RISK, ...through });

    expect(of(decide({ candidates: [company, candidate()] }))).toMatchObject({ ticketId: AT_RISK });
    expect(codes(decide({ candidates: [company, candidate(SAVED)] }))).toEqual(['notCancelled']);
  });

  it("C3: the company's only one that is closed as not saved", () => {
    const company = [candidate(SAVED, through), candidate(CANCELLED, { id: OTHER_AT_RISK, ...through })];

    expect(of(decide({ candidates: company }))).toMatchObject({ ticketId: OTHER_AT_RISK });
  });

  it('C3: none of several that are not closed as not saved', () => {
    const open = CANCELLED.slice(0, 1);
    const company = [candidate(open, through), candidate(open, { id: OTHER_AT_RISK, ...through })];

    expect(codes(decide({ candidates: company }))).toEqual(['severalTickets']);
  });
});

describe('a support request that was broken off', () => {
  const begun = later(NOW, 1_000);
  const moved: TicketEvent = { at: later(begun, 500), by: service, set: { rcmCancellationDate: NEW_DATE } };
  const rescinded: TicketEvent = {
    at: later(begun, 500),
    by: service,
    set: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
  };
  const resumed = (events: readonly TicketEvent[], request: Partial<SupportFacts> = {}): SupportDecision =>
    decide(
      {
        candidates: [candidate([...CANCELLED, ...events], { explanations: [explained('C4-801', begun)] })],
        ...request,
      },
      later(begun, MINUTE),
    );

  it('C3: behind the explanation makes the change', () => {
    expect(kinds(resumed([]))).toEqual(EVERYTHING.slice(1));
  });

  it('C3: behind the change answers and closes, and makes it no second time', () => {
    expect(kinds(resumed([moved]))).toEqual(EVERYTHING.slice(2));
    expect(kinds(resumed([rescinded], { form: RESCISSION }))).toEqual(EVERYTHING.slice(2));
  });

  it('C3: leaves alone what somebody set since', () => {
    const since: TicketEvent = { at: later(begun, 5_000), set: { rcmCancellationDate: day('2026-06-01') } };

    expect(kinds(resumed([moved, since]))).toEqual(EVERYTHING.slice(2));
  });

  it("C3: does not take another request's change for its own", () => {
    const earlier: TicketEvent = { at: later(begun, -10_000), by: service, set: { rcmCancellationDate: NEW_DATE } };
    const back: TicketEvent = {
      at: later(begun, -5_000),
      by: service,
      set: { rcmCancellationDate: day('2026-03-01') },
    };

    expect(kinds(resumed([earlier, back]))).toEqual(EVERYTHING.slice(1));
  });

  it('C3: is known by its explanation among several tickets of the company', () => {
    const candidates = [
      candidate(CANCELLED, { id: OTHER_AT_RISK, named: false }),
      candidate([...CANCELLED, rescinded], { named: false, explanations: [explained('C4-801', begun)] }),
    ];

    expect(kinds(resumed([], { candidates, form: RESCISSION }))).toEqual(EVERYTHING.slice(2));
  });
});

describe('several support requests for one ticket', () => {
  const before = later(ASKED_AT, -MINUTE);
  const after = later(ASKED_AT, MINUTE / 2);

  it('C3: a younger one waits for an older one that is understood, and looks again', () => {
    const decision = decide({ others: [other(OLDER, before)] });

    expect(decision).toMatchObject({ steps: [], gaps: [], wakeUp: { at: later(NOW, MINUTE) } });
    expect(decision.state).toContain(OLDER);
    expect(decision.end).toBeUndefined();
  });

  it('C3: of two that were made in the same instant the one with the smaller id comes first', () => {
    expect(kinds(decide({ others: [other(OLDER, ASKED_AT)] }))).toEqual([]);
    expect(kinds(decide({ others: [other(YOUNGER, ASKED_AT)] }))).toEqual(EVERYTHING);
  });

  it.each<[string, OtherRequest]>([
    ['is younger', other(YOUNGER, after)],
    ['is done', other(OLDER, before, { open: false })],
    ['is not understood', other(OLDER, before, { form: { change: 'date', explained: true } })],
  ])('C3: waits for none that %s', (_what, sibling) => {
    expect(kinds(decide({ others: [sibling] }))).toEqual(EVERYTHING);
  });

  it('C3: waits for ten minutes and no longer', () => {
    const others = [other(OLDER, before)];
    const last = later(ASKED_AT, 10 * MINUTE);

    expect(decide({ others }, later(last, -1))).toMatchObject({ steps: [], wakeUp: { at: last } });
    expect(kinds(decide({ others }, last))).toEqual(EVERYTHING);
  });

  it.each<[string, readonly ServiceNote[], readonly TicketEvent[]]>([
    ['a younger request', [explained('C4-802', after)], []],
    ['a command', [explained('C4-date-1770000000000', after)], []],
    ['a person', [], [{ at: after, set: { rcmCancellationDate: day('2026-04-01') } }]],
    ['an import', [], [{ at: after, by: importer, set: { rcmCancellationDate: day('2026-04-01') } }]],
  ])('C3: one that was overtaken by %s asks whether it still holds', (_who, explanations, events) => {
    const request: Partial<SupportFacts> = {
      candidates: [candidate([...CANCELLED, ...events], { explanations })],
      others: [other(YOUNGER, after, { open: false })],
    };

    expect(codes(decide(request))).toEqual(['overtaken']);
    // Filled in anew since, it is the newest wish again.
    expect(codes(decide({ ...request, askedAt: later(after, 1) }))).toEqual([]);
  });

  it('C3: one that somebody carried out by hand meanwhile is answered and closed', () => {
    const byHand: TicketEvent = { at: after, by: person('12'), set: { rcmCancellationDate: NEW_DATE } };

    expect(kinds(decide({ candidates: [candidate([...CANCELLED, byHand])] }))).toEqual(EVERYTHING);
  });

  it('C3: a younger one is not overtaken by an older one that was carried out before it', () => {
    const others = [other(OLDER, before, { open: false })];
    const candidates = [candidate(CANCELLED, { explanations: [explained('C4-800', after)] })];

    expect(kinds(decide({ others, candidates }))).toEqual(EVERYTHING);
  });
});

describe('a support ticket', () => {
  const by = (value: 'new' | 'closed' | null, moment: Instant, actor = cs): Change<'new' | 'closed'> => ({
    value,
    at: moment,
    by: actor,
  });

  it.each<[string, SupportReading, string]>([
    ['deleted', { kind: 'gone' }, 'gone'],
    ['merged', { kind: 'merged', into: OLDER }, 'merged'],
    ['made with another form', { kind: 'otherForm' }, 'otherForm'],
    ['closed', { kind: 'found', facts: facts({ stage: [by('closed', NOW), opened] }) }, 'closed'],
    ['taken over', { kind: 'found', facts: facts({ stage: [by(null, NOW), opened] }) }, 'takenOver'],
  ])('C3: that is %s is followed no longer', (_what, reading, end) => {
    expect(decideSupportRequest(reading, settings(), NOW)).toMatchObject({ end, steps: [] });
  });

  it('C3: that somebody opened again after it was carried out asks for a new one', () => {
    const stage = [by('new', NOW), by('closed', later(NOW, -1), service), opened];

    expect(codes(decide({ stage }))).toEqual(['carriedOut']);
  });
});
