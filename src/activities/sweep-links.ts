import type { Client } from '@temporalio/client';
import type { NotifiedOfLinks } from '../contract/sweep';
import { chunks, createPace, isStillLinked, type HubSpot, type Linked } from '../hubspot';
import { visibleSeenBy, type SeenBy } from '../temporal/list';
import { recheckCase } from '../temporal/signal';

export interface SweptLinks {
  readonly signalled: number;
  /** Cases that were notified, but did not show yet that they have seen it. */
  readonly notified: readonly NotifiedOfLinks[];
  /** How long ago HubSpot was first asked, in milliseconds. */
  readonly askedMsAgo: number;
}

interface LinksDependencies {
  readonly hubspot: Pick<HubSpot, 'readLinked'>;
  readonly temporal: Client;
  readonly seenBy?: SeenBy;
}

/** Tickets whose associations are asked for at a time: as many as HubSpot answers for in one call. */
const TOGETHER = 1_000;

/** Cases notified in one sweep, and per second: each calls HubSpot two or three times. The next sweep notifies the rest. */
const MOST_NOTIFIED = 200;
const NOTIFIED_PER_SECOND = 3;

/** HubSpot's replicas may lag, so a case is notified again; after this many times it keeps what it sees. */
const TIMES = 3;

/** X1: a note, a company or an invoice that was associated or removed later. No date in HubSpot says so. */
export async function sweepLinks(
  portalId: string,
  before: readonly NotifiedOfLinks[],
  { hubspot, temporal, seenBy = visibleSeenBy(temporal) }: LinksDependencies,
): Promise<SweptLinks> {
  const askedAt = performance.now();
  const notified = new Map(before.map((each) => [each[0], each]));
  const pace = createPace(1, 1_000 / NOTIFIED_PER_SECOND);
  const after: NotifiedOfLinks[] = [];
  let signalled = 0;
  for (const seen of chunks(await collected(seenBy(portalId)), TOGETHER)) {
    const now = await hubspot.readLinked(seen.map(({ ticketId }) => ticketId));
    for (const { ticketId, linked } of seen) {
      const present = now.get(ticketId);
      if (present === undefined || isStillLinked(linked, present)) continue;
      const times = timesNotified(notified.get(ticketId), present);
      if (times < TIMES && signalled >= MOST_NOTIFIED) continue;
      after.push([ticketId, textOf(present), Math.min(times + 1, TIMES)]);
      if (times >= TIMES) continue;
      await pace();
      if (await recheckCase({ temporal, portalId }, ticketId)) signalled += 1;
    }
  }
  return { signalled, notified: after, askedMsAgo: Math.round(performance.now() - askedAt) };
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function timesNotified(notified: NotifiedOfLinks | undefined, present: Linked): number {
  return notified?.[1] === textOf(present) ? notified[2] : 0;
}

function textOf({ ticket, company }: Linked): string {
  return `${ticket} ${company ?? ''}`;
}
