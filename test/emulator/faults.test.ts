import { startEmulator, type Emulator } from '../../emulator';
import { caller, createTicket, type Caller } from './support';

describe('troubles', () => {
  let emulator: Emulator;
  let app: Caller;

  beforeEach(async () => {
    emulator = await startEmulator();
    app = caller(emulator);
  });

  afterEach(() => emulator.close());

  it('answers 401 without a good token, also after the token was revoked, and again once it was given back', async () => {
    const stranger = await fetch(`${emulator.url}/crm/v3/objects/tickets`);
    expect(stranger.status).toBe(401);
    await expect(stranger.json()).resolves.toMatchObject({ status: 'error', category: 'INVALID_AUTHENTICATION' });
    await app('DELETE', `/emulator/tokens/${emulator.accessToken}`);
    expect((await app('GET', '/crm/v3/objects/tickets')).status).toBe(401);
    await app('PUT', `/emulator/tokens/${emulator.accessToken}`);
    expect((await app('GET', '/crm/v3/objects/tickets')).status).toBe(200);
  });

  it('names the scopes that a token lacks', async () => {
    await app('POST', '/emulator/tokens', { token: 'narrow', scopes: ['crm.objects.companies.read'] });
    const narrow = caller({ ...emulator, accessToken: 'narrow' });
    expect((await narrow('GET', '/crm/v3/objects/companies')).status).toBe(200);
    const refused = await narrow('POST', '/crm/v3/objects/companies', { properties: {} });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.companies.write'] } }],
      },
    });
  });

  it('limits the app, not people, and counts in its headers', async () => {
    await emulator.close();
    emulator = await startEmulator({ limits: { perTenSeconds: 2, searchPerSecond: 1 } });
    app = caller(emulator);
    const casey = caller(emulator, '5001');
    expect((await app('GET', '/crm/v3/objects/tickets')).headers.get('x-hubspot-ratelimit-remaining')).toBe('1');
    await app('GET', '/crm/v3/objects/tickets');
    const refused = await app('GET', '/crm/v3/objects/tickets');
    expect(refused).toMatchObject({
      status: 429,
      body: { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' },
    });
    expect(refused.headers.get('x-hubspot-ratelimit-max')).toBe('2');
    expect((await casey('GET', '/crm/v3/objects/tickets')).status).toBe(200);
    await app('POST', '/crm/v3/objects/tickets/search', {});
    expect((await app('POST', '/crm/v3/objects/tickets/search', {})).body).toMatchObject({
      policyName: 'SECONDLY',
      message: 'You have reached your secondly limit.',
    });
  });

  it('limits the day', async () => {
    await emulator.close();
    emulator = await startEmulator({ limits: { perDay: 1 } });
    app = caller(emulator);
    await app('GET', '/crm/v3/objects/tickets');
    expect((await app('GET', '/crm/v3/objects/tickets')).body).toMatchObject({ policyName: 'DAILY' });

    await app('PUT', '/emulator/limits', { usedToday: 0 });
    const { headers } = await app('GET', '/crm/v3/objects/tickets');
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('0');
  });

  it('apply by path, method and count', async () => {
    await app('POST', '/emulator/faults', {
      kind: 'status',
      status: 502,
      pathPattern: '^/crm/v3/objects/tickets',
      method: 'get',
      count: 2,
    });
    expect((await app('GET', '/crm/v3/objects/companies')).status).toBe(200);
    expect((await app('GET', '/crm/v3/objects/tickets')).status).toBe(502);
    expect((await app('GET', '/crm/v3/objects/tickets')).status).toBe(502);
    expect((await app('GET', '/crm/v3/objects/tickets')).status).toBe(200);
    expect((await app('GET', '/emulator/faults')).body.results).toMatchObject([{ struck: 2, left: 0 }]);
  });

  it('apply to the same requests again with the same seed', async () => {
    const run = async (): Promise<readonly number[]> => {
      await app('DELETE', '/emulator/faults');
      await app('POST', '/emulator/faults', { kind: 'status', probability: 0.5, seed: 7 });
      const statuses: number[] = [];
      for (let round = 0; round < 12; round += 1)
        statuses.push((await app('GET', '/crm/v3/objects/tickets?limit=1')).status);
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toStrictEqual(new Set([200, 503]));
    expect(await run()).toStrictEqual(first);
  });

  it('makes a 429 with or without Retry-After', async () => {
    await app('POST', '/emulator/faults', { kind: 'rateLimit', retryAfterSeconds: 7, count: 1 });
    await app('POST', '/emulator/faults', { kind: 'rateLimit', policyName: 'DAILY', count: 2 });
    expect((await app('GET', '/crm/v3/objects/tickets')).headers.get('retry-after')).toBe('7');
    const bare = await app('GET', '/crm/v3/objects/tickets');
    expect(bare).toMatchObject({ status: 429, body: { policyName: 'DAILY' } });
    expect(bare.headers.get('retry-after')).toBeNull();
  });

  it('breaks the connection before the write, or after it so that only the answer is lost', async () => {
    const id = await createTicket(app);
    const write = (value: string) =>
      app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: value } });
    const saved = async (): Promise<unknown> =>
      (await app('GET', `/crm/v3/objects/tickets/${id}?properties=customer_saved`)).body.properties['customer_saved'];
    await app('POST', '/emulator/faults', { kind: 'reset', method: 'PATCH', count: 1 });
    await expect(write('Yes')).rejects.toThrow('fetch failed');
    expect(await saved()).toBeNull();
    await app('POST', '/emulator/faults', { kind: 'resetAfter', method: 'PATCH', count: 1 });
    await expect(write('Yes')).rejects.toThrow('fetch failed');
    expect(await saved()).toBe('Yes');
  });

  it("answers in a proxy's place, without doing anything, or does it and answers otherwise", async () => {
    const id = await createTicket(app);
    const path = `/crm/v3/objects/tickets/${id}`;
    const raw = (method: string): Promise<Response> =>
      fetch(`${emulator.url}${path}`, { method, headers: { authorization: `Bearer ${emulator.accessToken}` } });
    await app('POST', '/emulator/faults', { kind: 'status', status: 403, body: '<h1>Blocked</h1>', count: 1 });
    const blocked = await raw('DELETE');
    expect([blocked.status, blocked.headers.get('content-type'), await blocked.text()]).toStrictEqual([
      403,
      'text/html; charset=utf-8',
      '<h1>Blocked</h1>',
    ]);
    expect((await app('GET', path)).status).toBe(200);
    await app('POST', '/emulator/faults', { kind: 'answer', status: 200, count: 1 });
    const empty = await raw('DELETE');
    expect([empty.status, empty.headers.get('content-type'), await empty.text()]).toStrictEqual([200, null, '']);
    expect((await app('GET', path)).status).toBe(404);
  });

  it('is slow, or never answers', async () => {
    await app('POST', '/emulator/faults', { kind: 'latency', delayMs: 60, count: 1 });
    const start = performance.now();
    await app('GET', '/crm/v3/objects/tickets');
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
    await app('POST', '/emulator/faults', { kind: 'stall', count: 1 });
    const headers = { authorization: `Bearer ${emulator.accessToken}` };
    const stalled = fetch(`${emulator.url}/crm/v3/objects/tickets`, { headers, signal: AbortSignal.timeout(100) });
    await expect(stalled).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('counts what was called and by whom', async () => {
    const casey = caller(emulator, '5001');
    await app('GET', '/crm/v3/objects/tickets?limit=1');
    await casey('GET', '/crm/v3/objects/companies');
    await app('GET', '/crm/v3/objects/tickets/1');
    expect((await app('GET', '/emulator/requests?actor=app')).body).toMatchObject({
      total: 2,
      requests: [
        { method: 'GET', path: '/crm/v3/objects/tickets', query: 'limit=1', status: 200, actor: 'app' },
        { path: '/crm/v3/objects/tickets/1', status: 404 },
      ],
    });
    expect((await app('GET', '/emulator/requests?pathPattern=companies')).body.total).toBe(1);
    await app('DELETE', '/emulator/requests');
    expect((await app('GET', '/emulator/requests')).body.total).toBe(0);
  });

  it('goes back to the default portal, with ids that were never used before', async () => {
    const id = await createTicket(app);
    await app('POST', '/emulator/faults', { kind: 'status' });
    await app('POST', '/emulator/reset');
    const tickets = await app('GET', '/crm/v3/objects/tickets');
    expect(tickets.body.results).toHaveLength(2);
    expect(tickets.body.results.every((ticket) => Number(ticket.id) > Number(id))).toBe(true);
  });

  it('says in a sentence what is wrong with a request', async () => {
    const wrong = await app('POST', '/emulator/faults', { kind: 'earthquake', pathPattern: '(' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.message).toContain('kind');
    expect(wrong.body.message).toContain('is not a regular expression');
    expect((await app('POST', '/emulator/clock', { advanceMs: -1 })).status).toBe(400);
  });
});
