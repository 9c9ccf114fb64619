import type { Client, WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities, type Activities, type IntakeBatch } from '../../src/activities';
import { dataConverter } from '../../src/codec/data-converter';
import { temporalClient } from '../../src/codec/temporal-client';
import type { PayloadKeys } from '../../src/config/payload-keys';
import { parsePortalConfig } from '../../src/config/portal';
import { auditStart } from '../../src/contract/audit';
import { caseQuery, type CaseView } from '../../src/contract/case';
import {
  AUDIT_WORKFLOW,
  CASE_WORKFLOW,
  DEFAULT_TASK_QUEUE,
  INTAKE_WORKFLOW,
  SWEEP_WORKFLOW,
  WORK_AFTER_WORKFLOW,
  caseWorkflowId,
  intakeWorkflowId,
} from '../../src/contract/names';
import type { SignalName } from '../../src/contract/signals';
import { SWEPT_TYPES, type SweepResult } from '../../src/contract/sweep';
import type { WorkAfterInput } from '../../src/contract/work-after';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import type { PaceClock } from '../../src/hubspot/client/pace';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import type { Tracing } from '../../src/telemetry/tracing/tracing';
import { seenIn, type CasesOf, type SeenBy } from '../../src/temporal/list';
import { runningCases, type RunningCases } from '../../src/temporal/running-cases';
import { searchAttributeTypes } from '../../src/temporal/search-attributes';
import { createWorkers, type Workers } from '../../src/worker/workers';
import { testServerPath, workflowBundle } from '../support/temporal';

const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

/** More than the pauses of a turn (coalescing, a stale read), in steps that the test server skips at once. */
const TURN_MS = 5_000;
const TURNS = 40;

/** A ticket under test. */
export interface Played {
  readonly ticketId: TicketId;
  readonly companyId: string;
}

/**
 * The case's workflow on the time-skipping test server, with the real activities and HubSpot client against the
 * emulator, on one calendar. Signals are sent by hand: the bridge has tests of its own.
 */
