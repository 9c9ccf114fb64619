import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, ScheduleNotFoundError, type ScheduleDescription } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { registerSearchAttributes, retentionText } from '../../src/cli/commands/setup';
import {
  AUDIT_WORKFLOW,
  DEFAULT_TASK_QUEUE,
  SWEEP_WORKFLOW,
  WORK_AFTER_WORKFLOW,
  scheduleIds,
} from '../../src/contract/names';
import { createHubSpot } from '../../src/hubspot';
import { raiseRetention, retentionDays } from '../../src/temporal/retention';
import { createWorkers } from '../../src/worker/workers';
import { PORTAL } from '../hubspot/build';
import { inDays } from '../support/in-days';
import { startLocalServer, workflowBundle } from '../support/temporal';
import { atRisk, type Ended } from './command';

describe('at-risk setup', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  let directory: string;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [env, emulator] = await Promise.all([startLocalServer(), startEmulator()]);
    directory = await mkdtemp(join(tmpdir(), 'at-risk-setup-'));
  });

  afterAll(async () => {
    await env.teardown();
    await emulator.close();
    await rm(directory, { recursive: true });
  });

  const setup = (
    portalId = String(emulator.portalId),
    more: Readonly<Record<string, string>> = {},
    ...options: readonly string[]
  ): Promise<Ended> =>
    atRisk({ TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: portalId, ...more }, 'setup', ...options);
  const ids = () => scheduleIds(String(emulator.portalId));
  const schedule = () => env.client.schedule.getHandle(ids().workAfter);
  const described = (): Promise<ScheduleDescription> => schedule().describe();

  /** A namespace of Temporal Cloud, which lets neither its search attributes nor its retention be set this way. */
  function refusing(): Client {
    const refusal = Object.assign(new Error('refused'), { code: 7, details: 'refused', metadata: {} });
    const refused = (): Promise<never> => Promise.reject(refusal);
    const workflowService = new Proxy(env.connection.workflowService, {
      get: (target, key) => (key === 'updateNamespace' ? refused : (Reflect.get(target, key, target) as unknown)),
    });
    const services: Readonly<Record<PropertyKey, unknown>> = {
      operatorService: { listSearchAttributes: refused },
      workflowService,
    };
    const connection = new Proxy(env.connection, {
      get: (target, key) => services[key] ?? (Reflect.get(target, key, target) as unknown),
    });
    return new Client({ connection });
  }

  it('on Temporal Cloud names the search attributes that must be added there, with their types', async () => {
    await expect(registerSearchAttributes(refusing())).rejects.toThrow(
      /AtRiskPhase \(Keyword\), AtRiskWaitingFor \(KeywordList\), AtRiskNextDate \(Datetime\)/,
    );
  });

  it('on Temporal Cloud says that the retention is set with its own tools', async () => {
    const found = await raiseRetention(refusing(), 400);
    expect(found).toEqual({ before: await retentionDays(env.client), after: await retentionDays(env.client) });
    expect(retentionText(found, 400)).toContain('set 400 days with its own tools');
  });

  it('N9: registers the daily search for work on cancelled clients, and what it registered it leaves', async () => {
    const first = await setup();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(ids().workAfter);
    expect(first.stdout).toContain('AtRiskPhase');
    const { action, info } = await described();
    expect(action).toMatchObject({ workflowType: WORK_AFTER_WORKFLOW, taskQueue: DEFAULT_TASK_QUEUE });
    const [next = new Date(0), then = new Date(0)] = info.nextActionTimes;
    expect(next.toISOString()).toContain('T11:00:00.000Z');
    expect(then.getTime() - next.getTime()).toBe(24 * 60 * 60 * 1000);

    expect(first.stdout).toContain('ended cases are now kept for 90 days instead of 1\n');
    expect(await retentionDays(env.client)).toBe(90);

    await schedule().pause('by an operator');
    expect(await setup()).toMatchObject({ code: 0, stdout: 'all search attributes and schedules are registered\n' });
    expect((await described()).state).toMatchObject({ paused: true, note: 'by an operator' });
    await schedule().unpause();
  });

  it('raises the retention of a namespace that exists already, and never shortens it', async () => {
    const longer = await setup(undefined, {}, '--retention-days', '120');
    expect(longer).toMatchObject({ code: 0, stderr: '' });
    expect(longer.stdout).toContain('ended cases are now kept for 120 days instead of 90\n');

    expect((await setup()).stdout).toBe('all search attributes and schedules are registered\n');
    expect(await retentionDays(env.client)).toBe(120);
    expect(await setup(undefined, {}, '--retention-days', '0')).toMatchObject({ code: 2 });
  });

  it('on Temporal Cloud is content once the search attributes are there', async () => {
    const searchable = (): Promise<readonly string[]> => registerSearchAttributes(refusing());
    const check = async (): Promise<true | undefined> => (await searchable().catch(() => undefined)) && true;
    await until(check, { what: 'the search attributes to be known everywhere', withinMs: 20_000 });

    expect(await searchable()).toEqual([]);
  });

  it('X3: registers the sweep, which runs every five minutes, one at a time, and is not run late', async () => {
    const { action, info, policies } = await env.client.schedule.getHandle(ids().sweep).describe();
    const [next = new Date(0), then = new Date(0)] = info.nextActionTimes;

    expect(action).toMatchObject({ workflowType: SWEEP_WORKFLOW, args: [{ portalId: String(emulator.portalId) }] });
    expect(then.getTime() - next.getTime()).toBe(5 * 60 * 1000);
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 60_000 });
  });

  it("X1: the morning digest comes at the hour of the portal file, in the portal's time zone, and follows a change", async () => {
    const mornings = async () => {
      const { spec, action, info } = await env.client.schedule.getHandle(ids().digest).describe();
      const hour = spec.calendars?.map((calendar) => calendar.hour)[0]?.[0]?.start;
      return { hour, timeZone: spec.timezone, args: action.args, next: info.nextActionTimes[0]?.getUTCHours() };
    };
    const portalId = String(emulator.portalId);
    const newYork = 'America/New_York';
    expect(await mornings()).toMatchObject({ hour: 7, timeZone: newYork, args: [{ portalId, timeZone: newYork }] });

    const file = join(directory, 'portal.yaml');
    await writeFile(file, 'sop: { timeZone: America/Phoenix, reminders: { digest: { hour: 6 } } }');
    expect(await setup(undefined, { AT_RISK_PORTAL_CONFIG: file })).toMatchObject({ code: 0, stderr: '' });
    expect(await mornings()).toMatchObject({ hour: 6, timeZone: 'America/Phoenix', next: 13 });
  });

  it("leaves one portal's schedules alone when another portal is set up in the same namespace", async () => {
    const other = scheduleIds('4242999');
    expect(await setup('4242999', { AT_RISK_TASK_QUEUE: 'other-portal' })).toMatchObject({ code: 0, stderr: '' });

    for (const id of [ids().sweep, ids().audit]) {
      const { action } = await env.client.schedule.getHandle(id).describe();
      expect(action).toMatchObject({ taskQueue: DEFAULT_TASK_QUEUE, args: [{ portalId: String(emulator.portalId) }] });
    }
    for (const id of [other.sweep, other.audit]) {
      const { action } = await env.client.schedule.getHandle(id).describe();
      expect(action).toMatchObject({ taskQueue: 'other-portal', args: [{ portalId: '4242999' }] });
    }
    expect((await described()).action).toMatchObject({ taskQueue: DEFAULT_TASK_QUEUE });
  });

  it("takes over this portal's schedules of an older version, and leaves those of another portal", async () => {
    const old = async (portalId: string): Promise<void> => {
      const start = { type: 'startWorkflow' as const, taskQueue: 'other-portal' };
      const spec = { intervals: [{ every: '1 day' as const }] };
      const state = { paused: true, note: 'by an operator' };
      const [of] = [[{ portalId }]];
      await env.client.schedule.create({
        scheduleId: 'sweep',
        spec,
        action: { ...start, workflowType: SWEEP_WORKFLOW, args: of },
        state,
      });
      await env.client.schedule.create({
        scheduleId: 'audit',
        spec,
        action: { ...start, workflowType: AUDIT_WORKFLOW, args: of },
      });
      await env.client.schedule.create({
        scheduleId: 'work-after-cancellation',
        spec,
        action: { ...start, workflowType: WORK_AFTER_WORKFLOW, args: [] },
      });
    };
    const exists = async (id: string): Promise<boolean> => {
      try {
        await env.client.schedule.getHandle(id).describe();
        return true;
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return false;
        throw error;
      }
    };
    const names = ['sweep', 'audit', 'work-after-cancellation'];
    await old('4242777');
    await setup('4242888', { AT_RISK_TASK_QUEUE: 'other-portal' });
    expect(await Promise.all(names.map(exists))).toEqual([true, true, true]);

    const { code, stdout } = await setup('4242777', { AT_RISK_TASK_QUEUE: 'other-portal' });
    expect(code).toBe(0);
    expect(stdout).toContain('removed the schedules of an older version: work-after-cancellation, sweep, audit\n');
    expect(await Promise.all(names.map(exists))).toEqual([false, false, false]);
    const { state } = await env.client.schedule.getHandle(scheduleIds('4242777').sweep).describe();
    expect(state).toMatchObject({ paused: true, note: 'by an operator' });
  });

  it('N9: so that a search that runs late after an outage covers the day before it was due, not the day before it ran', async () => {
    // At 11:00 in UTC, the hour of the schedule, it is the same day in New York.
    const [due, before] = [inDays(-3), inDays(-4)];
    const hubspot = createHubSpot({
      accessToken: emulator.accessToken,
      apiUrl: emulator.url,
      appId: String(emulator.appId),
      portal: PORTAL,
    });
    const workers = await createWorkers({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: workflowBundle() },
      activities: createActivities({
        hubspot,
        portal: PORTAL,
        temporal: env.client,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf: () => Promise.resolve([]),
      }),
    });
    const running = workers.run();
    const start = new Date(`${due}T10:30:00Z`);
    await schedule().backfill({ start, end: new Date(`${due}T11:30:00Z`), overlap: 'ALLOW_ALL' });
    const started = await until(async () => (await described()).info.recentActions.at(-1), {
      what: 'the schedule to start its workflow',
      withinMs: 20_000,
    });
    const { workflowId } = started.action.workflow;
    const result = (await env.client.workflow.getHandle(workflowId).result()) as string;
    workers.shutdown();
    await running;
    hubspot.close();
    expect(result).toBe(`${before}: cancelled clients with work logged on them: 0`);
  });
});
