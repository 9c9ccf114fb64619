import type { Instant } from '../../src/sop/dates';
import type { News, SignalName } from '../../src/workflows/contract';
import { isAsNewAs, mayCatchUp } from '../../src/workflows/inbox';
import { at, evidence, ticket } from '../sop/build';

const READ_AT = at('2026-03-02T10:00-05:00');
const later = (ms: number): Instant => (READ_AT + ms) as Instant;
const told = (signal: SignalName, news: Partial<News>) => [
  { signal, news: { eventIds: [], occurredAt: 0 as Instant, ...news }, at: READ_AT },
];

describe('what was read is as new as the news', () => {
  const facts = { ticket: ticket([], { changedAt: READ_AT }), evidence: evidence({ changedAt: READ_AT }) };

  it.each<[string, SignalName, Partial<News>, boolean]>([
    ['of an answer that it shows', 'saved', { occurredAt: READ_AT }, true],
    ['of a later answer', 'saved', { occurredAt: later(5_000) }, false],
    ['of the same change, stamped a little later', 'saved', { occurredAt: later(900) }, true],
    ['of a note that it shows', 'etfNote', { occurredAt: READ_AT }, true],
    ['of a later note', 'etfNote', { occurredAt: later(5_000) }, false],
    ['of a later notice', 'cancellationNotice', { occurredAt: later(5_000) }, false],
    ['of a later stage', 'recheck', { ticketAt: later(5_000) }, false],
    ['of the company, which the ticket does not show', 'recheck', { occurredAt: later(5_000) }, true],
  ])('X1: %s', (_what, signal, news, expected) => {
    expect(isAsNewAs(facts, told(signal, news))).toBe(expected);
  });

  it('X1: of a note, where the notes were not read', () => {
    expect(isAsNewAs({ ticket: facts.ticket }, told('etfNote', { occurredAt: later(5_000) }))).toBe(true);
  });

  it.each<[string, SignalName, Partial<News>, number, boolean]>([
    ['of a later answer, which HubSpot may still show', 'saved', { occurredAt: later(5_000) }, 9 * 60_000, true],
    ['of a later answer, for too long', 'saved', { occurredAt: later(5_000) }, 10 * 60_000, false],
    ['of a later note', 'etfNote', { occurredAt: later(5_000) }, 59_000, true],
    ['of a note that was deleted, for too long', 'etfNote', { occurredAt: later(5_000) }, 60_000, false],
    ['of what it shows', 'saved', { occurredAt: READ_AT }, 0, false],
  ])('X1: HubSpot may still catch up: %s', (_what, signal, news, waited, expected) => {
    expect(mayCatchUp(facts, told(signal, news), later(waited))).toBe(expected);
  });
});
