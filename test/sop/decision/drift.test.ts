import { decide } from '../../../src/sop/decide';
import type { Decision, Outcome } from '../../../src/sop/decision/decision';
import { describeDrift } from '../../../src/sop/decision/drift';
import type { CaseFacts } from '../../../src/sop/vocabulary/facts';
import type { SopSettings } from '../../../src/sop/vocabulary/settings';
import {
  at,
  company,
  cs,
  day,
  evidence,
  found,
  importer,
  service,
  settings,
  ticket,
  wanted,
  type TicketEvent,
} from '../build';
import { CLOSED_AS_SAVED, MONITORED, SAVED } from '../clients';

type Policies = SopSettings['drift'];
type Policy = Policies[keyof Policies];

const NOW = at('2026-02-27T12:00-05:00');
/** Long after the monitoring period, however long it is (S2). */
const AFTER_MONITORING = at('2026-04-20T12:00-04:00');
const CHANGED_AT = '2026-02-25T10:00-05:00';
const SET_BACK_AT = '2026-02-25T10:01-05:00';
const AGAIN_AT = '2026-02-26T10:00-05:00';

interface Kind {
  readonly title: string;
  readonly field: keyof Policies;
  /** How the case ends on the thirtieth day if nothing keeps it from that; `active` unless given. */
  readonly end?: Outcome;
  readonly code: string;
  /** What someone did afterwards, and how this service set it back. */
  readonly facts: (
    changes: readonly { readonly at: string; readonly by: typeof cs; readonly back: boolean }[],
  ) => CaseFacts;
  readonly drift: { readonly from: string | null; readonly found: string | null; readonly wanted: string | null };
  readonly setBack: Partial<ReturnType<typeof wanted>>;
}

const RESCINDED: readonly TicketEvent[] = [
  { at: '2026-02-01T10:00-05:00', set: { customerSaved: 'No', rcmCancellationDate: day('2026-04-01') } },
  { at: '2026-02-02T10:00-05:00', by: service, set: { stage: 'closed' } },
  SAVED,
  { at: '2026-02-20T09:31-05:00', by: service, set: { cancellationApproval: 'No', rcmCancellationDate: null } },
];

/** Cancelled on the tenth of March, before the thirtieth day. */
const CANCELLING: readonly TicketEvent[] = [
  {
    at: '2026-02-20T09:30-05:00',
    set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-10') },
  },
  { at: '2026-02-20T09:31-05:00', by: service, set: { stage: 'closed' } },
];

const cancellingWith = (events: readonly TicketEvent[]): CaseFacts => ({
  ticket: ticket([...CANCELLING, ...events]),
  evidence: evidence(),
  company: company([{ ...MONITORED, set: 'Cancellation in Progress' }]),
});

const clientWith = (events: readonly TicketEvent[]): CaseFacts => ({
  ticket: ticket(events),
  evidence: evidence({ notesByPeople: [at('2026-02-26T11:00-05:00')] }),
  company: company([MONITORED]),
});

const KINDS: readonly Kind[] = [
  {
    title: 'the Client Status',
    field: 'clientStatus',
    code: 'clientStatusChanged',
    facts: (changes) => ({
      ticket: ticket([SAVED, CLOSED_AS_SAVED]),
      company: company([
        MONITORED,
        ...changes.map(({ back, ...change }) => ({
          ...change,
          set: back ? ('Monitor for 30 days' as const) : ('Active' as const),
        })),
      ]),
    }),
    drift: { from: 'Monitor for 30 days', found: 'Active', wanted: 'Monitor for 30 days' },
    setBack: { status: 'Monitor for 30 days' },
  },
  {
    title: 'the ticket of a saved client, opened again',
    field: 'ticketStage',
    code: 'reopenedByHand',
    facts: (changes) =>
      clientWith([
        SAVED,
        CLOSED_AS_SAVED,
        ...changes.map(({ back, ...change }) => ({
          ...change,
          set: { stage: back ? ('closed' as const) : ('open' as const) },
        })),
      ]),
    drift: { from: 'closed', found: 'open', wanted: 'closed' },
    setBack: { ticket: { stage: 'closed' } },
  },
  {
    title: 'the ticket of a client not saved, opened again',
    field: 'ticketStage',
    code: 'reopenedByHand',
    end: 'cancelled',
    facts: (changes) =>
      cancellingWith(
        changes.map(({ back, ...change }) => ({ ...change, set: { stage: back ? ('closed' as const) : 'open' } })),
      ),
    drift: { from: 'closed', found: 'open', wanted: 'closed' },
    setBack: { ticket: { stage: 'closed' } },
  },
  {
    title: 'the approval of a cancellation, taken back after closing',
    field: 'cancellationApproval',
    code: 'ticketValueChanged',
    end: 'cancelled',
    facts: (changes) =>
      cancellingWith(
        changes.map(({ back, ...change }) => ({
          ...change,
          set: { cancellationApproval: back ? ('Yes' as const) : 'No' },
        })),
      ),
    drift: { from: 'Yes', found: 'No', wanted: 'Yes' },
    setBack: { ticket: { cancellationApproval: 'Yes' } },
  },
  {
    title: 'the approval of a saved client',
    field: 'cancellationApproval',
    code: 'ticketValueChanged',
    facts: (changes) =>
      clientWith([
        SAVED,
        CLOSED_AS_SAVED,
        ...changes.map(({ back, ...change }) => ({
          ...change,
          set: { cancellationApproval: back ? ('No' as const) : ('Yes' as const) },
        })),
      ]),
    drift: { from: 'No', found: 'Yes', wanted: 'No' },
    setBack: { ticket: { cancellationApproval: 'No' } },
  },
  {
    title: 'the date of a rescinded cancellation',
    field: 'rcmCancellationDate',
    code: 'ticketValueChanged',
    facts: (changes) =>
      clientWith([
        ...RESCINDED,
        ...changes.map(({ back, ...change }) => ({
          ...change,
          set: { rcmCancellationDate: back ? null : day('2026-05-01') },
        })),
      ]),
    drift: { from: null, found: '2026-05-01', wanted: null },
    setBack: { ticket: { rcmCancellationDate: null } },
  },
];

