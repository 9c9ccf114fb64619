import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { freePort } from '../../dev/process/ports';
import type { Supervised } from '../../dev/process/supervised';
import { until } from '../../dev/process/until';
import type { Variables } from '../../dev/stack/child-environment';
import { Parts } from '../../dev/stack/parts';
import { writePortalFile } from '../../dev/stack/portal-file';
import { bridgeProgram, workerProgram } from '../../dev/stack/programs';
import { startTemporal } from '../../dev/temporal/dev-server';
import { startEmulator, type Emulator } from '../../emulator';
import { WEBHOOK_PATH } from '../../src/hubspot';
import { atRisk, type Ended } from '../cli/command';
import { emptyPortal } from '../cli/empty-portal';
import { cliPath, workflowBundle } from '../support/temporal';
import { pauseSweeps } from './stack-world';

const PUBLIC_URL = 'https://at-risk.example.com';
const NAMESPACE = 'at-risk';
const APP_TOKEN = 'token-of-the-app';
const SERVICE_KEY = 'service-key';
const SEEN_WITHIN_MS = 30_000;

const appSchema = z.object({ config: z.object({ auth: z.object({ requiredScopes: z.array(z.string()) }) }) });
const subscriptionSchema = z.object({
  subscriptionType: z.string(),
  objectType: z.string(),
  propertyName: z.string().optional(),
  active: z.boolean(),
});
const webhooksSchema = z.object({
  config: z.object({ subscriptions: z.object({ crmObjects: z.array(subscriptionSchema) }) }),
});
const OBJECT_TYPE_IDS: Readonly<Record<string, string>> = {
  ticket: '0-5',
  company: '0-2',
  note: '0-46',
  invoice: '0-53',
};
const checksSchema = z.array(z.object({ check: z.string(), kind: z.string() }));
const pipelinesSchema = z.object({
  results: z.array(
    z.object({ id: z.string(), label: z.string(), stages: z.array(z.object({ id: z.string(), label: z.string() })) }),
  ),
});

