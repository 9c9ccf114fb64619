import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parsePortalConfig } from '../../src/config/portal';
import { runCheck } from '../../src/doctor/check';
import { checkHubSpot } from '../../src/doctor/doctor';
import type { Checked } from '../../src/doctor/finding';
import { WEBHOOK_CHECK } from '../../src/doctor/webhook-check';
import { createInspector } from '../../src/hubspot';
import { SECRETS, startBridge, type BridgeWorld } from '../bridge/world';
import { startWorld, type World } from '../hubspot/world';
import { HUBSPOT_FAULTS, type Settings } from './hubspot-faults';

/** `kind check: what` of all that is wrong. */
const wrong = (findings: readonly Checked[]): readonly string[] =>
  findings.flatMap(({ kind, check, what }) =>
    kind === 'problem' || kind === 'warning' ? [`${kind} ${check}: ${what}`] : [],
  );

describe('at-risk doctor, of HubSpot', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ idleMs: 5_000, totalMs: 5_000 }, { perTenSeconds: 190 });
  });

  afterEach(async () => {
    await world.app('POST', '/emulator/reset');
  });

  afterAll(async () => {
    await world.close();
  });

  const doctor = async (portal = '', settings: Partial<Settings> = {}): Promise<readonly Checked[]> => {
    const { accessToken, url: apiUrl, portalId, appId } = world.emulator;
    const usual: Settings = { accessToken, apiUrl, portalId: String(portalId), appId: String(appId), aheadMs: 0 };
    const { aheadMs, ...of } = { ...usual, ...settings };
    const inspector = createInspector({ accessToken: of.accessToken, apiUrl: of.apiUrl });
    try {
      const now = (): number => Date.now() + aheadMs;
      return await checkHubSpot({ ...of, portal: parsePortalConfig(portal, 'a test'), inspector, now });
    } finally {
      inspector.close();
    }
  };

  it('finds nothing wrong with the default portal, and says what HubSpot has no API for', async () => {
    const findings = await doctor();

    expect(wrong(findings)).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'notChecked').map(({ check }) => check)).toEqual([
      'snippet',
      'workflows',
      'subscriptions',
    ]);
    for (const name of ['customer_saved', 'client_status', 'At-Risk', 'PrimeSupport', 'Finance']) {
      expect(findings.filter(({ kind, what }) => kind === 'ok' && what.includes(name)).length).toBeGreaterThan(0);
    }
  });

  it('knows at least 30 faults', () => {
    expect(HUBSPOT_FAULTS.length).toBeGreaterThanOrEqual(30);
  });

  it.each(HUBSPOT_FAULTS)('names $name, and nothing else', async ({ line, portal, settings, arrange }) => {
    await arrange?.(world);
    const findings = await doctor(portal, settings);

    expect(wrong(findings)).toEqual([expect.stringMatching(line)]);
    expect(findings.filter((finding) => finding.kind !== 'ok' && !finding.whatToDo.endsWith('.'))).toEqual([]);
    expect(JSON.stringify(findings)).not.toContain(world.emulator.accessToken);
  });
});

describe('at-risk doctor, of the bridge', () => {
  let bridge: BridgeWorld;
  const servers: ReturnType<typeof createServer>[] = [];

  beforeAll(async () => {
    bridge = await startBridge();
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await bridge.close();
  });

  const check = (publicUrl: string | undefined, clientSecrets: readonly string[] | undefined, aheadMs = 0) =>
    runCheck(WEBHOOK_CHECK, { publicUrl, clientSecrets, now: () => Date.now() + aheadMs });
  const answering = async (status: number, body: string, headers = {}): Promise<string> => {
    const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };

  it('sends a webhook that comes back with each secret, and that starts nothing', async () => {
    const findings = await check(bridge.url, SECRETS);

    expect(findings.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
    expect(bridge.batches).toEqual([]);
  });

  it('sends none without a URL or a secret', async () => {
    expect(await check(undefined, SECRETS)).toMatchObject([{ kind: 'notChecked' }]);
    expect(await check(bridge.url, undefined)).toMatchObject([{ kind: 'notChecked' }]);
  });

  it('names a secret that the bridge does not have', async () => {
    expect(wrong(await check(bridge.url, ['another-secret', SECRETS[0]]))).toEqual([
      'problem webhook: the bridge refuses a webhook signed with client secret 1',
    ]);
  });

  it('names a clock that the bridge refuses', async () => {
    expect(wrong(await check(bridge.url, [SECRETS[0]], 600_000))).toEqual([
      'problem webhook: the bridge refuses a webhook signed with the client secret',
    ]);
  });

  it('names a bridge that cannot be reached', async () => {
    expect(wrong(await check('http://127.0.0.1:9', [SECRETS[0]]))).toEqual([
      expect.stringMatching(/^problem webhook: the bridge cannot be reached at http:\/\/127\.0\.0\.1:9/),
    ]);
  });

  it.each([
    [200, '<html>Welcome</html>', {}],
    [301, '', { location: 'https://www.example.com/' }],
    [404, '{}', {}],
    [502, 'Bad gateway', {}],
  ])('names a URL that answers %i as the bridge would not', async (status, body, headers) => {
    const url = await answering(status, body, headers);

    expect(wrong(await check(url, [SECRETS[0]]))).toEqual([
      `problem webhook: ${url} answers a webhook with ${String(status)}, and not as the bridge does`,
    ]);
  });
});
