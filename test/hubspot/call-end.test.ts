import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHubSpot, type CallEnd } from '../../src/hubspot';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { APP_ID, PORTAL } from './build';

const OPTIONS = { accessToken: 'pat-private-0000', appId: APP_ID, portal: PORTAL } as const;

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe('what is reported of calls to HubSpot, for metrics', () => {
  let server: Server;
  let next: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {};

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (next.status === undefined) request.socket.destroy();
      else response.writeHead(next.status, next.headers).end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const callEnds = async (): Promise<readonly CallEnd[]> => {
    const ends: CallEnd[] = [];
    const hubspot = createHubSpot({ ...OPTIONS, apiUrl: urlOf(server), onCall: (end) => ends.push(end) });
    await hubspot.readCase(ticketIdSchema.parse('1')).catch(() => undefined);
    hubspot.close();
    return ends;
  };

  it.each([
    [200, 'ok'],
    [302, 'failed'],
    [400, 'invalid'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'gone'],
    [423, 'failed'],
    [429, 'limited'],
    [502, 'failed'],
    [undefined, 'unanswered'],
  ] as const)('an answer %s counts once, as %s', async (status, outcome) => {
    next = { ...(status !== undefined && { status }) };
    const [first, ...others] = await callEnds();

    expect(first).toMatchObject({ outcome, ms: expect.any(Number) });
    expect(first?.status).toBe(status);
    expect(first?.day).toBeUndefined();
    expect(others.every((each) => each.outcome === outcome)).toBe(true);
  });

  it('a call is reported as part of what made it, by a path without ids and other values', async () => {
    next = { status: 404 };
    const paths: [string, string][] = [];
    const storage = new AsyncLocalStorage<string>();
    const hubspot = createHubSpot({
      ...OPTIONS,
      apiUrl: urlOf(server),
      onCall: ({ method, path }) => {
        paths.push([storage.getStore() ?? '', `${method} ${path}`]);
      },
    });
    const read = (id: string): Promise<unknown> =>
      storage.run(`reads ${id}`, () => hubspot.readCase(ticketIdSchema.parse(id)).catch(() => undefined));
    await Promise.all([read('1'), read('2')]);
    await read('3');
    hubspot.close();

    const ofTickets = paths.filter(([, path]) => path.includes('/tickets/')).sort();
    expect(ofTickets).toEqual(['1', '2', '3'].map((id) => [`reads ${id}`, 'GET /crm/objects/2026-09/tickets/{id}']));
    expect(paths.join()).not.toMatch(/\/\d+(?![\d-])/);
  });

  it('HubSpot’s headers say what its limits still allow; what is no number is left out', async () => {
    next = {
      status: 404,
      headers: {
        ...{ 'X-HubSpot-RateLimit-Daily': '500000', 'X-HubSpot-RateLimit-Daily-Remaining': '4711' },
        ...{ 'X-HubSpot-RateLimit-Max': 'many', 'X-HubSpot-RateLimit-Remaining': '99' },
      },
    };
    const [first] = await callEnds();

    expect(first?.day).toEqual({ left: 4711, allowed: 500_000 });
    expect(first?.tenSeconds).toBeUndefined();
  });
});
