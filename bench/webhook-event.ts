export const PORTAL_ID = '4242001';
export const APP_ID = '777001';

/** What HubSpot says of a change of a ticket. */
export function webhookEvent(eventId: number): unknown {
  return {
    eventId,
    subscriptionId: 1,
    portalId: Number(PORTAL_ID),
    appId: Number(APP_ID),
    occurredAt: Date.now(),
    subscriptionType: 'ticket.propertyChange',
    attemptNumber: 0,
    objectId: 1_000 + eventId,
    changeSource: 'CRM_UI',
    sourceId: 'userId:5001',
    propertyName: 'customer_saved',
    propertyValue: 'No',
  };
}
