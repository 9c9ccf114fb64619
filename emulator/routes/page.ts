import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Portal } from '../portal/portal';

const PAGE_DIR = join(__dirname, '..', 'page');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Addresses that people open, as HubSpot's are: all of them are the one page, which reads its address. */
const ADDRESSES = [
  '/',
  '/contacts/:portalId/objects/:typeId/views/all/:view',
  '/contacts/:portalId/record/:typeId/:id',
  '/tasks/:portalId/view/all',
  '/search/:portalId',
  '/primesupport/properties-and-objects',
  '/app/:portalId/at-risk-closer',
  '/guide',
] as const;

/** Where the app's card of a ticket is shown, if the emulator hosts the app. */
const CARD_ADDRESS = '/extensions/card';

/** Only what the emulator serves itself is run, and no other site shows the page in a frame: it holds the token. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** The page on which a person plays Client Success, and the token that it calls the API with. */
export function registerPage(app: FastifyInstance, portal: Portal): void {
  for (const address of ADDRESSES) {
    app.get(address, (_request, reply) => send(reply, join(PAGE_DIR, 'index.html')));
  }
  for (const path of filesOfPage()) {
    app.get(`/page/${relative(PAGE_DIR, path).split(sep).join('/')}`, (_request, reply) => send(reply, path));
  }

  app.get('/emulator/session', () => {
    const { portalId, appId, accessToken } = portal.options;
    return { portalId, appId, accessToken, hostsCard: app.hasRoute({ method: 'GET', url: CARD_ADDRESS }) };
  });
}

function filesOfPage(): readonly string[] {
  return readdirSync(PAGE_DIR, { recursive: true, encoding: 'utf8' })
    .filter((name) => ['.js', '.css'].includes(extname(name)))
    .map((name) => join(PAGE_DIR, name));
}

async function send(reply: FastifyReply, path: string): Promise<FastifyReply> {
  const content = await readFile(path, 'utf8');
  return reply
    .type(CONTENT_TYPES[extname(path)] ?? 'text/plain')
    .headers({ 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' })
    .send(content);
}
