import { join } from 'node:path';
import { DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import { WEBHOOK_PATH } from '../../src/hubspot';
import { CalendarServer } from '../calendar/calendar-server';
import { logToStderr, type Log } from '../process/log';
import { PROJECT_ROOT } from '../process/paths';
import { RunningProcess } from '../process/running-process';
import type { ChildHandle } from '../process/supervised';
import { attachCalendar } from './calendar';
import type { Variables } from './child-environment';
import { takeDataDir, type DataDir } from './data-dir';
import { Parts } from './parts';
import { writePortalFile } from './portal-file';
import { choosePorts, type PortChoice, type Ports } from './ports';
import { bridgeProgram, emulatorProgram, setupCommand, workerProgram, type Portal } from './programs';
import { boardUrl, givenAddress, provideTemporal, type StackTemporal } from './temporal';
import { bundledWorkflows } from './workflow-bundle';

export interface StackOptions {
  /** Databases, ports and logs; with the same directory a stack goes on where it was. */
  readonly dataDir: string;
  /** Default `auto`. */
  readonly ports?: PortChoice;
  /** Default: config/portal.yaml of the project, with the quota of the emulated portal. */
  readonly portalConfig?: string;
  readonly taskQueue?: string;
  /** Path of the worker's workflows. Default: the project's. */
  readonly workflowBundle?: string;
  /** How far the emulator's searches are behind, in milliseconds. */
  readonly indexLagMs?: number;
  /**
   * Whether the cases follow the portal's clock, which its page can move ahead. Default false: the demo and tests move both themselves. Only
   * with a Temporal server that the stack starts, since that one can skip time.
   */
  readonly calendar?: boolean;
  /** Of worker and bridge. Not less than `info`: the worker says at that level that it is ready. */
  readonly logLevel?: 'info' | 'debug' | 'trace';
  /** Further variables of worker, bridge and commands. */
  readonly variables?: Variables;
  /** Whether a part that dies is started again. Default true. */
  readonly restarts?: boolean;
  /** Gives up a start under way. */
  readonly signal?: AbortSignal;
  readonly log?: Log;
}

/** The running service with all that it needs. */
export interface Stack {
  /** host:port */
  readonly temporal: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Not known when TEMPORAL_ADDRESS names the server. */
  readonly temporalUi: string | undefined;
  readonly board: string | undefined;
  /** Base URL of the emulated portal's API. */
  readonly hubspot: string;
  /** The emulated portal's pages for people. */
  readonly page: string;
  readonly hubspotToken: string;
  readonly clientSecret: string;
  readonly portalId: string;
  readonly appId: string;
  readonly bridge: string;
  /** Where Prometheus finds the metrics of each part. */
  readonly metrics: { readonly worker: string; readonly bridge: string };
  /** Absolute path. */
  readonly portalConfig: string;
  readonly dataDir: string;
  readonly children: {
    /** Undefined when TEMPORAL_ADDRESS names the server. */
    readonly temporal: ChildHandle | undefined;
    readonly hubspot: ChildHandle;
    readonly worker: ChildHandle;
    readonly bridge: ChildHandle;
  };
  /** Stops all that was started; the data stays. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts everything and waits until it works. When that fails, whatever was started is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const parts = new Parts();
  const dir = await takeDataDir(options.dataDir);
  const stop = async (): Promise<void> => {
    await parts.stop();
    await dir.release();
  };
  const giveUp = (): void => {
    void parts.stop();
  };
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    options.signal?.throwIfAborted();
    return { ...(await startParts(options, parts, dir)), stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
}

async function startParts(options: StackOptions, parts: Parts, dir: DataDir): Promise<Omit<Stack, 'stop'>> {
  const { log = logToStderr, restarts = true, taskQueue = DEFAULT_TASK_QUEUE } = options;
  const portalConfig = options.portalConfig ?? dir.portalFile;
  if (options.portalConfig === undefined) {
    await writePortalFile(join(PROJECT_ROOT, 'config/portal.yaml'), dir.portalFile);
  }
  const ports = await choosePorts(options.ports ?? 'auto', dir.portsFile);
  const bridgeUrl = urlOf(ports.bridge);
  const calendar =
    options.calendar === true && givenAddress() === '' ? await parts.add(CalendarServer.start()) : undefined;

  log('starting Temporal and the emulated HubSpot ...');
  const [temporal, hubspot, bundle] = await Promise.all([
    provideTemporal(parts, dir, ports, log),
    startEmulator({ ...options, calendarUrl: calendar?.url }, parts, dir, ports, log),
    options.workflowBundle ?? bundledWorkflows(),
  ]);
  const { portal } = hubspot;
  const shared = {
    ...temporal.variables,
    HUBSPOT_PORTAL_ID: String(portal.portalId),
    HUBSPOT_APP_ID: String(portal.appId),
    AT_RISK_TASK_QUEUE: taskQueue,
    AT_RISK_PORTAL_CONFIG: portalConfig,
    LOG_LEVEL: options.logLevel ?? 'info',
    ...options.variables,
  };

  await register(temporal, shared, parts, dir);
  log('starting worker and bridge ...');
  const workerEnv = {
    ...shared,
    HUBSPOT_ACCESS_TOKEN: portal.accessToken,
    HUBSPOT_API_URL: portal.url,
    AT_RISK_WORKFLOW_BUNDLE: bundle,
    WORKER_METRICS_PORT: String(ports.workerMetrics),
  };
  const bridgeEnv = {
    ...shared,
    HUBSPOT_CLIENT_SECRETS: portal.clientSecret,
    BRIDGE_HOST: HOST,
    BRIDGE_PORT: String(ports.bridge),
    BRIDGE_PUBLIC_URL: bridgeUrl,
    BRIDGE_METRICS_PORT: String(ports.bridgeMetrics),
  };
  const [worker, bridge] = await Promise.all([
    parts.supervise(workerProgram(workerEnv, dir.logFile('worker')), log, restarts),
    parts.supervise(bridgeProgram(bridgeEnv, bridgeUrl, dir.logFile('bridge')), log, restarts),
  ]);
  if (calendar !== undefined) await attachCalendar(calendar, temporal, portal, parts, log);
  return {
    temporal: temporal.address,
    namespace: temporal.namespace,
    taskQueue,
    temporalUi: temporal.uiUrl,
    board: temporal.uiUrl === undefined ? undefined : boardUrl(temporal.uiUrl, temporal.namespace),
    hubspot: portal.url,
    page: `${portal.url}/`,
    hubspotToken: portal.accessToken,
    clientSecret: portal.clientSecret,
    portalId: String(portal.portalId),
    appId: String(portal.appId),
    bridge: bridgeUrl,
    metrics: {
      worker: `${urlOf(ports.workerMetrics)}/metrics`,
      bridge: `${urlOf(ports.bridgeMetrics)}/metrics`,
    },
    portalConfig,
    dataDir: dir.path,
    children: { temporal: temporal.child, hubspot: hubspot.child, worker, bridge },
  };
}

async function startEmulator(
  options: StackOptions & { readonly calendarUrl: string | undefined },
  parts: Parts,
  dir: DataDir,
  ports: Ports,
  log: Log,
): Promise<{ readonly child: ChildHandle; readonly portal: Portal }> {
  let portal: Portal | undefined;
  const program = emulatorProgram({
    port: ports.hubspot,
    stateFile: dir.hubspotFile,
    webhookUrl: `${urlOf(ports.bridge)}${WEBHOOK_PATH}`,
    ...(options.indexLagMs !== undefined && { indexLagMs: options.indexLagMs }),
    ...(options.calendarUrl !== undefined && { calendarUrl: options.calendarUrl }),
    logFile: dir.logFile('hubspot'),
    onReady: (facts) => (portal = facts),
  });
  const child = await parts.supervise(program, log, options.restarts ?? true);
  if (portal === undefined) throw new Error('the emulator did not say how it can be reached');
  return { child, portal };
}

/** Before the worker starts, so that no case meets a server that does not know its search attributes. */
async function register(temporal: StackTemporal, env: Variables, parts: Parts, dir: DataDir): Promise<void> {
  const setup = await RunningProcess.start(setupCommand({ ...env, ...temporal.variables }, dir.logFile('setup')));
  void parts.add(Promise.resolve({ stop: () => setup.stop(0) }));
  const how = await setup.ended;
  if (how !== 'exit code 0') throw new Error(`at-risk setup failed (${how})${setup.lastWords()}`);
}

function urlOf(port: number): string {
  return `http://${HOST}:${String(port)}`;
}
