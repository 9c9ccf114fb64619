import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleOverlapPolicy, WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { z } from 'zod';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { startSkip } from '../../dev/temporal/skip-time';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { parsePortalConfig } from '../../src/config/portal';
import { caseQuery, caseStart, type CaseView } from '../../src/contract/case';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE, caseWorkflowId, scheduleIds } from '../../src/contract/names';
import { SIGNALS } from '../../src/contract/signals';
import { createHubSpot } from '../../src/hubspot';
import type { AuditReport } from '../../src/sop/audit/audit-report';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { countFamilies } from '../../src/telemetry/counts';
import { exposition } from '../../src/telemetry/exposition';
import { visibleCasesOf } from '../../src/temporal/list';
import { runningCases } from '../../src/temporal/running-cases';
import { createWorkers, type WorkersOptions } from '../../src/worker/workers';
import { startLocalServer, workflowBundle } from '../support/temporal';
import { atRisk, type Ended } from './command';

const SEEN_WITHIN = 40_000;

/** How many of a workflow's tasks fail, one after the other, before the server reports it. */
const REPORTED_AFTER = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute';

/** What programs may rely on. */
const reportSchema = z.object({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  checked: z.object({ tickets: z.int(), cases: z.int(), companies: z.int() }),
  counts: z.record(z.string(), z.int()),
  accepted: z.int(),
  findings: z.array(z.looseObject({ kind: z.string(), treatment: z.string() })),
  notRead: z.array(z.strictObject({ what: z.string(), sentence: z.string() })),
});
type Report = z.infer<typeof reportSchema>;

const requestsSchema = z.array(z.object({ method: z.string(), path: z.string(), status: z.number() }));

interface Client {
  readonly companyId: string;
  readonly ticketId: TicketId;
}

interface Night {
  readonly report: AuditReport;
  readonly stages: readonly string[];
}

