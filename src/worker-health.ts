import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Workers } from './workers';

/** `GET /healthz` for the container engine: 200 while the workers poll, 503 while they start, drain or have failed. */
export async function serveHealth(port: number, workers: Pick<Workers, 'isRunning'>): Promise<Server> {
  const server = createServer((_request, response) => {
    const isRunning = workers.isRunning();
    response.writeHead(isRunning ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ state: isRunning ? 'running' : 'not running' }));
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
