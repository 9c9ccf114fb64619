import { execFile } from 'node:child_process';

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end and gives its output; throws with the last lines of stderr when it fails.
 * @param timeoutMs after which the command is killed and counts as failed
 * @param env the command's whole environment; ours when left out
 */
export function runCommand(
  file: string,
  args: readonly string[],
  timeoutMs: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandOutput> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ stdout, stderr });
        return;
      }
      const why = error.killed === true ? `no end within ${String(timeoutMs / 1000)} s` : lastLines(stderr, 3);
      reject(new Error(`${file} ${args[0] ?? ''}: ${why === '' ? error.message : why}`, { cause: error }));
    });
  });
}

/** The last lines that say something, for an error message. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