export class CaseWorld {
  private notified = 0;
  private lastReport = '';

  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly emulator: Emulator,
    readonly portal: DemoPortal,
    readonly cs: Person,
    readonly finance: Person,
    /** Stands in for Temporal's visibility, which the test server lacks: the tickets of each company. */
    private readonly tickets: Map<TicketId, string>,
    readonly hubspot: HubSpot,
    private readonly calendar: Calendar,
    private readonly worker: Workers,
    private readonly running: Promise<void>,
    private readonly closeEmulator: () => Promise<void>,
    private readonly payloadKeys: PayloadKeys | undefined,
  ) {}

  /**
   * `portalFile`: the text of a portal file, for other settings than the default portal's. `survivor`: the emulator of a
   * world whose Temporal server was lost; it is not closed with this one. `activities`: puts others in their place. `payloadKeys`: what
   * Temporal keeps is encrypted with these. `tracing`: of clients, worker and calls to HubSpot.
   */
  static async start(
    portalFile = '',
    survivor?: Emulator,
    replaced: {
      readonly activities?: (real: Activities) => Activities;
      readonly payloadKeys?: PayloadKeys;
      readonly tracing?: Tracing;
    } = {},
  ): Promise<CaseWorld> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const { payloadKeys, tracing } = replaced;
    const [env, emulator] = await Promise.all([
      TestWorkflowEnvironment.createTimeSkipping({
        client: {
          dataConverter: dataConverter(payloadKeys),
          ...(tracing && { interceptors: tracing.clientInterceptors }),
        },
        server: { executable: { type: 'existing-path', path: await testServerPath() } },
      }),
      // The portal's limits count real seconds, of which a test of months takes only a few.
      survivor ?? startEmulator({ limits: { perTenSeconds: 1_000_000, searchPerSecond: 1_000 } }),
    ]);
    await env.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: searchAttributeTypes(),
    });
    const portalConfig = parsePortalConfig(portalFile, 'test');
    const calendar = new Calendar();
    const hubspot = createHubSpot({
      accessToken: emulator.accessToken,
      apiUrl: emulator.url,
      appId: String(emulator.appId),
      portal: portalConfig,
      clock: calendar,
      ...(tracing && { onCall: tracing.onCall }),
    });
    const tickets = new Map<TicketId, string>();
    const casesOf: CasesOf = (companyId) =>
      Promise.resolve(
        [...tickets]
          .filter(([, company]) => company === companyId)
          .map(([ticketId]) => caseWorkflowId(String(emulator.portalId), ticketId)),
      );
    const seenBy: SeenBy = async function* (portalId) {
      for (const ticketId of tickets.keys()) {
        const workflowId = caseWorkflowId(portalId, ticketId);
        const described = await env.client.workflow
          .getHandle(workflowId)
          .describe()
          .catch(() => undefined);
        const seen = described && seenIn(described);
        if (described?.status.name === 'RUNNING' && seen !== undefined) yield seen;
      }
    };
    const activities = createActivities({
      hubspot,
      portal: portalConfig,
      temporal: env.client,
      taskQueue: DEFAULT_TASK_QUEUE,
      casesOf,
      seenBy,
      encrypts: payloadKeys?.encryptWith !== undefined,
      runningCases: (portalId) => casesIn(env, portalId, tickets),
    });
    const worker = await createWorkers({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: workflowBundle() },
      activities: replaced.activities?.(activities) ?? activities,
      payloadKeys,
      tracing,
    });
    const portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
    const [cs, finance] = await Promise.all([portal.personOf('Client Success'), portal.personOf('Finance')]);
    const closeEmulator = (): Promise<void> => (survivor === undefined ? emulator.close() : Promise.resolve());
    return new CaseWorld(
      env,
      emulator,
      portal,
      cs,
      finance,
      tickets,
      hubspot,
      calendar,
      worker,
      worker.run(),
      closeEmulator,
      payloadKeys,
    );
  }

  async stop(): Promise<void> {
    await this.loseTemporal();
    await this.closeEmulator();
  }

  /** Everything that Temporal knew is gone for good, and the worker with it; HubSpot stays. */
  async loseTemporal(): Promise<void> {
    this.worker.shutdown();
    await this.running;
    this.hubspot.close();
    await this.env.teardown();
  }

  /** A client at risk with an open ticket, and no case yet. */
  async client(): Promise<Played> {
    return this.ticketOf(await this.cs.addCompany('Client under test'));
  }

  /** One more open At-Risk ticket of a client. */
  async ticketOf(companyId: string): Promise<Played> {
    const ticketId = ticketIdSchema.parse(await this.cs.openAtRiskTicket(companyId, 'At-Risk: client under test'));
    this.tickets.set(ticketId, companyId);
    return { ticketId, companyId };
  }

  /** Temporal lists the case by the company that its ticket has now. */
  ofCompany(client: Played): Played {
    this.tickets.set(client.ticketId, client.companyId);
    return client;
  }

  /** C3: a webhook tells of a support ticket. Not awaited: the intake ends while the calendar runs on. */
  async tellOfSupportTicket(ticketId: TicketId): Promise<void> {
    const occurredAt = (await this.portal.now()).getTime();
    const event = {
      portalId: this.portalId,
      objectType: 'ticket',
      objectId: ticketId,
      occurredAt,
      own: false,
    } as const;
    this.notified += 1;
    const eventId = String(this.notified);
    const batch: IntakeBatch = { portalId: this.portalId, events: [{ ...event, eventId, change: 'restored' }] };
    await this.env.client.workflow.start(INTAKE_WORKFLOW, {
      workflowId: intakeWorkflowId(this.portalId, `support-${eventId}`),
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [batch],
    });
  }

  async signal({ ticketId }: Played, signal: SignalName, payload?: unknown): Promise<void> {
    const occurredAt = (await this.portal.now()).getTime() as Instant;
    await this.env.client.workflow.signalWithStart(CASE_WORKFLOW, {
      workflowId: this.workflowId(ticketId),
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [{ portalId: this.portalId, ticketId }],
      signal,
      signalArgs: [payload ?? { eventIds: [], occurredAt }],
    });
  }

  /** A person changes the ticket, and the case is signaled. */
  async set(
    client: Played,
    person: Person,
    properties: Readonly<Record<string, string>>,
    signal: SignalName,
  ): Promise<void> {
    await person.setOnTicket(client.ticketId, properties);
    await this.signal(client, signal);
  }

  /** N2–N5 in the SOP's order, without the answer. */
  async addEvidence(client: Played, date: string): Promise<void> {
    await this.cs.addEtfNote(client.ticketId);
    await this.addEvidenceWithoutNote(client, date);
  }

  /** N2, N4, N5. */
  async addEvidenceWithoutNote(client: Played, date: string): Promise<void> {
    await this.cs.attachFile(client.ticketId, 'notice.pdf');
    const properties = { rcm_cancellation_date: date, cancellation_approval: 'Yes' };
    await this.set(client, this.cs, properties, 'rcmCancellationDate');
  }

  /** Lets the calendar run, in the portal and in Temporal. */
  async advance(ms: number): Promise<void> {
    this.calendar.skippedMs += ms;
    await this.portal.advanceClock(ms);
    await this.env.sleep(ms);
  }

  /** The day `days` from today, as a person would type it. */
  dateIn(days: number): Promise<string> {
    return this.portal.dateIn(days);
  }

  /** N9: the daily search, as the schedule starts it tomorrow about today. */
  async reportWorkOfToday(): Promise<string> {
    const scheduledAt = ((await this.portal.now()).getTime() + DAY_MS) as Instant;
    // Not the environment's own client, which would let the calendar run on while it waits.
    return this.clientWithoutSkipping().workflow.execute<(input: WorkAfterInput) => Promise<string>>(
      WORK_AFTER_WORKFLOW,
      {
        workflowId: (this.lastReport = `work-after:${String(scheduledAt)}`),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        taskQueue: DEFAULT_TASK_QUEUE,
        args: [{ scheduledAt }],
      },
    );
  }

  private clientWithoutSkipping(): Client {
    return temporalClient({ connection: this.env.connection }, this.payloadKeys);
  }

  /** The workflow of the last report of work. */
  get reportId(): string {
    return this.lastReport;
  }

  /** The nightly audit, as the schedule starts it; answers with its workflow's id. */
  async audit(): Promise<string> {
    const start = auditStart(this.portalId, DEFAULT_TASK_QUEUE);
    await this.env.client.workflow.execute(AUDIT_WORKFLOW, start);
    return start.workflowId;
  }

  /** What the Temporal UI shows of the last report of work. */
  async detailsOfReport(): Promise<string> {
    const handle = this.clientWithoutSkipping().workflow.getHandle(this.lastReport);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    return currentDetails;
  }

  /** A sweep that goes on from `last`, as the schedule starts it. Its handle does not let the calendar run on. */
  async startSweep(last?: SweepResult): Promise<WorkflowHandle<() => Promise<SweepResult>>> {
    this.notified += 1;
    const nothing = { problems: [], left: SWEPT_TYPES, changed: 0, signalled: 0, started: 0 };
    const run = last && { ...nothing, startedAt: await this.env.currentTimeMs(), watermarks: last.watermarks };
    return this.clientWithoutSkipping().workflow.start(SWEEP_WORKFLOW, {
      workflowId: `sweep-${String(this.notified)}`,
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [{ portalId: this.portalId, ...(run && { run }) }],
    });
  }

  async sweep(last?: SweepResult): Promise<SweepResult> {
    return (await this.startSweep(last)).result();
  }

  handle({ ticketId }: Played): WorkflowHandle {
    return this.env.client.workflow.getHandle(this.workflowId(ticketId));
  }

  async view(client: Played): Promise<CaseView> {
    return this.handle(client).query(caseQuery);
  }

  async isRunning({ ticketId }: Played): Promise<boolean> {
    const { status } = await this.env.client.workflow.getHandle(this.workflowId(ticketId)).describe();
    return status.name === 'RUNNING';
  }

  workflowId(ticketId: TicketId): string {
    return caseWorkflowId(this.portalId, ticketId);
  }

  get portalId(): string {
    return String(this.emulator.portalId);
  }

  /** Lets seconds pass until the case looks as expected; throws with what it looked like at last. */
  async until(client: Played, what: string, holds: (view: CaseView) => boolean): Promise<CaseView> {
    let view = await this.view(client);
    for (let turn = 0; turn < TURNS && !holds(view); turn += 1) {
      await this.advance(TURN_MS);
      view = await this.view(client);
    }
    if (!holds(view)) throw new Error(`the case never showed: ${what}; but ${JSON.stringify(view, undefined, 1)}`);
    return view;
  }

  async untilStatus({ companyId }: Played, status: string): Promise<void> {
    let found = await this.portal.clientStatus(companyId);
    for (let turn = 0; turn < TURNS && found !== status; turn += 1) {
      await this.advance(TURN_MS);
      found = await this.portal.clientStatus(companyId);
    }
    if (found !== status) throw new Error(`the Client Status never became ${status}, but is ${String(found)}`);
  }

  async untilTicket({ ticketId }: Played, property: string, value: string | null): Promise<void> {
    const check = async (): Promise<string | null> =>
      (await this.portal.get('tickets', ticketId, [property])).properties[property] ?? null;
    let found = await check();
    for (let turn = 0; turn < TURNS && found !== value; turn += 1) {
      await this.advance(TURN_MS);
      found = await check();
    }
    if (found !== value) throw new Error(`${property} never became ${String(value)}, but is ${String(found)}`);
  }

  /** The texts of the notes on a ticket that this service wrote, in the order in which they were written. */
  async notes({ ticketId }: Played): Promise<readonly string[]> {
    return (await this.portal.notesOn(ticketId)).filter((body) => body.includes('Reference: '));
  }

  async untilNote(client: Played, text: string): Promise<void> {
    let notes = await this.notes(client);
    for (let turn = 0; turn < TURNS && !notes.some((note) => note.includes(text)); turn += 1) {
      await this.advance(TURN_MS);
      notes = await this.notes(client);
    }
    if (!notes.some((note) => note.includes(text))) throw new Error(`no note says "${text}": ${notes.join('\n')}`);
  }

  /** A change by a workflow or an import of the portal; without a source, with this service's own token. */
  async setAsSoftware(
    { ticketId }: Played,
    properties: Readonly<Record<string, string>>,
    source?: string,
  ): Promise<void> {
    const path = `/crm/v3/objects/tickets/${ticketId}`;
    await this.portal.call('PATCH', path, { properties }, source === undefined ? undefined : { source });
  }

  async untilEnded(client: Played): Promise<void> {
    for (let turn = 0; turn < TURNS && (await this.isRunning(client)); turn += 1) await this.advance(TURN_MS);
    if (await this.isRunning(client)) throw new Error('the case never ended');
  }
}

export function waitsFor(view: CaseView): readonly string[] {
  return view.decision?.waitingFor.map(({ code }) => code) ?? [];
}

/** Stands in for Temporal's lists, which the test server lacks. */
function casesIn(env: TestWorkflowEnvironment, portalId: string, tickets: ReadonlyMap<TicketId, string>): RunningCases {
  const cases = runningCases(env.client, portalId);
  const ofTickets: RunningCases['ofTickets'] = async (ticketIds) => {
    const shown = await Promise.all(ticketIds.map(async (id) => [id, await cases.ofTicket(id)] as const));
    return new Map(shown.flatMap(([id, found]) => (found === undefined ? [] : [[id, found] as const])));
  };
  const page: RunningCases['page'] = async () => ({ ticketIds: [...(await ofTickets([...tickets.keys()])).keys()] });
  return { ...cases, ofTickets, page };
}

/** The calendar that runs on in a test, for what waits in the worker: it never waits in earnest. */
class Calendar implements PaceClock {
  skippedMs = 0;

  now(): number {
    return Date.now() + this.skippedMs;
  }

  pause(ms: number): Promise<void> {
    this.skippedMs += ms;
    return Promise.resolve();
  }
}
