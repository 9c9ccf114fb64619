import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { PROJECT_ROOT } from './paths';
import { scriptArgs } from './script';

let watchdog: ChildProcess | undefined;

/**
 * Makes sure that a child does not outlive this process. A watchdog process does the killing, so that it also works when
 * this process dies by SIGKILL or a crash; nothing in here could run then.
 */
export function dieWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  tell(`+${String(pid)}`);
  child.once('exit', () => {
    // Or the watchdog might later kill a stranger that was given the same pid.
    tell(`-${String(pid)}`);
  });
}

function tell(line: string): void {
  watchdog ??= startWatchdog();
  watchdog.stdin?.write(`${line}\n`);
}

function startWatchdog(): ChildProcess {
  const child = spawn(process.execPath, scriptArgs('dev/process/watchdog.ts'), {
    cwd: PROJECT_ROOT,
    // A session of its own: Ctrl-C in the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  // The pipe, a socket in Node, would keep this process running.
  if (child.stdin instanceof Socket) child.stdin.unref();
  // Without a watchdog the stack still works; its children are then stopped on orderly ends only.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  return child;
}
