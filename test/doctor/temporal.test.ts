import { Client, ServiceError } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { parsePortalConfig } from '../../src/config/portal';
import { SWEEP_WORKFLOW, scheduleIds } from '../../src/contract/names';
import { connectAndCheckTemporal, checkTemporal } from '../../src/doctor/doctor';
import type { Checked } from '../../src/doctor/finding';
import type { TemporalContext } from '../../src/doctor/temporal-checks';
import { atRisk } from '../cli/command';
import { cliPath } from '../support/temporal';

const PORTAL = '4242001';
const DAY_S = 86_400;
const { IndexedValueType } = proto.api.enums.v1;

const wrong = (findings: readonly Checked[]): readonly string[] =>
  findings.flatMap(({ kind, check, what }) =>
    kind === 'problem' || kind === 'warning' ? [`${kind} ${check}: ${what}`] : [],
  );

describe('at-risk doctor, of Temporal', () => {
  let env: TestWorkflowEnvironment;

  beforeAll(async () => {
    env = await TestWorkflowEnvironment.createLocal({
      server: {
        executable: { type: 'existing-path', path: await cliPath() },
        log: { format: 'pretty', level: 'error' },
      },
    });
    await setup();
  });

  afterAll(async () => {
    await env.teardown();
  });

  const setup = async (): Promise<void> => {
    const { code, stderr } = await atRisk({ TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: PORTAL }, 'setup');
    if (code !== 0) throw new Error(stderr);
  };
  const retention = async (days: number): Promise<void> => {
    const config = { workflowExecutionRetentionTtl: { seconds: days * DAY_S } };
    await env.connection.workflowService.updateNamespace({ namespace: 'default', config: config as never });
  };
  const { sop } = parsePortalConfig('', 'test');
  const of = { portalId: PORTAL, taskQueue: 'at-risk', sop };
  const check = (change: Partial<Pick<TemporalContext, 'temporal' | 'taskQueue' | 'sop'>> = {}) =>
    checkTemporal({ temporal: env.client, namespace: 'default', ...of, ...change });
  const connect = (address: string, namespace = 'default') =>
    connectAndCheckTemporal({ connectionOptions: { address }, namespace }, of);
  const sweep = () => env.client.schedule.getHandle(scheduleIds(PORTAL).sweep);
  /** A server whose operator service answers otherwise. */
  const answering = (listSearchAttributes: () => Promise<unknown>): Client => {
    const connection = new Proxy(env.connection, {
      get: (target, key) =>
        key === 'operatorService' ? { listSearchAttributes } : (Reflect.get(target, key, target) as unknown),
    });
    return new Client({ connection });
  };

  it('finds nothing wrong after at-risk setup, and names the versions', async () => {
    const findings = await connect(env.address);

    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === 'versions')?.what).toMatch(
      /^at-risk-closer \d.*Temporal client 1\.\d+\.\d+, Temporal server \d+\.\d+/,
    );
  });

  it('names an address at which nothing answers', async () => {
    expect(wrong(await connect('127.0.0.1:9'))).toEqual([
      'problem temporal: Temporal cannot be reached at 127.0.0.1:9',
    ]);
  });

  it('names a namespace that does not exist', async () => {
    expect(wrong(await connect(env.address, 'no-such'))).toEqual([
      `problem temporal: Temporal at ${env.address} has no namespace no-such`,
    ]);
  });

  it('names a retention under which ended cases are soon forgotten', async () => {
    await retention(1);

    expect(wrong(await check())).toEqual([
      'warning retention: days for which Temporal keeps ended cases in the namespace default: 1',
    ]);
    await retention(90);
  });

  it('names a search attribute that is missing, and one of another type', async () => {
    const { customAttributes } = await env.connection.operatorService.listSearchAttributes({ namespace: 'default' });
    const others = Object.fromEntries(Object.entries(customAttributes).filter(([name]) => name !== 'AtRiskPhase'));
    const ofAnotherType = { ...customAttributes, AtRiskNextDate: IndexedValueType.INDEXED_VALUE_TYPE_TEXT };

    expect(wrong(await check({ temporal: answering(() => Promise.resolve({ customAttributes: others })) }))).toEqual([
      'problem searchAttributes: the namespace has no search attribute AtRiskPhase: the tasks of cases fail',
    ]);
    expect(
      wrong(await check({ temporal: answering(() => Promise.resolve({ customAttributes: ofAnotherType })) })),
    ).toEqual(['problem searchAttributes: the search attribute AtRiskNextDate has another type than DATETIME']);
  });

  it.each([
    ['a command', new Error('refused')],
    // The native client's errors pass for those of the client package, and have no cause.
    ['a worker', new ServiceError('refused')],
  ])('checks search attributes by a query on Temporal Cloud, which does not list them to %s', async (_whom, error) => {
    const refusal = Object.assign(error, { code: 7, details: 'refused', metadata: {} });

    expect(wrong(await check({ temporal: answering(() => Promise.reject(refusal)) }))).toEqual([]);
  });

  it('names schedules that start their work on another task queue', async () => {
    expect(wrong(await check({ taskQueue: 'other' }))).toEqual(
      Object.values(scheduleIds(PORTAL)).map(
        (id) =>
          `problem schedules: the schedule ${id} starts its work on the task queue at-risk, and AT_RISK_TASK_QUEUE is other`,
      ),
    );
  });

  it.each(['reminders: { digest: { hour: 6 } }', 'timeZone: America/Denver'])(
    'X1: names a morning digest that comes at another time than the portal file says (%s)',
    async (changed) => {
      expect(wrong(await check({ sop: parsePortalConfig(`sop: { ${changed} }`, 'test').sop }))).toEqual([
        `warning schedules: the schedule ${scheduleIds(PORTAL).digest} does not come at the hour and in the time zone of the portal file`,
      ]);
    },
  );

  it('names a schedule that is paused, and one that belongs to another portal', async () => {
    await sweep().pause('by an operator');
    expect(wrong(await check())).toEqual([`warning schedules: the schedule ${scheduleIds(PORTAL).sweep} is paused`]);
    await sweep().unpause();

    await sweep().update((before) => ({ ...before, action: { ...before.action, args: [{ portalId: '9' }] } }));
    expect(wrong(await check())).toEqual([
      `problem schedules: the schedule ${scheduleIds(PORTAL).sweep} works on portal 9`,
    ]);
  });

  it('names a schedule that is missing, and those of an older version', async () => {
    await sweep().delete();
    expect(wrong(await check())).toEqual([
      `problem schedules: the schedule ${scheduleIds(PORTAL).sweep} is not registered`,
    ]);

    await setup();
    const former = async (scheduleId: string, portalId: string): Promise<void> => {
      const start = { type: 'startWorkflow', workflowType: SWEEP_WORKFLOW, taskQueue: 'other-portal' } as const;
      await env.client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: '1 day' }] },
        action: { ...start, args: [{ portalId }] },
        state: { paused: true },
      });
    };
    await former('sweep', PORTAL);
    await former('audit', '9');
    expect(wrong(await check())).toEqual([
      "warning schedules: schedules of an older version exist beside the portal's own: sweep",
    ]);
  });
});
