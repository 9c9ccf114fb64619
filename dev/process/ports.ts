import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152): one of those can be taken
 * by any program's connection between our choice and the start of the part, or while a killed part is away.
 */
const CHOICE = { from: 15_000, to: 32_000 } as const;
/** A machine that has none free among so many has another problem. */
const TRIES = 50;

/** Whether a server could listen on this port now. Somebody else may still take it before we do. */
export function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** Free ports, all different: they are held together until the last one is found. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere()));
  await Promise.all(servers.map((server) => server.close()));
  return servers.map((server) => server.port);
}

/** The wished port when it is free, any free one otherwise. */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && (await isPortFree(wished))) return wished;
  const [port = 0] = await freePorts(1);
  return port;
}

async function listenSomewhere(): Promise<Listening> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listen(randomInt(CHOICE.from, CHOICE.to));
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
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
