import { randomUUID } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities, type IntakeBatch } from '../../src/activities';
import { caseQuery, caseStart, recheckUpdate, type CaseView } from '../../src/contract/case';
import { COMMAND_REFUSED, rescindUpdate } from '../../src/contract/commands';
import {
  AUDIT_WORKFLOW,
  CASE_WORKFLOW,
  DEFAULT_TASK_QUEUE,
  INTAKE_WORKFLOW,
  SUPPORT_REQUEST_WORKFLOW,
  SWEEP_WORKFLOW,
  WORK_AFTER_WORKFLOW,
  caseWorkflowId,
} from '../../src/contract/names';
import { SIGNALS } from '../../src/contract/signals';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { searchAttributeTypes } from '../../src/temporal/search-attributes';
import { createWorkers, type Workers } from '../../src/worker/workers';
import { PORTAL } from '../hubspot/build';
import { startLocalServer, workflowBundle } from '../support/temporal';

const SEEN_WITHIN_MS = 30_000;

function outdated(): never {
  throw ApplicationFailure.nonRetryable('HubSpot changed', 'DecisionOutdated');
}

/** Of an update: it has an outcome. */
const COMPLETED =
  proto.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED;

/** Events after which the server asks a run to continue in a new one; some ten turns of a case. */
const SUGGESTED_AFTER = 80;

