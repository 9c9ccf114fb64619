import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where one stack keeps what outlives it. */
export interface DataDir {
  readonly path: string;
  readonly temporalFile: string;
  readonly hubspotFile: string;
  readonly portsFile: string;
  readonly portalFile: string;
  /** Log file of a part of the stack. */
  logFile(name: string): string;
  /** Lets another stack use the directory. */
  release(): Promise<void>;
}

/** Thrown when a running stack uses the directory. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(path: string, pid: number) {
    super(
      `${path} is in use by another stack, process ${String(pid)}: stop that one, or choose another directory. ` +
        `If that process is something else, delete ${join(path, lockOf(pid))}.`,
    );
  }
}

/** The directories that stacks of this very process use: their lock files bear the same pid. */
const takenHere = new Set<string>();

/**
 * Makes the directory if need be, and takes it for this process: two stacks on one database would break both.
 *
 * Each stack writes a file with its pid there, and then checks for files of other live processes. So of two that start at once
 * at most one gets it; a file that a killed stack left behind is harmless.
 */
export async function takeDataDir(wished: string): Promise<DataDir> {
  const path = resolve(wished);
  if (takenHere.has(path)) throw new DataDirInUseError(path, process.pid);
  takenHere.add(path);
  const lock = join(path, lockOf(process.pid));
  const release = async (): Promise<void> => {
    await rm(lock, { force: true });
    takenHere.delete(path);
  };
  try {
    await mkdir(join(path, 'logs'), { recursive: true });
    await writeFile(lock, '');
    await removeLocksOfTheDead(path);
  } catch (error) {
    await release();
    throw error;
  }
  return {
    path,
    temporalFile: join(path, 'temporal.db'),
    hubspotFile: join(path, 'hubspot.json'),
    portsFile: join(path, 'stack.json'),
    portalFile: join(path, 'portal.yaml'),
    logFile: (name) => join(path, 'logs', `${name}.log`),
    release,
  };
}

/** Throws when somebody else's lock is that of a living process. */
async function removeLocksOfTheDead(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const pid = Number(/^stack\.(\d+)\.lock$/.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    if (isAlive(pid)) throw new DataDirInUseError(path, pid);
    await rm(join(path, name), { force: true });
  }
}

function lockOf(pid: number): string {
  return `stack.${String(pid)}.lock`;
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
