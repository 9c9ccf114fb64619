import { randomUUID } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { BridgeSettings } from '../config/env';
import { problem, type Answer, type Problem } from './answer';
import { METRICS_TYPE, metrics } from './metrics';
import { receiveWebhook, type WebhookDependencies } from './receive-webhook';
import { within } from './within';

/** Where HubSpot's app sends its webhooks: this path on BRIDGE_PUBLIC_URL. */
export const WEBHOOK_PATH = '/webhooks/hubspot';

export interface BridgeOptions extends WebhookDependencies {
  readonly settings: WebhookDependencies['settings'] & Pick<BridgeSettings, 'publicUrl'>;
  /** Whether Temporal can be reached. */
  readonly temporalReady: () => Promise<boolean>;
  /** How old a change in HubSpot can be of which no case has been told, in milliseconds; undefined: nobody knows yet. */
  readonly oldestUnreconciledMs: () => Promise<number | undefined>;
}

/** Times in milliseconds, sizes in bytes. */
const LIMITS = {
  /** A hundred events are some 50 KB. */
  body: 1024 * 1024,
  headers: 16 * 1024,
  /** HubSpot sends at once; whoever takes longer holds a connection on purpose. */
  headersMs: 5_000,
  requestMs: 10_000,
  checkMs: 1_000,
  /** Between requests; HubSpot reuses connections under load. */
  keepAliveMs: 30_000,
  /** HubSpot opens about ten at once. */
  connections: 1_000,
  readyMs: 2_000,
  /** For whoever sends too much to hear so. */
  lingerMs: 1_000,
} as const;

/** The HTTP door: webhooks, liveness and readiness. Not listening yet. */
export function createBridge(options: BridgeOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: LIMITS.body,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    http: {
      headersTimeout: LIMITS.headersMs,
      connectionsCheckingInterval: LIMITS.checkMs,
      maxHeaderSize: LIMITS.headers,
    },
  });
  app.server.maxConnections = LIMITS.connections;

  // Signatures are over the bytes: nothing is parsed before they are checked, whatever the content type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  app.post(WEBHOOK_PATH, async (request, reply) => send(reply, await receiveWebhook(read(request, options), options)));
  app.get('/healthz', (_request, reply) => send(reply, { status: 200, body: { status: 'ok' } }));
  app.get('/metrics', (_request, reply) => sendMetrics(reply, options));
  app.get('/readyz', async (_request, reply) => send(reply, await readiness(options)));

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === undefined && request.url.split('?')[0] === WEBHOOK_PATH) {
      await send(reply.header('allow', 'POST'), problem('methodNotAllowed'));
    }
  });
  closeWithLastAnswers(app);
  app.setNotFoundHandler((_request, reply) => send(reply, problem('notFound')));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const name = problemOf(error);
    const fields = { event: 'request.failed', requestId: request.id, code: error.code };
    if (name === 'failed') options.logger.error({ ...fields, err: error }, 'request failed');
    else options.logger.warn(fields, 'request refused');
    if (name === 'tooLarge') answerBeforeClosing(request, reply);
    return send(reply, problem(name));
  });
  return app;
}

/** Whoever is answered while the bridge closes must not hold the connection, or closing would wait for its time-out. */
function closeWithLastAnswers(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

/**
 * Closing at once, as fastify would, resets a connection on which more is still coming, and the answer with it. What comes is
 * thrown away unread for a moment instead.
 */
function answerBeforeClosing(request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection');
  reply.raw.once('finish', () => {
    setTimeout(() => {
      if (!request.raw.complete) request.raw.socket.destroy();
    }, LIMITS.lingerMs).unref();
  });
}

function read(request: FastifyRequest, { settings }: BridgeOptions): Parameters<typeof receiveWebhook>[0] {
  const { headers } = request;
  // Without a public URL the bridge is called directly: in development.
  const base = settings.publicUrl ?? `http://${headers.host ?? ''}`;
  return {
    id: request.id,
    method: request.method,
    uri: `${base}${request.url}`,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    timestamp: single(headers['x-hubspot-request-timestamp']),
    signature: single(headers['x-hubspot-signature-v3']),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

async function readiness({ temporalReady }: BridgeOptions): Promise<Answer> {
  const ready = await within(LIMITS.readyMs, temporalReady()).catch(() => false);
  return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'Temporal cannot be reached' } };
}

async function sendMetrics(reply: FastifyReply, { oldestUnreconciledMs }: BridgeOptions): Promise<FastifyReply> {
  reply.type(METRICS_TYPE);
  try {
    return await reply.send(metrics(await oldestUnreconciledMs()));
  } catch {
    return reply.code(503).send('# Temporal cannot be reached\n');
  }
}

function problemOf(error: FastifyError): Problem {
  if (error.statusCode === 413) return 'tooLarge';
  return error.statusCode !== undefined && error.statusCode < 500 ? 'badRequest' : 'failed';
}

function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers })
    .send(body);
}
