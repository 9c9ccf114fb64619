import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { APP_ID, PORTAL } from './build';

const LIMITS = { connectMs: 400, idleMs: 600, totalMs: 1_500 };
/** What a busy machine adds to a limit. */
const LATE_MS = 2_000;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';

function drip(head: string, drop: string): (socket: Socket) => void {
  return (socket) => {
    socket.write(head);
    const dripping = setInterval(() => socket.write(drop), 100);
    socket.on('close', () => {
      clearInterval(dripping);
    });
  };
}

/** What a peer may do with a connection, and which limit then ends the call. */
const PEERS: readonly (readonly [string, (socket: Socket) => void, keyof typeof LIMITS])[] = [
  ['takes the call and never answers', () => undefined, 'idleMs'],
  ['breaks off within the headers', (socket) => socket.write('HTTP/1.1 200 O'), 'idleMs'],
  ['stalls in the middle of the body', (socket) => socket.write(`${HEAD}{"id":`), 'idleMs'],
  ['drips headers without end', drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n'), 'totalMs'],
  ['drips a body without end', drip(HEAD, ' '), 'totalMs'],
  ['resets in the middle of the answer', (socket) => socket.write(HEAD, () => socket.resetAndDestroy()), 'totalMs'],
  ['closes in the middle of the answer', (socket) => socket.end(`${HEAD}{"id":`), 'totalMs'],
  ['closes without an answer', (socket) => socket.end(), 'idleMs'],
];

describe('a call to HubSpot is an error that may pass, within its limit, when the other side', () => {
  let server: Server;
  let answer: (socket: Socket) => void = () => undefined;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => {
        answer(socket);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each(PEERS)('%s', async (_what, peer, limit) => {
    answer = peer;
    const { error, tookMs } = await readFrom(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);

    expect(error).toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
    expect(tookMs).toBeLessThan(LIMITS[limit] + LATE_MS);
  });

  it('does not take the connection', async () => {
    const peer = await startDeafPeer();
    const { error, tookMs } = await readFrom(`http://127.0.0.1:${String(peer.port)}`);
    peer.end();

    expect(error).toMatchObject({ kind: 'retryLater', detail: expect.stringContaining('ETIMEDOUT') });
    expect(tookMs).toBeLessThan(LIMITS.connectMs + LATE_MS);
  });

  it('has a name that is not found', async () => {
    const { error, tookMs } = await readFrom('http://nowhere.invalid');

    expect(error).toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
    expect(tookMs).toBeLessThan(LIMITS.connectMs + LATE_MS);
  });
});

async function readFrom(apiUrl: string): Promise<{ readonly error: unknown; readonly tookMs: number }> {
  const hubspot: HubSpot = createHubSpot({
    accessToken: 'pat-private-0000',
    apiUrl,
    appId: APP_ID,
    portal: PORTAL,
    limits: LIMITS,
  });
  const startedAt = performance.now();
  const error: unknown = await hubspot.readCase(ticketIdSchema.parse('1')).catch((caught: unknown) => caught);
  hubspot.close();
  return { error, tookMs: performance.now() - startedAt };
}

/** A server that is stopped, and whose queue of connections is full: the system then leaves further ones unanswered. */
async function startDeafPeer(): Promise<{ readonly port: number; end(): void }> {
  const script =
    "const s = require('node:net').createServer(); s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))";
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  for (let isTaken = true; isTaken;) {
    const filler = connect(port, '127.0.0.1');
    filler.on('error', () => undefined);
    fillers.push(filler);
    isTaken = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 300, false)),
    ]);
  }
  return {
    port,
    end: () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
    },
  };
}
