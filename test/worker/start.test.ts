import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { freePort } from '../../dev/process/ports';
import { scriptArgs } from '../../dev/process/script';
import { until } from '../../dev/process/until';
import { childEnvironment } from '../../dev/stack/child-environment';
import { startEmulator, type Emulator } from '../../emulator';
import { buildFinding } from '../../src/doctor/build-check';
import { currentBuild } from '../../src/temporal/builds';
import { atRisk } from '../cli/command';
import { startLocalServer, workflowBundle } from '../support/temporal';

const SEEN_WITHIN_MS = 40_000;
const healthSchema = z.object({
  ...{ state: z.string(), hubspot: z.string(), temporal: z.string() },
  build: z.string().optional(),
});
const lineSchema = z.looseObject({ level: z.string(), time: z.string(), name: z.literal('worker'), msg: z.string() });

describe('a worker', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  const running = new Set<WorkerProcess>();

  beforeAll(async () => {
    [env, emulator] = await Promise.all([
      startLocalServer(),
      startEmulator({ limits: { perTenSeconds: 1_000_000, searchPerSecond: 1_000 } }),
    ]);
    const ended = await atRisk(
      { TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: String(emulator.portalId) },
      'setup',
    );
    if (ended.code !== 0) throw new Error(ended.stderr);
  });

  afterEach(async () => {
    await Promise.all([...running].map((each) => each.kill()));
    running.clear();
  });

  afterAll(async () => {
    await env.teardown();
    await emulator.close();
  });

  const start = (variables: Readonly<Record<string, string>> = {}, log?: string): WorkerProcess => {
    const worker = new WorkerProcess(
      {
        TEMPORAL_ADDRESS: env.address,
        HUBSPOT_API_URL: emulator.url,
        HUBSPOT_ACCESS_TOKEN: emulator.accessToken,
        HUBSPOT_PORTAL_ID: String(emulator.portalId),
        HUBSPOT_APP_ID: String(emulator.appId),
        AT_RISK_WORKFLOW_BUNDLE: workflowBundle().codePath,
        ...variables,
      },
      log,
    );
    running.add(worker);
    return worker;
  };

  it.each([
    [
      'a token that HubSpot does not know',
      { HUBSPOT_ACCESS_TOKEN: 'pat-na1-unknown' },
      ['HubSpot answered 401: the access token is not valid, or has expired.'],
    ],
    [
      'the ids of another portal and app',
      { HUBSPOT_PORTAL_ID: '999', HUBSPOT_APP_ID: '1' },
      [
        'HUBSPOT_PORTAL_ID: is 999, but HUBSPOT_ACCESS_TOKEN belongs to portal 4242001',
        'HUBSPOT_APP_ID: is 1, but HUBSPOT_ACCESS_TOKEN belongs to app 777001',
      ],
    ],
  ])('does not start with %s, and says so in one line', async (_what, variables, sentences) => {
    const worker = start(variables);

    expect(await worker.ended).toBe(1);
    const lines = worker.lines.filter((line) => line.includes('worker.failed'));
    expect(lines).toHaveLength(1);
    for (const sentence of sentences) expect(lines[0]).toContain(sentence);
    expect(worker.text).not.toContain('worker.ready');
    expect(worker.text).not.toContain('pat-na1-unknown');
  });

  it('starts when HubSpot cannot be reached, says so, and verifies the token once it can', async () => {
    const [port, healthPort] = [await freePort(), await freePort()];
    const worker = start({
      HUBSPOT_API_URL: `http://127.0.0.1:${String(port)}`,
      WORKER_HEALTH_PORT: String(healthPort),
    });
    await worker.says('worker.ready');
    const health = async (): Promise<z.infer<typeof healthSchema>> =>
      healthSchema.parse(await (await fetch(`http://127.0.0.1:${String(healthPort)}/healthz`)).json());

    expect(worker.text).toContain('hubspot.unreachable');
    expect(await health()).toEqual({
      ...{ state: 'running', temporal: 'ready' },
      hubspot: 'not reached yet: the access token is not verified',
    });
    const late = await startEmulator({ port });
    await worker.says('hubspot.verified');
    await late.close();
    expect(await health()).toEqual({ state: 'running', hubspot: 'verified', temporal: 'ready' });
  });

  it('starts with a portal that lacks what the portal file names, and logs what doctor would print', async () => {
    const lacking = await startEmulator({ limits: { perTenSeconds: 1_000_000, searchPerSecond: 1_000 } });
    const headers = { authorization: `Bearer ${lacking.accessToken}` };
    await fetch(`${lacking.url}/crm/v3/properties/tickets/customer_saved`, { method: 'DELETE', headers });
    const worker = start({ HUBSPOT_API_URL: lacking.url });
    await worker.says('setup.checked');
    await lacking.close();

    const problems = worker.lines.filter((line) => line.includes('setup.problem'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('the ticket property customer_saved does not exist');
    expect(problems[0]).toContain('at-risk prepare --apply');
  });

  it('ends when a HubSpot that could not be reached at the start turns out to be another portal', async () => {
    const port = await freePort();
    const worker = start({ HUBSPOT_API_URL: `http://127.0.0.1:${String(port)}`, HUBSPOT_PORTAL_ID: '999' });
    await worker.says('worker.ready');
    const late = await startEmulator({ port });

    expect(await worker.ended).toBe(1);
    await late.close();
    expect(worker.text).toContain('HUBSPOT_PORTAL_ID: is 999, but HUBSPOT_ACCESS_TOKEN belongs to portal 4242001');
  });

  const healthAt = async (port: number): Promise<{ readonly status: number; readonly temporal: string }> => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/healthz`);
    return { status: answer.status, temporal: healthSchema.parse(await answer.json()).temporal };
  };
  const healthIs = (port: number, status: number): Promise<string> =>
    until(
      async () => {
        const health = await healthAt(port);
        return health.status === status ? health.temporal : undefined;
      },
      { what: `the health to be ${String(status)}`, withinMs: SEEN_WITHIN_MS },
    );

  it('is unhealthy while its namespace lacks the search attributes, and says so; at-risk setup fixes it', async () => {
    await env.connection.workflowService.registerNamespace({
      namespace: 'bare',
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    const port = await freePort();
    const worker = start({ TEMPORAL_NAMESPACE: 'bare', WORKER_HEALTH_PORT: String(port) });
    await worker.says('worker.ready');

    expect(await healthIs(port, 503)).toMatch(/lacks search attributes \(AtRiskPhase, .*\): run at-risk setup/);
    await worker.says('temporal.problem');
    const variables = { TEMPORAL_ADDRESS: env.address, TEMPORAL_NAMESPACE: 'bare', HUBSPOT_PORTAL_ID: '4242001' };
    expect((await atRisk(variables, 'setup')).code).toBe(0);
    expect(await healthIs(port, 200)).toBe('ready');
  });

  it('says that its build gets no work while none is current, as at-risk doctor does; a roll-out ends that', async () => {
    const taskQueue = 'builds';
    const deployment = { temporal: env.client, taskQueue };
    const variables = { AT_RISK_TASK_QUEUE: taskQueue, TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: '4242001' };
    const port = await freePort();
    const builds = async () => buildFinding(await currentBuild(deployment));
    const healthSays = (build: string): Promise<true> =>
      until(
        async () => {
          const answer = await fetch(`http://127.0.0.1:${String(port)}/healthz`);
          return healthSchema.parse(await answer.json()).build === build || undefined;
        },
        { what: `the health to say: ${build}`, withinMs: SEEN_WITHIN_MS },
      );
    expect(await builds()).toEqual({ kind: 'ok', what: 'no worker has a build id' });

    const worker = start({ ...variables, AT_RISK_BUILD_ID: '1.3.0', WORKER_HEALTH_PORT: String(port) });
    await worker.says('no build is current, so 1.3.0 gets no work: run at-risk roll-out 1.3.0');
    await healthSays('no build is current, so 1.3.0 gets no work: run at-risk roll-out 1.3.0');
    const waiting = await until(
      async () => {
        const finding = await builds();
        return finding.kind === 'ok' ? undefined : finding;
      },
      { what: 'the server to know the build', withinMs: SEEN_WITHIN_MS },
    );
    expect(waiting).toEqual({
      kind: 'problem',
      what: 'no build of the workers is current, so webhooks and cases wait in Temporal: 1.3.0',
      whatToDo: 'Run at-risk roll-out with the build that is to run (1.3.0).',
    });

    const former = start(variables);
    await former.says('worker.ready');
    await until(async () => (await builds()).kind === 'warning' || undefined, {
      what: 'the server to know the worker without a build id',
      withinMs: SEEN_WITHIN_MS,
    });
    const { code, stderr } = await atRisk(variables, 'roll-out', '1.3.0');
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    await healthSays('1.3.0 is current');
    expect(await builds()).toEqual({ kind: 'ok', what: 'the current build of the workers is 1.3.0' });
  });

  it('is unhealthy while Temporal cannot be reached', async () => {
    const own = await startLocalServer();
    const variables = { TEMPORAL_ADDRESS: own.address, HUBSPOT_PORTAL_ID: '4242001' };
    expect((await atRisk(variables, 'setup')).code).toBe(0);
    const port = await freePort();
    const worker = start({ TEMPORAL_ADDRESS: own.address, WORKER_HEALTH_PORT: String(port) });
    await worker.says('worker.ready');
    expect(await healthIs(port, 200)).toBe('ready');
    await own.teardown();

    expect(await healthIs(port, 503)).toBe('Temporal cannot be reached');
  });

  it('says everything in lines of JSON without secrets, also what Temporal and Node say', async () => {
    const worker = start({
      ...{ LOG_LEVEL: 'debug', AT_RISK_WORKFLOW_BUNDLE: '', NODE_OPTIONS: '--trace-warnings' },
      TEMPORAL_API_KEY: 'temporal-key-0000',
      // With a key the connection would use TLS.
      TEMPORAL_TLS: 'false',
    });
    await worker.says('worker.ready');
    await worker.stop();

    expect(await worker.ended).toBe(0);
    const lines = worker.lines.filter((line) => line !== '');
    const read = lines.map((line) => lineSchema.parse(JSON.parse(line)));
    expect(read.filter(({ event }) => event === 'temporal').length).toBeGreaterThan(5);
    expect(read.map(({ details }) => (details as { sdkComponent?: unknown } | undefined)?.sdkComponent)).toEqual(
      expect.arrayContaining(['worker', 'core']),
    );
    expect(worker.text).not.toContain(emulator.accessToken);
    expect(worker.text).not.toContain('temporal-key-0000');
  });

  it('whose log has no room left works, is healthy, and ends when it is asked to', async () => {
    const port = await freePort();
    const worker = start({ WORKER_HEALTH_PORT: String(port), LOG_LEVEL: 'debug' }, '/dev/full');

    expect(await healthIs(port, 200)).toBe('ready');
    await worker.stop();
    expect(await worker.ended).toBe(0);
  });

  it('serves its metrics for Prometheus, with its calls to HubSpot', async () => {
    const port = await freePort();
    const worker = start({ WORKER_METRICS_PORT: String(port) });
    await worker.says('worker.ready');
    const audit = await atRisk(
      { TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: String(emulator.portalId) },
      'audit',
    );
    expect(audit.stdout).toMatch(/^Compared \d+ tickets/m);
    const metrics = await until(
      async () => {
        const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
        return /^at_risk_hubspot_calls_total\{.*outcome="ok".*\} [1-9]/m.test(text) ? text : undefined;
      },
      { what: 'the metrics of calls', withinMs: SEEN_WITHIN_MS },
    );

    expect(metrics).toMatch(/^at_risk_hubspot_calls_total\{.*outcome="limited".*\} 0$/m);
    expect(metrics).toMatch(/^at_risk_hubspot_calls_left\{.*limit="day".*\} \d+$/m);
    expect(metrics).toMatch(/^at_risk_hubspot_call_seconds_bucket\{.*le="0.1".*\} \d+$/m);
    expect(metrics).toMatch(/^temporal_worker_start/m);
    // Temporal's own boundaries would have AtRiskWorkersBusy take eleven seconds for a minute.
    expect(metrics).toMatch(/^temporal_workflow_task_schedule_to_start_latency_bucket\{.*le="30000"\} \d+$/m);
  });
});

/** `src/worker.ts` as a process of its own. */
class WorkerProcess {
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private said = '';

  constructor(variables: Readonly<Record<string, string>>, log?: string) {
    const output = log === undefined ? 'pipe' : openSync(log, 'w');
    this.child = spawn(process.execPath, scriptArgs('src/worker.ts'), {
      cwd: PROJECT_ROOT,
      env: childEnvironment(variables),
      stdio: ['ignore', output, output],
    });
    if (typeof output === 'number') closeSync(output);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
      });
    }
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get text(): string {
    return this.said;
  }

  get lines(): readonly string[] {
    return this.said.split('\n');
  }

  async says(event: string): Promise<void> {
    const check = (): Promise<true | undefined> => Promise.resolve(this.said.includes(`"${event}"`) || undefined);
    await until(check, { what: `the worker to say ${event}; it said:\n${this.said}`, withinMs: SEEN_WITHIN_MS });
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await Promise.race([this.ended, pause(40_000, undefined, { ref: false })]);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
