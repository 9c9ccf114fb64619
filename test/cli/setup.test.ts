import type { ScheduleDescription } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { createHubSpot } from '../../src/hubspot';
import { DEFAULT_TASK_QUEUE, WORK_AFTER_SCHEDULE, WORK_AFTER_WORKFLOW } from '../../src/workflows/contract';
import { PORTAL } from '../hubspot/build';
import { cliPath, workflowBundle } from '../support/temporal';
import { atRisk, type Ended } from './command';

describe('at-risk setup', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [env, emulator] = await Promise.all([
      TestWorkflowEnvironment.createLocal({
        server: {
          executable: { type: 'existing-path', path: await cliPath() },
          log: { format: 'pretty', level: 'error' },
        },
      }),
      startEmulator(),
    ]);
  });

  afterAll(async () => {
    await env.teardown();
    await emulator.close();
  });

  const setup = (): Promise<Ended> =>
    atRisk({ TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: String(emulator.portalId) }, 'setup');
  const schedule = () => env.client.schedule.getHandle(WORK_AFTER_SCHEDULE);
  const described = (): Promise<ScheduleDescription> => schedule().describe();

  it('N9: registers the daily search for work on cancelled clients, and what it registered it leaves', async () => {
    const first = await setup();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(WORK_AFTER_SCHEDULE);
    expect(first.stdout).toContain('AtRiskPhase');
    const { action, info } = await described();
    expect(action).toMatchObject({ workflowType: WORK_AFTER_WORKFLOW, taskQueue: DEFAULT_TASK_QUEUE });
    const [next = new Date(0), then = new Date(0)] = info.nextActionTimes;
    expect(next.toISOString()).toContain('T11:00:00.000Z');
    expect(then.getTime() - next.getTime()).toBe(24 * 60 * 60 * 1000);

    await schedule().pause('by an operator');
    expect(await setup()).toMatchObject({ code: 0, stdout: 'all search attributes and schedules are registered\n' });
    expect((await described()).state).toMatchObject({ paused: true, note: 'by an operator' });
    await schedule().unpause();
  });

  it('N9: so that a search made up for after an outage is about the day before it was due, not before it ran', async () => {
    const due = daysAgo(3);
    const hubspot = createHubSpot({
      accessToken: emulator.accessToken,
      apiUrl: emulator.url,
      appId: String(emulator.appId),
      portal: PORTAL,
      searchEveryMs: 250,
    });
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: DEFAULT_TASK_QUEUE,
      workflowBundle: workflowBundle(),
      activities: createActivities({
        hubspot,
        bulk: hubspot,
        portal: PORTAL,
        temporal: env.client,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf: () => Promise.resolve([]),
      }),
    });
    const result = await worker.runUntil(async () => {
      const start = new Date(`${due}T10:30:00Z`);
      await schedule().backfill({ start, end: new Date(`${due}T11:30:00Z`), overlap: 'ALLOW_ALL' });
      const started = await until(async () => (await described()).info.recentActions.at(-1), {
        what: 'the schedule to start its workflow',
        withinMs: 20_000,
      });
      return env.client.workflow.getHandle(started.action.workflow.workflowId).result() as Promise<string>;
    });
    hubspot.close();
    expect(result).toBe(`${daysAgo(4)}: cancelled clients with work logged on them: 0`);
  });
});

/** At 11:00 in UTC, the hour of the schedule, it is the same day in New York. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
