import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { badRequest } from '../http/errors';
import { sourceFor } from '../http/gate';
import { parse } from '../http/input';
import { allScopes } from '../http/tokens';
import type { Portal } from '../portal/portal';
import { mustBeThere, objectType, propertiesSchema } from './shared';

const clockBody = z.strictObject({ advanceMs: z.number().int().min(0) });
const indexBody = z.strictObject({ lagMs: z.number().int().min(0) });
const limitsBody = z.strictObject({ usedToday: z.number().int().min(0) });
const restoreBody = z.strictObject({ objectType: z.string(), id: z.coerce.string() });
const cloneBody = z.strictObject({
  objectType: z.string(),
  id: z.coerce.string(),
  properties: propertiesSchema.default({}),
});
const tokenBody = z.strictObject({ token: z.string().min(1), scopes: z.array(z.string()).optional() });
const requestsQuery = z.object({
  actor: z.enum(['app', 'person', 'other']).optional(),
  method: z.string().toUpperCase().optional(),
  pathPattern: z.string().optional(),
});

/** `/emulator/...`: what HubSpot does not have, for tests and for the page. No token is needed. */
export function registerControl(app: FastifyInstance, portal: Portal): void {
  registerPeopleAndClock(app, portal);
  registerRequests(app, portal);
  registerTokens(app, portal);
  registerState(app, portal);
}

function registerPeopleAndClock(app: FastifyInstance, portal: Portal): void {
  app.get('/emulator/users', () => ({
    results: portal.people.users.map((user) => ({
      id: user.id,
      userId: Number(user.id),
      ownerId: user.ownerId,
      name: `${user.firstName} ${user.lastName}`,
      email: user.email,
      teams: portal.people.teamsOf(user),
    })),
  }));

  app.get('/emulator/clock', () => ({ now: portal.clock.iso() }));

  app.post('/emulator/clock', (request) => {
    portal.clock.advance(parse(clockBody, request.body).advanceMs);
    portal.changed();
    return { now: portal.clock.iso() };
  });
}

function registerRequests(app: FastifyInstance, portal: Portal): void {
  app.get('/emulator/requests', (request) => {
    const { actor, method, pathPattern } = parse(requestsQuery, request.query);
    const requests = portal.requests.list({ actor, method, pathPattern: toRegExp(pathPattern) });
    return { total: requests.length, requests };
  });

  app.delete('/emulator/requests', (_request, reply) => {
    portal.requests.clear();
    return reply.code(204).send();
  });
}

function registerTokens(app: FastifyInstance, portal: Portal): void {
  app.post('/emulator/tokens', (request, reply) => {
    const { token, scopes } = parse(tokenBody, request.body);
    portal.tokens.add(token, scopes ?? allScopes());
    portal.changed();
    return reply.code(201).send({ token, scopes: scopes ?? allScopes() });
  });

  app.get('/emulator/tokens', () => ({ results: portal.tokens.list() }));

  app.delete<{ Params: { readonly token: string } }>('/emulator/tokens/:token', (request, reply) => {
    setRevoked(portal, request.params.token, true);
    return reply.code(204).send();
  });

  app.put<{ Params: { readonly token: string } }>('/emulator/tokens/:token', (request, reply) => {
    setRevoked(portal, request.params.token, false);
    return reply.code(204).send();
  });
}

function registerState(app: FastifyInstance, portal: Portal): void {
  app.post('/emulator/reset', (_request, reply) => {
    portal.reset();
    return reply.code(204).send();
  });

  app.put('/emulator/index', (request) => {
    portal.indexLag.ms = parse(indexBody, request.body).lagMs;
    return { lagMs: portal.indexLag.ms };
  });

  app.put('/emulator/limits', (request) => {
    const { usedToday } = parse(limitsBody, request.body);
    portal.limits.setUsedToday(usedToday);
    return { usedToday };
  });

  app.post('/emulator/clone', (request, reply) => {
    const { objectType: name, id, properties } = parse(cloneBody, request.body);
    const clone = portal.crm.clone(objectType(name).typeId, id, properties, sourceFor(portal, request));
    return reply.code(201).send(portal.rendering.render(clone));
  });

  app.post('/emulator/restore', (request) => {
    const { objectType: name, id } = parse(restoreBody, request.body);
    return portal.rendering.render(portal.crm.restore(objectType(name).typeId, id, sourceFor(portal, request)));
  });
}

function setRevoked(portal: Portal, token: string, revoked: boolean): void {
  mustBeThere(portal.tokens.setRevoked(token, revoked) ? token : undefined, `Token ${token}`);
  portal.changed();
}

function toRegExp(pattern: string | undefined): RegExp | undefined {
  try {
    return pattern === undefined ? undefined : new RegExp(pattern);
  } catch {
    throw badRequest(`pathPattern: ${String(pattern)} is not a regular expression`);
  }
}
