import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Log } from '../process/log';
import { PROJECT_ROOT } from '../process/paths';
import { until } from '../process/until';

/** The server kinds for which the SDK knows a download. */
export type SdkServer = 'dev-server' | 'time-skipping';

/**
 * How long the download may take to begin. Includes about 2 s for the child's start. Where the network is closed
 * nothing ever begins, and this is all the time that is lost.
 */
const BEGIN_WITHIN_MS = 6_000;
/** A download that grows by nothing for so long is stuck. */
const STUCK_AFTER_MS = 15_000;
/** About 60 MB: ten minutes is enough for 1 Mbit/s. */
const WHOLE_WITHIN_MS = 600_000;

/** One failure is enough to know that the SDK's host cannot be reached from here: the next look-up fails at once. */
let knownFailure: Error | undefined;

/**
 * Lets the SDK download its own choice of server into `workDir` (a directory of its own) and gives the file's path.
 * In a child process, because the SDK's native runtime has no way to give up a request that hangs.
 */
export async function fetchWithSdk(server: SdkServer, workDir: string, log: Log): Promise<string> {
  if (knownFailure !== undefined) throw knownFailure;
  try {
    return await downloadInChild(server, workDir, log);
  } catch (error) {
    knownFailure = error instanceof Error ? error : new Error(String(error));
    throw knownFailure;
  }
}

async function downloadInChild(server: SdkServer, workDir: string, log: Log): Promise<string> {
  const into = join(workDir, 'sdk');
  await mkdir(into);
  log(`asking the Temporal SDK to download its ${server} ...`);
  const script = require.resolve('./sdk-download-child');
  const child = spawn(process.execPath, ['--import', 'tsx', script, server, into], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const exit = once(child, 'exit');
  const over = new AbortController();
  try {
    await Promise.race([exit, giveUpWhenStuck(into, over.signal)]);
    if (child.exitCode !== 0) throw new Error(complaint.trim().split('\n')[0] ?? 'the SDK gave no reason');
    return await onlyFileIn(into);
  } finally {
    over.abort();
    child.kill('SIGKILL');
  }
}

/** Ends only by throwing: when no byte came, when none came for a while, or when `over` says that the child has ended. */
async function giveUpWhenStuck(dir: string, over: AbortSignal): Promise<void> {
  await until(() => bytesIn(dir), { what: 'the download to begin', withinMs: BEGIN_WITHIN_MS, signal: over });
  let last = { bytes: -1, at: Date.now() };
  const isStuck = async (): Promise<true | undefined> => {
    const bytes = (await bytesIn(dir)) ?? 0;
    if (bytes !== last.bytes) last = { bytes, at: Date.now() };
    return Date.now() - last.at > STUCK_AFTER_MS || undefined;
  };
  await until(isStuck, { what: 'the download to end', withinMs: WHOLE_WITHIN_MS, signal: over });
  throw new Error(`the download stood still for ${String(STUCK_AFTER_MS / 1000)} s`);
}

/** Size of what has been downloaded so far; undefined before the first file appears. */
async function bytesIn(dir: string): Promise<number | undefined> {
  const names = await readdir(dir);
  if (names.length === 0) return undefined;
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (file) => file.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function onlyFileIn(dir: string): Promise<string> {
  const [name] = await readdir(dir);
  if (name === undefined) throw new Error('the SDK reported success but left no file');
  const path = join(dir, name);
  await chmod(path, 0o755);
  return path;
}
