import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atRisk, type Ended } from './command';

const TARGET = 'https://at-risk.example.com/webhooks/hubspot';
const APP = 'src/app/app-hsmeta.json';
const WEBHOOKS = 'src/app/webhooks/webhooks-hsmeta.json';

describe('at-risk app', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'at-risk-app-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const out = (): string => join(folder, 'project');
  const read = (path: string): string => readFileSync(join(out(), path), 'utf8');
  const app = (args: readonly string[] = ['--target-url', TARGET], variables = {}): Promise<Ended> =>
    atRisk(variables, 'app', '--out', out(), ...args);

  it('writes the project with the portal’s own names, and says what comes next', async () => {
    const portal = join(folder, 'portal.yaml');
    writeFileSync(portal, 'ticket: { properties: { customerSaved: saved_q } }\n');
    const { code, stdout, stderr } = await app(undefined, { AT_RISK_PORTAL_CONFIG: portal });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('hs project upload');
    expect(read(WEBHOOKS)).toContain('"propertyName": "saved_q"');
    expect(read(WEBHOOKS)).toContain(`"targetUrl": "${TARGET}"`);
    expect(JSON.parse(read('hsproject.json'))).toMatchObject({ srcDir: 'src', platformVersion: '2026.03' });
  });

  it('takes the target from BRIDGE_PUBLIC_URL, and follows it when it changes', async () => {
    await app([], { BRIDGE_PUBLIC_URL: 'https://old.example.com' });
    const { code, stdout } = await app([], { BRIDGE_PUBLIC_URL: 'https://new.example.com' });

    expect(code).toBe(0);
    expect(stdout).toMatch(/unchanged .*hsproject\.json\nwritten .*app-hsmeta\.json\nwritten .*webhooks-hsmeta\.json/);
    expect(read(WEBHOOKS)).toContain('"https://new.example.com/webhooks/hubspot"');
  });

  it('writes card and page, which call the service at its public URL, and HubSpot permits that', async () => {
    await app([], { BRIDGE_PUBLIC_URL: 'https://new.example.com/at-risk' });

    expect(read('src/app/backend/settings.ts')).toContain("BACKEND_URL = 'https://new.example.com/at-risk'");
    expect(JSON.parse(read(APP))).toMatchObject({
      config: { permittedUrls: { fetch: ['https://new.example.com/at-risk'] } },
    });
    expect(read('src/app/cards/AtRiskCard.tsx')).toContain('hubspot.extend');
    expect(read('src/app/pages/AtRiskPages.tsx')).toContain('hubspot.extend');
    expect(JSON.parse(read('src/app/package.json'))).toMatchObject({ workspaces: ['backend', 'cards', 'pages'] });
  });

  it('leaves an edited file and writes nothing, unless it is forced', async () => {
    await app();
    const edited = read(APP).replace('At-Risk Closer', 'Our own name');
    writeFileSync(join(out(), APP), edited);
    const refused = await app(['--target-url', 'https://other.example.com/webhooks/hubspot']);

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('app-hsmeta.json: was edited');
    expect(read(APP)).toBe(edited);
    expect(read(WEBHOOKS)).toContain(TARGET);
    expect((await app(['--target-url', TARGET, '--force'])).code).toBe(0);
    expect(read(APP)).not.toContain('Our own name');
  });

  it('does not take a project of another origin for its own', async () => {
    mkdirSync(join(out(), 'src/app'), { recursive: true });
    writeFileSync(join(out(), APP), '{}');

    expect((await app()).stderr).toContain('app-hsmeta.json: was edited');
    expect(existsSync(join(out(), 'hsproject.json'))).toBe(false);
  });

  it('leaves other cards alone', async () => {
    mkdirSync(join(out(), 'src/app/cards'), { recursive: true });
    writeFileSync(join(out(), 'src/app/cards/card-hsmeta.json'), '{"uid":"card"}');
    await app();

    expect(read('src/app/cards/card-hsmeta.json')).toBe('{"uid":"card"}');
  });

  it.each([
    [[], {}, 2, 'BRIDGE_PUBLIC_URL: is not set; set it, or give --target-url'],
    [[], { BRIDGE_PUBLIC_URL: 'http://at-risk.example.com' }, 2, 'BRIDGE_PUBLIC_URL: must be https'],
    [['--target-url', 'http://at-risk.example.com'], {}, 2, 'HubSpot sends webhooks to an https URL'],
    [['--target-url', 'at-risk'], {}, 2, 'HubSpot sends webhooks to an https URL'],
    [
      ['--target-url', TARGET],
      { AT_RISK_PORTAL_CONFIG: '/no/such/portal.yaml' },
      2,
      'the file cannot be read (ENOENT)',
    ],
  ])('with %j and %j ends with %i, and says why', async (args, variables, code, why) => {
    const ended = await app(args, variables);

    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(why);
    expect(existsSync(out())).toBe(false);
  });

  it('explains itself', async () => {
    const { code, stdout } = await atRisk({}, 'app', '--help');

    expect(code).toBe(0);
    expect(stdout).toContain('--target-url');
    expect(stdout).toContain('hs project upload');
  });
});
