import type { FastifyRequest } from 'fastify';
import type { Source } from '../model/types';
import type { People } from '../portal/people';
import { badRequest } from './errors';
import type { ActorKind } from './request-log';

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Who a request stands for: a person, another automation of the portal, or the app whose token it carries. */
export function actorOf(request: FastifyRequest): ActorKind {
  if (header(request, 'x-emulator-user') !== undefined) return 'person';
  return header(request, 'x-emulator-source') === undefined ? 'app' : 'other';
}

/** How histories and webhooks name the request's sender. */
export function sourceOf(request: FastifyRequest, people: People, appId: number): Source {
  const userId = header(request, 'x-emulator-user');
  const sourceType = header(request, 'x-emulator-source')?.toUpperCase();
  if (userId !== undefined) {
    if (people.user(userId) === undefined)
      throw badRequest(`X-Emulator-User: there is no user ${userId}; GET /emulator/users lists them`);
    return { sourceType: sourceType ?? 'CRM_UI', sourceId: `userId:${userId}`, updatedByUserId: Number(userId) };
  }
  if (sourceType !== undefined) return { sourceType, sourceId: `emulator-${sourceType.toLowerCase()}` };
  return { sourceType: 'INTEGRATION', sourceId: String(appId), sourceLabel: 'At-Risk Closer (emulated app)' };
}
