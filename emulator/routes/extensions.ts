import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { EXTENSIONS, extensionScript } from '../extensions/bundle';
import { extensionPage } from '../extensions/extension-page';
import { fetchSchema, signedFetch } from '../extensions/signed-fetch';
import { badRequest } from '../http/errors';
import { parse } from '../http/input';
import type { User } from '../model/types';
import type { Portal } from '../portal/portal';

const STYLE = join(__dirname, '../extensions/browser/style.css');

/** It runs what the emulator serves and nothing else, and is shown in frames of the emulator's own page only. */
const POLICY = "default-src 'self'; img-src data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

const openedBy = z.object({ user: z.string().optional(), ticket: z.string().regex(/^\d+$/).optional() });

/** The app's card and page, as HubSpot hosts them; and `hubspot.fetch`, through which they reach the service. */
export function registerExtensions(app: FastifyInstance, portal: Portal): void {
  for (const name of EXTENSIONS) {
    app.get(`/extensions/${name}`, (request, reply) => {
      const { user, ticket } = parse(openedBy, request.query);
      if (name === 'card' && ticket === undefined)
        throw badRequest('A card is on a ticket: /extensions/card?ticket=ID');
      return send(reply, 'text/html; charset=utf-8', extensionPage(name, portal, userOf(portal, user), ticket));
    });
    app.get(`/extensions/${name}.js`, async (_request, reply) =>
      send(reply, 'text/javascript; charset=utf-8', await extensionScript(name)),
    );
  }

  app.get('/extensions/style.css', async (_request, reply) =>
    send(reply, 'text/css; charset=utf-8', await readFile(STYLE, 'utf8')),
  );

  app.post('/emulator/extensions/fetch', async (request) => {
    const { appId, portalId, clientSecret } = portal.options;
    const { targetUrl } = portal.webhooks.settings();
    if (targetUrl === null) throw badRequest('Nothing answers hubspot.fetch: the emulator has no target for webhooks.');
    const userId = z.string().safeParse(request.headers['x-emulator-user']).data;
    const caller = { appId, portalId, clientSecret, user: userOf(portal, userId) };
    return signedFetch(parse(fetchSchema, request.body), caller, targetUrl);
  });
}

/** The person for whom it is shown; where nobody is named, the first one. */
function userOf(portal: Portal, id: string | undefined): User {
  const user = id === undefined ? portal.people.users[0] : portal.people.user(id);
  if (user === undefined) throw badRequest(`There is no user ${id ?? ''}; GET /emulator/users lists them`);
  return user;
}

function send(reply: FastifyReply, type: string, content: string): FastifyReply {
  return reply
    .type(type)
    .headers({ 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' })
    .send(content);
}
