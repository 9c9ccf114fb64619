import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, caseWorkflowId, scheduleIds } from '../../src/contract/names';
import { WEBHOOK_PATH } from '../../src/hubspot';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { CHECK } from '../../src/temporal/signal';
import { signalWithStart } from '../../src/temporal/start';
import { DemoPortal, type Person } from '../portal/people';
import { atMost } from '../process/at-most';
import type { Log } from '../process/log';
import { freePorts } from '../process/ports';
import { runCommand } from '../process/run-command';
import { scriptArgs } from '../process/script';
import { Supervised } from '../process/supervised';
import { until } from '../process/until';
import { laterBundle } from '../roll-out/later-bundle';
import { childEnvironment } from '../stack/child-environment';
import { bridgeProgram } from '../stack/programs';
import { startStack, type Stack } from '../stack/stack';
import { bundledWorkflows } from '../stack/workflow-bundle';
import type { Targets } from './prometheus';

/** Open cases that wait for an answer: enough that their calls to HubSpot are many. */
const CLIENTS = 30;
const TOGETHER = 8;
const WITHIN_MS = 60_000;
const COMMAND_WITHIN_MS = 120_000;

export interface AlertClient {
  readonly ticketId: TicketId;
  readonly companyId: string;
}

/** The running service, in which a cause of each alert can be brought about. */
export class AlertWorld {
  private constructor(
    readonly stack: Stack,
    readonly temporal: Client,
    readonly portal: DemoPortal,
    readonly cs: Person,
    readonly clients: readonly AlertClient[],
    private readonly connection: Connection,
    private readonly bundle: string,
    private readonly aheadPorts: { readonly bridge: number; readonly metrics: number },
    private readonly log: Log,
  ) {}

  /** Sweeps run only when a cause asks for one. */
  static async start(dataDir: string, log: Log): Promise<AlertWorld> {
    const bundle = join(dataDir, 'workflows.js');
    await copyFile(await bundledWorkflows(), bundle);
    const stack = await startStack({ dataDir, workflowBundle: bundle, log });
    const connection = await Connection.connect({ address: stack.temporal });
    const temporal = new Client({ connection, namespace: stack.namespace });
    await temporal.schedule.getHandle(scheduleIds(stack.portalId).sweep).pause('sweeps run when they are asked for');
    const portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    const cs = await portal.personOf('Client Success');
    const numbers = Array.from({ length: CLIENTS }, (_none, index) => index);
    const clients = await atMost(TOGETHER, numbers, (number) => openClient(cs, `Client ${String(number)}`));
    const [bridge = 0, metrics = 0] = await freePorts(2);
    const world = new AlertWorld(
      ...([stack, temporal, portal, cs, clients, connection, bundle, { bridge, metrics }, log] as const),
    );
    for (const client of clients) await world.untilWaiting(client);
    return world;
  }

  async stop(): Promise<void> {
    await this.connection.close();
    await this.stack.stop();
  }

  /** Those of the service, and of a second bridge that runs only now and then. */
  get targets(): Targets {
    const { worker, bridge } = this.stack.metrics;
    return {
      'at-risk-worker': [new URL(worker).host],
      'at-risk-bridge': [new URL(bridge).host, `127.0.0.1:${String(this.aheadPorts.metrics)}`],
    };
  }

  get webhookUrl(): string {
    return `${this.stack.bridge}${WEBHOOK_PATH}`;
  }

  /** A client with an open At-Risk ticket. */
  open(name: string): Promise<AlertClient> {
    return openClient(this.cs, name);
  }

  /** Until the case has read its ticket. */
  async untilWaiting({ ticketId }: AlertClient): Promise<void> {
    const handle = this.temporal.workflow.getHandle(caseWorkflowId(this.stack.portalId, ticketId));
    const waits = async (): Promise<true | undefined> =>
      (await handle.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.phase) === undefined ? undefined : true;
    await until(waits, { what: `the case of ticket ${ticketId}`, withinMs: WITHIN_MS });
  }

  /** The command `at-risk`, as an operator runs it. */
  async atRisk(...args: readonly string[]): Promise<void> {
    const { temporal, namespace, portalId, taskQueue } = this.stack;
    const env = childEnvironment({
      TEMPORAL_ADDRESS: temporal,
      TEMPORAL_NAMESPACE: namespace,
      HUBSPOT_PORTAL_ID: portalId,
      AT_RISK_TASK_QUEUE: taskQueue,
    });
    await runCommand(process.execPath, [...scriptArgs('src/cli/main.ts'), ...args], COMMAND_WITHIN_MS, env);
  }

  /** What `at-risk recheck` does, for many: a case that does not run is started. */
  async recheck(clients: readonly AlertClient[]): Promise<void> {
    const { portalId, taskQueue } = this.stack;
    await atMost(TOGETHER, clients, ({ ticketId }) =>
      signalWithStart({ temporal: this.temporal, portalId, taskQueue }, ticketId, {
        signal: 'recheck',
        payload: CHECK,
      }),
    );
  }

  /** Freezes a part of the service; the result lets it go on. */
  async freeze(part: 'worker' | 'bridge' | 'temporal'): Promise<() => Promise<void>> {
    const child = this.stack.children[part];
    if (child === undefined) throw new Error('npm run alerts needs a Temporal server of its own');
    await child.kill('SIGSTOP');
    return () => child.kill('SIGCONT');
  }

  /** The worker starts again with workflows that cannot take over the running cases; the result brings the right ones back. */
  async withLaterWorkflows(): Promise<() => Promise<void>> {
    const { stack, bundle } = this;
    const startWith = async (path: string): Promise<void> => {
      await copyFile(path, bundle);
      await stack.children.worker.restart();
    };
    await startWith(await laterBundle(stack.dataDir));
    return async () => startWith(await bundledWorkflows());
  }

  /** A second bridge of the portal, whose clock is ahead, as if that much time had passed; the result stops it. */
  async bridgeAhead(ms: number): Promise<() => Promise<void>> {
    const { stack, aheadPorts } = this;
    const url = `http://127.0.0.1:${String(aheadPorts.bridge)}`;
    const env = {
      NODE_OPTIONS: `--import=${pathToFileURL(join(__dirname, 'clock-ahead.mjs')).href}`,
      CLOCK_AHEAD_MS: String(ms),
      TEMPORAL_ADDRESS: stack.temporal,
      TEMPORAL_NAMESPACE: stack.namespace,
      HUBSPOT_PORTAL_ID: stack.portalId,
      HUBSPOT_APP_ID: stack.appId,
      HUBSPOT_CLIENT_SECRETS: stack.clientSecret,
      AT_RISK_TASK_QUEUE: stack.taskQueue,
      AT_RISK_PORTAL_CONFIG: stack.portalConfig,
      BRIDGE_HOST: '127.0.0.1',
      BRIDGE_PORT: String(aheadPorts.bridge),
      BRIDGE_PUBLIC_URL: url,
      BRIDGE_METRICS_PORT: String(aheadPorts.metrics),
    };
    const program = bridgeProgram(env, url, join(stack.dataDir, 'logs', 'bridge-ahead.log'));
    const bridge = await Supervised.start(program, { log: this.log, restarts: false });
    return () => bridge.stop();
  }
}

async function openClient(cs: Person, name: string): Promise<AlertClient> {
  const companyId = await cs.addCompany(name);
  return { companyId, ticketId: ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, `At-Risk: ${name}`)) };
}
