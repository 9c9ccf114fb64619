import { randomUUID } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AppBackend, BackendRequest } from '../app-backend/entry/backend';
import { REQUEST_LIMITS } from '../app-backend/entry/limits';
import { isLoopback, type BridgeSettings } from '../config/env';
import { WEBHOOK_PATH } from '../hubspot';
import type { TraceRequest } from '../telemetry/tracing/tracing';
import { problem, type Answer, type Problem } from './answer';
import { BodyBudget } from './body-budget';
import { receiveWebhook, refuseByHeaders, type WebhookDependencies, type WebhookRequest } from './receive-webhook';
import { within } from './within';

export interface BridgeOptions extends WebhookDependencies {
  readonly settings: WebhookDependencies['settings'] & Pick<BridgeSettings, 'publicUrl'>;
  /** What answers the card and the page; without one, their paths are not there. */
  readonly app?: AppBackend;
  /** Whether Temporal can be reached. */
  readonly temporalReady: () => Promise<boolean>;
  /** Makes a request a trace; undefined: nothing is traced. */
  readonly traced?: TraceRequest | undefined;
}

const MIB = 1024 * 1024;

/** Times in milliseconds, sizes in bytes. */
const LIMITS = {
  /** A hundred events are some 50 KB, but HubSpot sends what a rich text holds with its change: up to 64 KB an event, and more. */
  body: 16 * MIB,
  /** HubSpot has about ten requests in progress at once, nearly all of them small. */
  bodies: 48 * MIB,
  headers: 16 * 1024,
  /** HubSpot sends at once; a slower client holds a connection on purpose. */
  headersMs: 5_000,
  requestMs: 10_000,
  checkMs: 1_000,
  /** Between requests; HubSpot reuses connections under load. */
  keepAliveMs: 30_000,
  /** HubSpot opens about ten at once. */
  connections: 1_000,
  readyMs: 2_000,
  /** So that a client that sends too much receives the answer. */
  lingerMs: 1_000,
} as const;

/** Those of the card and the page: GET requests, and acts of a few hundred bytes. */
const APP_LIMITS = { body: REQUEST_LIMITS.size, bodies: 4 * MIB } as const;

const APP_PATH = '/app/*';

/** The webhook endpoint, with liveness and readiness. Not listening yet. */
export function createBridge(options: BridgeOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    http: {
      headersTimeout: LIMITS.headersMs,
      connectionsCheckingInterval: LIMITS.checkMs,
      maxHeaderSize: LIMITS.headers,
    },
  });
  app.server.maxConnections = LIMITS.connections;

  // Signatures are over the bytes, and bodies are read within a budget: nothing is read or parsed here, whatever the content type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => {
    done(null);
  });

  const bodies = new BodyBudget(LIMITS);
  app.post(WEBHOOK_PATH, async (request, reply) => {
    const rawBody = await bodies.read(request.raw, reply.raw);
    if (typeof rawBody !== 'string')
      return send(
        reply,
        await traced(request, options, () => receiveWebhook(read(request, rawBody, options), options)),
      );
    options.logger.warn({ event: 'request.failed', requestId: request.id, code: rawBody }, 'request refused');
    return refuseUnread(request, reply, problem(rawBody));
  });
  if (options.app !== undefined) addApp(app, options.app, options);
  app.get('/healthz', (_request, reply) => send(reply, { status: 200, body: { status: 'ok' } }));
  app.get('/readyz', async (_request, reply) => send(reply, await readiness(options)));

  app.addHook('onRequest', async (request, reply) => {
    const refusal = refuseUnexpected(request, options);
    if (refusal !== undefined) await refuseUnread(request, reply, refusal);
  });
  closeWithLastAnswers(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const name = problemOf(error);
    const fields = { event: 'request.failed', requestId: request.id, code: error.code };
    if (name === 'failed') options.logger.error({ ...fields, err: error }, 'request failed');
    else options.logger.warn(fields, 'request refused');
    return send(reply, problem(name));
  });
  return app;
}

/** The paths of the card and the page; their bodies have a budget of their own. */
function addApp(server: FastifyInstance, app: AppBackend, options: BridgeOptions): void {
  const bodies = new BodyBudget(APP_LIMITS);
  server.all(APP_PATH, async (request, reply) => {
    const rawBody = await bodies.read(request.raw, reply.raw);
    if (typeof rawBody === 'string') return refuseUnread(request, reply, problem(rawBody));
    return send(reply, await traced(request, options, () => app.handle(appRequest(request, rawBody, options))));
  });
}

/** From when the body is there. */
function traced(request: FastifyRequest, options: BridgeOptions, answer: () => Promise<Answer>): Promise<Answer> {
  if (options.traced === undefined) return answer();
  const { id, method, routeOptions } = request;
  return options.traced({ id, method, route: routeOptions.url ?? '' }, answer);
}

/** What is refused before a byte of the body is read. */
function refuseUnexpected(request: FastifyRequest, options: BridgeOptions): Answer | undefined {
  if (request.routeOptions.url === undefined) {
    const isWebhookPath = request.url.split('?')[0] === WEBHOOK_PATH;
    return isWebhookPath ? { ...problem('methodNotAllowed'), headers: { allow: 'POST' } } : problem('notFound');
  }
  if (request.routeOptions.url === APP_PATH) {
    const isLarge = Number(request.headers['content-length'] ?? 0) > APP_LIMITS.body;
    return (
      options.app?.refuseByHeaders({ id: request.id, ...signatureOf(request) }) ??
      (isLarge ? problem('tooLarge') : undefined)
    );
  }
  if (request.routeOptions.url !== WEBHOOK_PATH) return undefined;
  const refusal = refuseByHeaders({ id: request.id, ...signatureOf(request) }, options);
  if (refusal !== undefined) return refusal;
  return Number(request.headers['content-length'] ?? 0) > LIMITS.body ? problem('tooLarge') : undefined;
}

/** A client that is answered while the bridge closes must not hold the connection, or closing would wait for its time-out. */
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
 * Closing at once resets a connection on which more data is arriving, and the answer with it. Instead, the data is discarded unread
 * for a moment.
 */
function refuseUnread(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  reply.raw.once('finish', () => {
    setTimeout(() => {
      if (!request.raw.complete) request.raw.socket.destroy();
    }, LIMITS.lingerMs).unref();
  });
  return send(reply, answer);
}

function read(request: FastifyRequest, rawBody: Uint8Array, { settings }: BridgeOptions): WebhookRequest {
  return {
    id: request.id,
    method: request.method,
    uri: `${settings.publicUrl ?? ownAddress(request)}${request.url}`,
    rawBody,
    ...signatureOf(request),
  };
}

function appRequest(request: FastifyRequest, rawBody: Uint8Array, options: BridgeOptions): BackendRequest {
  return { ...read(request, rawBody, options), url: request.url };
}

/**
 * Without a public URL the bridge is called from its own machine: in development. Another name in the Host header would let in what
 * was signed for somebody else.
 */
function ownAddress({ host, hostname }: FastifyRequest): string {
  return isLoopback(hostname) ? `http://${host}` : '';
}

function signatureOf({ headers }: FastifyRequest): Pick<WebhookRequest, 'timestamp' | 'signature'> {
  return {
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

function problemOf(error: FastifyError): Problem {
  return error.statusCode !== undefined && error.statusCode < 500 ? 'badRequest' : 'failed';
}

function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers })
    .send(body);
}
