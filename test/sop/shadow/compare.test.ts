import { decide } from '../../../src/sop/decide';
import type { Write } from '../../../src/sop/decision/decision';
import { agreedIn } from '../../../src/sop/shadow/agreed';
import { compareTicket, countVerdicts, type ObservedTicket } from '../../../src/sop/shadow/compare';
import type { Instant } from '../../../src/sop/vocabulary/dates';
import type { ClientStatus } from '../../../src/sop/vocabulary/facts';
import {
  CREATED,
  DAY,
  MINUTE,
  at,
  company,
  companyId,
  evidence,
  found,
  importer,
  later,
  service,
  settings,
  ticket,
  ticketId,
  timeline,
  type TicketEvent,
  type ValueEvent,
} from '../build';

const T = at('2026-01-20T12:00-05:00');
const TOLERANCE = 60 * MINUTE;

const status = (value: ClientStatus, when: Instant = T): ObservedTicket['kept'][number] => ({
  at: when,
  write: { kind: 'setClientStatus', rules: ['S1'], companyId, status: value },
});
const closing = (when: Instant = T): ObservedTicket['kept'][number] => ({
  at: when,
  write: {
    kind: 'updateTicket',
    rules: ['S3', 'S4'],
    ticketId,
    change: { stage: 'closed', cancellationApproval: 'No' },
  },
});

function compared(
  kept: ObservedTicket['kept'],
  done: { readonly statuses?: readonly ValueEvent<ClientStatus>[]; readonly ticket?: readonly TicketEvent[] },
  agreed: ObservedTicket['agreed'] = [],
): readonly string[] {
  const observed: ObservedTicket = {
    ticketId,
    companyId,
    since: later(T, -30 * DAY),
    kept,
    agreed,
    ticket: ticket(done.ticket),
    clientStatus: timeline(done.statuses ?? []),
  };
  return compareTicket(observed, TOLERANCE).map(({ field, verdict }) => `${field} ${verdict}`);
}

describe('what the service would have written beside what others did', () => {
  it.each<[string, readonly ValueEvent<ClientStatus>[], readonly string[]]>([
    ['the same value within the tolerance', [{ at: later(T, 10 * MINUTE), set: 'Monitor for 30 days' }], ['same']],
    ['by an automation', [{ at: T, set: 'Monitor for 30 days', by: importer }], ['same']],
    ['a day before', [{ at: later(T, -DAY), set: 'Monitor for 30 days' }], ['earlier']],
    ['a day after', [{ at: later(T, DAY), set: 'Monitor for 30 days' }], ['later']],
    ['nothing', [], ['never']],
    ['another value', [{ at: later(T, DAY), set: 'Active' }], ['differently']],
    ['its own', [{ at: T, set: 'Monitor for 30 days', by: service }], ['never']],
    ['before it observed', [{ at: later(T, -31 * DAY), set: 'Monitor for 30 days' }], ['never']],
    [
      'the same value, and a further one',
      [
        { at: T, set: 'Monitor for 30 days' },
        { at: later(T, DAY), set: 'Cancelled' },
      ],
      ['same', 'notAskedFor'],
    ],
  ])('S1: %s', (_what, statuses, verdicts) => {
    expect(compared([status('Monitor for 30 days')], { statuses })).toEqual(
      verdicts.map((verdict) => `clientStatus ${verdict}`),
    );
  });

  it('S2: a later step that is done early is not another way of the first step', () => {
    const statuses = [{ at: later(T, DAY), set: 'Active' as const }];

    expect(compared([status('Monitor for 30 days'), status('Active', later(T, 30 * DAY))], { statuses })).toEqual([
      'clientStatus never',
      'clientStatus earlier',
    ]);
  });

  it('S3, S4: one update is compared value by value', () => {
    const done = [{ at: later(T, MINUTE), set: { stage: 'closed' as const } }];

    expect(compared([closing()], { ticket: done })).toEqual(['stage same', 'cancellationApproval never']);
  });

  it('what people may set at any time is no question; a stage that the SOP does not ask for is one', () => {
    const done: readonly TicketEvent[] = [
      { at: T, set: { customerSaved: 'No' } },
      { at: T, set: { cancellationApproval: 'Yes' } },
      { at: T, set: { stage: 'closed' } },
    ];

    expect(compared([], { ticket: done })).toEqual(['stage notAskedFor']);
  });

  it('the stage with which a ticket is created is nobody’s change', () => {
    expect(CREATED).toBeGreaterThan(later(T, -30 * DAY));
    expect(compared([], {})).toEqual([]);
  });

  it('notes and tasks are the service’s alone', () => {
    const note: Write = { kind: 'addNote', rules: ['X1'], ticketId, reference: 'X1-a', paragraphs: [] };

    expect(compared([{ at: T, write: note }], {})).toEqual(['notesAndTasks serviceOnly']);
  });

  it('S1: what was there before the service could write it is the same, or earlier', () => {
    const statuses = [{ at: T, set: 'Monitor for 30 days' as const }];
    const seen = (after: number) => [{ field: 'clientStatus' as const, doneAt: T, at: later(T, after) }];

    expect(compared([], { statuses }, seen(MINUTE))).toEqual(['clientStatus same']);
    expect(compared([], { statuses }, seen(DAY))).toEqual(['clientStatus earlier']);
    expect(compared([], { statuses })).toEqual(['clientStatus notAskedFor']);
  });

  it('counts them', () => {
    const lines = compareTicket(
      { ticketId, since: T, kept: [status('Active'), closing()], agreed: [], ticket: ticket(), clientStatus: [] },
      TOLERANCE,
    );

    expect(countVerdicts(lines)).toMatchObject({ never: 3, same: 0, notAskedFor: 0 });
  });
});

describe('what a snapshot shows of what the SOP asks for', () => {
  const agreed = (events: readonly TicketEvent[], statuses: readonly ValueEvent<ClientStatus>[], now = T) => {
    const reading = found({ ticket: ticket(events), company: company(statuses), evidence: evidence() });
    return agreedIn(reading, decide(reading, settings(), now)).map(({ field }) => field);
  };
  const YES: TicketEvent = { at: later(T, -MINUTE), set: { customerSaved: 'Yes' } };

  it('S1, S3, S4: a person did it all in the same save', () => {
    const all: TicketEvent = {
      at: later(T, -MINUTE),
      set: { ...YES.set, cancellationApproval: 'No', stage: 'closed' },
    };

    expect(agreed([all], [{ at: later(T, -MINUTE), set: 'Monitor for 30 days' }])).toEqual([
      'clientStatus',
      'stage',
      'cancellationApproval',
    ]);
  });

  it('S1: another status, or the service’s own, is none', () => {
    expect(agreed([YES], [{ at: later(T, -MINUTE), set: 'At-Risk' }])).toEqual([]);
    expect(agreed([YES], [{ at: later(T, -MINUTE), set: 'Monitor for 30 days', by: service }])).toEqual([]);
  });

  it('N1: before there is an answer the SOP asks for nothing', () => {
    expect(agreed([{ at: T, set: { stage: 'closed' } }], [{ at: T, set: 'Cancelled' }])).toEqual([]);
  });
});
