import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Whether a server could listen on this port now. Somebody else may still take it before we do. */
export function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** Free ports, all different: they are held together until the last one is found. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  await Promise.all(servers.map((server) => server.close()));
  return servers.map((server) => server.port);
}

/** The wished port when it is free, any free one otherwise. */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && (await isPortFree(wished))) return wished;
  return listenOnce(0);
}

async function listenOnce(port: number): Promise<number> {
  const server = await listen(port);
  await server.close();
  return server.port;
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

function listen(port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        port: taken,
        close: () =>
          new Promise((closed) =>
            server.close(() => {
              closed();
            }),
          ),
      });
    });
  });
}
