import { createHmac } from 'node:crypto';
import type { AlertClient, AlertWorld } from '../alert-world';
import { BY_ITSELF, byItself, type Cause } from './cause';

const FORGED = 10;
/** A few seconds less than the 15 minutes after which an intake counts as waiting. */
const AHEAD_MS = 14.5 * 60_000;
/** The rule asks for five minutes. */
const LATE_MS = 6 * 60_000;

const webhooksRefused: Cause = {
  alert: 'AtRiskWebhooksRefused',
  cause: `${String(FORGED)} webhooks with the signature of another secret`,
  end: BY_ITSELF,
  begin: async (world) => {
    for (let sent = 0; sent < FORGED; sent += 1) await send(world, [], 'another secret', 401);
    return byItself;
  },
};

const slow: Cause = {
  alert: 'AtRiskSlow',
  cause: 'the webhook of an answer is lost, and comes six minutes late by the time that it bears',
  end: BY_ITSELF,
  begin: async (world) => {
    const client = await world.open('Late');
    await world.untilWaiting(client);
    await world.portal.addFault({ kind: 'webhookDrop', pathPattern: 'customer_saved' });
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.portal.webhooksDelivered();
    await world.portal.clearFaults();
    await send(world, [lateAnswer(world, client)], world.stack.clientSecret, 200);
    return byItself;
  },
};

const intakesWaiting: Cause = {
  alert: 'AtRiskIntakesWaiting',
  cause: 'the worker is frozen, and a ticket opened; a second bridge sees it with a clock that is 14½ minutes ahead',
  end: 'SIGCONT',
  begin: async (world) => {
    const resume = await world.freeze('worker');
    await world.open('Not delivered');
    const stop = await world.bridgeAhead(AHEAD_MS);
    return { end: resume, after: stop };
  },
};

/** Webhooks that are refused, late, or wait. */
export const WEBHOOKS: readonly Cause[] = [webhooksRefused, slow, intakesWaiting];

/** What HubSpot says of an answer. */
function lateAnswer({ stack, cs }: AlertWorld, { ticketId }: AlertClient): Readonly<Record<string, unknown>> {
  return {
    eventId: 1,
    subscriptionId: 1,
    portalId: Number(stack.portalId),
    appId: Number(stack.appId),
    occurredAt: Date.now() - LATE_MS,
    subscriptionType: 'ticket.propertyChange',
    attemptNumber: 0,
    objectId: Number(ticketId),
    changeSource: 'CRM_UI',
    sourceId: `userId:${cs.userId}`,
    propertyName: 'customer_saved',
    propertyValue: 'Yes',
  };
}

/** Signs as HubSpot does: https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
async function send(
  { webhookUrl: uri }: AlertWorld,
  events: readonly unknown[],
  secret: string,
  answer: number,
): Promise<void> {
  const body = JSON.stringify(events);
  const timestamp = String(Date.now());
  const response = await fetch(uri, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': createHmac('sha256', secret).update(`POST${uri}${body}${timestamp}`).digest('base64'),
    },
    body,
  });
  await response.body?.cancel();
  if (response.status !== answer) throw new Error(`a webhook was answered with ${String(response.status)}`);
}
