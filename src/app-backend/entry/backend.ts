import type { BridgeSettings } from '../../config/env';
import type { Logger } from '../../config/logging';
import type { PortalConfig } from '../../config/portal';
import { MAX_CLOCK_DIFFERENCE_MS, headerProblem, signatureProblem, type SignedRequest } from '../../hubspot';
import { isTimeout } from '../../temporal/errors';
import { RefusedError, refusal, type BackendAnswer, type Refusal } from './answer';
import { identify } from './identity';
import { REQUEST_LIMITS, RequestGate, UsedSignatures } from './limits';
import { matchRoute, type Route, type Routes } from './routes';

/** A request of the card or the page in plain values; `uri` is the public one, with the query as it was sent. */
export interface BackendRequest extends SignedRequest {
  readonly id: string;
  /** Path and query as they were sent. */
  readonly url: string;
}

export interface BackendDependencies {
  readonly settings: Pick<BridgeSettings, 'clientSecrets' | 'portalId' | 'appId'>;
  readonly portal: Pick<PortalConfig, 'app'>;
  readonly logger: Logger;
  readonly routes: Routes;
  /** For tests; those of `REQUEST_LIMITS` otherwise. */
  readonly gate?: RequestGate;
}

/** What answers the card and the page. */
export interface AppBackend {
  /** What the headers alone decide, before a body is read. */
  refuseByHeaders(request: Pick<BackendRequest, 'id' | 'timestamp' | 'signature'>): BackendAnswer | undefined;
  handle(request: BackendRequest): Promise<BackendAnswer>;
}

/** A timestamp may be ahead by as much as it may be old, so the same signature is accepted for twice as long. */
const SIGNATURE_LIFE_MS = 2 * MAX_CLOCK_DIFFERENCE_MS;

/**
 * In a fixed order: genuine? of our account and app? room for it? a known path? readable? repeated? Only then it is answered. Whatever
 * is refused is answered without a word of what was sent.
 */
export function createAppBackend(dependencies: BackendDependencies): AppBackend {
  const { settings, portal, logger, routes, gate = new RequestGate() } = dependencies;
  const used = new UsedSignatures(SIGNATURE_LIFE_MS);
  const refused = (id: string, why: Refusal, reason: string = why): BackendAnswer => {
    logger.warn({ event: 'app.refused', requestId: id, reason }, 'request of card or page refused');
    return refusal(why);
  };
  const admitted = async (request: BackendRequest): Promise<BackendAnswer> => {
    const [path = '', search = ''] = split(request.url);
    const query = new URLSearchParams(search);
    const identity = identify(query, settings);
    if (!identity.ok) return refused(request.id, identity.refusal);
    const leave = gate.enter(Date.now());
    if (leave === undefined) return refused(request.id, 'tooMany');
    try {
      const matched = matchRoute(path);
      if (matched === undefined) return refused(request.id, 'notFound');
      const route = routes[matched.name];
      if (route.method !== request.method) return refused(request.id, 'methodNotAllowed');
      const call = readCall(route, query, request.rawBody);
      if (call === undefined) return refused(request.id, 'badRequest');
      const userId = portal.app.userProvedByHubSpot ? identity.userId : undefined;
      return await once(route, request, () => route.answer({ ...call, ticketId: matched.ticketId, userId }));
    } finally {
      leave();
    }
  };
  /** An act is answered once for each signature; one that failed on our side may come again, as HubSpot repeats it. */
  const once = async (
    { method }: Route,
    { signature = '' }: BackendRequest,
    answer: () => Promise<object>,
  ): Promise<BackendAnswer> => {
    const ok = async (): Promise<BackendAnswer> => ({ status: 200, body: await inTime(answer()) });
    if (method === 'GET') return ok();
    if (used.has(signature, Date.now())) return refusal('repeated');
    used.add(signature, Date.now());
    try {
      return await ok();
    } catch (error) {
      if (!(error instanceof RefusedError)) used.delete(signature);
      throw error;
    }
  };
  return {
    refuseByHeaders: (request) => {
      const reason = headerProblem(request, Date.now());
      return reason && refused(request.id, 'unauthorized', reason);
    },
    handle: async (request) => {
      const forged = signatureProblem(request, settings.clientSecrets, Date.now());
      if (forged !== undefined) return refused(request.id, 'unauthorized', forged);
      try {
        return withinSize(await admitted(request));
      } catch (error) {
        return failed(request.id, error, logger);
      }
    },
  };
}

function split(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** Undefined for what does not fit the route. A parameter that is there twice has no meaning. */
function readCall(
  { method, query: querySchema, body: bodySchema }: Route,
  given: URLSearchParams,
  rawBody: Uint8Array,
): { readonly query: unknown; readonly body: unknown } | undefined {
  const names = [...given.keys()];
  if (new Set(names).size !== names.length) return undefined;
  const body = method === 'GET' ? { ok: rawBody.length === 0, value: undefined } : parsed(rawBody);
  if (!body.ok) return undefined;
  const query = querySchema.safeParse(Object.fromEntries(given));
  const content = bodySchema.safeParse(body.value);
  return query.success && content.success ? { query: query.data, body: content.data } : undefined;
}

/** An empty body is undefined. */
function parsed(rawBody: Uint8Array): { readonly ok: boolean; readonly value?: unknown } {
  if (rawBody.length === 0) return { ok: true };
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody)) };
  } catch {
    return { ok: false };
  }
}

async function inTime(work: Promise<object>): Promise<object> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new RefusedError('tooSlow'));
    }, REQUEST_LIMITS.answerMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** HubSpot cuts off what is larger. */
function withinSize(answer: BackendAnswer): BackendAnswer {
  return JSON.stringify(answer.body).length > REQUEST_LIMITS.size ? refusal('tooLarge', TOO_MUCH) : answer;
}

const TOO_MUCH = 'The answer is too large for HubSpot; narrow the search.';

function failed(requestId: string, error: unknown, logger: Logger): BackendAnswer {
  if (error instanceof RefusedError) {
    logger.warn({ event: 'app.refused', requestId, reason: error.refusal }, 'request of card or page refused');
    return refusal(error.refusal, error.sentence);
  }
  logger.error({ event: 'app.failed', requestId, err: error }, 'request of card or page failed');
  return refusal(isTimeout(error) ? 'unavailable' : 'failed');
}
