import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Portal } from '../portal/portal';

const PAGE_DIR = join(__dirname, '..', 'page');

const FILES: readonly (readonly [string, string, string])[] = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/page/api.js', 'api.js', 'text/javascript; charset=utf-8'],
  ['/page/forms.js', 'forms.js', 'text/javascript; charset=utf-8'],
  ['/page/page.css', 'page.css', 'text/css; charset=utf-8'],
];

/** The page on which a person plays Client Success, and the token that it calls the API with. */
export function registerPage(app: FastifyInstance, portal: Portal): void {
  for (const [path, file, type] of FILES) {
    app.get(path, async (_request, reply) => {
      const content = await readFile(join(PAGE_DIR, file), 'utf8');
      return reply.type(type).header('Cache-Control', 'no-store').send(content);
    });
  }

  app.get('/emulator/session', () => {
    const { portalId, appId, accessToken } = portal.options;
    return { portalId, appId, accessToken };
  });
}
