import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authorize } from '../http/gate';
import { parse } from '../http/input';
import type { User } from '../model/types';
import type { Portal } from '../portal/portal';
import { mustBeThere } from './shared';

const USER_SCOPES = ['settings.users.read', 'crm.objects.users.read'] as const;
const TEAM_SCOPES = ['settings.users.teams.read'] as const;

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  after: z.string().optional(),
});
const oneQuery = z.object({ idProperty: z.enum(['USER_ID', 'EMAIL']).default('USER_ID') });

/** `/settings/users/2026-03`: the portal's people, their teams and roles. */
export function registerSettingsUsers(app: FastifyInstance, portal: Portal): void {
  app.get('/settings/users/2026-03', (request) => {
    authorize(portal, request, USER_SCOPES);
    const { limit, after } = parse(listQuery, request.query);
    const rest = portal.people.users.filter((user) => Number(user.id) > Number(after ?? 0));
    const page = rest.slice(0, limit);
    const next = page.at(-1)?.id ?? '';
    return {
      results: page.map(rendered),
      ...(rest.length > page.length && { paging: { next: { after: next, link: `?after=${next}` } } }),
    };
  });

  app.get('/settings/users/2026-03/teams', (request) => {
    authorize(portal, request, TEAM_SCOPES);
    const results = portal.people.teams.map((team) => ({
      ...team,
      userIds: portal.people.users.filter((user) => user.primaryTeamId === team.id).map((user) => user.id),
      secondaryUserIds: portal.people.users
        .filter((user) => user.secondaryTeamIds.includes(team.id))
        .map((user) => user.id),
    }));
    return { results };
  });

  app.get('/settings/users/2026-03/roles', (request) => {
    authorize(portal, request, USER_SCOPES);
    return { results: [{ id: '9101', name: 'Staff', requiresBillingWrite: false }] };
  });

  app.get<{ Params: { readonly userId: string } }>('/settings/users/2026-03/:userId', (request) => {
    authorize(portal, request, USER_SCOPES);
    const { userId } = request.params;
    const { idProperty } = parse(oneQuery, request.query);
    const found = idProperty === 'EMAIL' ? portal.people.byEmail(userId) : portal.people.user(userId);
    return rendered(mustBeThere(found, `User ${userId}`));
  });
}

function rendered(user: User): object {
  const { id, email, firstName, lastName, roleIds, primaryTeamId, secondaryTeamIds, superAdmin } = user;
  return {
    id,
    email,
    firstName,
    lastName,
    roleIds,
    ...(primaryTeamId !== undefined && { primaryTeamId }),
    secondaryTeamIds,
    superAdmin,
  };
}
