import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { VirtualClock } from '../../dev/demo/virtual-clock';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import type { Variables } from '../../dev/stack/child-environment';
import { startStack, type Stack } from '../../dev/stack/stack';
import { digestOf } from '../../src/bridge/take-in';
import { temporalClient } from '../../src/codec/temporal-client';
import { payloadKeysSchema } from '../../src/config/payload-keys';
import { parsePortalConfig } from '../../src/config/portal';
import { caseQuery, type CaseView } from '../../src/contract/case';
import { caseWorkflowId, intakeWorkflowId, scheduleIds } from '../../src/contract/names';
import { WEBHOOK_PATH, parseWebhook } from '../../src/hubspot';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { signedHeaders } from '../support/signed-webhook';

/** The slowest step: a killed worker is noticed after 30 s, and 10 s later its sticky queue. */
const SEEN_WITHIN_MS = 55_000;

export interface Played {
  readonly ticketId: TicketId;
  readonly companyId: string;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How a webhook differs from one that HubSpot sends. */
export interface Forgery {
  readonly secret?: string;
  readonly timestamp?: number;
  /** What is signed, where it is not what is sent. */
  readonly signedBody?: string;
}

/** The whole service on a real Temporal server, its parts as processes of their own, and the people in the portal. */
export class StackWorld {
  readonly clock: VirtualClock;

  private constructor(
    readonly stack: Stack,
    readonly temporal: Client,
    readonly portal: DemoPortal,
    readonly cs: Person,
    private readonly connection: Connection,
    private readonly dataDir: string,
    /** What the parts of the stack said about themselves: what died, what was started again. */
    readonly log: readonly string[],
    private readonly variables: Variables,
  ) {
    this.clock = new VirtualClock(temporal, portal, stack.portalId);
  }

  /**
   * Sweeps run only when a test asks for one: calls are counted, and only webhooks are to tell. `payloadKeys`: AT_RISK_PAYLOAD_KEYS of all
   * parts. `variables`: others of worker and bridge.
   */
  static async start({
    payloadKeys,
    variables: others = {},
  }: { readonly payloadKeys?: string; readonly variables?: Variables } = {}): Promise<StackWorld> {
    const dataDir = await mkdtemp(join(tmpdir(), 'at-risk-e2e-'));
    const log: string[] = [];
    const variables = payloadKeys === undefined ? {} : { AT_RISK_PAYLOAD_KEYS: payloadKeys };
    const stack = await startStack({ dataDir, variables: { ...variables, ...others }, log: (line) => log.push(line) });
    const connection = await Connection.connect({ address: stack.temporal });
    const keys = payloadKeysSchema.optional().parse(payloadKeys);
    const temporal = temporalClient({ connection, namespace: stack.namespace }, keys);
    const portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    const cs = await portal.personOf('Client Success');
    await pauseSweeps(temporal, stack.portalId);
    await setUpChecked(stack.dataDir);
    return new StackWorld(stack, temporal, portal, cs, connection, dataDir, log, variables);
  }

  /** The environment of a command that speaks to this service. */
  get commandEnv(): Readonly<Record<string, string>> {
    const { temporal, namespace, portalId, taskQueue } = this.stack;
    return {
      TEMPORAL_ADDRESS: temporal,
      TEMPORAL_NAMESPACE: namespace,
      HUBSPOT_PORTAL_ID: portalId,
      AT_RISK_TASK_QUEUE: taskQueue,
      ...this.variables,
    };
  }

