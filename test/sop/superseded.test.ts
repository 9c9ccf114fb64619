import { decide } from '../../src/sop/decide';
import type { NewerTicket } from '../../src/sop/facts';
import { ticketIdSchema } from '../../src/sop/ids';
import {
  at,
  company,
  cs,
  day,
  evidence,
  found,
  service,
  settings,
  ticket,
  wanted,
  withoutX1Notes,
  type TicketEvent,
} from './build';

const YES: TicketEvent = { at: '2026-03-02T10:00-05:00', set: { customerSaved: 'Yes' } };
const NO: TicketEvent = {
  at: '2026-03-02T10:00-05:00',
  set: { customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: day('2026-03-20') },
};
const CLOSED: TicketEvent = {
  at: '2026-03-02T10:01-05:00',
  by: service,
  set: { stage: 'closed' },
};
const AFTER_ALL = '2026-05-01T10:00-04:00';
const newer = (answered: boolean): NewerTicket => ({ id: ticketIdSchema.parse('502'), answered });

const decided = (events: readonly TicketEvent[], newerTicket: NewerTicket, now = AFTER_ALL) =>
  withoutX1Notes(
    decide(
      found({ ticket: ticket(events), evidence: evidence(), company: company([], { newerTicket }) }),
      settings(),
      at(now),
    ),
  );

describe('a client who is at risk again', () => {
  it.each([true, false])('S5: never becomes Active by the old ticket (newer one answered: %s)', (answered) => {
    expect(decided([YES, CLOSED], newer(answered))).toMatchObject({ writes: [], end: 'superseded' });
    expect(decided([YES, CLOSED], newer(answered), '2026-03-10T10:00-04:00')).toMatchObject({
      writes: [],
      end: 'superseded',
    });
  });

  it('S5: is Cancelled on the date by the old ticket while the newer one has no answer', () => {
    expect(wanted(decided([NO, CLOSED], newer(false))).status).toBe('Cancelled');
  });

  it('S5: is left to the newer ticket once that has an answer', () => {
    expect(decided([NO, CLOSED], newer(true))).toMatchObject({ phase: 'cancelling', writes: [], end: 'superseded' });
  });

  it.each([
    ['saved', YES],
    ['not saved', NO],
  ])('S5: with two open tickets the older one touches nothing, and a person is asked: %s', (_answer, answer) => {
    const decision = decided([answer], newer(false));
    expect(decision).toMatchObject({ writes: [], attention: { code: 'newerTicket' } });
    expect(decision.attention?.sentence).toContain('502');
    expect(decision.end).toBeUndefined();
  });

  it('S5: a change by hand on the old ticket needs no explanation any more', () => {
    const moved: TicketEvent = {
      at: '2026-03-05T10:00-05:00',
      by: cs,
      set: { rcmCancellationDate: day('2026-04-20') },
    };
    expect(decided([NO, CLOSED, moved], newer(true))).toMatchObject({ end: 'superseded', waitingFor: [] });
  });
});
