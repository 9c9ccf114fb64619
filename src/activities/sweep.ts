import type { PortalConfig } from '../config/portal';
import type { ChangesAsked, ChangesFound, HubSpot, RecordChange, TicketChange } from '../hubspot';
import {
  mentionsByAssociation,
  mostSpecific,
  noticesOf,
  signalOfProperty,
  type Mention,
  type Notice,
  type RelatedReport,
} from '../intake/notices';
import { deliverNotices, type DeliverDependencies, type Delivery } from './deliver-events';

export interface SweepPage extends ChangesAsked {
  readonly portalId: string;
}

export interface SweptPage extends Omit<ChangesFound, 'changes'> {
  readonly delivered: Delivery;
  /** How long ago HubSpot was asked, in milliseconds: a change since then is not part of the page. */
  readonly askedMsAgo: number;
}

interface SweepDependencies extends DeliverDependencies {
  readonly hubspot: DeliverDependencies['hubspot'] & Pick<HubSpot, 'findChanges'>;
}

/** Finds a page of changes and signals their cases. Repeating it signals again, which is harmless. */
export async function sweepPage(page: SweepPage, dependencies: SweepDependencies): Promise<SweptPage | undefined> {
  const { hubspot, portal } = dependencies;
  if (page.type === 'email' && !portal.notice.emailAttachments) return undefined;
  const askedAt = performance.now();
  const { changes, ...found } = await hubspot.findChanges(page);
  const notices = await noticesOfChanges(changes, hubspot, portal);
  const delivered = await deliverNotices(page.portalId, notices, dependencies);
  return { ...found, delivered, askedMsAgo: Math.round(performance.now() - askedAt) };
}

async function noticesOfChanges(
  changes: readonly RecordChange[],
  hubspot: Pick<HubSpot, 'ticketsOf'>,
  portal: PortalConfig,
): Promise<readonly Notice[]> {
  const direct = changes.flatMap((change) => (change.type === 'ticket' ? [mentionOf(change, portal)] : []));
  const reports = changes.flatMap((change) => (change.type === 'ticket' ? [] : [reportOf(change)]));
  return noticesOf([...direct, ...(await mentionsByAssociation(reports, hubspot))]);
}

/** A ticket needs no lookup: its id and its timestamp are all that its case needs to tell whether it has seen the change. */
function mentionOf(change: TicketChange, portal: PortalConfig): Mention {
  const { ticketId, changedAt, properties, answer, byUserId, pipeline } = change;
  return {
    ticketId,
    signal: mostSpecific(properties.map((property) => signalOfProperty(property, portal))),
    at: changedAt,
    ofTicket: true,
    swept: 'ticket',
    pipeline,
    mayStart: true,
    ...(answer !== undefined && { answer }),
    ...(byUserId !== undefined && { by: byUserId }),
  };
}

/** An e-mail has no timestamp among the facts of a case, so that the case checks whatever it has seen. */
function reportOf(change: Exclude<RecordChange, TicketChange>): RelatedReport {
  return { change, ...(change.type !== 'email' && { swept: change.type }) };
}
