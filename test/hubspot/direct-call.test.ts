import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyToken } from '../../src/hubspot';
import { readAccount } from '../../src/hubspot/setup/account';

/** What HubSpot, or a proxy before it, may answer with status 200. */
const ANSWERS = ['', '<html>busy</html>', '{}', '[]', 'null', '{"timeZone":5,"portalId":"x","results":[{}]}'];

describe('a call without the client', () => {
  let server: Server;
  let text = '';

  beforeAll(async () => {
    server = createServer((_request, response) => response.end(text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  const access = () => {
    const { port } = server.address() as AddressInfo;
    return { accessToken: 'pat-na1-secret', apiUrl: `http://127.0.0.1:${String(port)}`, limitMs: 5_000 };
  };

  it.each(ANSWERS)('that is answered with %j is made again later', async (answer) => {
    text = answer;

    for (const call of [readAccount, verifyToken]) {
      await expect(call(access())).rejects.toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
    }
  });
});
