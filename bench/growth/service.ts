import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { runCommand } from '../../dev/process/run-command';
import { scriptArgs } from '../../dev/process/script';
import { Supervised, type SupervisedProgram } from '../../dev/process/supervised';
import type { Variables } from '../../dev/stack/child-environment';
import { workerProgram } from '../../dev/stack/programs';
import { cliSearchAttributes } from '../../dev/stack/temporal';
import { bundledWorkflows } from '../../dev/stack/workflow-bundle';
import { startTemporal, type TemporalServer } from '../../dev/temporal/dev-server';
import { findTemporalCli } from '../../dev/temporal/executables';
import { startEmulator, type Emulator } from '../../emulator';
import { DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import type { StandIn } from './at-rest';

/** More than the service can use: how long HubSpot's limits take is arithmetic, and is not measured. */
const NO_LIMIT = { perTenSeconds: 100_000_000, perDay: 1_000_000_000, searchPerSecond: 1_000_000 } as const;
const PORTAL_FILE = 'hubspot: { callsPerTenSeconds: 1000000, searchesPerSecond: 10000, share: 1 }\n';

/** A Temporal development server with its file, a worker as a process of its own, and HubSpot's emulator in this process. */
export interface Service {
  readonly emulator: Emulator;
  readonly client: Client;
  readonly portalId: string;
  /** Starts the worker, which is not part of it at first. */
  startWorker(): Promise<void>;
  /** The same, but for the running cases: it finds these. */
  startWorkerOf(asleep: readonly StandIn[]): Promise<void>;
  stopWorker(): Promise<void>;
  /** Of Temporal's file and its write-ahead log, in bytes. */
  databaseBytes(): Promise<number>;
  /** What the worker has in memory, and what the server has, in bytes. */
  memory(): Promise<{ readonly worker: number; readonly temporal: number }>;
  stop(): Promise<void>;
}

export async function startService(): Promise<Service> {
  const log = (): void => undefined;
  const dir = await mkdtemp(join(tmpdir(), 'at-risk-growth-'));
  const dataFile = join(dir, 'temporal.db');
  const [emulator, server] = await Promise.all([
    startEmulator({ limits: NO_LIMIT }),
    startTemporal({
      cliPath: await findTemporalCli({ log }),
      dataFile,
      searchAttributes: cliSearchAttributes(),
      log,
    }),
  ]);
  const connection = await Connection.connect({ address: server.address });
  let worker: Supervised | undefined;
  const stopWorker = async (): Promise<void> => {
    await worker?.stop();
    worker = undefined;
  };
  return {
    emulator,
    client: new Client({ connection }),
    portalId: String(emulator.portalId),
    startWorker: async () => {
      worker = await startProgram(workerProgram(await environment(dir, server, emulator), join(dir, 'worker.log')));
    },
    startWorkerOf: async (asleep) => {
      const file = join(dir, 'asleep.json');
      await writeFile(file, JSON.stringify(asleep));
      const env = { ...(await environment(dir, server, emulator)), ASLEEP_FILE: file };
      const program = workerProgram(env, join(dir, 'worker.log'));
      worker = await startProgram({ ...program, args: scriptArgs('bench/growth/worker-of-stand-ins.ts') });
    },
    stopWorker,
    databaseBytes: async () =>
      (await Promise.all([dataFile, `${dataFile}-wal`].map(sizeOf))).reduce((a, b) => a + b, 0),
    memory: async () => ({ worker: await residentBytes(worker?.pid), temporal: await residentBytes(server.pid) }),
    stop: async () => {
      await stopWorker();
      await connection.close();
      await server.stop();
      await emulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function environment(dir: string, server: TemporalServer, emulator: Emulator): Promise<Variables> {
  const portalFile = join(dir, 'portal.yaml');
  await writeFile(portalFile, PORTAL_FILE);
  return {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    TEMPORAL_CONFIG_FILE: join(dir, 'no-temporal-configuration.toml'),
    HUBSPOT_PORTAL_ID: String(emulator.portalId),
    HUBSPOT_APP_ID: String(emulator.appId),
    HUBSPOT_ACCESS_TOKEN: emulator.accessToken,
    HUBSPOT_API_URL: emulator.url,
    AT_RISK_TASK_QUEUE: DEFAULT_TASK_QUEUE,
    AT_RISK_PORTAL_CONFIG: portalFile,
    AT_RISK_WORKFLOW_BUNDLE: await bundledWorkflows(),
    LOG_LEVEL: 'info',
  };
}

function startProgram(program: SupervisedProgram): Promise<Supervised> {
  return Supervised.start(program, { log: () => undefined, restarts: false });
}

/** Of a process; 0 where there is none. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  const { stdout } = await runCommand('ps', ['-o', 'rss=', '-p', String(pid)], 5_000);
  return Number(stdout.trim()) * 1024;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
