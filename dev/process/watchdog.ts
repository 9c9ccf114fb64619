/**
 * Kills what a dead parent left behind. Started by guard.ts with a pipe as stdin, which carries `+PID` and `-PID` lines;
 * the pipe closes when the parent ends, however it ends, kill -9 included. Whatever is still on the list then is killed.
 */
import { createInterface } from 'node:readline';

const alive = new Set<number>();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) alive.add(pid);
    else alive.delete(pid);
  })
  .on('close', () => {
    for (const pid of alive) kill(pid);
  });

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
