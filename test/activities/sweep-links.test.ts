import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { sweepLinks, type LinksPlace, type SweptLinks } from '../../src/activities/sweep-links';
import { ticketOfCase } from '../../src/contract/names';
import type { Linked } from '../../src/hubspot';
import { instantAt, later, type Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import type { SeenBy, SeenLinks } from '../../src/temporal/list';

const PORTAL_ID = '4242001';
const NOW = instantAt(Date.UTC(2026, 10, 29));
const SEEN: Linked = { ticket: 'seen', company: 'seen' };
const OTHER: Linked = { ticket: 'other', company: 'seen' };

/** Cases that started one after another, a millisecond apart; HubSpot shows other associations for those in `changed`. */
class Many {
  readonly changed = new Set<TicketId>();
  calls = 0;
  signalled: TicketId[] = [];
  private readonly cases: readonly SeenLinks[];

  constructor(count: number) {
    this.cases = Array.from({ length: count }, (_none, index) => ({
      ticketId: ticketIdSchema.parse(String(index + 1)),
      linked: SEEN,
      startedAt: later(NOW, index),
    })).reverse();
  }

  /** One sweep after another, each where the last one stopped. */
  async sweeps(count: number): Promise<readonly SweptLinks[]> {
    const swept: SweptLinks[] = [];
    for (let place: LinksPlace = { notified: [] }; swept.length < count;) {
      const found = await this.sweep(place);
      swept.push(found);
      place = { notified: found.notified, startedBy: found.next };
    }
    return swept;
  }

  private sweep(place: LinksPlace): Promise<SweptLinks> {
    const seenBy: SeenBy = (_portalId, startedBy) => this.startedBy(startedBy);
    const readLinked = (ids: readonly TicketId[]): Promise<ReadonlyMap<TicketId, Linked>> => {
      this.calls += 1;
      return Promise.resolve(new Map(ids.map((id) => [id, this.changed.has(id) ? OTHER : SEEN])));
    };
    return sweepLinks(PORTAL_ID, place, { hubspot: { readLinked }, temporal: this.temporal(), seenBy });
  }

  async *startedBy(instant: Instant | undefined): AsyncIterable<SeenLinks> {
    await Promise.resolve();
    yield* this.cases.filter(({ startedAt }) => instant === undefined || startedAt <= instant);
  }

  private temporal(): Client {
    const getHandle = (workflowId: string): unknown => ({
      signal: (): Promise<void> => {
        const ticketId = ticketOfCase(workflowId);
        if (ticketId === undefined) throw new WorkflowNotFoundError('not found', workflowId, undefined);
        this.signalled.push(ticketId);
        return Promise.resolve();
      },
    });
    return { workflow: { getHandle } } as unknown as Client;
  }
}

describe('the associations of many cases', () => {
  it('are read twenty times a thousand in a sweep at most, and the next sweeps go on until all were', async () => {
    const many = new Many(45_000);
    many.changed.add(ticketIdSchema.parse('1'));
    const swept = await many.sweeps(3);

    expect(swept.map(({ next }) => next !== undefined)).toEqual([true, true, false]);
    expect(swept.map(({ signalled }) => signalled)).toEqual([0, 0, 1]);
    // Two cases are compared a second time, as they started at the instant at which a sweep stopped.
    expect(many.calls).toBe(20 + 20 + 6);
  });

  it('a portal of up to twenty thousand cases is compared whole in every sweep', async () => {
    const many = new Many(19_999);
    const swept = await many.sweeps(2);

    expect(swept.map(({ next }) => next)).toEqual([undefined, undefined]);
    expect(many.calls).toBe(40);
  });

  it('X1: a case that cannot see what changed is signaled three times, also where a round takes several sweeps', async () => {
    const many = new Many(25_000);
    const [first, last] = [ticketIdSchema.parse('25000'), ticketIdSchema.parse('1')];
    many.changed.add(first).add(last);
    await many.sweeps(10);

    expect(many.signalled.filter((id) => id === first)).toHaveLength(3);
    expect(many.signalled.filter((id) => id === last)).toHaveLength(3);
  });

  it('of cases that ended nothing is remembered once all were compared', async () => {
    const gone = ticketIdSchema.parse('99');
    const many = new Many(10);
    const temporal = {} as Client;
    const readLinked = (ids: readonly TicketId[]) => Promise.resolve(new Map(ids.map((id) => [id, SEEN])));
    const seenBy: SeenBy = () => many.startedBy(undefined);
    const place: LinksPlace = { notified: [[gone, 'other seen', 1]] };

    expect(await sweepLinks(PORTAL_ID, place, { hubspot: { readLinked }, temporal, seenBy })).toMatchObject({
      notified: [],
    });
  });
});
