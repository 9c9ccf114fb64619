import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createHubSpot, verifyToken } from '../../src/hubspot';
import { CALL, createClient } from '../../src/hubspot/client/client';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { APP_ID, PORTAL } from './build';

const MIB = 1024 * 1024;
const TOKEN = 'pat-private-0000';
const RECORD = JSON.stringify({
  id: '1',
  properties: { subject: 'x'.repeat(100_000) },
  createdAt: '2026-01-01T09:00:00Z',
  updatedAt: '2026-01-01T09:00:00Z',
});
/** A gzip file may have several parts, each of which is read: a gibibyte of zeros out of a mebibyte. */
const BOMB = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(16 * MIB))));

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

class Peer {
  answer: Answering = (_request, response) => response.end(RECORD);
  /** What came of a token, in headers or bodies. */
  readonly tokens: string[] = [];
  sent = 0;
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.headers.authorization !== undefined || body.includes(TOKEN)) this.tokens.push(request.url ?? '');
      this.answer(request, response);
    });
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Writes `size` bytes, as fast as they are taken. */
  readonly pour =
    (size: number): Answering =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(MIB, 0x20);
      const more = (): void => {
        while (this.sent < size && !response.destroyed) {
          this.sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe("HubSpot's answers", () => {
  let peer: Peer;
  let other: Peer;
  const clients: { close(): void }[] = [];

  beforeEach(async () => {
    [peer, other] = [new Peer(), new Peer()];
    await Promise.all([peer.start(), other.start()]);
  });

  afterEach(() => {
    for (const each of [peer, other, ...clients.splice(0)]) each.close();
  });

  const readCase = async (): Promise<unknown> => {
    const hubspot = createHubSpot({ accessToken: TOKEN, apiUrl: peer.url, appId: APP_ID, portal: PORTAL });
    clients.push(hubspot);
    return hubspot.readCase(ticketIdSchema.parse('1')).catch((error: unknown) => error);
  };
  const subjectOf = async (): Promise<string | null | undefined> => {
    const client = createClient(TOKEN, peer.url);
    clients.push(client);
    const read = client.api.crm.tickets.basicApi;
    const { properties } = await read.getById('1', undefined, undefined, undefined, false, undefined, CALL);
    return properties['subject'];
  };
  const check = (): Promise<unknown> =>
    verifyToken({ accessToken: TOKEN, apiUrl: peer.url, portalId: '1', appId: '2' }).catch((error: unknown) => error);

  it.each([
    ['a case', readCase],
    ['whose token it is', check],
  ])('to the question for %s are read up to 32 MiB and no further', async (_what, ask) => {
    peer.answer = peer.pour(1024 * MIB);

    expect(await ask()).toMatchObject({ name: 'HubSpotError', kind: 'retryLater', detail: expect.any(String) });
    expect(peer.sent).toBeLessThan(64 * MIB);
  });

  it.each([
    ['a case', readCase],
    ['whose token it is', check],
  ])('to the question for %s are unpacked up to 32 MiB and no further', async (_what, ask) => {
    peer.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(BOMB);
    };
    const before = process.memoryUsage.rss();

    expect(await ask()).toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
    expect(process.memoryUsage.rss() - before).toBeLessThan(256 * MIB);
  });

  it.each([
    ['as it is', 'identity', (text: string) => Buffer.from(text)],
    ['packed', 'gzip', (text: string) => gzipSync(text)],
    ['packed, by its old name', 'x-gzip', (text: string) => gzipSync(text)],
  ])('are read %s', async (_what, encoding, pack) => {
    peer.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(pack(RECORD));
    };

    expect(await subjectOf()).toHaveLength(100_000);
  });

  it('are asked for in the one packing that is read, and in any other are errors that may pass', async () => {
    const asked: unknown[] = [];
    peer.answer = ({ headers }, response) => {
      asked.push(headers['accept-encoding']);
      const [encoding, body] =
        asked.length === 1 ? ['br', brotliCompressSync(RECORD)] : ['deflate', deflateSync(RECORD)];
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
    };

    expect(await readCase()).toMatchObject({ kind: 'retryLater' });
    expect(await readCase()).toMatchObject({ kind: 'retryLater' });
    expect(asked).toEqual(['gzip', 'gzip']);
  });

  it.each([301, 302, 303, 307, 308])(
    'that lead elsewhere (%i) are not followed, by no call and not to the same host',
    async (status) => {
      for (const location of [`${other.url}/stolen`, `${peer.url}/again`, '/again']) {
        peer.answer = (_request, response) => void response.writeHead(status, { location }).end();

        expect(await readCase()).toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
        expect(await check()).toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
      }
      expect(other.tokens).toEqual([]);
      expect(peer.tokens.filter((path) => path.includes('again'))).toEqual([]);
    },
  );
});
