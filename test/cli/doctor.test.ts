import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startEmulator, type Emulator } from '../../emulator';
import { EXIT, WarnedError, explain } from '../../src/cli/output/exit';
import { checkAppProject } from '../../src/cli/portal-setup/app-check';
import { planOf, writeProject } from '../../src/cli/portal-setup/project-folder';
import { appProject } from '../../src/hubspot';
import { PORTAL, portalWith } from '../hubspot/build';
import { atRisk, type Ended } from './command';

const linesSchema = z.array(z.looseObject({ check: z.string(), kind: z.string(), what: z.string() }));

describe('at-risk doctor', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  });

  afterAll(async () => {
    await emulator.close();
  });

  const doctor = (...args: readonly string[]): Promise<Ended> =>
    atRisk(
      {
        ...{
          HUBSPOT_API_URL: emulator.url,
          HUBSPOT_ACCESS_TOKEN: emulator.accessToken,
          TEMPORAL_ADDRESS: '127.0.0.1:9',
        },
        ...{ HUBSPOT_PORTAL_ID: String(emulator.portalId), HUBSPOT_APP_ID: String(emulator.appId) },
      },
      'doctor',
      ...args,
    );

  it('prints a line for each check and what to do, and ends with 1 when there is a problem', async () => {
    const { code, stdout, stderr } = await doctor();

    expect(code).toBe(1);
    expect(stdout).toContain('ok           HubSpot accepts the access token\n');
    expect(stdout).toMatch(/PROBLEM {6}Temporal cannot be reached at 127\.0\.0\.1:9\n +→ Start it/);
    expect(stderr).toMatch(/^at-risk: problems: 1, warnings: 0, not checked: \d+\n$/);
    expect(stdout).not.toContain(emulator.accessToken);
  });

  it('prints JSON for programs', async () => {
    const { code, stdout } = await doctor('--json');
    const lines = linesSchema.parse(JSON.parse(stdout));

    expect(code).toBe(1);
    expect(lines.filter(({ kind }) => kind === 'problem').map(({ check }) => check)).toEqual(['temporal']);
    expect(lines.find(({ check }) => check === 'app')).toMatchObject({ kind: 'ok' });
  });

  it('ends with 4 when there are only warnings', () => {
    expect(explain(new WarnedError('1 warning'))).toEqual({ code: EXIT.warned, message: '1 warning' });
    expect(EXIT.warned).toBe(4);
  });
});

describe('the project of the app, for at-risk doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'at-risk-app-'));
  const PUBLIC_URL = 'https://at-risk.example.com';

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is not checked where there is none, or the target is not known', () => {
    expect(checkAppProject(folder, PORTAL, PUBLIC_URL)).toMatchObject({ kind: 'notChecked' });
    writeProject(folder, planOf(folder, appProject(PORTAL, `${PUBLIC_URL}/webhooks/hubspot`)));
    expect(checkAppProject(folder, PORTAL, undefined)).toMatchObject({ kind: 'notChecked' });
  });

  it('is up to date as at-risk app wrote it', () => {
    expect(checkAppProject(folder, PORTAL, PUBLIC_URL)).toMatchObject({ kind: 'ok' });
  });

  it('is out of date after a change of the portal file, of the public URL, or of the files', () => {
    const webhooks = 'src/app/webhooks/webhooks-hsmeta.json';
    const renamed = portalWith('ticket: { properties: { customerSaved: saved_q } }');

    expect(checkAppProject(folder, renamed, PUBLIC_URL)).toMatchObject({
      kind: 'warning',
      what: expect.stringContaining(webhooks) as string,
    });
    expect(checkAppProject(folder, PORTAL, 'https://new.example.com')).toMatchObject({ kind: 'warning' });
    writeFileSync(join(folder, 'src/app/app-hsmeta.json'), '{}');
    expect(checkAppProject(folder, PORTAL, PUBLIC_URL)).toMatchObject({ kind: 'warning' });
  });
});
