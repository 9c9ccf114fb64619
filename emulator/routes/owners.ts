import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authorize } from '../http/gate';
import { parse } from '../http/input';
import type { User } from '../model/types';
import type { Portal } from '../portal/portal';
import { flag, mustBeThere } from './shared';

const MADE_AT = '2024-01-02T09:00:00.000Z';
const SCOPES = ['crm.objects.owners.read'] as const;

const listQuery = z.object({
  email: z.string().optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  archived: flag.default(false),
});
const oneQuery = z.object({ idProperty: z.enum(['id', 'userId']).default('id'), archived: flag.default(false) });

/** `/crm/owners/2026-09`: everybody in the portal can own records. */
export function registerOwners(app: FastifyInstance, portal: Portal): void {
  app.get('/crm/owners/2026-09', (request) => {
    authorize(portal, request, SCOPES);
    const { email, after, limit, archived } = parse(listQuery, request.query);
    const wanted = portal.people.users.filter(
      (user) => !archived && (email === undefined || user.email === email.toLowerCase()),
    );
    const rest = wanted.filter((user) => Number(user.ownerId) > Number(after ?? 0));
    const page = rest.slice(0, limit);
    const next = page.at(-1)?.ownerId ?? '';
    return {
      results: page.map((user) => rendered(portal, user)),
      ...(rest.length > page.length && { paging: { next: { after: next, link: `?after=${next}` } } }),
    };
  });

  app.get<{ Params: { readonly ownerId: string } }>('/crm/owners/2026-09/:ownerId', (request) => {
    authorize(portal, request, SCOPES);
    const { ownerId } = request.params;
    const { idProperty, archived } = parse(oneQuery, request.query);
    const found = idProperty === 'id' ? portal.people.owner(ownerId) : portal.people.user(ownerId);
    return rendered(portal, mustBeThere(archived ? undefined : found, `Owner ${ownerId}`));
  });
}

function rendered(portal: Portal, user: User): object {
  return {
    id: user.ownerId,
    email: user.email,
    type: 'PERSON',
    firstName: user.firstName,
    lastName: user.lastName,
    userId: Number(user.id),
    userIdIncludingInactive: Number(user.id),
    createdAt: MADE_AT,
    updatedAt: MADE_AT,
    archived: false,
    teams: portal.people.teamsOf(user),
  };
}
