import type { PortalConfig } from '../config/portal';
import type { SignalName } from '../contract/signals';
import type { HubSpot, HubSpotEvent, TicketPipeline } from '../hubspot';
import { instantAt } from '../sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../sop/vocabulary/ids';
import {
  mentionsByAssociation,
  noticesOf,
  signalOfProperty,
  signalOfRelated,
  type Mention,
  type Notice,
  type RelatedReport,
} from './notices';

/** What the events of webhooks say of tickets; HubSpot is asked only about those that do not name one. */
export async function noticesOfEvents(
  events: readonly HubSpotEvent[],
  hubspot: Pick<HubSpot, 'ticketPipeline' | 'ticketsOf'>,
  portal: PortalConfig,
): Promise<readonly Notice[]> {
  const pipelines = await readPipelines(events, hubspot);
  const direct = events.flatMap((event) => directMentions(event, portal, pipelines));
  const reports = events.filter((event) => isOfUnnamedTickets(event, events)).flatMap(reportsOf);
  return noticesOf([...direct, ...(await mentionsByAssociation(reports, hubspot))]);
}

/** Of the tickets that the events name themselves. Without HubSpot being asked, nobody knows which pipeline they are in. */
export function noticesOfNamedTickets(events: readonly HubSpotEvent[], portal: PortalConfig): readonly Notice[] {
  return noticesOf(events.flatMap((event) => directMentions(event, portal)));
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

type Pipelines = ReadonlyMap<string, TicketPipeline>;

async function readPipelines(
  events: readonly HubSpotEvent[],
  hubspot: Pick<HubSpot, 'ticketPipeline'>,
): Promise<Pipelines> {
  const found = new Map<string, TicketPipeline>();
  for (const id of new Set(events.flatMap((event) => pipelineIn(event) ?? []))) {
    found.set(id, await hubspot.ticketPipeline(id));
  }
  return found;
}

function pipelineIn({ objectType, property, value }: HubSpotEvent): string | undefined {
  return objectType === 'ticket' && property === 'hs_pipeline' ? value : undefined;
}

function directMentions(event: HubSpotEvent, portal: PortalConfig, pipelines?: Pipelines): readonly Mention[] {
  const isOfTicket = event.objectType === 'ticket' && event.change === 'property';
  const { value } = event;
  return ticketsNamedBy(event).map((id) => {
    const ticketId = ticketIdSchema.parse(id);
    const deleted = deletionIn(event, ticketId);
    return {
      ...reportOf(event),
      ticketId,
      signal: signalOf(event, portal),
      at: instantAt(event.occurredAt),
      ofTicket: isOfTicket,
      pipeline: pipelines?.get(pipelineIn(event) ?? ''),
      mayStart: true,
      ...((value === 'Yes' || value === 'No') && { answer: value }),
      ...(deleted !== undefined && { deleted }),
    };
  });
}

function signalOf({ association, property }: HubSpotEvent, portal: PortalConfig): SignalName {
  if (association === undefined) return signalOfProperty(property, portal);
  const evidence = [association.fromType, association.toType].find((type) => type === 'email' || type === 'note');
  return evidence === undefined ? 'recheck' : signalOfRelated({ type: evidence, hasFile: false });
}

function reportOf({ eventId, byUserId }: HubSpotEvent): Pick<Mention, 'eventId' | 'by'> {
  return { eventId, ...(byUserId !== undefined && { by: byUserId }) };
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

/** X1: whether the ticket itself was deleted, or (false) restored. */
function deletionIn({ objectType, objectId, change }: HubSpotEvent, ticketId: TicketId): boolean | undefined {
  const isOfLife = change === 'deleted' || change === 'restored';
  return isOfLife && objectType === 'ticket' && objectId === ticketId ? change === 'deleted' : undefined;
}

/** Notes, emails, companies and invoices; other records lead to no ticket. */
function reportsOf(event: HubSpotEvent): readonly RelatedReport[] {
  const { objectType: type, objectId: id, property, occurredAt } = event;
  if (type !== 'note' && type !== 'email' && type !== 'company' && type !== 'invoice') return [];
  const hasFile = property === 'hs_attachment_ids';
  return [{ ...reportOf(event), change: { type, id, changedAt: instantAt(occurredAt), hasFile } }];
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
