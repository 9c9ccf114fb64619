import type { SupportDecision } from '../../../src/sop/support/support-decision';
import type {
  AtRiskCandidate,
  OtherRequest,
  SupportFacts,
  SupportReading,
} from '../../../src/sop/support/support-facts';
import { decideSupportRequest } from '../../../src/sop/support/support-request';
import type { CalendarDate, Instant } from '../../../src/sop/vocabulary/dates';
import type { ClientStatus, ServiceNote, TicketFacts } from '../../../src/sop/vocabulary/facts';
import {
  companyIdSchema,
  noteIdSchema,
  ticketIdSchema,
  userIdSchema,
  type TicketId,
} from '../../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import type { Change } from '../../../src/sop/vocabulary/timeline';
import {
  at,
  companyId,
  cs,
  DAY,
  day,
  importer,
  later,
  MINUTE,
  person,
  service,
  settings,
  ticket,
  type TicketEvent,
} from '../build';

const REQUEST = ticketIdSchema.parse('801');
const OLDER = ticketIdSchema.parse('800');
const YOUNGER = ticketIdSchema.parse('802');
const AT_RISK = ticketIdSchema.parse('501');
const OTHER_AT_RISK = ticketIdSchema.parse('502');
const OTHER_CLIENT = companyIdSchema.parse('902');
const SECOND = 1_000;

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
  const { id = AT_RISK, named = true, explanations = [], clientStatus } = other;
  return { ticket: other.ticket ?? ticket(events, { id }), named, explanations, ...(clientStatus && { clientStatus }) };
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
    requester: { kind: 'user', userId: userIdSchema.parse('11'), teams: ['Client Success'] },
    companyIds: [companyId],
    clientId: companyId,
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

const decide = (request: Partial<SupportFacts> = {}, now = NOW, changed: Partial<SopSettings> = {}): SupportDecision =>
  decideSupportRequest({ kind: 'found', facts: facts(request) }, settings(changed), now);
const kinds = ({ steps }: SupportDecision): readonly string[] => steps.map(({ kind }) => kind);
const codes = ({ gaps }: SupportDecision): readonly string[] => gaps.map(({ code }) => code);
const RESCISSION = { change: 'rescission', explained: true } as const;
/** The note of C4 and the change; whether HubSpot shows it is read before anything is answered. */
const APPLIED = ['explainChange', 'updateTicket'];
const ANSWERED = ['tellCase', 'addNote', 'closeRequest'];

describe('a support request that is understood', () => {
  it('C3: moves the RCM Cancellation Date, explains it first, and reads again before it says so', () => {
    const decision = decide();

    expect(kinds(decision)).toEqual(APPLIED);
    expect(decision.steps).toMatchObject([
      { ticketId: AT_RISK, requestId: REQUEST, reference: 'C4-801', rules: ['C3', 'C4'] },
      { ticketId: AT_RISK, change: { rcmCancellationDate: NEW_DATE }, rules: ['C3', 'C1'] },
    ]);
    expect(decision).toMatchObject({ gaps: [], wakeUp: { at: later(NOW, 2 * SECOND) } });
    expect(decision.end).toBeUndefined();
  });

  it('C3: names the person who asked in the note of C4', () => {
    expect(decide().steps[0]).toMatchObject({ sentence: expect.stringContaining('by HubSpot user 11'), by: '11' });
  });

  it('C3: rescinds with exactly what C2 asks for', () => {
    const decision = decide({ form: RESCISSION });

    expect(decision.steps[1]).toMatchObject({
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
      rules: ['C3', 'C2'],
    });
  });

  it('C3: takes today as the date', () => {
    expect(kinds(decide({ form: { change: 'date', date: day('2026-02-02'), explained: true } }))).toEqual(APPLIED);
  });

  it('C3: a date that the ticket has already is explained, and not written again', () => {
    const decision = decide({ form: { change: 'date', date: day('2026-03-01'), explained: true } });

    expect(kinds(decision)).toEqual(['explainChange']);
    expect(decision.end).toBeUndefined();
  });
});

