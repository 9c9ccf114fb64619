import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { startEmulator, type Emulator } from '../../emulator';

interface Answered {
  readonly status: number | undefined;
  readonly body: string;
}

describe('the emulator', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator({ allowHosts: ['emulator'] });
  });

  afterAll(async () => {
    await emulator.close();
  });

  const ask = async (method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answered> => {
    const asked = request({ host: '127.0.0.1', port: emulator.port, method, path, headers }).end();
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { readonly statusCode?: number }];
    return { status: answer.statusCode, body: await text(answer) };
  };
  const here = (name: string): string => `${name}:${String(emulator.port)}`;

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'emulator.evil.example', '10.0.0.5'])(
    'gives its token to no page that calls it by the name of %p',
    async (name) => {
      for (const path of ['/emulator/session', '/', '/emulator/users', '/crm/v3/objects/tickets']) {
        const { status, body } = await ask('GET', path, {
          host: name === '' ? '' : here(name),
          authorization: `Bearer ${emulator.accessToken}`,
        });

        expect(status).toBe(403);
        expect(body).not.toContain(emulator.accessToken);
      }
    },
  );

  it.each([
    ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of another site, in an old browser', { origin: 'https://evil.example' }],
    ['of another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['of a file or a sandbox', { origin: 'null' }],
    ['that hides where it comes from', { 'sec-fetch-site': 'cross-site' }],
  ])('takes no call from a page %s', async (_what, headers) => {
    for (const [method, path] of [
      ['POST', '/emulator/reset'],
      ['GET', '/emulator/session'],
      ['DELETE', `/emulator/tokens/${emulator.accessToken}`],
      ['GET', '/crm/v3/objects/tickets'],
    ] as const) {
      const authorization = `Bearer ${emulator.accessToken}`;
      const { status, body } = await ask(method, path, { host: here('localhost'), authorization, ...headers });

      expect(status).toBe(403);
      expect(body).not.toContain('accessToken');
    }
    const stillGood = await fetch(`${emulator.url}/crm/v3/objects/tickets`, {
      headers: { authorization: `Bearer ${emulator.accessToken}` },
    });
    expect(stillGood.status).toBe(200);
  });

  it.each(['localhost', '127.0.0.1', '[::1]', 'emulator'])('answers its own page and programs at %s', async (name) => {
    const host = here(name);
    const page = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };

    expect((await ask('GET', '/', { host, 'sec-fetch-site': 'cross-site' })).status).toBe(200);
    expect((await ask('GET', '/emulator/session', page)).body).toContain(emulator.accessToken);
    expect((await ask('GET', '/emulator/users', { host })).status).toBe(200);
  });

  it('listens for other machines only when it is given the names by which they call it', async () => {
    await expect(startEmulator({ host: '0.0.0.0' })).rejects.toThrow('--allow-host');
    await expect(startEmulator({ host: '::' })).rejects.toThrow('--allow-host');
    const open = await startEmulator({ host: '0.0.0.0', allowHosts: ['emulator'] });
    await open.close();
  });
});