/** docs/operations.md, "Install", as an administrator carries it out. Each test continues where the one before ended. */
describe('the set-up of docs/operations.md, in a portal that has nothing of it', () => {
  const parts = new Parts();
  let directory: string;
  let emulator: Emulator;
  let portal: DemoPortal;
  let cs: Person;
  let env: Variables;
  let bridgeUrl: string;
  let worker: Supervised;
  let ticketId: string;
  let companyId: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'at-risk-set-up-'));
    const [hubspot, temporal] = await Promise.all([
      // An administrator takes an hour for what the tests do in seconds.
      startEmulator({ limits: { perTenSeconds: 2_000, searchPerSecond: 100 } }),
      parts.add(startTemporal({ cliPath: await cliPath(), namespace: NAMESPACE, log: () => undefined })),
    ]);
    emulator = hubspot;
    portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
    cs = await portal.personOf('Client Success');
    await emptyPortal(emulator);
    bridgeUrl = `http://127.0.0.1:${String(await freePort())}`;
    env = {
      HUBSPOT_API_URL: emulator.url,
      HUBSPOT_ACCESS_TOKEN: APP_TOKEN,
      HUBSPOT_PORTAL_ID: String(emulator.portalId),
      HUBSPOT_APP_ID: String(emulator.appId),
      BRIDGE_PUBLIC_URL: PUBLIC_URL,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: NAMESPACE,
      AT_RISK_PORTAL_CONFIG: join(directory, 'portal.yaml'),
    };
    await writePortalFile(join(PROJECT_ROOT, 'config/portal.yaml'), file('portal.yaml'));
  });

  afterAll(async () => {
    await parts.stop();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  });

  const file = (name: string): string => join(directory, name);
  const run = (...args: readonly string[]): Promise<Ended> => atRisk(env, ...args);
  const doctor = (...args: readonly string[]): Promise<Ended> => run('doctor', '--app', file('hubspot-app'), ...args);
  const json = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(file(`hubspot-app/src/app/${path}`), 'utf8')) as unknown;

  /** What `hs project upload` and the installation do: a token with the project's scopes, webhooks of its subscriptions. */
  async function uploadAndInstall(): Promise<void> {
    const { requiredScopes: scopes } = appSchema.parse(await json('app-hsmeta.json')).config.auth;
    const { crmObjects } = webhooksSchema.parse(await json('webhooks/webhooks-hsmeta.json')).config.subscriptions;
    const subscriptions = crmObjects.map(({ objectType, ...rest }) => ({
      ...rest,
      objectTypeId: OBJECT_TYPE_IDS[objectType],
    }));
    await portal.call('POST', '/emulator/tokens', { token: APP_TOKEN, scopes });
    const targetUrl = `${bridgeUrl}${WEBHOOK_PATH}`;
    await portal.call('PUT', '/emulator/webhooks', { form: 'generic', subscriptions, targetUrl });
  }

  /** Under `ticket` and under `supportRequests`. */
  async function setMode(before: string, after: string): Promise<void> {
    const text = await readFile(file('portal.yaml'), 'utf8');
    await writeFile(file('portal.yaml'), text.replaceAll(`  mode: ${before}\n`, `  mode: ${after}\n`));
  }

  /** Writes to the portal since the count was begun; tests themselves write as people. */
  async function writesOfService(): Promise<readonly string[]> {
    const { requests } = await portal.requestsOfService();
    const isRead = ({ method, path }: (typeof requests)[number]): boolean =>
      method === 'GET' || /\/(batch\/read|search|access-token-info)$/.test(path) || path.startsWith('/emulator/');
    return requests.filter((request) => !isRead(request)).map(({ method, path }) => `${method} ${path}`);
  }

  /** As the page says them. */
  async function scopesOfServiceKey(): Promise<readonly string[]> {
    const page = await readFile(join(PROJECT_ROOT, 'docs/operations.md'), 'utf8');
    const [, sentence = ''] = /service key with the scopes ([^;]*);/.exec(page) ?? [];
    return [...sentence.matchAll(/`([a-z.]+)`/g)].map(([, scope = '']) => scope);
  }

  /** An At-Risk ticket that was there before the service: no webhook comes for it. */
  async function addSavedClient(): Promise<void> {
    await portal.webhooksDelivered();
    await portal.call('PUT', '/emulator/webhooks', { targetUrl: null });
    companyId = await cs.addCompany('Client under test');
    ticketId = await cs.openAtRiskTicket(companyId, 'At-Risk: client under test', await pipelineOf('At-Risk'));
    await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    await portal.webhooksDelivered();
    await portal.call('PUT', '/emulator/webhooks', { targetUrl: `${bridgeUrl}${WEBHOOK_PATH}` });
  }

  /** HubSpot chooses the ids of what `at-risk prepare` creates. */
  async function pipelineOf(label: string): Promise<{ id: string; open: string; closed: string }> {
    const { results } = pipelinesSchema.parse(await portal.call('GET', '/crm/v3/pipelines/tickets'));
    const found = results.find((pipeline) => pipeline.label === label);
    const stage = (name: string): string => found?.stages.find((each) => each.label === name)?.id ?? '';
    return { id: found?.id ?? '', open: stage('Open'), closed: stage('Closed') };
  }

  async function deploy(): Promise<void> {
    const forWorker = { ...env, AT_RISK_WORKFLOW_BUNDLE: workflowBundle().codePath };
    const forBridge = {
      ...env,
      HUBSPOT_CLIENT_SECRETS: emulator.clientSecret,
      BRIDGE_PORT: new URL(bridgeUrl).port,
      BRIDGE_PUBLIC_URL: bridgeUrl,
    };
    const log = (): void => undefined;
    [worker] = await Promise.all([
      parts.supervise(workerProgram(forWorker, file('worker.log')), log, false),
      parts.supervise(bridgeProgram(forBridge, bridgeUrl, file('bridge.log')), log, false),
    ]);
  }

  async function pauseSchedule(): Promise<void> {
    const connection = await Connection.connect({ address: String(env['TEMPORAL_ADDRESS']) });
    await pauseSweeps(new Client({ connection, namespace: NAMESPACE }), String(emulator.portalId));
    await connection.close();
  }

  it('app, prepare and setup leave doctor nothing to find but what it cannot check', async () => {
    const scopes = await scopesOfServiceKey();
    await portal.call('POST', '/emulator/tokens', { token: SERVICE_KEY, scopes });
    const withKey = { ...env, HUBSPOT_ACCESS_TOKEN: SERVICE_KEY };
    const proposed = await atRisk(withKey, 'prepare', '--from-portal', '--out', file('portal.proposed.yaml'));
    expect([proposed.code, proposed.stderr]).toEqual([0, '']);

    const app = await run('app', '--target-url', `${PUBLIC_URL}${WEBHOOK_PATH}`, '--out', file('hubspot-app'));
    expect([app.code, app.stderr]).toEqual([0, '']);
    await uploadAndInstall();
    expect((await doctor()).code).toBe(1);

    const plan = await run('prepare');
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    expect(plan.stdout).toContain('would create  ticket pipeline "At-Risk"');
    expect((await run('prepare', '--apply')).stderr).toContain('crm.schemas.companies.write');
    const prepared = await atRisk(withKey, 'prepare', '--apply');
    expect([prepared.code, prepared.stderr]).toEqual([0, '']);
    await portal.call('DELETE', `/emulator/tokens/${SERVICE_KEY}`);

    const setup = await run('setup');
    expect([setup.code, setup.stderr]).toEqual([0, '']);
    const checked = await doctor('--json');
    const found = checksSchema.parse(JSON.parse(checked.stdout)).filter(({ kind }) => kind !== 'ok');
    expect(checked.code).toBe(0);
    expect(found.map(({ check, kind }) => `${check}: ${kind}`)).toEqual(
      ['snippet', 'workflows', 'subscriptions', 'webhook'].map((check) => `${check}: notChecked`),
    );
    expect((await doctor()).stdout).toContain(
      '\nNothing wrong was found (problems: 0, warnings: 0, not checked: 4).\n',
    );
  }, 60_000);

  it('S1, S4: adopted with mode: observe, a saved client is shown, and nothing is written to HubSpot', async () => {
    await setMode('on', 'observe');
    await addSavedClient();
    await pauseSchedule();
    await portal.beginCount();
    await deploy();
    const behind = await atRisk(
      { ...env, BRIDGE_PUBLIC_URL: bridgeUrl, HUBSPOT_CLIENT_SECRETS: emulator.clientSecret },
      ...['doctor', '--json'],
    );
    expect(checksSchema.parse(JSON.parse(behind.stdout))).toContainEqual(
      expect.objectContaining({ check: 'webhook', kind: 'ok' }),
    );

    const dry = await run('adopt', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('Dry run: nothing was written')]);
    expect(dry.stdout).toContain('1 ticket: 1 to be started');
    const adopted = await run('adopt');
    expect([adopted.code, adopted.stdout]).toEqual([0, expect.stringContaining('1 ticket: 1 started')]);
    const keeps = async (): Promise<true | undefined> =>
      (await run('show', ticketId)).stdout.includes('not written') || undefined;
    await until(keeps, { what: 'the case to keep its writes', withinMs: SEEN_WITHIN_MS, everyMs: 500 });

    // Temporal's list of cases, by which the report finds them, is a moment behind.
    const report = async (): Promise<string | undefined> => {
      const { code, stdout } = await run('shadow', 'report');
      return code === 0 && /3 {2}not done/.test(stdout) ? stdout : undefined;
    };
    const reported = await until(report, { what: 'the report of three writes', withinMs: SEEN_WITHIN_MS });
    expect(reported).toContain('Monitor for 30 days');
    expect(await writesOfService()).toEqual([]);
    expect(await portal.clientStatus(companyId)).toBe('At-Risk');
  }, 90_000);

  it('S1, S4: switched on, the ticket is closed and the client is in Monitor for 30 days', async () => {
    const dry = await run('shadow', 'switch-on', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('ticket closed')]);
    expect(await writesOfService()).toEqual([]);

    await setMode('observe', 'on');
    await worker.restart();
    const switched = await run('shadow', 'switch-on');
    expect([switched.code, switched.stdout]).toEqual([0, expect.stringContaining('Checked again after observing: 1.')]);
    const { closed } = await pipelineOf('At-Risk');
    const isDone = async (): Promise<true | undefined> => {
      const { properties } = await portal.get('tickets', ticketId, ['hs_pipeline_stage']);
      const isClosed = properties['hs_pipeline_stage'] === closed;
      return (isClosed && (await portal.clientStatus(companyId)) === 'Monitor for 30 days') || undefined;
    };
    await until(isDone, { what: 'the ticket to be closed, the client monitored', withinMs: SEEN_WITHIN_MS });
    expect((await run('list')).stdout).not.toContain('observe');
  }, 60_000);
});