const changed = { at: CHANGED_AT, by: cs, back: false };
const setBack = { at: SET_BACK_AT, by: service, back: true };
const changedAgain = { at: AGAIN_AT, by: importer, back: false };

function decided(facts: CaseFacts, field: keyof Policies, policy: Policy, now = NOW): Decision {
  const changes = { drift: { ...settings().drift, [field]: policy } };
  return decide(found(facts), settings(changes), now);
}

describe.each(KINDS)('$title', ({ field, code, end = 'active', facts, drift, setBack: back }) => {
  it.each([
    ['a person', cs],
    ['an import', importer],
  ])('X1: names %s who changed it, when, from what to what', (_who, by) => {
    const decision = decided(facts([{ ...changed, by }]), field, 'ask');

    expect(decision.drift).toEqual([{ field, ...drift, by, at: at(CHANGED_AT), policy: 'ask' }]);
  });

  it('X1: is left and asked about by default, in one note', () => {
    const decision = decide(found(facts([changed])), settings(), NOW);

    expect(decision.attention?.code).toBe(code);
    expect(decision.writes).toMatchObject([
      { kind: 'addNote', rules: ['X1'], reference: `X1-${code}-${String(at(CHANGED_AT))}` },
    ]);
  });

  it('X1: is left and not asked about when the portal accepts it', () => {
    const decision = decided(facts([changed]), field, 'accept');

    expect(decision).toMatchObject({ writes: [], drift: [{ policy: 'accept' }] });
    expect(decision.attention).toBeUndefined();
  });

  it('X1: does not keep the case from its end when the portal accepts it', () => {
    expect(decided(facts([changed]), field, 'accept', AFTER_MONITORING).end).toBe(end);
  });

  it('X1: is set back when the portal wants that, after a note that names who changed it', () => {
    const decision = decided(facts([changed]), field, 'repair');
    const [note, repair, ...more] = decision.writes;

    expect(note).toMatchObject({
      kind: 'addNote',
      reference: `X1-repaired-${field}-${String(at(CHANGED_AT))}`,
      paragraphs: [expect.stringContaining('HubSpot user 11 changed'), expect.any(String)],
    });
    expect(repair?.rules[0]).toBe('X1');
    expect(more).toEqual([]);
    expect(wanted(decision)).toMatchObject(back);
    expect(decision.attention).toBeUndefined();
  });

  it('X1: that this service has set back is no drift any more', () => {
    const decision = decided(facts([changed, setBack]), field, 'repair');

    expect(decision.writes).toEqual([]);
    expect(decision.drift).toBeUndefined();
  });

  it('X1: is set back once; after that a person is asked', () => {
    const decision = decided(facts([changed, setBack, changedAgain]), field, 'repair');

    expect(decision).toMatchObject({ attention: { code }, drift: [{ by: importer, at: at(AGAIN_AT), policy: 'ask' }] });
    expect(decision.writes).toMatchObject([{ kind: 'addNote', reference: `X1-${code}-${String(at(AGAIN_AT))}` }]);
  });

  it("X1: never takes this service's own change for another person's", () => {
    for (const policy of ['accept', 'repair', 'ask'] as const) {
      expect(decided(facts([{ ...changed, by: service }]), field, policy).drift).toBeUndefined();
    }
  });
});

