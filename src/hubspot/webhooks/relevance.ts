import { TICKET_PROPERTIES, type PortalConfig } from '../../config/portal';
import { ATTACHMENTS, NOTE_BODY } from '../records/evidence-facts';
import { BALANCE_DUE, INVOICE_STATUS } from '../records/invoice-facts';
import { OWNER, PIPELINE, STAGE } from '../records/ticket-facts';
import type { EventObjectType, HubSpotEvent } from './webhooks';

/** Whether an event can make a case see something else than before; echoes of our own writes cannot. */
export function concernsCases(event: HubSpotEvent, portal: PortalConfig): boolean {
  if (event.own) return false;
  if (event.association !== undefined) return joinsOurs(event.association.fromType, event.association.toType);
  if (event.objectType === 'other' || event.objectType === 'task') return false;
  return event.change !== 'property' || propertiesRead(event.objectType, portal).includes(event.property ?? '');
}

/** What a read of a case, or of a support request (C3), uses. */
export function propertiesRead(type: EventObjectType, portal: PortalConfig): readonly string[] {
  switch (type) {
    case 'ticket':
      return [
        ...[PIPELINE, STAGE, OWNER],
        ...TICKET_PROPERTIES.map((key) => portal.ticket.properties[key]),
        ...Object.values(portal.supportRequests.properties),
      ];
    case 'company':
      return [portal.company.properties.clientStatus];
    case 'note':
      return [NOTE_BODY, ATTACHMENTS];
    case 'email':
      return [ATTACHMENTS];
    case 'invoice':
      return [INVOICE_STATUS, BALANCE_DUE];
    case 'task':
    case 'other':
      return [];
  }
}

const TICKET_PARTS: readonly EventObjectType[] = ['company', 'note', 'email', 'invoice'];

/** A ticket with its company, notes, e-mails or invoices, or with another ticket (C3); a company with its invoices. */
function joinsOurs(a: EventObjectType, b: EventObjectType): boolean {
  const pair = [a, b];
  if (pair.every((type) => type === 'ticket')) return true;
  if (pair.includes('ticket')) return pair.some((type) => TICKET_PARTS.includes(type));
  return pair.includes('company') && pair.includes('invoice');
}
