import { decide } from '../../src/sop/decide';
import { changeByHand } from '../../src/sop/explanation';
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
  waitsFor,
  wanted,
  type TicketEvent,
} from './build';

const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-06-30') },
};
const CLOSED: TicketEvent = { at: '2026-03-02T10:01-05:00', by: service, set: { stage: 'closed' } };
const CHANGED_AT = '2026-04-01T10:00-04:00';
const MOVED: TicketEvent = { at: CHANGED_AT, by: cs, set: { rcmCancellationDate: day('2026-05-01') } };
const RESCINDED: TicketEvent = { at: CHANGED_AT, by: cs, set: { customerSaved: 'Yes' } };
const ON_THE_DATE = '2026-05-01T00:00-04:00';

const decided = (events: readonly TicketEvent[], now: string, notesByPeople: readonly string[] = []) =>
  decide(
    found({
      ticket: ticket(events),
      evidence: evidence({ notesByPeople: notesByPeople.map(at) }),
      company: company([{ at: '2026-03-02T10:01-05:00', by: service, set: 'Cancellation in Progress' }]),
    }),
    settings(),
    at(now),
  );

describe('a change by hand after the ticket was closed as not saved', () => {
  it.each([
    ['of the date', MOVED],
    ['of the date, cleared', { ...MOVED, set: { rcmCancellationDate: null } }],
    ['of the answer to Yes', RESCINDED],
    ['by an import', { ...MOVED, by: importer }],
  ])('C4: is found: %s', (_what, change) => {
    expect(changeByHand(ticket([NO, CLOSED, change]))).toBe(at(CHANGED_AT));
  });

  it.each([
    ['none', [NO, CLOSED]],
    ['one by this service, which writes its note itself', [NO, CLOSED, { ...MOVED, by: service }]],
    ['one before closing', [NO, MOVED, { ...CLOSED, at: '2026-04-02T10:00-04:00' }]],
    ['one on a ticket closed as saved', [{ ...NO, set: { customerSaved: 'Yes' as const } }, CLOSED, MOVED]],
    ['one of another property', [NO, CLOSED, { ...MOVED, set: { cancellationApproval: 'No' as const } }]],
  ])('C4: is not found where there is %s', (_what, events) => {
    expect(changeByHand(ticket(events))).toBeUndefined();
  });

  it('C4: is asked to be explained with a note', () => {
    const decision = decided([NO, CLOSED, MOVED], '2026-04-01T10:01-04:00');
    expect(waitsFor(decision)).toEqual(['cancellationDay', 'changeNote']);
  });

  it('C4: is never held back, but the case does not end without the note', () => {
    const decision = decided([NO, CLOSED, MOVED], ON_THE_DATE);
    expect(wanted(decision).status).toBe('Cancelled');
    expect(waitsFor(decision)).toEqual(['changeNote']);
    expect(decision.end).toBeUndefined();
  });

  it.each([
    ['later', '2026-04-20T10:00-04:00'],
    ['at once', CHANGED_AT],
    ['the day before', '2026-03-31T10:00-04:00'],
  ])('C4: is explained by a note that a person wrote %s', (_when, note) => {
    const decision = decided([NO, CLOSED, MOVED], ON_THE_DATE, [note]);
    expect(waitsFor(decision)).toEqual([]);
    expect(decision.end).toBe('cancelled');
  });

  it('C4: is not explained by an older note, nor by one about an earlier change', () => {
    expect(waitsFor(decided([NO, CLOSED, MOVED], ON_THE_DATE, ['2026-03-31T09:59-04:00']))).toEqual(['changeNote']);
    const again: TicketEvent = {
      ...MOVED,
      at: '2026-04-10T10:00-04:00',
      set: { rcmCancellationDate: day('2026-05-02') },
    };
    expect(waitsFor(decided([NO, CLOSED, MOVED, again], ON_THE_DATE, [CHANGED_AT]))).toContain('changeNote');
  });

  it('C4: is asked to be explained when it is a rescission, which takes effect all the same', () => {
    const decision = decided([NO, CLOSED, RESCINDED], '2026-04-01T10:01-04:00');
    expect(wanted(decision)).toMatchObject({ status: 'Monitor for 30 days', ticket: { rcmCancellationDate: null } });
    expect(waitsFor(decision)).toEqual(['monitoringPeriod', 'changeNote']);
  });
});