/** On a real Temporal server and its own clock: what a turn of a case begins with, and what the next run takes over. */
describe('the turns of a case', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  let hubspot: HubSpot;
  let workers: Workers;
  let running: Promise<void>;
  let portal: DemoPortal;
  let cs: Person;
  /** HubSpot changes whenever a write is to be made. */
  let changes = false;
  /** Temporal does not list the cases of a company. */
  let listsNothing = false;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [env, emulator] = await Promise.all([
      startLocalServer('--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${String(SUGGESTED_AFTER)}`),
      startEmulator({ limits: { perTenSeconds: 1_000_000 } }),
    ]);
    const searchAttributes = searchAttributeTypes();
    await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
    const { accessToken, url: apiUrl, appId } = emulator;
    hubspot = createHubSpot({ accessToken, apiUrl, appId: String(appId), portal: PORTAL });
    portal = new DemoPortal({ url: apiUrl, token: accessToken });
    cs = await portal.personOf('Client Success');
    const activities = createActivities({
      hubspot,
      portal: PORTAL,
      temporal: env.client,
      taskQueue: DEFAULT_TASK_QUEUE,
      casesOf: () => (listsNothing ? Promise.reject(new Error('UNAVAILABLE')) : Promise.resolve([])),
    });
    workers = await createWorkers({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: workflowBundle() },
      activities: {
        ...activities,
        perform: (write, ground) => (changes ? outdated() : activities.perform(write, ground)),
      },
    });
    running = workers.run();
  });

  afterEach(async () => {
    await portal.clearFaults();
  });

  afterAll(async () => {
    workers.shutdown();
    await running;
    hubspot.close();
    await env.teardown();
    await emulator.close();
  });

  const portalId = (): string => String(emulator.portalId);
  const handle = (ticketId: TicketId) => env.client.workflow.getHandle(caseWorkflowId(portalId(), ticketId));
  const view = (ticketId: TicketId): Promise<CaseView> => handle(ticketId).query(caseQuery);
  const recheck = (ticketId: TicketId): Promise<CaseView> => handle(ticketId).executeUpdate(recheckUpdate);

  async function ticket(): Promise<TicketId> {
    return openTicket(await cs.addCompany('Client under test'));
  }

  async function openTicket(companyId: string): Promise<TicketId> {
    return ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: client under test'));
  }

  async function signal(ticketId: TicketId): Promise<void> {
    await env.client.workflow.signalWithStart(CASE_WORKFLOW, {
      ...caseStart({ portalId: portalId(), ticketId }, DEFAULT_TASK_QUEUE),
      signal: SIGNALS.recheck,
      signalArgs: [{ eventIds: [], occurredAt: 0 as Instant }],
    });
  }

  async function activitiesOf(ticketId: TicketId): Promise<readonly string[]> {
    const { events } = await handle(ticketId).fetchHistory();
    return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
  }

  /** What each timer that was started is for. */
  async function timersOf(ticketId: TicketId): Promise<readonly string[]> {
    const { events } = await handle(ticketId).fetchHistory();
    return (events ?? []).flatMap(({ timerStartedEventAttributes: timer, userMetadata }) =>
      timer && userMetadata?.summary ? [defaultPayloadConverter.fromPayload<string>(userMetadata.summary)] : [],
    );
  }

  async function untilView(ticketId: TicketId, what: string, holds: (found: CaseView) => boolean): Promise<void> {
    const check = async (): Promise<true | undefined> => holds(await view(ticketId)) || undefined;
    await until(check, { what, withinMs: SEEN_WITHIN_MS });
  }

  async function prioritiesOfReads(ticketId: TicketId): Promise<readonly (number | undefined)[]> {
    const { events } = await handle(ticketId).fetchHistory();
    return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType?.name === 'readCase' ? [scheduled.priority?.priorityKey ?? undefined] : [],
    );
  }

  it("S5: see in the first read that no other of the client's cases runs, and signal none", async () => {
    const ticketId = await ticket();
    await signal(ticketId);
    await untilView(ticketId, 'the first decision', ({ decision }) => decision !== undefined);
    await recheck(ticketId);

    expect(await activitiesOf(ticketId)).toEqual(['readCase', 'readCase']);
  });

  it("S5: signal the client's other cases later, where Temporal does not list them with the first read", async () => {
    const ticketId = await ticket();
    listsNothing = true;
    await signal(ticketId);
    await untilView(ticketId, 'the first decision', ({ decision }) => decision !== undefined);
    listsNothing = false;
    await recheck(ticketId);

    expect(await activitiesOf(ticketId)).toEqual(['readCase', 'announceTicket', 'readCase']);
  });

  it('X1: keep the timer of the next check, whose instant they leave as it was, and that of the pause', async () => {
    const ticketId = await ticket();
    await signal(ticketId);
    await untilView(ticketId, 'the first decision', ({ decision }) => decision !== undefined);
    await recheck(ticketId);
    await recheck(ticketId);

    const once = ['gather changes made together', expect.stringMatching(/remind/i), expect.stringMatching(/pause/)];
    expect(await timersOf(ticketId)).toEqual(once);
  });

  it('read HubSpot for a person who waits, although the command came while events were being gathered', async () => {
    const ticketId = await ticket();
    await signal(ticketId);
    const gathers = async (): Promise<true | undefined> => {
      const { events } = await handle(ticketId).fetchHistory();
      return events?.some(({ timerStartedEventAttributes: timer }) => timer != null) === true ? true : undefined;
    };
    await until(gathers, { what: 'the case to gather events', withinMs: SEEN_WITHIN_MS, everyMs: 50 });
    await recheck(ticketId);

    expect(await prioritiesOfReads(ticketId)).toEqual([1]);
  });

  it('X1: a note that a person deleted does not come back when the case continues in a new run', async () => {
    const ticketId = await ticket();
    const notes = async () => (await portal.notesOn(ticketId)).filter((text) => text.includes('Reference: '));
    // A date far in the past needs a person, who is asked once.
    await cs.setOnTicket(ticketId, { customer_saved: 'No', rcm_cancellation_date: '2001-01-01' });
    await signal(ticketId);
    await untilView(ticketId, 'the case to need attention', ({ decision }) => decision?.attention !== undefined);
    await until(async () => ((await notes()).length > 0 ? true : undefined), {
      what: 'the note',
      withinMs: SEEN_WITHIN_MS,
    });
    const { runId } = await handle(ticketId).describe();
    await removeNotes(ticketId);

    while ((await handle(ticketId).describe()).runId === runId) await recheck(ticketId);
    await recheck(ticketId);
    expect((await view(ticketId)).decision?.attention).toBeDefined();
    expect(await notes()).toEqual([]);
  });

  it("S5: do not signal the client's other cases again of what they know, when the case continues in a new run", async () => {
    const companyId = await cs.addCompany('Client under test');
    const [older, ticketId] = [await openTicket(companyId), await openTicket(companyId)];
    await signal(older);
    await cs.setOnTicket(ticketId, { customer_saved: 'No' });
    await signal(ticketId);
    const isAnnounced = async (): Promise<true | undefined> =>
      (await activitiesOf(ticketId)).includes('announceTicket') || undefined;
    await until(isAnnounced, { what: 'the other case to be signaled', withinMs: 20_000 });
    const { runId } = await handle(ticketId).describe();
    while ((await handle(ticketId).describe()).runId === runId) await recheck(ticketId);
    await recheck(ticketId);

    expect(await activitiesOf(ticketId)).not.toContain('announceTicket');
  });

  it('X1: give HubSpot time when it changed again whenever a write was to be made, and continue then', async () => {
    const ticketId = await ticket();
    await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    changes = true;
    await signal(ticketId);
    const waits = async (): Promise<true | undefined> => {
      const { events } = await handle(ticketId).fetchHistory();
      const summaries = (events ?? []).map(({ userMetadata }) => String(userMetadata?.summary?.data));
      return summaries.some((summary) => summary.includes('HubSpot changed again')) || undefined;
    };
    await until(waits, { what: 'the case to wait', withinMs: SEEN_WITHIN_MS });
    changes = false;

    expect(await prioritiesOfReads(ticketId)).toHaveLength(4);
    expect((await recheck(ticketId)).decision?.phase).toBe('monitoring');
  });

  async function removeNotes(ticketId: TicketId): Promise<void> {
    const path = `/crm/v4/objects/tickets/${ticketId}/associations/notes`;
    const { results } = (await portal.call('GET', path)) as { results: readonly { toObjectId: string }[] };
    for (const { toObjectId } of results) await cs.remove('notes', toObjectId);
  }

  it('X1: a running case is signaled although the calls to HubSpot have to wait', async () => {
    const ticketId = await ticket();
    await signal(ticketId);
    await untilView(ticketId, 'a decision', ({ decision }) => decision !== undefined);
    const other = await ticket();
    await portal.addFault({ kind: 'status', status: 503 });
    const event = {
      portalId: portalId(),
      objectType: 'ticket',
      change: 'property',
      property: 'customer_saved',
      value: 'No',
      occurredAt: Date.now(),
      own: false,
    } as const;
    const batch: IntakeBatch = {
      portalId: portalId(),
      events: [
        { ...event, eventId: '1', objectId: ticketId },
        { ...event, eventId: '2', objectId: other },
        { ...event, eventId: '3', objectType: 'note', objectId: '1' },
      ],
    };
    const intake = await env.client.workflow.start(INTAKE_WORKFLOW, {
      workflowId: 'intake-under-test',
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [batch],
    });
    await untilView(ticketId, 'the event', ({ timeline }) =>
      timeline.some(({ text }) => text === 'HubSpot: Customer Saved = No'),
    );
    expect((await intake.describe()).status.name).toBe('RUNNING');

    await portal.clearFaults();
    expect(await intake.result()).toBe('1 running cases signaled, 1 started, 0 tickets are not At-Risk');
    const { events } = await intake.fetchHistory();
    const delivered = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType?.name === 'deliverEvents' ? (scheduled.input?.payloads ?? []) : [],
    );
    const [left] = delivered.map((payload) => defaultPayloadConverter.fromPayload<IntakeBatch>(payload));
    expect(left?.events.map(({ eventId }) => eventId)).toEqual(['2', '3']);
  });

  it('continue although someone sent what cannot be decoded: a signal wakes the case, an update is refused', async () => {
    const ticketId = await ticket();
    await signal(ticketId);
    await untilView(ticketId, 'a decision', ({ decision }) => decision !== undefined);
    await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    const execution = { workflowId: caseWorkflowId(portalId(), ticketId) };
    const input = { payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }] };
    const namespace = 'default';
    await env.client.workflowService.signalWorkflowExecution({
      namespace,
      workflowExecution: execution,
      signalName: SIGNALS.saved.name,
      input,
    });

    await untilView(ticketId, 'the answer', ({ decision }) => decision?.phase === 'monitoring');
    const update = env.client.workflowService.updateWorkflowExecution({
      namespace,
      workflowExecution: execution,
      request: { meta: { updateId: 'unreadable' }, input: { name: rescindUpdate.name, args: input } },
      waitPolicy: { lifecycleStage: COMPLETED },
    });
    expect((await update).outcome?.failure?.applicationFailureInfo?.type).toBe(COMMAND_REFUSED);
    expect(await recheck(ticketId)).toMatchObject({ decision: { phase: 'monitoring' } });
  });

  it.each([
    [CASE_WORKFLOW, []],
    [CASE_WORKFLOW, [{}]],
    [SUPPORT_REQUEST_WORKFLOW, []],
    [SWEEP_WORKFLOW, []],
    [SWEEP_WORKFLOW, [{}]],
    [SWEEP_WORKFLOW, [{ portalId: '4242001', run: { left: 5 } }]],
    [AUDIT_WORKFLOW, []],
    [AUDIT_WORKFLOW, [{ portalId: '4242001', goOn: { place: { stage: 'tickets' }, report: {} } }]],
    [INTAKE_WORKFLOW, []],
    [INTAKE_WORKFLOW, [{ portalId: '4242001', events: 'none' }]],
    [WORK_AFTER_WORKFLOW, [{ after: 'x' }]],
  ])('%s that somebody starts with %j fails at once', async (type, args) => {
    const workflowId = `by-hand-${randomUUID()}`;
    const started = env.client.workflow.execute(type, { workflowId, taskQueue: DEFAULT_TASK_QUEUE, args });
    await expect(started).rejects.toMatchObject({ cause: { type: expect.stringMatching(/^Invalid\w+Input$/) } });
  });
});
