import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  CASE_MEMO,
  CASE_WORKFLOW,
  casePrefix,
  caseWorkflowId,
  linkedMemoSchema,
  ticketOfCase,
} from '../contract/names';
import { SIGNALS, type CaseEvent } from '../contract/signals';
import type { NotifiedOfLinks } from '../contract/sweep';
import { chunks, createPace, isStillLinked, type HubSpot, type Linked } from '../hubspot';
import { EPOCH } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';

/** A running case, and what was associated with its ticket when it read that last. */
export interface SeenLinks {
  readonly ticketId: TicketId;
  readonly linked: Linked;
}

/** The running cases of a portal, except those that have not read their ticket yet. */
export type SeenBy = (portalId: string) => AsyncIterable<SeenLinks>;

/** From Temporal's list, which lags by a moment. */
export function visibleSeenBy(temporal: Client): SeenBy {
  return async function* (portalId) {
    const ofPortal = `WorkflowId STARTS_WITH "${casePrefix(portalId)}"`;
    const query = `WorkflowType = "${CASE_WORKFLOW}" AND ExecutionStatus = "Running" AND ${ofPortal}`;
    for await (const { workflowId, memo } of temporal.workflow.list({ query })) {
      const seen = seenIn(workflowId, memo);
      if (seen !== undefined) yield seen;
    }
  };
}

/** What the memo of a case says. */
export function seenIn(workflowId: string, memo: Readonly<Record<string, unknown>> | undefined): SeenLinks | undefined {
  const ticketId = ticketOfCase(workflowId);
  const linked = linkedMemoSchema.safeParse(memo?.[CASE_MEMO.linked]);
  return ticketId !== undefined && linked.success ? { ticketId, linked: linked.data } : undefined;
}

export interface SweptLinks {
  readonly signalled: number;
  /** Cases that were notified, but did not show yet that they have seen it. */
  readonly notified: readonly NotifiedOfLinks[];
  /** How long ago HubSpot was first asked, in milliseconds. */
  readonly askedMsAgo: number;
}

interface LinksDependencies {
  readonly hubspot: HubSpot;
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
      if (await signal(temporal, portalId, ticketId)) signalled += 1;
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

/** False for a case that ended since it was listed. */
async function signal(temporal: Client, portalId: string, ticketId: TicketId): Promise<boolean> {
  const payload: CaseEvent = { eventIds: [], occurredAt: EPOCH };
  try {
    await temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId)).signal(SIGNALS.recheck, payload);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
