import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where one stack keeps what outlives it. */
export interface DataDir {
  readonly path: string;
  readonly temporalFile: string;
  readonly hubspotFile: string;
  readonly portsFile: string;
  /** Log file of a part of the stack. */
  logFile(name: string): string;
  /** Lets another stack use the directory. */
  release(): Promise<void>;
}

/** Thrown when a running stack uses the directory. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(path: string, holder: string) {
    super(`${path} is in use by another stack (process ${holder}): stop that one, or choose another directory`);
  }
}

/** Makes the directory if need be, and takes it for this process: two stacks on one database would break both. */
export async function takeDataDir(path: string): Promise<DataDir> {
  await mkdir(join(path, 'logs'), { recursive: true });
  const lock = join(path, 'stack.lock');
  await takeLock(path, lock);
  return {
    path,
    temporalFile: join(path, 'temporal.db'),
    hubspotFile: join(path, 'hubspot.json'),
    portsFile: join(path, 'stack.json'),
    logFile: (name) => join(path, 'logs', `${name}.log`),
    release: () => rm(lock, { force: true }),
  };
}

async function takeLock(path: string, lock: string): Promise<void> {
  for (;;) {
    if (await createLock(lock)) return;
    const holder = await readFile(lock, 'utf8').catch(() => undefined);
    // Released since: once more.
    if (holder === undefined) continue;
    if (isAlive(Number(holder))) throw new DataDirInUseError(path, holder);
    await removeStaleLock(path, lock, holder);
  }
}

/** True when the lock is ours now. Linking makes a lock appear with its content, so that nobody reads an empty one. */
async function createLock(lock: string): Promise<boolean> {
  const draft = `${lock}.${String(process.pid)}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (isErrorWithCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Left by a stack that was killed. It is moved away before it is deleted, to see that nobody has replaced it since. */
async function removeStaleLock(path: string, lock: string, holder: string): Promise<void> {
  const moved = `${lock}.stale-${String(process.pid)}`;
  try {
    await rename(lock, moved);
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return;
    throw error;
  }
  const found = await readFile(moved, 'utf8');
  if (found !== holder) {
    await rename(moved, lock);
    throw new DataDirInUseError(path, found);
  }
  await rm(moved);
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrorWithCode(error, 'EPERM');
  }
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
