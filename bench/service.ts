import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { DemoPortal } from '../dev/portal/people';
import { freePort } from '../dev/process/ports';
import { RunningProcess } from '../dev/process/running-process';
import { BUILD_VARIABLE } from '../dev/process/script';
import { until } from '../dev/process/until';
import type { Variables } from '../dev/stack/child-environment';
import { bridgeProgram, workerProgram } from '../dev/stack/programs';
import { bundledWorkflows } from '../dev/stack/workflow-bundle';
import { startEmulator, type Emulator } from '../emulator';
import { SEARCH_ATTRIBUTES } from '../src/contract/names';
import { builtPrograms } from '../test/support/build';
import type { Call } from './programs/bare-worker';

/** So many calls that HubSpot's limits, which bound the service in a portal, do not hide what the service itself takes. */
const CALLS_PER_TEN_SECONDS = 1_000_000;
const SEARCHES_PER_SECOND = 100_000;
/** As `npm start` sets it: all of them. */
const PORTAL = `hubspot: { callsPerTenSeconds: ${String(CALLS_PER_TEN_SECONDS)}, searchesPerSecond: ${String(SEARCHES_PER_SECOND)}, share: 1 }\n`;
const STOPS_WITHIN_MS = 15_000;
const WITHIN_MS = 120_000;

/** An emulated HubSpot without limits, and what the service's programs need to work on it. */
export interface Surface {
  readonly emulator: Emulator;
  readonly portal: DemoPortal;
  /** Of worker and bridge. */
  readonly variables: Variables;
  /** A folder that is removed at the end. */
  readonly folder: string;
}

export async function withSurface<T>(address: string, work: (surface: Surface) => Promise<T>): Promise<T> {
  process.env[BUILD_VARIABLE] = await builtPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'at-risk-bench-'));
  const limits = { perTenSeconds: CALLS_PER_TEN_SECONDS, perDay: 1e9, searchPerSecond: SEARCHES_PER_SECOND };
  const emulator = await startEmulator({ limits });
  try {
    const portalFile = join(folder, 'portal.yaml');
    await writeFile(portalFile, PORTAL);
    const portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
    return await work({ emulator, portal, variables: variablesOf(emulator, { address, portalFile, folder }), folder });
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function variablesOf(
  { portalId, appId, accessToken, url }: Emulator,
  { address, portalFile, folder }: { readonly address: string; readonly portalFile: string; readonly folder: string },
): Variables {
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_CONFIG_FILE: join(folder, 'no-temporal-configuration.toml'),
    HUBSPOT_PORTAL_ID: String(portalId),
    HUBSPOT_APP_ID: String(appId),
    HUBSPOT_ACCESS_TOKEN: accessToken,
    HUBSPOT_API_URL: url,
    AT_RISK_PORTAL_CONFIG: portalFile,
    LOG_LEVEL: 'info',
  };
}

/** What starts the service's worker, compiled and with its workflows bundled, as the image has it, and waits until it is ready. */
export async function serviceWorker(
  { variables, folder }: Surface,
  more: Variables = {},
): Promise<() => Promise<RunningProcess>> {
  const env = { AT_RISK_WORKFLOW_BUNDLE: await bundledWorkflows(), ...variables, ...more };
  const program = workerProgram(env, join(folder, 'worker.log'));
  return async () => {
    const running = await RunningProcess.start(program);
    await running.unlessItEnds(program.whenReady(running, new AbortController().signal));
    return running;
  };
}

/** The same of the bridge, and where it then answers. */
export async function serviceBridge({ emulator, variables, folder }: Surface): Promise<{
  readonly start: () => Promise<RunningProcess>;
  readonly url: string;
}> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const env = {
    ...variables,
    HUBSPOT_CLIENT_SECRETS: emulator.clientSecret,
    BRIDGE_PORT: String(port),
    BRIDGE_PUBLIC_URL: url,
  };
  const program = bridgeProgram(env, url, join(folder, 'bridge.log'));
  const isReady = async (): Promise<true | undefined> => (await fetch(`${url}/readyz`)).ok || undefined;
  const start = async (): Promise<RunningProcess> => {
    const running = await RunningProcess.start(program);
    // Asked more often than a stack asks: a start is measured.
    const options = { what: 'the bridge to be ready', withinMs: WITHIN_MS, everyMs: 10 };
    await running.unlessItEnds(until(isReady, options));
    return running;
  };
  return { start, url };
}

/** What the service writes of a saved client (S1). */
export function statusCall(
  { url, accessToken: token }: Pick<Surface['emulator'], 'url' | 'accessToken'>,
  companyId: string,
  status: string,
): Call {
  return {
    url: `${url}/crm/objects/2026-09/companies/${companyId}`,
    token,
    body: { properties: { client_status: status } },
  };
}

/** The case shows that it waits for this first, and does nothing else. */
export async function untilAtRest(handle: WorkflowHandle, code: string): Promise<void> {
  const check = async (): Promise<true | undefined> => {
    const { typedSearchAttributes, raw } = await handle.describe();
    const isAtRest = (raw.pendingActivities ?? []).length === 0 && raw.pendingWorkflowTask == null;
    return (isAtRest && typedSearchAttributes.get(SEARCH_ATTRIBUTES.waitingFor)?.[0] === code) || undefined;
  };
  await until(check, { what: `${handle.workflowId} to wait for ${code}`, withinMs: WITHIN_MS });
}

/** Path of the workflows' bundle without the pause in which a case gathers what was saved together: a person's time, and not the service's. */
export async function bundleWithoutPause({ folder }: Surface): Promise<string> {
  const code = await readFile(await bundledWorkflows(), 'utf8');
  const pause = /if \(this\.received\.length > 0\)(?= await [^;]*\(COALESCE_MS,)/g;
  if (code.match(pause)?.length !== 1)
    throw new Error('the bundle has no such pause any more: see src/workflows/turn/inbox.ts');
  const path = join(folder, 'workflows-without-pause.js');
  await writeFile(path, code.replace(pause, 'if (false)'));
  return path;
}

export function stopped(running: RunningProcess): Promise<void> {
  return running.stop(STOPS_WITHIN_MS);
}

/** Starts the programs, and ends them after the work, the last first. */
export async function withPrograms<T>(
  starts: readonly (() => Promise<RunningProcess>)[],
  work: () => Promise<T>,
): Promise<T> {
  const started: RunningProcess[] = [];
  try {
    for (const start of starts) started.push(await start());
    return await work();
  } finally {
    for (const running of started.toReversed()) await stopped(running);
  }
}
