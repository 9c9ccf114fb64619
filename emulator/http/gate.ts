import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Source } from '../model/types';
import type { Portal } from '../portal/portal';
import { actorOf, sourceOf } from './actor';
import { HubSpotError, rateLimited } from './errors';
import type { FaultRule } from './faults';
import type { LoggedRequest } from './request-log';

/** What is known of an API call while it is answered. */
interface ApiCall {
  readonly logged: LoggedRequest;
  token: string;
  dropAnswer: boolean;
  /** What is sent in place of the answer. */
  instead?: FaultRule;
}

const calls = new WeakMap<FastifyRequest, ApiCall>();

const API_PATH = /^\/(crm|files|settings|account-info|integrations|oauth|webhooks)\//;
const SEARCH_PATH = /^\/crm\/objects\/2026-09\/[^/]+\/search\/?$/;

/** In front of every API call: it is written down, struck by faults, checked for its token, and counted. */
export function installGate(app: FastifyInstance, portal: Portal): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!API_PATH.test(request.originalUrl)) return;
    const actor = actorOf(request);
    const at = portal.clock.iso();
    const [path = '', query = ''] = request.originalUrl.split('?');
    const logged = portal.requests.start({ method: request.method, path, query, at, actor });
    const call: ApiCall = { logged, token: '', dropAnswer: false };
    calls.set(request, call);
    const faults = portal.faults.forRequest({ url: request.originalUrl, method: request.method, actor });
    for (const fault of faults) await strike(fault, call, request, reply);
    if (reply.sent) return;
    call.token = portal.tokens.authenticate(request.headers.authorization);
    if (actor === 'app') countAgainstLimits(portal, request, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    // Whoever has an answer may rely on it, also when this process is killed the next moment.
    await portal.saved();
    const call = calls.get(request);
    if (call?.dropAnswer === true) request.raw.socket.resetAndDestroy();
    const instead = call?.instead;
    if (instead !== undefined) answerInstead(reply, instead);
    if (call?.dropAnswer === false) call.logged.status = reply.statusCode;
    return instead === undefined ? payload : (instead.body ?? '');
  });
}

/** One of the scopes must have been granted to the call's token. */
export function authorize(portal: Portal, request: FastifyRequest, oneOf: readonly string[]): void {
  portal.tokens.authorize(calls.get(request)?.token ?? '', oneOf);
}

export function hasScope(portal: Portal, request: FastifyRequest, scope: string): boolean {
  return portal.tokens.has(calls.get(request)?.token ?? '', scope);
}

export function sourceFor(portal: Portal, request: FastifyRequest): Source {
  return sourceOf(request, portal.people, portal.options.appId);
}

function countAgainstLimits(portal: Portal, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0] ?? '';
  void reply.headers(portal.limits.take(SEARCH_PATH.test(path)));
}

async function strike(fault: FaultRule, call: ApiCall, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  switch (fault.kind) {
    case 'latency':
      await pause(fault.delayMs);
      return;
    case 'stall':
      // Nothing will ever be answered; the caller must have a time-out of its own.
      reply.hijack();
      return;
    case 'reset':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'resetAfter':
      call.dropAnswer = true;
      return;
    case 'answer':
      call.instead = fault;
      return;
    case 'status':
      if (fault.body !== undefined) {
        call.instead = fault;
        await reply.send('');
        return;
      }
      throw new HubSpotError(fault.status, {
        message: `Emulated fault: ${String(fault.status)}`,
        category: 'EMULATED_FAULT',
      });
    case 'rateLimit': {
      const seconds = fault.retryAfterSeconds;
      throw rateLimited(fault.policyName, seconds === undefined ? {} : { 'Retry-After': String(seconds) });
    }
    case 'webhookDrop':
    case 'webhookDuplicate':
    case 'webhookReorder':
    case 'webhookDelay':
    case 'webhookOmit':
      return;
  }
}

function answerInstead(reply: FastifyReply, { status, body, contentType }: FaultRule): void {
  reply.removeHeader('content-length');
  reply.code(status);
  if (body === undefined || body === '') reply.removeHeader('content-type');
  else reply.header('content-type', contentType);
}