describe('at-risk audit', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  let portal: DemoPortal;
  let cs: Person;
  let folder: string;
  let serving: { readonly portalFile: string; readonly stop: () => Promise<void> } | undefined;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [env, emulator, folder] = await Promise.all([
      startLocalServer(
        ...['--dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true'],
        ...['--dynamic-config-value', `${REPORTED_AFTER}=2`],
        ...['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
      ),
      startEmulator({ limits: { perTenSeconds: 1_000_000, searchPerSecond: 1_000 } }),
      mkdtemp(join(tmpdir(), 'at-risk-audit-')),
    ]);
    portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
    cs = await portal.personOf('Client Success');
    await atRisk(variables(), 'setup');
  });

  afterAll(async () => {
    await stopWorker();
    await env.teardown();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const variables = () => ({ TEMPORAL_ADDRESS: env.address, HUBSPOT_PORTAL_ID: String(emulator.portalId) });
  const handle = ({ ticketId }: Client) =>
    env.client.workflow.getHandle(caseWorkflowId(String(emulator.portalId), ticketId));
  const view = (client: Client): Promise<CaseView> => handle(client).query(caseQuery);
  const parsed = ({ stdout }: Ended): Report => reportSchema.parse(JSON.parse(stdout));
  const counted = async (): Promise<string> =>
    exposition(await countFamilies(env.client, String(emulator.portalId), Date.now()));
  const audited = async (): Promise<Report> => parsed(await audit('--json'));

  /** As people run it, but for the pauses in which it lets cases finish: they are at rest, and time is skipped. */
  async function audit(...args: readonly string[]): Promise<Ended> {
    const started = Date.now();
    const ended = atRisk(variables(), 'audit', ...args);
    const workflowId = `audit:${String(emulator.portalId)}`;
    const run = await until(async () => runSince(workflowId, started), { what: 'the audit', withinMs: SEEN_WITHIN });
    if (run === 'RUNNING') await startSkip(env.client, workflowId, 60).catch(() => undefined);
    return ended;
  }

  /** The status of a workflow's run that began after `instant`. */
  async function runSince(workflowId: string, instant: number): Promise<string | undefined> {
    try {
      const { status, startTime } = await env.client.workflow.getHandle(workflowId).describe();
      return startTime.getTime() >= instant ? status.name : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }
  const of = ({ findings }: Report, { ticketId, companyId }: Client) =>
    findings.filter((finding) => finding['ticketId'] === ticketId || finding['companyId'] === companyId);

  /** A worker for a portal file with these lines. It goes on for the next test, unless that needs another one. */
  async function withWorker(portalFile: string, work: () => Promise<void>): Promise<void> {
    if (serving?.portalFile !== portalFile) {
      await stopWorker();
      serving = { portalFile, stop: await startWorker(portalFile, { workflowBundle: workflowBundle() }) };
    }
    await work();
  }

  async function stopWorker(): Promise<void> {
    await serving?.stop();
    serving = undefined;
  }

  async function startWorker(portalFile: string, workflows: WorkersOptions['workflows']): Promise<() => Promise<void>> {
    const portalConfig = parsePortalConfig(portalFile, 'test');
    const hubspot = createHubSpot({
      accessToken: emulator.accessToken,
      apiUrl: emulator.url,
      appId: String(emulator.appId),
      portal: portalConfig,
    });
    const workers = await createWorkers({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows,
      activities: createActivities({
        hubspot,
        portal: portalConfig,
        temporal: env.client,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf: visibleCasesOf(env.client, String(emulator.portalId)),
      }),
    });
    const running = workers.run();
    return async () => {
      workers.shutdown();
      await running;
      hubspot.close();
    };
  }

  /** A client whose case runs, and no webhook that would tell it of anything. */
  async function client(properties: Readonly<Record<string, string>> = {}): Promise<Client> {
    const companyId = await cs.addCompany('Client under test');
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: client under test'));
    if (Object.keys(properties).length > 0) await cs.setOnTicket(ticketId, properties);
    await begin({ companyId, ticketId });
    return { companyId, ticketId };
  }

  async function begin(client: Client): Promise<void> {
    await env.client.workflow.signalWithStart(CASE_WORKFLOW, {
      ...caseStart({ portalId: String(emulator.portalId), ticketId: client.ticketId }, DEFAULT_TASK_QUEUE),
      signal: SIGNALS.recheck,
      signalArgs: [{ eventIds: [], occurredAt: 0 as never }],
    });
    await untilView(client, ({ decision }) => decision !== undefined);
    await untilListed(client, true);
  }

  /** The audit finds cases in Temporal's list, which lags: on a busy machine by seconds. */
  async function untilListed({ ticketId }: Client, isListed: boolean): Promise<void> {
    const { ofTickets } = runningCases(env.client, String(emulator.portalId));
    await until(async () => (await ofTickets([ticketId])).has(ticketId) === isListed || undefined, {
      what: `Temporal to list the case of ticket ${ticketId} as ${isListed ? 'running' : 'ended'}`,
      withinMs: SEEN_WITHIN,
    });
  }

  async function saved(): Promise<Client> {
    const found = await client({ customer_saved: 'Yes' });
    await untilStatus(found, 'Monitor for 30 days');
    await until(async () => (await portal.isClosed(found.ticketId)) || undefined, {
      what: 'the ticket to close',
      withinMs: SEEN_WITHIN,
    });
    return found;
  }

  async function untilView(client: Client, holds: (view: CaseView) => boolean): Promise<void> {
    await until(async () => holds(await view(client)) || undefined, { what: 'the case', withinMs: SEEN_WITHIN });
  }

  async function untilStatus({ companyId }: Client, status: string): Promise<void> {
    await until(async () => (await portal.clientStatus(companyId)) === status || undefined, {
      what: status,
      withinMs: SEEN_WITHIN,
    });
  }

  async function writesSince(work: () => Promise<void>): Promise<readonly string[]> {
    await portal.beginCount();
    await work();
    const requests = requestsSchema.parse((await portal.requestsOfService()).requests);
    return requests
      .filter(({ method, path }) => method !== 'GET' && !/\/(read|search)$/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
  }

  it('ends with 1 when there was no audit yet, with 2 for wrong use, with 3 without Temporal', async () => {
    expect(await atRisk(variables(), 'audit', '--last')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('there was no audit yet'),
    });
    expect(await atRisk(variables(), 'audit', '--never')).toMatchObject({ code: 2, stdout: '' });
    expect(await atRisk({ ...variables(), TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'audit')).toMatchObject({ code: 3 });
  });

  it('runs by its schedule, and --last shows what it found', async () => {
    await withWorker('', async () => {
      await client();
      const schedule = env.client.schedule.getHandle(scheduleIds(String(emulator.portalId)).audit);
      await schedule.trigger();
      const { action } = await until(async () => (await schedule.describe()).info.recentActions.at(-1), {
        what: 'the schedule to start its workflow',
        withinMs: SEEN_WITHIN,
      });
      const report = (await env.client.workflow.getHandle(action.workflow.workflowId).result()) as {
        readonly startedAt: number;
      };
      const last = await until(
        async () => {
          const shown = parsed(await atRisk(variables(), 'audit', '--last', '--json'));
          return shown.startedAt === new Date(report.startedAt).toISOString() ? shown : undefined;
        },
        { what: 'the report of the schedule', withinMs: SEEN_WITHIN },
      );

      expect(last.checked.tickets).toBeGreaterThan(0);
    });
  }, 120_000);

  it('X3: a night that is too short stops at a page; the next one begins with what changed and what is urgent, and goes on there', async () => {
    await withWorker('', async () => {
      const held = await client();
      await cs.setOnTicket(held.ticketId, { customer_saved: 'Yes', outstanding_invoice: 'Yes' });
      await begin(held);
      await untilView(held, ({ decision }) => decision?.waitingFor.some(({ rule }) => rule === 'I1') === true);
      const first = await nightOf(1);
      await client();
      const second = await nightOf(3_600_000);

      expect(first.report).toMatchObject({ rest: { stage: 'tickets' }, checked: { cases: 0, companies: 0 } });
      expect(first.stages).toEqual(['tickets']);
      expect(second.report).toMatchObject({ findings: [] });
      expect(second.report).not.toHaveProperty('rest');
      expect([...new Set(second.stages)]).toEqual(['changed', 'urgent', 'tickets', 'cases', 'companies']);
      // An invoice holds one; the new one has changed, and is behind the place where the first night stopped. What cases show is a change, too.
      expect(second.report.checked.tickets).toBeGreaterThanOrEqual(3);
      expect((await audit()).stdout).not.toContain('too short');
      await cs.setOnTicket(held.ticketId, { outstanding_invoice: 'No' });
    });
  }, 180_000);

  /** The schedule's audit, with a night of another length: what it reported, and what it compared in which order. */
  async function nightOf(nightMs: number): Promise<Night> {
    const schedule = env.client.schedule.getHandle(scheduleIds(String(emulator.portalId)).audit);
    const known = (await schedule.describe()).info.recentActions.length;
    await schedule.update((previous) => ({
      ...previous,
      action: { ...previous.action, args: [{ portalId: String(emulator.portalId), nightMs }] },
    }));
    // In a row: only then the schedule hands the result of one to the next at once.
    await schedule.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
    const { action } = await until(async () => (await schedule.describe()).info.recentActions.slice(known).at(-1), {
      what: 'the schedule to start its workflow',
      withinMs: SEEN_WITHIN,
    });
    const run = env.client.workflow.getHandle<() => Promise<AuditReport>>(action.workflow.workflowId);
    await startSkip(env.client, action.workflow.workflowId, 60).catch(() => undefined);
    const report = await run.result();
    const { events } = await run.fetchHistory();
    const stages = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
      const place = scheduled?.activityType?.name === 'auditPage' ? scheduled.input?.payloads?.[1]?.data : undefined;
      return place == null
        ? []
        : [z.object({ stage: z.string() }).parse(JSON.parse(Buffer.from(place).toString())).stage];
    });
    return { report, stages };
  }

  it('X3: starts the case of every ticket that has none, and then finds nothing and writes nothing', async () => {
    await withWorker('', async () => {
      const [waiting, monitored] = [await client(), await saved()];
      const companyId = await cs.addCompany('Met by no webhook');
      const unmet = { companyId, ticketId: ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk')) };
      const first = await audited();

      expect(of(first, unmet)).toMatchObject([{ kind: 'ticketWithoutCase', phase: 'deciding', treatment: 'mended' }]);
      expect([...of(first, waiting), ...of(first, monitored)]).toEqual([]);
      await untilView(unmet, ({ decision }) => decision?.phase === 'deciding');

      const writes = await writesSince(async () => {
        const second = await audit();
        expect(second.stdout).toMatch(/^Compared \d+ tickets, \d+ cases and \d+ companies: no drift\.\n$/);
        expect(second.code).toBe(0);
      });
      expect(writes).toEqual([]);
    });
  }, 180_000);

  it('X1, X3: names what an outage left behind and what people changed, and corrects its own omissions', async () => {
    await withWorker('', async () => {
      const [deleted, lost, late, changed, moved] = [
        await client(),
        await saved(),
        await client(),
        await saved(),
        await client(),
      ];
      const stray = await cs.addCompany('Never at risk', 'RCM', 'Active');
      await cs.remove('tickets', deleted.ticketId);
      await handle(lost).terminate('lost');
      await untilListed(lost, false);
      await cs.setOnTicket(late.ticketId, { customer_saved: 'No' });
      await cs.setOnCompany(changed.companyId, { client_status: 'Active' });
      await cs.setOnTicket(moved.ticketId, { hs_pipeline: '800200', hs_pipeline_stage: '800201' });
      await cs.setOnCompany(stray, { client_status: 'Cancelled' });
      const ended = await audit('--json');
      const report = parsed(ended);
      const by = { kind: 'person', userId: cs.userId };

      expect(ended.code).toBe(1);
      expect(of(report, deleted)).toMatchObject([{ kind: 'caseWithoutTicket', because: 'gone', treatment: 'mended' }]);
      expect(of(report, moved)).toMatchObject([{ kind: 'caseWithoutTicket', because: 'notAtRisk' }]);
      expect(of(report, lost)).toMatchObject([{ kind: 'ticketWithoutCase', phase: 'monitoring' }]);
      expect(of(report, late)).toMatchObject([
        { kind: 'caseBehind', lacks: expect.arrayContaining(['phase: collecting']), treatment: 'mended' },
      ]);
      expect(of(report, changed)).toEqual([
        expect.objectContaining({ kind: 'caseBehind' }),
        expect.objectContaining({ kind: 'timerMismatch' }),
        expect.objectContaining({
          kind: 'fieldChanged',
          field: 'clientStatus',
          from: 'Monitor for 30 days',
          found: 'Active',
          wanted: 'Monitor for 30 days',
          by,
          treatment: 'asked',
        }),
      ]);
      expect(report.findings.filter(({ kind }) => kind === 'statusUnexplained')).toEqual([
        expect.objectContaining({ companyId: stray, status: 'Cancelled', by, treatment: 'asked' }),
      ]);
      await untilView(deleted, ({ decision }) => decision?.attention?.code === 'ticketGone');
      await untilView(moved, ({ decision }) => decision?.attention?.code === 'notAtRisk');
      await untilView(lost, ({ decision }) => decision?.phase === 'monitoring');
      await untilView(late, ({ decision }) => decision?.phase === 'collecting');
      await untilView(changed, ({ decision }) => decision?.attention?.code === 'clientStatusChanged');

      // What a person is to settle stays in the report; nothing is begun, asked or written twice.
      const writes = await writesSince(async () => {
        const { code, stdout, stderr } = await audit();
        expect(code).toBe(1);
        expect(stdout).toContain(
          `HubSpot user ${cs.userId} changed the Client Status from Monitor for 30 days to Active`,
        );
        expect(stdout).toContain(`HubSpot user ${cs.userId} set the Client Status to Cancelled`);
        expect(stderr).toContain('at-risk: the audit found 2 differences\n');
      });
      expect(writes).toEqual([]);
      await cs.setOnCompany(changed.companyId, { client_status: 'Monitor for 30 days' });
      await cs.setOnCompany(stray, { client_status: 'Active' });
      await begin(changed);
      await untilView(changed, ({ decision }) => decision?.attention === undefined);
    });
  }, 240_000);

  it.each([
    ['companies', 'companies/search', []],
    ['tickets', 'tickets/search', []],
    // A company's status is explained by its tickets, some of them by their notes.
    ['tickets', 'tickets/notes/batch/read', ['companies']],
  ])(
    'X1: compares the rest when HubSpot refuses to have %s read (%s), and says so',
    async (what, pathPattern, perhaps) => {
      await withWorker('', async () => {
        await client({ customer_saved: 'No' });
        const whole = await audited();
        await portal.addFault({ kind: 'status', status: 403, pathPattern });
        const [json, text] = [await audit('--json'), await audit()];
        await portal.clearFaults();
        const { checked, notRead } = parsed(json);

        // Cases that are at work meanwhile are checked a second time, which is refused too.
        const others = notRead.filter((each) => ![...perhaps, 'tickets that did not fit'].includes(each.what));
        expect(others).toEqual([{ what, sentence: expect.stringContaining('HubSpot answered 403') }]);
        const rest = Object.entries(whole.checked).filter(([each]) => ![...perhaps, what].includes(each));
        expect(checked).toMatchObject({ ...Object.fromEntries(rest), [what]: 0 });
        expect([json.code, text.code]).toEqual([1, 1]);
        expect(text.stdout).toContain(`Not read (${what}): HubSpot answered 403`);
        expect(text.stderr).toContain('at-risk: the audit could not read everything\n');
        expect(await audited()).toMatchObject({ notRead: [] });
      });
    },
    240_000,
  );

  it('X3: names a case whose tasks fail, which at-risk heal starts again with what it knew', async () => {
    let stuck: Client | undefined;
    await withWorker('', async () => {
      stuck = await saved();
    });
    await stopWorker();
    if (stuck === undefined) throw new Error('there is no case');
    const { ticketId } = stuck;
    const workflowId = caseWorkflowId(String(emulator.portalId), ticketId);
    await handle(stuck).signal(SIGNALS.recheck, { eventIds: [], occurredAt: 0 as never });
    const code = (await readFile(workflowBundle().codePath, 'utf8')).replaceAll(
      "'gather changes made together'",
      'undefined.missing',
    );
    const all = ['heal', '--all', '--dry-run', '--json'];
    const list = async (...args: string[]) => (await atRisk(variables(), 'list', '--stuck', ...args)).stdout;
    expect(await list()).toBe('no cases\n');
    const stop = await startWorker('', { workflowBundle: { code } });
    try {
      await until(async () => (await atRisk(variables(), ...all)).stdout.includes(workflowId) || undefined, {
        what: 'the server to report the case',
        withinMs: SEEN_WITHIN,
      });
    } finally {
      await stop();
    }
    // Cases of other tests that woke meanwhile are stuck too.
    expect(JSON.parse(await list('--json'))).toContainEqual(
      expect.objectContaining({ ticketId, status: 'running', problem: 'WorkflowWorkerUnhandledFailure' }),
    );
    expect(await list()).toMatch(/running, stuck: *│/);
    expect(await counted()).toMatch(/^at_risk_stuck_workflows\{kind="case"\} [1-9]/m);

    await withWorker('', async () => {
      const report = await audited();
      expect(of(report, { ticketId, companyId: '' })).toMatchObject([{ kind: 'caseStuck', treatment: 'asked' }]);
      const healed = await atRisk(variables(), 'heal', ticketId);
      expect(healed).toMatchObject({ code: 0, stdout: `${workflowId}\nstarted again: 1\n` });
      await untilView({ ticketId, companyId: '' }, ({ decision }) => decision?.phase === 'monitoring');
      expect(of(await audited(), { ticketId, companyId: '' })).toEqual([]);
      const healAll = async () => (await atRisk(variables(), 'heal', '--all')).stdout;
      await until(async () => (await healAll()) === 'Temporal reports none that fails\n' || undefined, {
        what: 'the server to report no case any more',
        withinMs: SEEN_WITHIN,
      });
    });
  }, 120_000);

  it('X1: counts a case that an operator paused as one that runs, and says why it does not answer', async () => {
    await withWorker('', async () => {
      const paused = await client();
      const { workflowId } = handle(paused);
      const { workflowService } = env.client;
      await workflowService.pauseWorkflowExecution({ namespace: 'default', workflowId, reason: 'maintenance' });
      expect(of(await audited(), paused)).toEqual([]);
      const { stdout } = await atRisk(variables(), 'list', '--json');
      expect(JSON.parse(stdout)).toContainEqual(
        expect.objectContaining({ ticketId: paused.ticketId, status: 'paused', problem: null }),
      );
      await until(async () => (await counted()).includes('at_risk_cases_paused 1\n') || undefined, {
        what: 'the paused case to be counted',
        withinMs: SEEN_WITHIN,
      });
      for (const command of ['recheck', 'show']) {
        expect(await atRisk(variables(), command, paused.ticketId)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('an operator paused the case in Temporal'),
        });
      }
      await workflowService.unpauseWorkflowExecution({ namespace: 'default', workflowId });
    });
  }, 120_000);

  it('X1: changes that the portal accepts are counted, and no drift', async () => {
    let changed: Client | undefined;
    await withWorker('sop: { drift: { clientStatus: accept } }', async () => {
      changed = await saved();
      await cs.setOnCompany(changed.companyId, { client_status: 'Active' });
      const ended = await audit('--json');

      expect(parsed(ended)).toMatchObject({ accepted: 1, findings: [] });
      expect(ended.code).toBe(0);
    });
    // For the tests that follow.
    if (changed) await cs.setOnCompany(changed.companyId, { client_status: 'Monitor for 30 days' });
  }, 180_000);

  it('X1: changes that the portal wants undone are set back, with a note that names who made them', async () => {
    await withWorker('sop: { drift: { clientStatus: repair } }', async () => {
      const changed = await saved();
      await cs.setOnCompany(changed.companyId, { client_status: 'Active' });

      expect(of(await audited(), changed)).toEqual([
        expect.objectContaining({ kind: 'caseBehind' }),
        expect.objectContaining({ kind: 'fieldChanged', treatment: 'repaired' }),
      ]);
      await untilStatus(changed, 'Monitor for 30 days');
      const [note] = (await portal.notesOn(changed.ticketId)).filter((text) => text.includes('X1-repaired-'));
      expect(note).toContain('Casey Success (casey.success@example.com) changed the Client Status');
      expect(await audited()).toMatchObject({ findings: [] });
    });
  }, 240_000);

  it('S2: a case whose timer does not fit the dates, as after a change of the settings, checks again', async () => {
    await withWorker('sop: { monitoringDays: 60 }', async () => {
      const first = await audited();

      expect(first.counts['timerMismatch']).toBeGreaterThan(0);
      expect(first.findings.every(({ kind }) => kind === 'timerMismatch')).toBe(true);
      for (const { ticketId, wanted } of first.findings)
        await untilView({ ticketId: ticketIdSchema.parse(ticketId), companyId: '' }, ({ decision }) => {
          const at = decision?.wakeUp?.at;
          return (at === undefined ? null : new Date(at).toISOString()) === wanted;
        });
      expect((await audited()).findings).toEqual([]);
    });
  }, 240_000);

  it('reads the portal file for its time zone, and says what is wrong with it', async () => {
    const path = join(folder, 'portal.yaml');
    await writeFile(path, 'sop: { drift: { clientStatus: maybe } }');

    expect(await atRisk({ ...variables(), AT_RISK_PORTAL_CONFIG: path }, 'audit')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('sop.drift.clientStatus'),
    });
  });
});