describe('what others changed and no setting is about', () => {
  it('X2: an answer that was changed after closing is named with who changed it', () => {
    const flipped: TicketEvent = { at: CHANGED_AT, set: { customerSaved: 'No' } };
    const decision = decide(found(clientWith([SAVED, CLOSED_AS_SAVED, flipped])), settings(), NOW);

    expect(decision.drift).toMatchObject([{ field: 'customerSaved', from: 'Yes', found: 'No', by: cs, policy: 'ask' }]);
  });

  it('X2: that the answer was changed after closing is said also where the Client Status had been changed before', () => {
    const flipped: TicketEvent = { at: AGAIN_AT, set: { customerSaved: 'No' } };
    const before = company([MONITORED, { at: CHANGED_AT, set: 'At-Risk' }]);
    const changed = (events: readonly TicketEvent[]) =>
      decide(found({ ...clientWith([SAVED, CLOSED_AS_SAVED, ...events]), company: before }), settings(), NOW).attention
        ?.code;

    expect(changed([])).toBe('clientStatusChanged');
    expect(changed([flipped])).toBe('answerChangedAfterClosing');
  });

  it('X1: an answer that was removed after closing parks the case, and is named with who removed it', () => {
    const removed: TicketEvent = { at: CHANGED_AT, set: { customerSaved: null } };
    const decision = decide(found(cancellingWith([removed])), settings(), AFTER_MONITORING);

    expect(decision).toMatchObject({
      phase: 'cancelling',
      attention: { code: 'answerRemoved' },
      drift: [{ field: 'customerSaved', from: 'No', found: null, wanted: 'No', by: cs, policy: 'ask' }],
    });
    expect(decision.writes.map(({ kind }) => kind)).toEqual(['addNote']);
  });

  it('N6: a ticket opened again is closed again once its date is changed', () => {
    const opened: TicketEvent = { at: CHANGED_AT, set: { stage: 'open' } };
    const dated: TicketEvent = { at: AGAIN_AT, set: { rcmCancellationDate: day('2026-04-01') } };

    expect(wanted(decide(found(cancellingWith([opened, dated])), settings(), NOW)).ticket.stage).toBe('closed');
  });

  it('I4: a ticket closed too early is named with who closed it, once it is left closed', () => {
    const closed: TicketEvent = { at: CHANGED_AT, set: { stage: 'closed' } };
    const lost: TicketEvent = { at: '2026-02-20T09:30-05:00', set: { customerSaved: 'No' } };
    const facts = { ...clientWith([lost, closed]), evidence: evidence({ noticeFiles: 0 }) };

    expect(decide(found(facts), settings(), NOW)).toMatchObject({
      attention: { code: 'closedIncomplete' },
      drift: [{ field: 'ticketStage', found: 'closed', wanted: 'open', by: cs, at: at(CHANGED_AT) }],
    });
  });

  it('X1: a date that was removed after closing is named with who removed it', () => {
    const lost: TicketEvent = { at: '2026-02-20T09:30-05:00', set: { customerSaved: 'No' } };
    const dated: TicketEvent = {
      at: '2026-02-20T09:30-05:00',
      set: { rcmCancellationDate: day('2026-04-01'), cancellationApproval: 'Yes' },
    };
    const closed: TicketEvent = { ...CLOSED_AS_SAVED, set: { stage: 'closed' } };
    const removed: TicketEvent = { at: CHANGED_AT, set: { rcmCancellationDate: null } };

    expect(decide(found(clientWith([lost, dated, closed, removed])), settings(), NOW)).toMatchObject({
      attention: { code: 'dateRemoved' },
      drift: [{ field: 'rcmCancellationDate', from: '2026-04-01', found: null, wanted: '2026-04-01', by: cs }],
    });
  });
});

describe('a drift in words', () => {
  const drift = { field: 'cancellationApproval', wanted: 'No', at: NOW, policy: 'ask' } as const;

  it.each([
    [{ ...drift, from: 'No', found: 'Yes', by: cs }, 'HubSpot user 11 changed Cancellation Approval from No to Yes'],
    [
      { ...drift, from: null, found: null, by: importer },
      'HubSpot (IMPORT) changed Cancellation Approval from nothing to nothing',
    ],
  ])('says who changed what: %#', (each, words) => {
    expect(describeDrift(each)).toBe(words);
  });
});
