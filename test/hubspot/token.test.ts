import { HubSpotError, createHubSpot, createTokenWatch, verifyToken, type HubSpot } from '../../src/hubspot';
import { PORTAL } from './build';
import { SHORT, startWorld, type World } from './world';

describe('the access token', () => {
  let world: World;
  const gateways: HubSpot[] = [];

  beforeAll(async () => {
    world = await startWorld(SHORT);
  });

  afterEach(async () => {
    await world.app('DELETE', '/emulator/faults');
  });

  afterAll(async () => {
    for (const hubspot of gateways) hubspot.close();
    await world.close();
  });

  const options = (): Parameters<typeof verifyToken>[0] => ({
    accessToken: world.emulator.accessToken,
    apiUrl: world.emulator.url,
    portalId: String(world.emulator.portalId),
    appId: String(world.emulator.appId),
    limitMs: 5_000,
  });
  const gateway = (admit: () => Promise<void>): HubSpot => {
    const { accessToken, url: apiUrl, appId } = world.emulator;
    const hubspot = createHubSpot({ accessToken, apiUrl, appId: String(appId), portal: PORTAL, admit });
    gateways.push(hubspot);
    return hubspot;
  };
  const verified = () => verifyToken(options());

  it('is verified with its portal, its app and its scopes', async () => {
    const identity = await verified();

    expect(identity).toMatchObject({ portalId: '4242001', appId: '777001' });
    expect(identity.scopes).toContain('tickets');
  });

  it('of another portal and app is refused with both variables in one error', async () => {
    await expect(verifyToken({ ...options(), portalId: '1', appId: '2' })).rejects.toMatchObject({
      problems: [
        'HUBSPOT_PORTAL_ID: is 1, but HUBSPOT_ACCESS_TOKEN belongs to portal 4242001',
        'HUBSPOT_APP_ID: is 2, but HUBSPOT_ACCESS_TOKEN belongs to app 777001',
      ],
    });
  });

  it('is verified by its portal alone where HubSpot says nothing of the app', async () => {
    await world.fault({ kind: 'status', status: 404, pathPattern: 'access-token-info' });

    expect(await verified()).toEqual({ portalId: '4242001' });
  });

  it.each([
    { kind: 'status', status: 503 },
    { kind: 'reset' },
    { kind: 'stall' },
    { kind: 'rateLimit', policyName: 'DAILY' },
  ])('cannot be judged while HubSpot answers with %o', async (fault) => {
    await world.fault(fault);

    await expect(verified()).rejects.toMatchObject({ name: 'HubSpotError', kind: 'retryLater' });
  });

  it('is verified before any other call goes out', async () => {
    const down = new HubSpotError({ kind: 'retryLater', detail: 'down' });
    const verify = jest.fn(verified).mockRejectedValueOnce(down);
    const unreachable: string[] = [];
    const watch = createTokenWatch({
      verify,
      onVerified: () => undefined,
      onUnreachable: ({ detail }) => unreachable.push(detail),
      pause: () => Promise.resolve(),
    });
    await watch.begin();
    expect([watch.isVerified, unreachable]).toEqual([false, ['down']]);

    const ticketId = await world.ticket();
    await world.calls();
    const hubspot = gateway(() => watch.admit());
    await Promise.all([hubspot.readCase(ticketId), hubspot.readCase(ticketId)]);
    const calls = await world.calls();
    expect(calls.slice(0, 2)).toEqual([
      'GET /account-info/2026-09/details',
      'POST /oauth/v2/private-apps/get/access-token-info',
    ]);
    expect(calls.filter((call) => call.includes('account-info'))).toHaveLength(1);
    expect(watch.isVerified).toBe(true);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('that turns out to be of another portal lets no call go out, and says why', async () => {
    const watch = createTokenWatch({
      verify: () => verifyToken({ ...options(), portalId: '1' }),
      onVerified: () => undefined,
      onUnreachable: () => undefined,
    });
    const ticketId = await world.ticket();
    await world.calls();

    await expect(gateway(() => watch.admit()).readCase(ticketId)).rejects.toMatchObject({
      kind: 'refused',
      detail: 'HUBSPOT_PORTAL_ID: is 1, but HUBSPOT_ACCESS_TOKEN belongs to portal 4242001.',
    });
    expect((await world.calls()).filter((call) => call.includes('/crm/'))).toEqual([]);
    await expect(watch.begin()).rejects.toThrow('HUBSPOT_PORTAL_ID');
  });
});