  async stop(): Promise<void> {
    await this.connection.close();
    await this.stack.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** A client with an open At-Risk ticket. */
  async open(name = 'Client under test'): Promise<Played> {
    return this.openFor({ companyId: await this.cs.addCompany(name) }, name);
  }

  /** One more open At-Risk ticket of a client. */
  async openFor({ companyId }: Pick<Played, 'companyId'>, name: string): Promise<Played> {
    const ticketId = ticketIdSchema.parse(await this.cs.openAtRiskTicket(companyId, `At-Risk: ${name}`));
    this.clock.include(ticketId);
    return { ticketId, companyId };
  }

  case({ ticketId }: Played): WorkflowHandle {
    return this.temporal.workflow.getHandle(caseWorkflowId(this.stack.portalId, ticketId));
  }

  async view(client: Played): Promise<CaseView> {
    return this.case(client).query(caseQuery);
  }

  /** Waits until the case waits for exactly this, and has made the writes of the turn that says so. */
  async waitsFor(client: Played, ...codes: readonly string[]): Promise<void> {
    const wanted = codes.join(', ');
    await until(
      async () => {
        const waitingFor = (await this.view(client)).decision?.waitingFor.map(({ code }) => code).join(', ');
        return waitingFor === wanted && (await this.isAtRest(client)) ? true : undefined;
      },
      { what: `the case to wait for ${wanted}`, withinMs: SEEN_WITHIN_MS },
    );
  }

  private async isAtRest(client: Played): Promise<boolean> {
    const { pendingActivities, pendingWorkflowTask } = (await this.case(client).describe()).raw;
    return (pendingActivities ?? []).length === 0 && pendingWorkflowTask == null;
  }

  async untilStatus({ companyId }: Played, status: string): Promise<void> {
    const check = async (): Promise<true | undefined> =>
      (await this.portal.clientStatus(companyId)) === status || undefined;
    await until(check, { what: `the Client Status ${status}`, withinMs: SEEN_WITHIN_MS });
  }

  async untilEnded(client: Played): Promise<void> {
    const check = async (): Promise<true | undefined> =>
      (await this.case(client).describe()).status.name === 'COMPLETED' || undefined;
    await until(check, { what: 'the case to end', withinMs: SEEN_WITHIN_MS });
  }

  /** Lets the days go by, for the portal and for all cases. */
  async advanceDays(days: number): Promise<void> {
    await this.clock.advanceTo(new Date((await this.portal.now()).getTime() + days * 24 * 60 * 60 * 1000));
  }

  /** The day `days` from today, as a person would enter it. */
  dateIn(days: number): Promise<string> {
    return this.portal.dateIn(days);
  }

  /** What the service called: `PATCH /crm/objects/2026-09/companies/1`. */
  async callsOfService(): Promise<readonly string[]> {
    const { requests } = await this.portal.requestsOfService();
    return requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** Waits until what HubSpot has sent is with the cases. */
  async intakesEnded(): Promise<void> {
    const query = 'WorkflowType = "intake" AND ExecutionStatus = "Running"';
    const check = async (): Promise<true | undefined> =>
      (await this.temporal.workflow.count(query)).count === 0 || undefined;
    await until(check, { what: 'all intakes to end', withinMs: SEEN_WITHIN_MS });
  }

  /** HubSpot sends nothing of itself any more; tests then send webhooks by hand. */
  async silenceWebhooks(): Promise<void> {
    await this.portal.webhooksDelivered();
    await this.portal.call('PUT', '/emulator/webhooks', { targetUrl: null });
  }

  /** HubSpot sends every change again. */
  async restoreWebhooks(): Promise<void> {
    await this.portal.call('PUT', '/emulator/webhooks', { targetUrl: `${this.stack.bridge}${WEBHOOK_PATH}` });
  }

  /** What HubSpot would say of a change of this ticket. */
  event(ticketId: string, eventId: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      eventId,
      subscriptionId: 1,
      portalId: Number(this.stack.portalId),
      appId: Number(this.stack.appId),
      occurredAt: Date.now(),
      subscriptionType: 'ticket.propertyChange',
      attemptNumber: 0,
      objectId: Number(ticketId),
      changeSource: 'CRM_UI',
      sourceId: `userId:${this.cs.userId}`,
      propertyName: 'customer_saved',
      propertyValue: 'No',
      ...more,
    };
  }

  /** Sends a webhook as HubSpot does, or nearly so. */
  async send(body: string | Uint8Array<ArrayBuffer>, forgery: Forgery = {}): Promise<WebhookAnswer> {
    const uri = `${this.stack.bridge}${WEBHOOK_PATH}`;
    const { secret = this.stack.clientSecret, timestamp, signedBody = body } = forgery;
    const answer = await fetch(uri, {
      method: 'POST',
      headers: signedHeaders({ secret, uri, body: signedBody, timestamp }),
      body,
    });
    return { status: answer.status, body: await answer.json() };
  }

  async sendEvents(...events: readonly unknown[]): Promise<WebhookAnswer> {
    return this.send(JSON.stringify(events));
  }

  /** How often the case was signaled of this event. */
  async signalsOf(client: Pick<Played, 'ticketId'>, eventId: string): Promise<number> {
    const { events } = await this.temporal.workflow
      .getHandle(caseWorkflowId(this.stack.portalId, client.ticketId))
      .fetchHistory();
    const notified = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
      (signal?.input?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString('utf8')),
    );
    return notified.filter((payload) => payload.includes(`"${eventId}"`)).length;
  }

  /** The intake that a webhook with these events starts unless it names running cases alone; its id derives from them. */
  intake(...events: readonly unknown[]): WorkflowHandle {
    const { portalId, appId } = this.stack;
    const portal = parsePortalConfig('', 'the default portal');
    const batch = parseWebhook(Buffer.from(JSON.stringify(events)), { appId, portal });
    if (!batch.ok) throw new Error(batch.problem);
    return this.temporal.workflow.getHandle(intakeWorkflowId(portalId, digestOf({ portalId, events: batch.events })));
  }

  /** Whether a workflow was ever started under this handle's id. The server answers from its record, not from an index. */
  async exists(handle: WorkflowHandle): Promise<boolean> {
    try {
      await handle.describe();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

/** Pauses the schedule, and waits until no sweep runs. */
export async function pauseSweeps(temporal: Client, portalId: string): Promise<void> {
  const schedule = temporal.schedule.getHandle(scheduleIds(portalId).sweep);
  await schedule.pause('a test asks for sweeps itself');
  // Pausing is a signal: a description from before it does not show yet what the schedule was about to start.
  const check = async (): Promise<true | undefined> => {
    const { state, info } = await schedule.describe();
    return (state.paused && info.runningActions.length === 0) || undefined;
  };
  await until(check, { what: 'a sweep under way to end', withinMs: SEEN_WITHIN_MS });
}

/** Waits until the worker has compared the portal with its settings: it calls HubSpot for that. */
async function setUpChecked(dataDir: string): Promise<void> {
  const log = join(dataDir, 'logs', 'worker.log');
  const check = async (): Promise<true | undefined> =>
    (await readFile(log, 'utf8')).includes('"setup.checked"') || undefined;
  await until(check, { what: 'the worker to check the set-up', withinMs: SEEN_WITHIN_MS });
}
