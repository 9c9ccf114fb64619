import type { Client } from '@temporalio/client';
import type { NotifiedOfLinks } from '../contract/sweep';
import { createPace, isStillLinked, type HubSpot, type Linked } from '../hubspot';
import type { Instant } from '../sop/vocabulary/dates';
import { visibleSeenBy, type SeenBy, type SeenLinks } from '../temporal/list';
import { recheckCase } from '../temporal/signal';

/** Where the last sweep stopped. */
export interface LinksPlace {
  /** Cases that were notified, but did not show yet that they have seen it. */
  readonly notified: readonly NotifiedOfLinks[];
  /** Only cases that started by then are left; absent: a new round begins, with the newest case. */
  readonly startedBy?: Instant | undefined;
}

export interface SweptLinks extends Pick<LinksPlace, 'notified'> {
  readonly signalled: number;
  /** Where the next sweep begins; absent: all cases were compared. */
  readonly next?: Instant;
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

/**
 * Cases that one sweep compares: 80 calls, which take 16 seconds of the service's default share of HubSpot's limits. Where more run,
 * the next sweep goes on with the rest, so that a sweep costs the same however many there are.
 */
const MOST_COMPARED = 20_000;

/** Cases notified in one sweep, and per second: each calls HubSpot two or three times. The next sweep notifies the rest. */
const MOST_NOTIFIED = 200;
const NOTIFIED_PER_SECOND = 3;

/** HubSpot's replicas may lag, so a case is notified again; after this many times it keeps what it sees. */
const TIMES = 3;

/** Notified cases that are remembered from one sweep to the next where a round takes several: some 100 KB. */
const MOST_REMEMBERED = 2_000;

/** X1: a note, a company or an invoice that was associated or removed later. No date in HubSpot says so. */
export async function sweepLinks(
  portalId: string,
  { notified: before, startedBy }: LinksPlace,
  { hubspot, temporal, seenBy = visibleSeenBy(temporal) }: LinksDependencies,
): Promise<SweptLinks> {
  const askedAt = performance.now();
  const left = new Map(before.map((each) => [each[0], each]));
  const pace = createPace(1, 1_000 / NOTIFIED_PER_SECOND);
  const after: NotifiedOfLinks[] = [];
  let signalled = 0;
  let compared = 0;
  let next: Instant | undefined;
  for await (const seen of together(seenBy(portalId, startedBy))) {
    const now = await hubspot.readLinked(seen.map(({ ticketId }) => ticketId));
    for (const { ticketId, linked } of seen) {
      const present = now.get(ticketId);
      const notifiedBefore = left.get(ticketId);
      left.delete(ticketId);
      if (present === undefined || isStillLinked(linked, present)) continue;
      const times = timesNotified(notifiedBefore, present);
      if (times < TIMES && signalled >= MOST_NOTIFIED) continue;
      after.push([ticketId, textOf(present), Math.min(times + 1, TIMES)]);
      if (times >= TIMES) continue;
      await pace();
      if (await recheckCase({ temporal, portalId }, ticketId)) signalled += 1;
    }
    compared += seen.length;
    if (compared >= MOST_COMPARED) {
      next = placeAfter(seen, startedBy);
      break;
    }
  }
  const isWhole = startedBy === undefined && next === undefined;
  const notified = isWhole ? after : [...left.values(), ...after].slice(-MOST_REMEMBERED);
  const askedMsAgo = Math.round(performance.now() - askedAt);
  return { signalled, notified, ...(next !== undefined && { next }), askedMsAgo };
}

/** A new round where the last one cannot go on: more cases than one sweep compares started at the same instant. */
function placeAfter(seen: readonly SeenLinks[], startedBy: Instant | undefined): Instant | undefined {
  const last = seen.at(-1)?.startedAt;
  return last === startedBy ? undefined : last;
}

async function* together(seenBy: AsyncIterable<SeenLinks>): AsyncIterable<readonly SeenLinks[]> {
  let group: SeenLinks[] = [];
  for await (const seen of seenBy) {
    group.push(seen);
    if (group.length < TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function timesNotified(notified: NotifiedOfLinks | undefined, present: Linked): number {
  return notified?.[1] === textOf(present) ? notified[2] : 0;
}

function textOf({ ticket, company }: Linked): string {
  return `${ticket} ${company ?? ''}`;
}
