import { runCommand } from '../process/run-command';

/** The first server that can skip time for one workflow (`frontend.WorkflowTimeSkippingEnabled`), which the demo needs. */
const NEEDED_SERVER = [1, 32] as const;

const VERSION_TIMEOUT_MS = 15_000;

/** Throws when the `temporal` command at `path` is too old, or is something else. */
export async function assertCliServes(path: string): Promise<void> {
  const { stdout } = await runCommand(path, ['--version'], VERSION_TIMEOUT_MS);
  const problem = problemOfVersion(stdout);
  if (problem !== undefined) throw new Error(`${path} ${problem}`);
}

/** @param output e.g. `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)` */
export function problemOfVersion(output: string): string | undefined {
  const found = /Server (\d+)\.(\d+)/.exec(output);
  if (found === null) return `does not say its server's version: ${output.trim().slice(0, 80)}`;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const [neededMajor, neededMinor] = NEEDED_SERVER;
  const isEnough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  if (isEnough) return undefined;
  return `brings server ${String(major)}.${String(minor)}; ${NEEDED_SERVER.join('.')} or newer is needed`;
}
