import { signedHeaders } from '../test/support/signed-webhook';

export const PORTAL_ID = '4242001';
export const APP_ID = '777001';

/** What HubSpot says of a change of a ticket. */
export function webhookEvent(eventId: number): Readonly<Record<string, unknown>> {
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

/** Sends a signed webhook as HubSpot does, and waits for its answer. */
export async function postWebhook(uri: string, secret: string, events: readonly unknown[]): Promise<void> {
  const body = JSON.stringify(events);
  const answer = await fetch(uri, { method: 'POST', headers: signedHeaders({ secret, uri, body }), body });
  if (answer.status !== 200) throw new Error(`the bridge answered ${String(answer.status)}`);
  await answer.arrayBuffer();
}
