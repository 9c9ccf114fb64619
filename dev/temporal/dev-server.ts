import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Log } from '../process/log';
import { freePort } from '../process/ports';
import type { RunningProcess } from '../process/running-process';
import { Supervised, type ChildHandle } from '../process/supervised';
import { until } from '../process/until';
import { confirmDataFile, prepareDataFile } from './data-file';

/** Types of search attributes by the names that the CLI knows. */
export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface TemporalOptions {
  readonly cliPath: string;
  /** SQLite file that outlives the server; in memory when left out, so that a restart has forgotten everything. */
  readonly dataFile?: string;
  /** Port of the gRPC service; `auto` (default) takes a free one, the same again when the server is restarted. */
  readonly port?: number | 'auto';
  /** Port of the UI; `none` (default) for no UI. */
  readonly uiPort?: number | 'auto' | 'none';
  /** Made at the start. Default `default`. */
  readonly namespace?: string;
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeType>>;
  readonly logFile?: string;
  /** Whether a server that dies is started again. Default false. */
  readonly restarts?: boolean;
  /** Gives up a start under way. */
  readonly signal?: AbortSignal;
  readonly log: Log;
}

/** A development server of this process; it ends with this process, however that ends. */
export interface TemporalServer {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl?: string;
  readonly pid: number | undefined;
  readonly child: ChildHandle;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** The server needs about a second; a busy machine gets more. */
const SERVES_WITHIN_MS = 60_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** Another process may take a free port before the server does: tried again with others. */
const PORT_TRIES = 3;

/** Starts Temporal's development server and waits until it serves the namespace. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(options);
    } catch (error) {
      const isPortTaken = String(error).includes('address already in use');
      const canChoose = options.port === undefined || options.port === 'auto';
      if (!isPortTaken || !canChoose || tries === PORT_TRIES) throw error;
    }
  }
}

async function startOnce(options: TemporalOptions): Promise<TemporalServer> {
  const { port, uiPort, namespace = 'default', log } = options;
  const grpcPort = await portOf(port ?? 'auto');
  const webPort = uiPort === undefined || uiPort === 'none' ? undefined : await portOf(uiPort);
  const address = `${HOST}:${String(grpcPort)}`;
  if (options.dataFile !== undefined) await prepareDataFile(options.dataFile);
  const child = await Supervised.start(
    {
      name: 'temporal',
      file: options.cliPath,
      args: serverArguments(options, grpcPort, webPort, namespace),
      logFile: options.logFile ?? join(mkdtempSync(join(tmpdir(), 'at-risk-temporal-')), 'temporal.log'),
      whenReady: async (_running: RunningProcess, signal) => {
        await untilServes(address, namespace, signal);
        if (options.dataFile !== undefined) await confirmDataFile(options.dataFile);
      },
    },
    {
      log,
      restarts: options.restarts ?? false,
      readyWithinMs: SERVES_WITHIN_MS,
      ...(options.signal && { signal: options.signal }),
    },
  );
  return {
    address,
    namespace,
    ...(webPort !== undefined && { uiUrl: `http://${HOST}:${String(webPort)}` }),
    get pid() {
      return child.pid;
    },
    child,
    stop: () => child.stop(),
  };
}

/**
 * A shard of Temporal's history service takes its queues' tasks in at most 20 reads a second. This server has one shard, so that at a few events
 * a second each step of each case would wait 40 ms for its turn; a cluster has hundreds of shards.
 */
export const AS_MANY_SHARDS: readonly string[] = ['transfer', 'timer', 'visibility'].flatMap((queue) => [
  '--dynamic-config-value',
  `history.${queue}ProcessorMaxPollRPS=1000`,
]);

/**
 * A commit is one write to SQLite's log, and not, as by default, two files that the disk confirms: half the server's work. What was committed outlives
 * a killed server; a computer without power may lose the last moments, and no more (https://www.sqlite.org/wal.html).
 */
const WRITE_AHEAD: readonly string[] = ['journal_mode=WAL', 'synchronous=NORMAL'].flatMap((pragma) => [
  '--sqlite-pragma',
  pragma,
]);

function serverArguments(
  { dataFile, searchAttributes = {} }: TemporalOptions,
  port: number,
  uiPort: number | undefined,
  namespace: string,
): readonly string[] {
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch'];
  const attributes = Object.entries(searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  return [
    ...['server', 'start-dev', '--ip', HOST, '--port', String(port), '--namespace', namespace, '--log-level', 'warn'],
    ...ui,
    ...(dataFile === undefined ? [] : ['--db-filename', dataFile, ...WRITE_AHEAD]),
    // Lets the demo and tests skip over the 30 days of one workflow: see skip-time.ts.
    ...['--dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true'],
    ...AS_MANY_SHARDS,
    ...attributes,
  ];
}

/** Waits until the server answers for the namespace, which it does a moment after it accepts connections. */
export async function untilServes(address: string, namespace: string, signal?: AbortSignal): Promise<void> {
  const check = async (): Promise<true> => {
    const connection = await Connection.connect({ address, connectTimeout: CONNECT_TIMEOUT_MS });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return true;
    } finally {
      await connection.close();
    }
  };
  const what = `Temporal to serve ${namespace} at ${address}`;
  await until(check, { what, withinMs: SERVES_WITHIN_MS, ...(signal && { signal }) });
}

function portOf(wish: number | 'auto'): Promise<number> {
  return wish === 'auto' ? freePort() : Promise.resolve(wish);
}