describe('a change that was made', () => {
  const begun = later(NOW, SECOND);
  const madeAt = later(begun, 500);
  const explanations = [explained('C4-801', begun)];
  const moved: TicketEvent = { at: madeAt, by: service, set: { rcmCancellationDate: NEW_DATE } };
  const rescinded: TicketEvent = {
    at: madeAt,
    by: service,
    set: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
  };
  const checked = (
    event: TicketEvent,
    other: Partial<SupportFacts> = {},
    clientStatus?: ClientStatus,
    now = later(begun, 3 * SECOND),
  ): SupportDecision =>
    decide(
      {
        candidates: [candidate([...CANCELLED, event], { explanations, ...(clientStatus && { clientStatus }) })],
        ...other,
      },
      now,
    );

  it('C3: is answered, and the request closed last, once HubSpot shows it', () => {
    const decision = checked(moved);

    expect(kinds(decision)).toEqual(ANSWERED);
    expect(decision).toMatchObject({
      steps: [
        { ticketId: AT_RISK, signal: 'rcmCancellationDate', occurredAt: madeAt },
        { ticketId: REQUEST, reference: 'C3-done' },
        { requestId: REQUEST },
      ],
      gaps: [],
      end: 'carriedOut',
    });
  });

  it('C3: is answered for a date that the ticket had already', () => {
    const same = { change: 'date', date: day('2026-03-01'), explained: true } as const;
    const decision = decide({ form: same, candidates: [candidate(CANCELLED, { explanations })] }, later(begun, MINUTE));

    expect(kinds(decision)).toEqual(ANSWERED);
  });

  it.each(['Cancellation in Progress', 'Cancelled'] as const)(
    'C3: a rescission is not answered while the client is %s, and the case is signaled',
    (status) => {
      const decision = checked(rescinded, { form: RESCISSION }, status);

      expect(decision.steps).toMatchObject([{ kind: 'tellCase', signal: 'saved', occurredAt: madeAt }]);
      expect(decision.end).toBeUndefined();
      expect(decision.wakeUp?.at).toBe(later(begun, 8 * SECOND));
    },
  );

  it('C3: a rescission is answered once the client is monitored', () => {
    const decision = checked(rescinded, { form: RESCISSION }, 'Monitor for 30 days');

    expect(kinds(decision)).toEqual(['addNote', 'closeRequest']);
    expect(decision.end).toBe('carriedOut');
  });

  it('C3: a rescission that the Client Status never follows is not called done, but said', () => {
    const decision = checked(rescinded, { form: RESCISSION }, 'Cancelled', later(begun, 11 * MINUTE));

    expect(codes(decision)).toEqual(['clientStatus']);
    expect(kinds(decision)).toEqual(['addNote']);
    expect(decision.end).toBeUndefined();
  });

  it('C3: a rescission on a ticket whose company is unclear is answered by the ticket alone', () => {
    expect(kinds(checked(rescinded, { form: RESCISSION }))).toEqual(ANSWERED);
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
    ['a date in the past', { form: dated(day('2026-02-01')) }, ['dateBounds']],
    ['a date too far in the future', { form: dated(tooLate) }, ['dateBounds']],
    ['no explanation', { form: { ...RESCISSION, explained: false } }, ['explanation']],
    ['a rescission with a date', { form: { ...RESCISSION, date: NEW_DATE } }, ['contradiction']],
    ['no At-Risk ticket', { candidates: [] }, ['noTicket']],
    ['a ticket that is not closed yet', { candidates: [candidate(CANCELLED.slice(0, 2))] }, ['ticketOpen']],
    ['a ticket that is closed as saved', { candidates: [candidate(SAVED)] }, ['notCancelled']],
    [
      'a rescission of a client that was saved from the start',
      { form: RESCISSION, candidates: [candidate(SAVED)] },
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
    expect(decision.steps.filter(({ kind }) => kind !== 'awaitClosing')).toEqual([
      expect.objectContaining({ kind: 'addNote', ticketId: REQUEST, reference: `C3-${missing.join('-')}` }),
    ]);
    expect(decision.end).toBeUndefined();
    expect(decision.wakeUp?.at).toBe(later(NOW, DAY));
  });

  it('C3: has the case of an open ticket signal it once that ticket is closed', () => {
    const decision = decide({ candidates: [candidate(CANCELLED.slice(0, 2))] });

    expect(decision.steps.at(-1)).toMatchObject({ kind: 'awaitClosing', requestId: REQUEST });
  });

  it.each([today, day('2028-02-02')])(
    'C3: takes the date %s, on the edge of the bounds: never one in the past',
    (date) => {
      expect(codes(decide({ form: dated(date) }))).toEqual([]);
    },
  );

  it('C3: judges the date by the day on which it would be entered', () => {
    expect(codes(decide({ form: dated(today) }, at('2026-02-10T10:00-05:00')))).toEqual(['dateBounds']);
  });

  it('C3: names everything that is missing, in words that a person can act on', () => {
    const note = decide({ form: { explained: false }, candidates: [candidate(CANCELLED.slice(0, 2))] }).steps[0];

    expect(note).toMatchObject({
      paragraphs: [
        expect.stringContaining('could not be applied yet'),
        expect.stringContaining('choose the Requested Change'),
        expect.stringContaining('fill in the Change Explanation'),
        expect.stringContaining('make the change on that ticket itself'),
        expect.stringContaining('automatically'),
      ],
    });
  });
});

describe('the note on a request', () => {
  const noteOf = ({ steps }: SupportDecision) =>
    steps.flatMap((step) => (step.kind === 'addNote' || step.kind === 'updateNote' ? [step] : []));
  const asNote = (step: ReturnType<typeof noteOf>[number] | undefined): ServiceNote => ({
    id: noteIdSchema.parse('7001'),
    reference: step?.reference ?? '',
    createdAt: NOW,
    ...(step?.version !== undefined && { version: step.version }),
  });

  it('X1, C3: is one, kept up to date while the form is filled in field by field, and says at last what was done', () => {
    const forms: readonly SupportFacts['form'][] = [
      { explained: false },
      { change: 'date', explained: false },
      { change: 'date', date: NEW_DATE, explained: false },
    ];
    let notes: readonly ServiceNote[] = [];
    const kindsOfNotes = forms.map((form) => {
      const [written] = noteOf(decide({ form, notes }));
      expect(noteOf(decide({ form, notes: [asNote(written)] }))).toEqual([]);
      notes = [asNote(written)];
      return written?.kind;
    });
    expect(kindsOfNotes).toEqual(['addNote', 'updateNote', 'updateNote']);
    expect(notes).toMatchObject([{ reference: 'C3-explanation' }]);

    const moved = [...CANCELLED, { at: NOW, by: service, set: { rcmCancellationDate: NEW_DATE } }];
    const begun = candidate(moved, { explanations: [explained(`C4-${REQUEST}`, NOW)] });
    const done = decide({ candidates: [begun], notes }, later(NOW, MINUTE));
    expect(noteOf(done)).toMatchObject([{ kind: 'updateNote', noteId: '7001', reference: 'C3-done' }]);
    expect(done.end).toBe('carriedOut');
  });

  it('X1: one that a person has edited is left as it is, and followed by another one', () => {
    const edited = { ...asNote(noteOf(decide({ form: { explained: false } }))[0]), edited: true };
    expect(noteOf(decide({ form: { explained: false }, notes: [edited] }))).toEqual([]);
    expect(noteOf(decide({ form: { change: 'date', explained: false }, notes: [edited] }))).toMatchObject([
      { kind: 'addNote' },
    ]);
  });
});

describe('who asks', () => {
  const user = (userId: string, ...teams: readonly string[]) =>
    ({ kind: 'user', userId: userIdSchema.parse(userId), teams }) as const;
  const asked = (requester: SupportFacts['requester'], changed: Partial<SopSettings> = {}) =>
    codes(decide({ requester }, NOW, changed));

  it.each<[string, SupportFacts['requester']]>([
    ['a member of Finance', user('21', 'Finance')],
    ['a user who left the portal', user('99')],
    ['nobody known', { kind: 'unknown' }],
  ])('C3: asked for by %s it stays open, with a note that says who may ask', (_who, requester) => {
    const decision = decide({ requester });

    expect(codes(decision)).toEqual(['requester']);
    expect(decision.steps).toMatchObject([
      {
        kind: 'addNote',
        reference: 'C3-requester',
        paragraphs: expect.arrayContaining([expect.stringContaining('team Client Success')]),
      },
    ]);
  });

  it('C3: a setting says which teams and which people may ask', () => {
    expect(asked(user('21', 'Finance'), { requesterTeams: ['Retention', 'Finance'] })).toEqual([]);
    expect(asked(user('21', 'Finance'), { requesterUserIds: ['21'] })).toEqual([]);
    expect(asked(user('11', 'Client Success'), { requesterTeams: ['Retention'] })).toEqual(['requester']);
    expect(asked(user('11', 'RevOps', 'Client Success'))).toEqual([]);
  });

  it('C3: is not asked about while the form is not filled in', () => {
    const form = { change: 'date', explained: true } as const;

    expect(codes(decide({ form, requester: undefined }))).toEqual(['date']);
  });
});

describe('a form that is being filled in', () => {
  const filling = { form: { explained: false }, candidates: [] } as const;

  it.each<[string, Partial<SupportFacts>, number]>([
    ['complete', {}, 10],
    ['not complete', filling, 30],
  ])('C3: is left alone, being %s, until it has been quiet for a moment', (_what, request, seconds) => {
    const quietAt = later(ASKED_AT, seconds * SECOND);

    expect(decide(request, later(quietAt, -1))).toMatchObject({ steps: [], gaps: [], wakeUp: { at: quietAt } });
    expect(kinds(decide(request, quietAt))).not.toEqual([]);
  });

  it('C3: is not waited for long where HubSpot and Temporal disagree about the time', () => {
    expect(kinds(decide(filling, later(ASKED_AT, -SECOND)))).toEqual([]);
    expect(kinds(decide(filling, later(ASKED_AT, -MINUTE)))).toEqual(['addNote']);
  });
});

describe('which At-Risk ticket is meant', () => {
  const through = { named: false } as const;
  const target = (candidates: readonly AtRiskCandidate[], other: Partial<SupportFacts> = {}, now = NOW) =>
    decide({ candidates, ...other }, now).steps.find(({ kind }) => kind === 'updateTicket');
  const gapsOf = (candidates: readonly AtRiskCandidate[], other: Partial<SupportFacts> = {}, now = NOW) =>
    codes(decide({ candidates, ...other }, now));

  const OLD = later(at('2026-01-05T09:00-05:00'), 0);
  const NEW = later(CLOSED_AT, DAY);
  const old = (events: readonly TicketEvent[], other: Partial<Omit<AtRiskCandidate, 'ticket'>> = {}) =>
    candidate([], { ...through, ...other, ticket: ticket(events, { id: AT_RISK, createdAt: OLD }) });
  const newer = (events: readonly TicketEvent[], other: Partial<Omit<AtRiskCandidate, 'ticket'>> = {}) =>
    candidate([], {
      ...through,
      ...other,
      ticket: ticket(events, { id: OTHER_AT_RISK, createdAt: NEW, stage: [...stagesOf(events), opensAt(NEW)] }),
    });
  const opensAt = (moment: Instant): Change<'open' | 'closed'> => ({ value: 'open', at: moment, by: cs });
  const stagesOf = (events: readonly TicketEvent[]) => ticket(events).stage.slice(0, -1);

  const AGAIN_NO: TicketEvent = { at: later(NEW, MINUTE), set: { customerSaved: 'No' } };
  const AGAIN_DATE: TicketEvent = {
    at: later(NEW, 2 * MINUTE),
    set: { cancellationApproval: 'Yes', rcmCancellationDate: day('2026-04-01') },
  };
  const AGAIN_CLOSED: TicketEvent = { at: later(NEW, 3 * MINUTE), by: service, set: { stage: 'closed' } };
  const AGAIN_SAVED: TicketEvent = { at: later(NEW, MINUTE), set: { customerSaved: 'Yes' } };
  /** The old ticket's date, March 1, is long past. */
  const LATE = at('2026-03-20T10:00-05:00');
  const late = { askedAt: later(LATE, -MINUTE) } as const;

  it('C3: the one that is associated, whatever the company has', () => {
    const company = candidate(CANCELLED, { id: OTHER_AT_RISK, ...through });

    expect(target([company, candidate()])).toMatchObject({ ticketId: AT_RISK });
    expect(gapsOf([company, candidate(SAVED)])).toEqual(['notCancelled']);
  });

  it("C3: the company's only one that is closed as not saved", () => {
    const company = [candidate(SAVED, through), candidate(CANCELLED, { id: OTHER_AT_RISK, ...through })];

    expect(target(company)).toMatchObject({ ticketId: OTHER_AT_RISK });
  });

  it('C3, X2: none that its case follows as saved, whatever the ticket shows since', () => {
    const closedByMistake: readonly TicketEvent[] = [
      { at: '2026-01-19T10:00-05:00', set: { customerSaved: 'No' } },
      { at: CLOSED_AT, by: service, set: { stage: 'closed' } },
      { at: later(CLOSED_AT, MINUTE), set: { customerSaved: 'Yes' } },
      { at: later(CLOSED_AT, 2 * DAY), set: { customerSaved: 'No' } },
    ];

    for (const form of [RESCISSION, facts().form]) {
      expect(codes(decide({ form, candidates: [candidate(closedByMistake)] }))).toEqual(['notCancelled']);
    }
  });

  it('C3: none of several that are not closed as not saved', () => {
    const open = CANCELLED.slice(0, 1);
    const company = [candidate(open, through), candidate(open, { id: OTHER_AT_RISK, ...through })];

    expect(gapsOf(company)).toEqual(['severalTickets']);
  });

  it.each<[string, readonly TicketEvent[]]>([
    ['is not answered', []],
    ['has No, and nothing else', [AGAIN_NO]],
  ])('C3: the live cancellation, while a newer ticket %s', (_what, events) => {
    for (const form of [RESCISSION, facts().form]) {
      expect(target([newer(events), old(CANCELLED)], { form })).toMatchObject({ ticketId: AT_RISK });
    }
  });

  it('C3: the newer of two cancellations, and never the one that is over', () => {
    const again = newer([AGAIN_NO, AGAIN_DATE, AGAIN_CLOSED]);

    expect(target([old(CANCELLED), again])).toMatchObject({ ticketId: OTHER_AT_RISK });
    expect(target([old(CANCELLED), again], late, LATE)).toMatchObject({ ticketId: OTHER_AT_RISK });
  });

  it.each<[string, readonly TicketEvent[]]>([
    ['is not answered', []],
    ['has No and a date', [AGAIN_NO, { ...AGAIN_DATE, set: { rcmCancellationDate: day('2026-04-01') } }]],
  ])('C3: not the one that is over, when a newer ticket %s: that one is named', (_what, events) => {
    const decision = decide({ candidates: [old(CANCELLED), newer(events)], ...late }, LATE);

    expect(decision.gaps).toEqual([
      { code: 'ticketOpen', sentence: expect.stringContaining(`At-Risk ticket ${OTHER_AT_RISK} is still open`) },
    ]);
  });

  it('C3: not one that was closed by hand before there was a date, when a newer ticket is about to close: that one is named', () => {
    const closedByHand: readonly TicketEvent[] = [
      { at: '2026-01-19T10:00-05:00', set: { customerSaved: 'No' } },
      { at: CLOSED_AT, set: { stage: 'closed' } },
    ];
    for (const form of [RESCISSION, facts().form]) {
      const decision = decide({ form, candidates: [old(closedByHand), newer([AGAIN_NO, AGAIN_DATE])] });
      expect(decision.gaps).toEqual([
        { code: 'ticketOpen', sentence: expect.stringContaining(`At-Risk ticket ${OTHER_AT_RISK} is still open`) },
      ]);
    }
    expect(target([old(closedByHand)], { form: RESCISSION })).toMatchObject({ ticketId: AT_RISK });
  });

  it('C3: the one that is over, when it is named itself or there is no other', () => {
    expect(target([old(CANCELLED, { named: true })], late, LATE)).toMatchObject({ ticketId: AT_RISK });
    expect(target([old(CANCELLED)], late, LATE)).toMatchObject({ ticketId: AT_RISK });
  });

  it('C3: not a cancellation that a newer saved ticket took over', () => {
    const decision = decide({ candidates: [old(CANCELLED), newer([AGAIN_SAVED, AGAIN_CLOSED])] });

    expect(decision.gaps).toEqual([
      { code: 'notCancelled', sentence: expect.stringContaining(`At-Risk ticket ${OTHER_AT_RISK} is not closed`) },
    ]);
  });

  it('C3, X1: the live cancellation, while the answer of a newer ticket is only that of the ticket it was cloned from', () => {
    const clone = newer([AGAIN_SAVED, AGAIN_CLOSED]);
    const customerSaved = clone.ticket.customerSaved.map((change) => ({ ...change, brought: 'clone' as const }));

    expect(target([old(CANCELLED), { ...clone, ticket: { ...clone.ticket, customerSaved } }])).toMatchObject({
      ticketId: AT_RISK,
    });
  });

  it.each<[string, readonly AtRiskCandidate[], TicketId]>([
    ['newer', [old(SAVED), newer([])], OTHER_AT_RISK],
    ['older', [old([]), newer([AGAIN_SAVED, AGAIN_CLOSED])], AT_RISK],
  ])(
    'C3: of one that is saved and closed and a %s one that is open, the open one is named',
    (_which, company, open) => {
      expect(decide({ candidates: company }).gaps).toEqual([
        {
          code: 'ticketOpen',
          sentence: expect.stringContaining(`At-Risk ticket ${open} is still open, so make the change`),
        },
      ]);
    },
  );

  describe('that is open again', () => {
    const reopened = (by: TicketEvent['by']): TicketEvent => ({
      at: later(CLOSED_AT, DAY),
      set: { stage: 'open' },
      ...(by && { by }),
    });
    const automation = { kind: 'other', source: 'AUTOMATION_PLATFORM' } as const;

    it.each([automation, cs, service])('C2, C3: still has a live cancellation, opened by %j', (by) => {
      for (const form of [RESCISSION, facts().form]) {
        for (const named of [true, false]) {
          expect(target([candidate([...CANCELLED, reopened(by)], { named })], { form })).toMatchObject({
            ticketId: AT_RISK,
          });
        }
      }
    });

    it('C2: also has one when the approval was withdrawn since', () => {
      const takenBack: TicketEvent = { at: later(CLOSED_AT, 2 * DAY), set: { cancellationApproval: 'No' } };

      expect(target([candidate([...CANCELLED, reopened(cs), takenBack])], { form: RESCISSION })).toMatchObject({
        ticketId: AT_RISK,
      });
    });

    it('C3: has none when it had been closed without approval or date', () => {
      const [answer, dated, closed] = CANCELLED;
      const without = [
        { ...answer, set: { customerSaved: 'No' } },
        dated,
        closed,
        reopened(cs),
      ] as readonly TicketEvent[];

      expect(gapsOf([candidate(without)])).toEqual(['ticketOpen']);
    });

    it('C3: has none when its answer has changed since', () => {
      const events: readonly TicketEvent[] = [
        ...CANCELLED,
        reopened(cs),
        { at: later(CLOSED_AT, 2 * DAY), set: { customerSaved: 'Yes' } },
        { at: later(CLOSED_AT, 3 * DAY), set: { customerSaved: 'No' } },
      ];

      expect(gapsOf([candidate(events)])).toEqual(['ticketOpen']);
    });
  });

  describe('that an invoice keeps open', () => {
    const held = CANCELLED.slice(0, 2);

    it.each(['Cancellation in Progress', 'Cancelled'] as const)(
      'C2, C3: has a live cancellation as soon as the client is %s',
      (clientStatus) => {
        for (const form of [RESCISSION, facts().form]) {
          expect(target([candidate(held, { clientStatus })], { form })).toMatchObject({ ticketId: AT_RISK });
        }
      },
    );

    it.each<ClientStatus>(['At-Risk', 'Active'])('C3: has none while the client is %s', (clientStatus) => {
      expect(gapsOf([candidate(held, { clientStatus })])).toEqual(['ticketOpen']);
    });
  });
});

describe('the client of a request', () => {
  const of = (company = OTHER_CLIENT, named = true): AtRiskCandidate =>
    candidate([], { named, ticket: ticket(CANCELLED, { companyId: company }) });

  it("C3: that names a ticket and another client's company contradicts itself", () => {
    expect(codes(decide({ candidates: [of()] }))).toEqual(['otherClient']);
    expect(codes(decide({ candidates: [of(companyId)] }))).toEqual([]);
    expect(codes(decide({ candidates: [of()], companyIds: [], clientId: undefined }))).toEqual([]);
    expect(codes(decide({ candidates: [of()], companyIds: [companyId, OTHER_CLIENT] }))).toEqual([]);
  });

  it('C3: is unclear with several companies, of which none is the primary one', () => {
    const companyIds = [companyId, OTHER_CLIENT];

    expect(codes(decide({ candidates: [of(companyId, false)], companyIds, clientId: undefined }))).toEqual([
      'severalCompanies',
    ]);
    expect(codes(decide({ candidates: [of(companyId)], companyIds, clientId: undefined }))).toEqual([]);
    expect(codes(decide({ candidates: [], companyIds, clientId: undefined }))).toEqual(['noTicket']);
  });

  it("C3: is not that of a ticket of the company's that is about another client", () => {
    expect(codes(decide({ candidates: [of(OTHER_CLIENT, false)] }))).toEqual(['noTicket']);
  });
});

describe('a support request that was broken off', () => {
  const begun = later(NOW, SECOND);
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

  it('C3: after the explanation makes the change, and checks rarely from then on', () => {
    const decision = resumed([]);

    expect(kinds(decision)).toEqual(['updateTicket']);
    expect(decision.wakeUp?.at).toBe(later(begun, 2 * MINUTE));
  });

  it('C3: after the change answers and closes, and does not make it twice', () => {
    expect(kinds(resumed([moved]))).toEqual(ANSWERED);
    expect(kinds(resumed([rescinded], { form: RESCISSION }))).toEqual(ANSWERED);
  });

  it('C3: leaves alone what a person set since, and does not call it done', () => {
    const since: TicketEvent = { at: later(begun, 5 * SECOND), set: { rcmCancellationDate: day('2026-06-01') } };

    expect(codes(resumed([moved, since]))).toEqual(['overtaken']);
    // Asked for once more, it is the newest wish again.
    const again = { askedAt: later(begun, 10 * SECOND) } as const;
    expect(kinds(resumed([moved, since], again))).toEqual(['updateTicket']);
  });

  it("C3: does not take another request's change for its own", () => {
    const earlier: TicketEvent = { at: later(begun, -10_000), by: service, set: { rcmCancellationDate: NEW_DATE } };
    const back: TicketEvent = {
      at: later(begun, -5_000),
      by: service,
      set: { rcmCancellationDate: day('2026-03-01') },
    };

    expect(kinds(resumed([earlier, back]))).toEqual(['updateTicket']);
  });

  it('C3: is known by its explanation among several tickets of the company', () => {
    const candidates = [
      candidate(CANCELLED, { id: OTHER_AT_RISK, named: false }),
      candidate([...CANCELLED, rescinded], { named: false, explanations: [explained('C4-801', begun)] }),
    ];

    expect(kinds(resumed([], { candidates, form: RESCISSION }))).toEqual(ANSWERED);
  });
});

describe('several support requests for one ticket', () => {
  const before = later(ASKED_AT, -MINUTE);
  const after = later(ASKED_AT, MINUTE / 2);

  it('C3: a younger one waits for an older one that is understood, and checks again', () => {
    const decision = decide({ others: [other(OLDER, before)] });

    expect(decision).toMatchObject({ steps: [], gaps: [], wakeUp: { at: later(NOW, MINUTE) } });
    expect(decision.state).toContain(OLDER);
    expect(decision.end).toBeUndefined();
  });

  it('C3: of two that were made in the same instant the one with the smaller id comes first', () => {
    expect(kinds(decide({ others: [other(OLDER, ASKED_AT)] }))).toEqual([]);
    expect(kinds(decide({ others: [other(YOUNGER, ASKED_AT)] }))).toEqual(APPLIED);
  });

  it.each<[string, OtherRequest]>([
    ['is younger', other(YOUNGER, after)],
    ['is done', other(OLDER, before, { open: false })],
    ['is not understood', other(OLDER, before, { form: { change: 'date', explained: true } })],
  ])('C3: waits for none that %s', (_what, sibling) => {
    expect(kinds(decide({ others: [sibling] }))).toEqual(APPLIED);
  });

  it('C3: waits for ten minutes and no longer', () => {
    const others = [other(OLDER, before)];
    const last = later(ASKED_AT, 10 * MINUTE);

    expect(decide({ others }, later(last, -1))).toMatchObject({ steps: [], wakeUp: { at: last } });
    expect(kinds(decide({ others }, last))).toEqual(APPLIED);
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
    // Filled in again since, it is the newest request.
    expect(codes(decide({ ...request, askedAt: later(after, 1) }))).toEqual([]);
  });

  it('C3: a date that a person moved manually in the meantime is explained, and not written again', () => {
    const byHand: TicketEvent = { at: after, by: person('12'), set: { rcmCancellationDate: NEW_DATE } };

    expect(kinds(decide({ candidates: [candidate([...CANCELLED, byHand])] }))).toEqual(['explainChange']);
  });

  it('C2, C3: a rescission that a person made manually is explained, changed no further, then answered and closed', () => {
    const byHand: TicketEvent = { at: after, by: person('12'), set: { customerSaved: 'Yes' } };
    const asked = (moment: Instant, explanations: readonly ServiceNote[] = []): SupportDecision =>
      decide(
        { form: RESCISSION, askedAt: moment, candidates: [candidate([...CANCELLED, byHand], { explanations })] },
        later(NOW, MINUTE),
      );

    for (const moment of [ASKED_AT, later(after, SECOND)]) {
      expect(kinds(asked(moment))).toEqual(['explainChange']);
      expect(kinds(asked(moment, [explained('C4-801', later(NOW, SECOND))]))).toEqual(ANSWERED);
    }
  });

  it('C3, C4: the case of a change that a person made is signaled when the explanation is there, so that nobody is asked for it any more', () => {
    const byHand: TicketEvent = { at: after, by: person('12'), set: { customerSaved: 'Yes' } };
    const explanations = [explained('C4-801', later(NOW, SECOND))];
    const ticket = candidate([...CANCELLED, byHand], { explanations, clientStatus: 'Monitor for 30 days' });
    const decision = decide(
      { form: RESCISSION, askedAt: later(after, SECOND), candidates: [ticket] },
      later(NOW, MINUTE),
    );

    expect(kinds(decision)).toEqual(['tellCase', 'addNote', 'closeRequest']);
  });

  it('C3: a younger one is not overtaken by an older one that was applied before it', () => {
    const others = [other(OLDER, before, { open: false })];
    const candidates = [candidate(CANCELLED, { explanations: [explained('C4-800', after)] })];

    expect(kinds(decide({ others, candidates }))).toEqual(APPLIED);
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
    const absence = reading.kind === 'gone' ? ({ times: 0, deletion: 'told' } as const) : undefined;
    expect(decideSupportRequest(reading, settings(), NOW, absence)).toMatchObject({ end, steps: [] });
  });

  it('C3: that a person opened again after it was applied asks for a new one', () => {
    const stage = [by('new', NOW), by('closed', later(NOW, -1), service), opened];

    expect(codes(decide({ stage }))).toEqual(['carriedOut']);
  });
});
