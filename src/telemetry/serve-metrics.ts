import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { METRICS_TYPE, exposition, type Family } from './exposition';

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/** `GET /metrics` on an address of its own, which nobody outside has to reach. */
export async function serveMetrics(
  { host, port }: MetricsAddress,
  families: () => Promise<readonly Family[]>,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/metrics') void answer(response, families);
    else response.writeHead(404).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

async function answer(response: ServerResponse, families: () => Promise<readonly Family[]>): Promise<void> {
  try {
    const text = exposition(await families());
    response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
