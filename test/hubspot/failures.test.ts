import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { companyIdSchema, ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { APP_ID, PORTAL, portalWith } from './build';
import { SHORT, startWorld, type World } from './world';

describe('when HubSpot has trouble', () => {
  let world: World;
  let ticketId: TicketId;

  beforeAll(async () => {
    world = await startWorld(SHORT);
    ticketId = await world.ticket();
    await world.hubspot.ticketPipeline('800100');
  });

  afterEach(async () => {
    await world.app('DELETE', '/emulator/faults');
  });

  afterAll(async () => {
    await world.close();
  });

  const failure = (): Promise<unknown> => world.hubspot.readCase(ticketId).catch((error: unknown) => error);

  it('a call that is never answered ends, and may be made again', async () => {
    await world.fault({ kind: 'stall', count: 1 });
    expect(await failure()).toMatchObject({ kind: 'retryLater', detail: expect.stringContaining('ETIMEDOUT') });

    expect(await world.hubspot.readCase(ticketId)).toMatchObject({ kind: 'found' });
  });

  it('a kept connection that stalls ends too', async () => {
    await world.hubspot.readCase(ticketId);
    await world.hubspot.readCase(ticketId);
    await world.fault({ kind: 'stall', count: 1 });

    expect(await failure()).toMatchObject({ kind: 'retryLater', detail: expect.stringContaining('ETIMEDOUT') });
  });

  it('a connection that breaks may be made again, before and after the answer was made', async () => {
    await world.fault({ kind: 'reset', count: 1 });
    expect(await failure()).toMatchObject({ kind: 'retryLater', detail: expect.stringContaining('ECONNRESET') });
    await world.fault({ kind: 'resetAfter', count: 1 });
    expect(await failure()).toMatchObject({ kind: 'retryLater' });
  });

  it('429 is retried when its Retry-After says', async () => {
    await world.fault({ kind: 'rateLimit', retryAfterSeconds: 4, count: 1 });

    expect(await failure()).toMatchObject({
      kind: 'retryLater',
      status: 429,
      retryAfterMs: 4_000,
      policyName: 'TEN_SECONDLY_ROLLING',
    });
  });

  it('429 without Retry-After is retried when its limit resets', async () => {
    await world.fault({ kind: 'rateLimit', policyName: 'SECONDLY', count: 1 });

    expect(await failure()).toMatchObject({
      kind: 'retryLater',
      retryAfterMs: 1_000,
      detail: 'HubSpot answered 429: limit SECONDLY is used up.',
    });
  });

  it.each([500, 502, 503])('%p is retried by Temporal, not here', async (status) => {
    await world.calls();
    await world.fault({ kind: 'status', status });

    expect(await failure()).toMatchObject({ kind: 'retryLater', status });
    expect(await world.calls()).toHaveLength(1);
  });

  it('a token without a scope is refused, and the scope named (X1)', async () => {
    await world.app('POST', '/emulator/tokens', { token: 'pat-emulator-poor', scopes: ['crm.schemas.tickets.read'] });
    const poor = world.gateway({ accessToken: 'pat-emulator-poor' });

    await expect(poor.readCase(ticketId)).rejects.toMatchObject({
      kind: 'refused',
      status: 403,
      detail: expect.stringMatching(/lacks a scope \(.*tickets/),
    });
    poor.close();
  });

  it('a token that is not known is refused, and not shown', async () => {
    const unknown = world.gateway({ accessToken: 'pat-emulator-unknown' });

    await expect(unknown.readCase(ticketId)).rejects.toMatchObject({
      kind: 'refused',
      status: 401,
      detail: 'HubSpot answered 401: the access token is not valid, or has expired.',
    });
    unknown.close();
  });

  it('an option that the portal does not have is invalid, and its property named (X1)', async () => {
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Maple Street Clinic'));
    const hubspot = world.gateway({ portal: portalWith('company: { statuses: { Cancelled: Lost } }') });

    await expect(
      hubspot.perform({ kind: 'setClientStatus', rules: ['N8'], companyId, status: 'Cancelled' }),
    ).rejects.toMatchObject({ kind: 'invalid', status: 400, detail: expect.stringContaining('client_status') });
  });

  it('a property that the portal does not have parks the case, and is named (X1)', async () => {
    const hubspot = world.gateway({ portal: portalWith('ticket: { properties: { financeApproval: nowhere } }') });

    await expect(hubspot.readCase(ticketId)).rejects.toMatchObject({
      kind: 'mismatch',
      detail: 'the ticket property nowhere does not exist.',
    });
  });

  it.each([
    ['ticket', 'tickets', 'sensitive', 'tickets.sensitive'],
    ['ticket', 'tickets', 'highly_sensitive', 'tickets.highly_sensitive'],
    ['company', 'companies', 'sensitive', 'crm.objects.companies.sensitive.read'],
  ])(
    'a %s property of %s that is %s is not said to be missing: the scope is named (X1)',
    async (type, plural, how, scope) => {
      const name = `private_${type}_${how}`;
      const property = { name, label: 'Private', type: 'string', fieldType: 'text', groupName: 'information' };
      await world.app('POST', `/crm/v3/properties/${plural}`, { ...property, dataSensitivity: how });
      const key =
        type === 'ticket' ? 'ticket: { properties: { financeApproval' : 'company: { properties: { clientStatus';
      const hubspot = world.gateway({ portal: portalWith(`${key}: ${name} } }`) });

      const detail = `the ${type} property ${name} holds sensitive data, which HubSpot shows only to an app with the scope ${scope};`;
      await expect(hubspot.readCase(ticketId)).rejects.toMatchObject({
        kind: 'mismatch',
        detail: expect.stringContaining(detail),
      });
    },
  );

  it('an option that the portal does not have parks the case before it is needed (X1)', async () => {
    const hubspot = world.gateway({ portal: portalWith('company: { statuses: { Cancelled: Lost } }') });

    await expect(hubspot.readCase(ticketId)).rejects.toMatchObject({
      kind: 'mismatch',
      detail: 'the company property client_status has no option "Lost".',
    });
  });

  it('a pipeline that the portal does not have parks the case, and its real names are said (X1)', async () => {
    const hubspot = world.gateway({ portal: portalWith('ticket: { pipeline: Churn }') });

    await expect(hubspot.readCase(ticketId)).rejects.toMatchObject({
      kind: 'mismatch',
      detail: expect.stringContaining('"Churn" (it has: At-Risk'),
    });
  });

  it('writing to a ticket that is deleted is gone', async () => {
    await expect(
      world.hubspot.perform({
        kind: 'updateTicket',
        rules: ['N6'],
        ticketId: ticketIdSchema.parse('1'),
        change: { stage: 'closed' },
      }),
    ).rejects.toMatchObject({ kind: 'gone', status: 404 });
  });
});

describe("when something else answers in HubSpot's place", () => {
  let server: Server;
  let answer: RequestListener = () => undefined;
  let hubspot: HubSpot;
  const id = ticketIdSchema.parse('1');

  beforeAll(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    hubspot = createHubSpot({
      accessToken: 'pat-private-0000',
      apiUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      appId: APP_ID,
      portal: PORTAL,
      limits: { connectMs: 500, idleMs: 400, totalMs: 900 },
    });
  });

  afterAll(() => {
    hubspot.close();
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['JSON that breaks off', 'application/json', '{"id": "1", "proper', 'not JSON'],
    ['a page of a proxy', 'text/html', '<h1>Sign in</h1>', 'is not what it documents'],
    ['a body of another kind', 'image/png', 'x', 'unreadable'],
    ['JSON of another shape', 'application/json', '{"id":"1","properties":{}}', 'in: createdAt, updatedAt.'],
    ['nothing', 'application/json', '', 'not JSON'],
  ])('with %s, the call may be made again', async (_what, type, body, detail) => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': type }).end(body);

    await expect(hubspot.readCase(id)).rejects.toMatchObject({
      kind: 'retryLater',
      detail: expect.stringContaining(detail),
    });
  });

  it.each([502, 403])('an error page with status %p keeps its status, and is not repeated', async (status) => {
    answer = (_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>jane@example.com</h1>');

    await expect(hubspot.readCase(id)).rejects.toMatchObject({
      kind: 'retryLater',
      status,
      message: expect.not.stringContaining('jane'),
    });
  });

  it('an answer that arrives byte by byte for longer than a call may take is cut off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 100);
      response.on('close', () => {
        clearInterval(drip);
      });
    };
    const started = Date.now();

    await expect(hubspot.readCase(id)).rejects.toMatchObject({ kind: 'retryLater' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('an unreachable HubSpot is a temporary error, and reveals nothing of the token', async () => {
    const nobody = createHubSpot({
      accessToken: 'pat-private-0000',
      apiUrl: 'http://127.0.0.1:9',
      appId: APP_ID,
      portal: PORTAL,
    });
    const error: unknown = await nobody.readCase(id).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ kind: 'retryLater', detail: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify([error, String(error)])).not.toContain('private');
  });
});
