import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { TokenWatch } from '../hubspot';
import type { Workers } from './workers';

/**
 * `GET /healthz` for the container engine: 200 while the workers poll, 503 while they start, drain or have failed. A HubSpot that
 * cannot be reached is named in the body; a restart would not help.
 */
export async function serveHealth(
  port: number,
  workers: Pick<Workers, 'isRunning'>,
  token: Pick<TokenWatch, 'isVerified'>,
): Promise<Server> {
  const server = createServer((_request, response) => {
    const isRunning = workers.isRunning();
    response.writeHead(isRunning ? 200 : 503, { 'content-type': 'application/json' });
    const hubspot = token.isVerified ? 'verified' : 'not reached yet: the access token is not verified';
    response.end(JSON.stringify({ state: isRunning ? 'running' : 'not running', hubspot }));
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
