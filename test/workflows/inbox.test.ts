import type { CaseEvent, SignalName } from '../../src/contract/signals';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { isAsNewAs, mayCatchUp } from '../../src/workflows/turn/freshness';
import { at, evidence, ticket } from '../sop/build';

const READ_AT = at('2026-03-02T10:00-05:00');
const later = (ms: number): Instant => (READ_AT + ms) as Instant;
const notified = (signal: SignalName, event: Partial<CaseEvent>) => [
  { signal, event: { eventIds: [], occurredAt: 0 as Instant, ...event }, at: READ_AT },
];

describe('what was read is as new as the signals', () => {
  const facts = { ticket: ticket([], { changedAt: READ_AT }), evidence: evidence({ changedAt: READ_AT }) };

  it.each<[string, SignalName, Partial<CaseEvent>, boolean]>([
    ['of an answer that it shows', 'saved', { occurredAt: READ_AT }, true],
    ['of a later answer', 'saved', { occurredAt: later(5_000) }, false],
    ['of the same change, stamped a little later', 'saved', { occurredAt: later(900) }, true],
    ['of a note that it shows', 'etfNote', { occurredAt: READ_AT }, true],
    ['of a later note', 'etfNote', { occurredAt: later(5_000) }, false],
    ['of a later notice', 'cancellationNotice', { occurredAt: later(5_000) }, false],
    ['of a later stage', 'recheck', { ticketAt: later(5_000) }, false],
    ['of the company, which the ticket does not show', 'recheck', { occurredAt: later(5_000) }, true],
  ])('X1: %s', (_what, signal, event, expected) => {
    expect(isAsNewAs(facts, notified(signal, event))).toBe(expected);
  });

  it('X1: of a note, where the notes were not read', () => {
    expect(isAsNewAs({ ticket: facts.ticket }, notified('etfNote', { occurredAt: later(5_000) }))).toBe(true);
  });

  it.each<[string, SignalName, Partial<CaseEvent>, number, boolean]>([
    ['of a later answer, which HubSpot may still show', 'saved', { occurredAt: later(5_000) }, 9 * 60_000, true],
    ['of a later answer, for too long', 'saved', { occurredAt: later(5_000) }, 10 * 60_000, false],
    ['of a later note', 'etfNote', { occurredAt: later(5_000) }, 59_000, true],
    ['of a note that was deleted, for too long', 'etfNote', { occurredAt: later(5_000) }, 60_000, false],
    ['of what it shows', 'saved', { occurredAt: READ_AT }, 0, false],
  ])('X1: HubSpot may still catch up: %s', (_what, signal, event, waited, expected) => {
    expect(mayCatchUp(facts, notified(signal, event), later(waited))).toBe(expected);
  });
});
