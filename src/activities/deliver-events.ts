import type { Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import type { CaseInput } from '../contract/case';
import { BULK_PRIORITY } from '../contract/names';
import type { SignalName } from '../contract/signals';
import { createPace, type HubSpot, type IntakeBatch, type TicketKind } from '../hubspot';
import { noticesOfEvents } from '../intake/events';
import type { Notice } from '../intake/notices';
import { EPOCH } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { CHECK, signalTicket } from '../temporal/signal';
import { signalWithStart } from '../temporal/start';

/** How many cases were signaled, and how many tickets are not ours. */
export interface Delivery {
  readonly signalled: number;
  readonly started: number;
  readonly notAtRisk: number;
}

export interface DeliverDependencies {
  readonly hubspot: Pick<HubSpot, 'ticketKinds' | 'ticketPipeline' | 'ticketsOf'>;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/** Signals the cases, and support requests, that the events of webhooks are about. */
export async function deliverEvents(batch: IntakeBatch, dependencies: DeliverDependencies): Promise<Delivery> {
  const notices = await noticesOfEvents(batch.events, dependencies.hubspot, dependencies.portal);
  return deliverNotices(batch.portalId, notices, dependencies);
}

/**
 * Signals each case, and each support request (C3), once. A running one is signaled without asking HubSpot anything; for
 * a ticket that has none, HubSpot says what kind of ticket it is, unless the notice says so itself. Doing it twice is
 * harmless: a signal only makes the workflow check.
 */
export async function deliverNotices(
  portalId: string,
  notices: readonly Notice[],
  { hubspot, temporal, taskQueue }: Omit<DeliverDependencies, 'portal'>,
): Promise<Delivery> {
  const client = { temporal, taskQueue, portalId };
  const withoutOne: Notice[] = [];
  for (const notice of notices) {
    if (!(await signalTicket(client, notice.ticketId, notice.signal, notice.payload))) withoutOne.push(notice);
  }
  const unknown = withoutOne.filter(({ mayStart }) => mayStart);
  const kinds = await kindsOf(unknown, hubspot);
  let started = 0;
  for (const notice of unknown) {
    const kind = kinds.get(notice.ticketId);
    if (kind === undefined) continue;
    await signalWithStart(client, notice.ticketId, notice, { kind });
    started += 1;
  }
  return { signalled: notices.length - withoutOne.length, started, notAtRisk: unknown.length - started };
}

async function kindsOf(
  notices: readonly Notice[],
  hubspot: Pick<HubSpot, 'ticketKinds'>,
): Promise<ReadonlyMap<TicketId, TicketKind>> {
  const named = notices.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === true);
  const open = notices.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === undefined).map(({ ticketId }) => ticketId);
  const found = open.length === 0 ? new Map<TicketId, TicketKind>() : await hubspot.ticketKinds(open);
  return new Map([...named.map(({ ticketId }): [TicketId, TicketKind] => [ticketId, 'atRisk']), ...found]);
}

/** Starts the case of a ticket, or makes it check again if it runs, until it sees what happened at `occurredAt`. */
export async function beginCase(
  { portalId, ticketId }: CaseInput,
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
  signal: SignalName = 'recheck',
  occurredAt = EPOCH,
): Promise<void> {
  const payload = { ...CHECK, occurredAt };
  await signalWithStart({ temporal, taskQueue, portalId }, ticketId, { signal, payload });
}

/** Cases started per second: the default of `at-risk adopt`. */
const BEGUN_IN_A_SECOND = 3;

export async function beginCases(
  portalId: string,
  ticketIds: readonly TicketId[],
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
): Promise<void> {
  const pace = createPace(1, 1_000 / BEGUN_IN_A_SECOND);
  for (const ticketId of ticketIds) {
    await pace();
    const first = { signal: 'recheck', payload: CHECK } as const;
    await signalWithStart({ temporal, taskQueue, portalId }, ticketId, first, { priority: BULK_PRIORITY });
  }
}
