import type { SeenBy } from '../../src/temporal/list';
import type { RunningCases } from '../../src/temporal/running-cases';
import type { StandIn } from './at-rest';

/** Cases of one page, as `runningCases` has them. */
const PAGE = 100;

/** What Temporal's list would show of sleeping cases. */
export function casesOf(asleep: readonly StandIn[]): RunningCases {
  const byTicket = new Map(asleep.map((each) => [each.ticketId, each.shown]));
  const ticketIds = asleep.map(({ ticketId }) => ticketId);
  return {
    ofTickets: (ids) =>
      Promise.resolve(
        new Map(
          ids.flatMap((id) => {
            const shown = byTicket.get(id);
            return shown === undefined ? [] : [[id, shown] as const];
          }),
        ),
      ),
    ofTicket: (id) => Promise.resolve(byTicket.get(id)),
    page: (after = '0') => {
      const from = Number(after);
      const next = from + PAGE < ticketIds.length ? { next: String(from + PAGE) } : {};
      return Promise.resolve({ ticketIds: ticketIds.slice(from, from + PAGE), ...next });
    },
  };
}

/** The same for the sweep's comparison of associations; all of them in each round. */
export function seenBy(asleep: readonly StandIn[]): SeenBy {
  return async function* (_portalId, startedBy) {
    await Promise.resolve();
    yield* startedBy === undefined ? asleep : asleep.filter(({ startedAt }) => startedAt <= startedBy);
  };
}
