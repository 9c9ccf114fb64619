import type { Client } from '@temporalio/client';
import { createBridge } from '../src/bridge/bridge';
import { createTakeIn } from '../src/bridge/take-in';
import { createLogger } from '../src/config/logging';
import { parsePortalConfig } from '../src/config/portal';
import { WEBHOOK_PATH } from '../src/hubspot';
import type { BenchOptions } from './bench';
import { shareOf, type Found } from './figure';
import { withServer } from './server';
import { APP_ID, PORTAL_ID, postWebhook, webhookEvent } from './webhook-event';

const SECRET = 'bench';
/** HubSpot's most in one request. */
const EVENTS = 100;
/** HubSpot opens about ten at once. */
const AT_ONCE = 10;
const HUBSPOT_WAITS_MS = 5_000;

interface Sizes {
  readonly repetitions: number;
  readonly requests: number;
  readonly singleCalls: number;
}

const FULL: Sizes = { repetitions: 5, requests: 200, singleCalls: 1_000 };
const QUICK: Sizes = { repetitions: 3, requests: 50, singleCalls: 300 };

/** From the webhook over HTTP to its being durable in a Temporal development server; no worker is needed for that. */
export function benchWebhooks({ quick, progress }: BenchOptions): Promise<Found> {
  return withServer((client) => measure(client, quick ? QUICK : FULL, progress));
}

async function measure(
  client: Client,
  { repetitions, requests, singleCalls }: Sizes,
  progress: BenchOptions['progress'],
): Promise<Found> {
  const portal = parsePortalConfig('', 'the default portal');
  const bridge = createBridge({
    settings: { clientSecrets: [SECRET], portalId: PORTAL_ID, appId: APP_ID, publicUrl: undefined },
    portal,
    logger: createLogger('bridge', 'silent'),
    takeIn: createTakeIn({ client, taskQueue: 'nobody', portal }),
    temporalReady: () => Promise.resolve(true),
  });
  const uri = `${await bridge.listen({ host: '127.0.0.1', port: 0 })}${WEBHOOK_PATH}`;
  const eventsPerSecond: number[] = [];
  const callsPerSecond: number[] = [];
  const slowestOf100: number[] = [];
  try {
    // What is compiled, and which connections are open, is the same for all repetitions.
    await inParallel(AT_ONCE, (index) => post(uri, -1 - index));
    await inParallel(AT_ONCE, (index) => signalOne(client, `warm-${String(index)}`));
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      progress(`repetition ${String(repetition + 1)} of ${String(repetitions)}`);
      const calls = await inParallel(singleCalls, (index) =>
        signalOne(client, `${String(repetition)}-${String(index)}`),
      );
      callsPerSecond.push(singleCalls / calls.seconds);
      const posts = await inParallel(requests, (index) => post(uri, repetition * requests + index));
      eventsPerSecond.push((requests * EVENTS) / posts.seconds);
      slowestOf100.push(shareOf(0.99, posts.took));
    }
  } finally {
    await bridge.close();
  }
  const figures = [
    {
      name: 'intake',
      what: 'events taken in by the bridge and durable, 100 a request, 10 requests at once',
      unit: 'a second',
      measured: eventsPerSecond,
      floor: { what: 'single signalWithStart calls, 10 at once', values: callsPerSecond },
      goal: { atLeast: 30 },
    },
    {
      name: 'answer',
      what: "the bridge's answer to such a request, 99 of 100",
      unit: 'ms',
      measured: slowestOf100,
      floor: { what: 'how long HubSpot waits', values: slowestOf100.map(() => HUBSPOT_WAITS_MS) },
      goal: { atMost: 0.05 },
    },
  ];
  return { figures, growths: [] };
}

interface Timed {
  readonly seconds: number;
  /** Each, in milliseconds. */
  readonly took: readonly number[];
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<Timed> {
  const took: number[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const began = performance.now();
        await work(next++);
        took.push(performance.now() - began);
      }
    }),
  );
  return { seconds: (performance.now() - begun) / 1000, took };
}

async function signalOne(client: Client, id: string): Promise<void> {
  await client.workflow.signalWithStart('noop', {
    workflowId: `floor-${id}`,
    taskQueue: 'nobody',
    signal: 'event',
    signalArgs: [{ eventIds: [id], occurredAt: 0 }],
  });
}

/** Events of a hundred tickets, so that they are kept as one intake. */
function post(uri: string, request: number): Promise<void> {
  const first = 1_000_000 + request * EVENTS;
  const events = Array.from({ length: EVENTS }, (_none, index) => webhookEvent(first + index));
  return postWebhook(uri, SECRET, events);
}
