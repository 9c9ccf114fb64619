import { execFile } from 'node:child_process';
import { scriptArgs } from '../../dev/process/script';

export interface Ran {
  /** -1 where a signal ended it. */
  readonly code: number;
  /** What it printed; where it failed, also what it said on stderr. */
  readonly output: string;
}

/** Runs a script of this folder in a process of its own: in jest's sandbox it would take twice as long. */
export function runScript(script: string, args: readonly string[] = []): Promise<Ran> {
  const program = [...scriptArgs(`test/simulation/${script}`), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { maxBuffer: Infinity }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, output: stdout + (error === null ? '' : stderr) });
    });
  });
}
