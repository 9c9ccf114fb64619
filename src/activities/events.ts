import type { PortalConfig } from '../config/portal';
import { TICKET_SIGNALS, type CaseEvent, type SignalName } from '../contract/signals';
import type { HubSpot, HubSpotEvent } from '../hubspot';
import { ticketIdSchema, type TicketId } from '../sop/vocabulary/ids';

/** What one batch of events says about one ticket. */
export interface TicketEvents {
  readonly ticketId: TicketId;
  /** The most specific of the batch's signals; the case reads everything anyway. */
  readonly signal: SignalName;
  readonly payload: CaseEvent;
  /** Whether an event itself says so by the ticket's pipeline; undefined: HubSpot must be asked, also for a support ticket's form (C3). */
  readonly inAtRiskPipeline?: boolean | undefined;
  /** A company's change wakes the cases of its tickets, but starts none (an old ticket's case has ended for good). */
  readonly mayStart: boolean;
}

interface Mention {
  readonly ticketId: TicketId;
  readonly event: HubSpotEvent;
  readonly signal: SignalName;
  readonly mayStart: boolean;
}

/** The most specific signal first: what a person did to decide the case, before what merely makes it check. */
const BY_WEIGHT: readonly SignalName[] = [
  'saved',
  'rcmCancellationDate',
  'cancellationApproval',
  'invoiceDetermination',
  'financeApproval',
  'cancellationNotice',
  'etfNote',
  'recheck',
];

/** Finds the tickets that the events are about, asking HubSpot only for those that do not name one. */
export async function eventsByTicket(
  events: readonly HubSpotEvent[],
  hubspot: HubSpot,
  portal: PortalConfig,
): Promise<readonly TicketEvents[]> {
  const direct = events.flatMap((event) => directMentions(event, portal));
  const indirect = await indirectMentions(events, hubspot);
  const pipelines = events.some(isPipelineEvent) ? await readPipelines(hubspot) : undefined;
  return byTicket([...direct, ...indirect], pipelines);
}

/** Of the tickets that the events name themselves. Without HubSpot being asked, nobody knows which pipeline they are in. */
export function eventsOfNamedTickets(events: readonly HubSpotEvent[], portal: PortalConfig): readonly TicketEvents[] {
  return byTicket(
    events.flatMap((event) => directMentions(event, portal)),
    undefined,
  );
}

/** The events that are not settled once these tickets' workflows have been signalled: of other tickets, or of records whose tickets only HubSpot knows. */
export function eventsBesides(
  events: readonly HubSpotEvent[],
  signalled: ReadonlySet<TicketId>,
): readonly HubSpotEvent[] {
  return events.filter((event) => {
    const named = ticketsNamedBy(event);
    if (named.length > 0) return named.some((id) => !signalled.has(ticketIdSchema.parse(id)));
    return isOfUnnamedTickets(event, events);
  });
}

function byTicket(mentions: readonly Mention[], pipelines: Pipelines | undefined): readonly TicketEvents[] {
  const found = new Map<TicketId, Mention[]>();
  for (const mention of mentions) found.set(mention.ticketId, [...(found.get(mention.ticketId) ?? []), mention]);
  return [...found].map(([ticketId, ofTicket]) => summarise(ticketId, ofTicket, pipelines));
}

interface Pipelines {
  readonly atRisk: string;
  readonly support: string | undefined;
}

async function readPipelines(hubspot: HubSpot): Promise<Pipelines> {
  const [{ pipelineId }, support] = await Promise.all([hubspot.atRiskPipeline(), hubspot.supportPipelineId()]);
  return { atRisk: pipelineId, support };
}

function directMentions(event: HubSpotEvent, portal: PortalConfig): readonly Mention[] {
  const signal = signalOf(event, portal);
  return ticketsNamedBy(event).map((id) => ({ ticketId: ticketIdSchema.parse(id), event, signal, mayStart: true }));
}

/** Of a merge both: the case of the ticket that ended, and that of the ticket that goes on; of two tickets joined too (C3). */
function ticketsNamedBy(event: HubSpotEvent): readonly string[] {
  const { association } = event;
  if (association?.fromType === 'ticket' && association.toType === 'ticket') {
    return [association.fromId, association.toId];
  }
  if (association?.fromType === 'ticket') return [association.fromId];
  if (association?.toType === 'ticket') return [association.toId];
  if (event.objectType !== 'ticket') return [];
  return [event.objectId, ...(event.mergedInto === undefined ? [] : [event.mergedInto])];
}

