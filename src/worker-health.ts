import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Worker } from '@temporalio/worker';

/** `GET /healthz` for the container engine: 200 while the worker polls, 503 while it starts, drains or has failed. */
export async function serveHealth(port: number, worker: Worker): Promise<Server> {
  const server = createServer((_request, response) => {
    const state = worker.getState();
    response.writeHead(state === 'RUNNING' ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ state }));
  });
  server.listen(port);
  await once(server, 'listening');
  return server;
}
