import type { PortalConfig } from '../config/portal';
import { TICKET_SIGNALS, type CaseEvent, type SignalName } from '../contract/signals';
import type { HubSpot, RelatedChange, TicketPipeline } from '../hubspot';
import { latest, type Instant } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';

/** What is signaled to the case, or support request, of one ticket, whatever reported it. */
export interface Notice {
  readonly ticketId: TicketId;
  /** The most specific of the changes' signals; the case reads everything anyway. */
  readonly signal: SignalName;
  readonly payload: CaseEvent;
  /** Whether a change itself says so by the ticket's pipeline; undefined: HubSpot must be asked, also for a support ticket's form (C3). */
  readonly inAtRiskPipeline?: boolean | undefined;
  /** A company's change wakes the cases of its tickets, but starts none (an old ticket's case has ended for good). */
  readonly mayStart: boolean;
}

/** What one change in HubSpot says of one ticket. */
export interface Mention extends Pick<CaseEvent, 'by' | 'answer' | 'deleted' | 'swept'> {
  readonly ticketId: TicketId;
  readonly signal: SignalName;
  /** By HubSpot's clock. */
  readonly at: Instant;
  /** Of a webhook. */
  readonly eventId?: string;
  /** Whether the ticket itself changed, and shows that by its own timestamp. */
  readonly ofTicket: boolean;
  readonly pipeline?: TicketPipeline | undefined;
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

export function mostSpecific(signals: readonly SignalName[]): SignalName {
  return BY_WEIGHT.find((signal) => signals.includes(signal)) ?? 'recheck';
}

/** What the change of one of a ticket's properties is signaled as. */
export function signalOfProperty(property: string | undefined, { ticket }: PortalConfig): SignalName {
  const { properties } = ticket;
  switch (property) {
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

/** The same of a record that is associated with a ticket (N2, N3). */
export function signalOfRelated({ type, hasFile }: Pick<RelatedChange, 'type' | 'hasFile'>): SignalName {
  switch (type) {
    case 'email':
      return 'cancellationNotice';
    case 'note':
      return hasFile ? 'cancellationNotice' : 'etfNote';
    case 'company':
    case 'invoice':
      return 'recheck';
  }
}

/** A change of a record that names no ticket, and what else the report of it says. */
export interface RelatedReport extends Pick<Mention, 'eventId' | 'by' | 'swept'> {
  readonly change: RelatedChange;
}

const RELATED_TYPES = ['note', 'email', 'company', 'invoice'] as const;

/** Such records lead to tickets by their associations: one call for all of a type. */
export async function mentionsByAssociation(
  reports: readonly RelatedReport[],
  hubspot: Pick<HubSpot, 'ticketsOf'>,
): Promise<readonly Mention[]> {
  const found: Mention[] = [];
  for (const type of RELATED_TYPES) {
    const ofType = reports.filter(({ change }) => change.type === type);
    if (ofType.length === 0) continue;
    const tickets = await hubspot.ticketsOf(type, [...new Set(ofType.map(({ change }) => change.id))]);
    for (const { change, ...report } of ofType) {
      const signal = signalOfRelated(change);
      const mayStart = type === 'note' || type === 'email';
      for (const ticketId of tickets.get(change.id) ?? []) {
        found.push({ ...report, ticketId, signal, at: change.changedAt, ofTicket: false, mayStart });
      }
    }
  }
  return found;
}

/** One notice for each ticket. */
export function noticesOf(mentions: readonly Mention[]): readonly Notice[] {
  const found = new Map<TicketId, Mention[]>();
  for (const mention of mentions) found.set(mention.ticketId, [...(found.get(mention.ticketId) ?? []), mention]);
  return [...found].map(([ticketId, ofTicket]) => noticeOf(ticketId, ofTicket));
}

function noticeOf(ticketId: TicketId, mentions: readonly Mention[]): Notice {
  const newest = [...mentions].sort((a, b) => b.at - a.at);
  const signal = mostSpecific(mentions.map((mention) => mention.signal));
  const answer = newest.find((mention) => mention.signal === 'saved')?.answer;
  const by = newest.find((mention) => mention.by !== undefined)?.by;
  const ticketAt = newest.find(({ ofTicket }) => ofTicket)?.at;
  const pipeline = newest.find((mention) => mention.pipeline !== undefined)?.pipeline;
  const deleted = newest.find((mention) => mention.deleted !== undefined)?.deleted;
  // A sweep searches one object type at a time, so everything that it reports of a ticket is of the same type.
  const swept = mentions.find((mention) => mention.swept !== undefined)?.swept;
  return {
    ticketId,
    signal,
    payload: {
      eventIds: [...new Set(mentions.flatMap(({ eventId }) => eventId ?? []))],
      occurredAt: latest(...mentions.map(({ at }) => at)),
      ...(ticketAt !== undefined && !TICKET_SIGNALS.includes(signal) && { ticketAt }),
      ...(by !== undefined && { by }),
      ...(answer !== undefined && { answer }),
      ...(deleted !== undefined && { deleted }),
      ...(swept !== undefined && { swept }),
    },
    inAtRiskPipeline: pipeline === undefined || pipeline === 'support' ? undefined : pipeline === 'atRisk',
    mayStart: mentions.some((mention) => mention.mayStart),
  };
}
