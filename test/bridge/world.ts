import { createBridge } from '../../src/bridge/bridge';
import { createLogger } from '../../src/config/logging';
import { parsePortalConfig } from '../../src/config/portal';
import { WEBHOOK_PATH, type IntakeBatch } from '../../src/hubspot';
import { exposition } from '../../src/telemetry/exposition';
import { createWebhookCounters } from '../../src/telemetry/webhook-counters';
import { signedHeaders } from '../support/signed-webhook';

export const SECRETS = ['current-secret', 'old-secret'] as const;

export const EVENT = {
  eventId: 11,
  subscriptionId: 21,
  portalId: 4242001,
  appId: 777001,
  occurredAt: 1_768_903_200_000,
  subscriptionType: 'ticket.propertyChange',
  attemptNumber: 0,
  objectId: 101,
  changeSource: 'CRM_UI',
  sourceId: 'userId:5001',
  propertyName: 'customer_saved',
  propertyValue: 'No',
} as const;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface BridgeWorld {
  readonly url: string;
  /** What Temporal was given. */
  readonly batches: IntakeBatch[];
  readonly log: string[];
  /** As Prometheus would read them. */
  metrics(): string;
  /** What Temporal does with the next batches, and whether it can be reached. */
  temporal: {
    takeIn: () => Promise<void>;
    ready: () => Promise<boolean>;
  };
  /** Posts a body, signed as HubSpot signs. */
  post(body: string | Uint8Array, change?: PostChange): Promise<Answered>;
  postEvents(...events: readonly unknown[]): Promise<Answered>;
  close(): Promise<void>;
}

export interface PostChange {
  readonly secret?: string;
  readonly timestamp?: number;
  readonly path?: string;
  /** The URI that is signed; what is called otherwise. */
  readonly signedUri?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function startBridge(publicUrl?: string): Promise<BridgeWorld> {
  const batches: IntakeBatch[] = [];
  const log: string[] = [];
  const temporal: BridgeWorld['temporal'] = {
    takeIn: () => Promise.resolve(),
    ready: () => Promise.resolve(true),
  };
  const counters = createWebhookCounters();
  const bridge = createBridge({
    settings: { clientSecrets: [...SECRETS], portalId: '4242001', appId: '777001', publicUrl },
    portal: parsePortalConfig('', 'the defaults'),
    logger: createLogger('bridge', 'info', { destination: { write: (line) => log.push(line) } }),
    takeIn: async (batch) => {
      await temporal.takeIn();
      batches.push(batch);
    },
    temporalReady: () => temporal.ready(),
    onWebhook: (outcome, events) => {
      counters.count(outcome, events);
    },
  });
  const url = await bridge.listen({ host: '127.0.0.1', port: 0 });
  const post: BridgeWorld['post'] = async (body, change = {}) => {
    const uri = `${url}${change.path ?? WEBHOOK_PATH}`;
    const signed = { secret: change.secret ?? SECRETS[0], uri: change.signedUri ?? uri, timestamp: change.timestamp };
    const answer = await fetch(uri, {
      method: 'POST',
      headers: { ...signedHeaders({ ...signed, body }), ...change.headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answered['body'] };
  };
  return {
    url,
    batches,
    log,
    metrics: () => exposition(counters.families()),
    temporal,
    post,
    postEvents: (...events) => post(JSON.stringify(events)),
    close: () => bridge.close(),
  };
}
