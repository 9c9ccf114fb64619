import { createBridge } from '../src/bridge/bridge';
import { plainTable } from '../src/cli/output/table';
import { createLogger } from '../src/config/logging';
import { parsePortalConfig } from '../src/config/portal';
import { WEBHOOK_PATH } from '../src/hubspot';
import { signedHeaders } from '../test/support/signed-webhook';
import { APP_ID, PORTAL_ID, webhookEvent } from './webhook-event';

const SECRET = 'bench';
const EVENTS = 100;
const REQUESTS = 2_000;
/** HubSpot opens about ten at once. */
const AT_ONCE = 10;

/** The bridge itself, over HTTP with signatures; Temporal is left out. */
export async function benchBridge(): Promise<string> {
  const bridge = createBridge({
    settings: { clientSecrets: [SECRET], portalId: PORTAL_ID, appId: APP_ID, publicUrl: undefined },
    portal: parsePortalConfig('', 'the default portal'),
    logger: createLogger('bridge', 'silent'),
    takeIn: () => Promise.resolve(),
    temporalReady: () => Promise.resolve(true),
  });
  const uri = `${await bridge.listen({ host: '127.0.0.1', port: 0 })}${WEBHOOK_PATH}`;
  const took: number[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < REQUESTS) {
        const sent = performance.now();
        await post(uri, next++);
        took.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  await bridge.close();
  took.sort((a, b) => a - b);
  const at = (share: number): string => `${(took[Math.floor(took.length * share)] ?? 0).toFixed(1)} ms`;
  const table = plainTable(['bridge', 'requests/s', 'events/s', 'median', '99 of 100', 'slowest']);
  table.push([
    `${String(REQUESTS)} signed webhooks of ${String(EVENTS)} events, ${String(AT_ONCE)} at once`,
    (REQUESTS / seconds).toFixed(0),
    ((REQUESTS * EVENTS) / seconds).toFixed(0),
    at(0.5),
    at(0.99),
    at(0.9999),
  ]);
  return table.toString();
}

async function post(uri: string, request: number): Promise<void> {
  const body = JSON.stringify(Array.from({ length: EVENTS }, (_, index) => webhookEvent(request * EVENTS + index)));
  const answer = await fetch(uri, {
    method: 'POST',
    headers: signedHeaders({ secret: SECRET, uri, body }),
    body,
  });
  if (answer.status !== 200) throw new Error(`the bridge answered ${String(answer.status)}`);
  await answer.arrayBuffer();
}
