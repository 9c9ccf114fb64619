import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../process/log';
import { lastLines } from '../process/run-command';

/** Something that is done to the parts that the stack did not start itself, at a time of the storm: a server killed, a backup restored. */
export interface Act {
  readonly atMs: number;
  /** For the shell. */
  readonly command: string;
}

export interface Acted {
  readonly command: string;
  readonly tookMs: number;
  /** Undefined when it succeeded. */
  readonly problem?: string;
}

/** What a command may need of the stack: the worker's process, and the variables of `at-risk`. */
export interface ActedOn {
  readonly children: { readonly worker: { readonly pid: number | undefined } };
  readonly portalId: string;
  readonly taskQueue: string;
}

const LONGEST_MS = 300_000;

/** Runs each act at its time, one after another; a failure is reported, and stops nothing. */
export async function runActs(acts: readonly Act[], stack: ActedOn, log: Log): Promise<readonly Acted[]> {
  const start = Date.now();
  const acted: Acted[] = [];
  for (const { atMs, command } of acts.toSorted((a, b) => a.atMs - b.atMs)) {
    await pause(Math.max(0, start + atMs - Date.now()));
    log(`runs ${command}`);
    const began = Date.now();
    const problem = await failureOf(command, stack);
    acted.push({ command, tookMs: Date.now() - began, ...(problem !== undefined && { problem }) });
  }
  return acted;
}

function failureOf(command: string, { children, portalId, taskQueue }: ActedOn): Promise<string | undefined> {
  const env = {
    ...process.env,
    CHAOS_WORKER_PID: String(children.worker.pid ?? ''),
    HUBSPOT_PORTAL_ID: portalId,
    AT_RISK_TASK_QUEUE: taskQueue,
  };
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { env, timeout: LONGEST_MS }, (error, stdout, stderr) => {
      resolve(error === null ? undefined : `${command}: ${error.message} ${lastLines(`${stdout}\n${stderr}`, 3)}`);
    });
  });
}