/** Notes, emails, companies and invoices lead to tickets by their associations: one call for all of a type. */
async function indirectMentions(events: readonly HubSpotEvent[], hubspot: HubSpot): Promise<readonly Mention[]> {
  const found: Mention[] = [];
  for (const objectType of ['note', 'email', 'company', 'invoice'] as const) {
    const unnamed = events.filter((event) => event.objectType === objectType && isOfUnnamedTickets(event, events));
    if (unnamed.length === 0) continue;
    const tickets = await hubspot.ticketsOf(objectType, [...new Set(unnamed.map(({ objectId }) => objectId))]);
    for (const event of unnamed) {
      for (const ticketId of tickets.get(event.objectId) ?? []) {
        const evidence = objectType === 'note' || objectType === 'email';
        found.push({ ticketId, event, signal: evidenceSignal(event), mayStart: evidence });
      }
    }
  }
  return found;
}

/** Whether only HubSpot knows which tickets the record belongs to. */
function isOfUnnamedTickets(event: HubSpotEvent, events: readonly HubSpotEvent[]): boolean {
  return ticketsNamedBy(event).length === 0 && !events.some((other) => associatesWithTicket(other, event.objectId));
}

function associatesWithTicket(event: HubSpotEvent, objectId: string): boolean {
  const { association } = event;
  if (association === undefined || ticketsNamedBy(event).length === 0) return false;
  return association.fromId === objectId || association.toId === objectId;
}

function signalOf(event: HubSpotEvent, portal: PortalConfig): SignalName {
  if (event.association !== undefined) return evidenceSignal(event);
  const { properties } = portal.ticket;
  switch (event.property) {
    case properties.customerSaved:
      return 'saved';
    case properties.rcmCancellationDate:
      return 'rcmCancellationDate';
    case properties.cancellationApproval:
      return 'cancellationApproval';
    case properties.outstandingInvoice:
    case properties.invoiceDetermination:
      return 'invoiceDetermination';
    case properties.financeApproval:
      return 'financeApproval';
    default:
      return 'recheck';
  }
}

function evidenceSignal(event: HubSpotEvent): SignalName {
  const types = [event.objectType, event.association?.fromType, event.association?.toType];
  if (!types.includes('note') && !types.includes('email')) return 'recheck';
  return event.property === 'hs_attachment_ids' || types.includes('email') ? 'cancellationNotice' : 'etfNote';
}

function isPipelineEvent(event: HubSpotEvent): boolean {
  return event.objectType === 'ticket' && event.property === 'hs_pipeline' && event.value !== undefined;
}

/** X1: that the ticket itself was deleted or restored. */
function isOfLife({ objectType, objectId, change }: HubSpotEvent, ticketId: TicketId): boolean {
  return objectType === 'ticket' && objectId === ticketId && (change === 'deleted' || change === 'restored');
}

function summarise(ticketId: TicketId, mentions: readonly Mention[], pipelines: Pipelines | undefined): TicketEvents {
  const [telling] = [...mentions].sort((a, b) => BY_WEIGHT.indexOf(a.signal) - BY_WEIGHT.indexOf(b.signal));
  const newest = [...mentions].sort((a, b) => b.event.occurredAt - a.event.occurredAt);
  const signal = telling?.signal ?? 'recheck';
  const answer = newest.find((mention) => mention.signal === 'saved')?.event.value;
  const by = newest.find(({ event }) => event.byUserId !== undefined)?.event.byUserId;
  const ofTicket = newest.find(({ event }) => event.objectType === 'ticket' && event.change === 'property');
  const pipeline = newest.find(({ event }) => isPipelineEvent(event))?.event.value;
  const life = newest.find(({ event }) => isOfLife(event, ticketId))?.event.change;
  return {
    ticketId,
    signal,
    payload: {
      eventIds: [...new Set(mentions.map(({ event }) => event.eventId))],
      occurredAt: Math.max(...mentions.map(({ event }) => event.occurredAt)) as CaseEvent['occurredAt'],
      ...(ofTicket !== undefined &&
        !TICKET_SIGNALS.includes(signal) && { ticketAt: ofTicket.event.occurredAt as CaseEvent['occurredAt'] }),
      ...(by !== undefined && { by }),
      ...(signal === 'saved' && (answer === 'Yes' || answer === 'No') && { answer }),
      ...(life !== undefined && { deleted: life === 'deleted' }),
      ...sweptOf(mentions),
    },
    inAtRiskPipeline:
      pipeline === undefined || pipeline === pipelines?.support ? undefined : pipeline === pipelines?.atRisk,
    mayStart: mentions.some((mention) => mention.mayStart),
  };
}

/** A sweep searches one object type at a time, so everything that it reports of a ticket is of the same type. */
function sweptOf(mentions: readonly Mention[]): Pick<CaseEvent, 'swept'> {
  const [type] = mentions.map(({ event }) => (event.swept === true ? event.objectType : undefined));
  return type === 'ticket' || type === 'note' || type === 'company' || type === 'invoice' ? { swept: type } : {};
}
