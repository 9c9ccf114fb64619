import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { Supervised, type SupervisedProgram } from '../../dev/process/supervised';
import { until } from '../../dev/process/until';
import { temporaryDir } from './temporary-dir';

const STAYS = "console.log('ready'); setInterval(() => {}, 1000);";

describe('a supervised program', () => {
  const dir = temporaryDir();
  const said: string[] = [];
  const options = { log: (line: string) => said.push(line) };
  const program = (code: string): SupervisedProgram => ({
    name: 'thing',
    file: process.execPath,
    args: ['-e', code],
    logFile: join(dir(), 'thing.log'),
    async whenReady(running) {
      await running.firstLine((line) => line === 'ready' || undefined);
    },
  });

  beforeEach(() => {
    said.length = 0;
  });

  it('is started again when it dies, and says so', async () => {
    const thing = await Supervised.start(program(STAYS), options);
    const first = thing.pid;
    await thing.kill('SIGKILL');
    await thing.ready();
    expect(thing.pid).not.toBe(first);
    expect(said[0]).toContain('thing ended unexpectedly (SIGKILL), starting it again');
    await thing.stop();
  });

  it('is left alone when it dies and is not to be started again', async () => {
    const thing = await Supervised.start(program(STAYS), { ...options, restarts: false });
    await thing.kill('SIGKILL');
    expect(thing.pid).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('thing ended unexpectedly (SIGKILL);')]);
  });

  it('gets a new process by a restart, silently', async () => {
    const thing = await Supervised.start(program(STAYS), options);
    const first = thing.pid;
    await thing.restart();
    expect(thing.pid).not.toBe(first);
    expect(said).toEqual([]);
    await thing.stop();
  });

  it('that cannot start includes its last lines', async () => {
    const broken = program("console.error('no such setting'); process.exit(7);");
    await expect(Supervised.start(broken, options)).rejects.toThrow(
      'thing ended (exit code 7); its last lines:\n  no such setting',
    );
  });

  it('that does not become ready in time is ended', async () => {
    const slow = program("console.log('thinking'); setInterval(() => {}, 1000);");
    await expect(Supervised.start(slow, { ...options, readyWithinMs: 500 })).rejects.toThrow(
      'thing was not ready within 0.5 s',
    );
  });

  it('is ended when its start is given up', async () => {
    const reason = new Error('changed my mind');
    const start = Supervised.start(program('setInterval(() => {}, 1000);'), {
      ...options,
      signal: AbortSignal.abort(reason),
    });
    await expect(start).rejects.toBe(reason);
  });

  it('is killed when it ignores SIGTERM', async () => {
    const stubborn = program(`process.on('SIGTERM', () => {}); ${STAYS}`);
    const thing = await Supervised.start(stubborn, { ...options, graceMs: 100 });
    const pid = thing.pid ?? 0;
    await thing.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('writes its output into its log file', async () => {
    const thing = await Supervised.start(program(STAYS), options);
    await thing.stop();
    await until(async () => ((await readFile(join(dir(), 'thing.log'), 'utf8')) === 'ready\n' ? true : undefined), {
      what: 'the log file',
      withinMs: 5_000,
    });
    expect(said).toEqual([]);
  });
});

describe('a child of a process that is killed', () => {
  it('is killed too', async () => {
    const code = `
      const { spawn } = require('node:child_process');
      const { dieWithUs } = require('./dev/process/guard');
      const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      dieWithUs(child);
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
      cwd: PROJECT_ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line]: unknown[] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => Promise.resolve(!isAlive(pid) || undefined), { what: 'the child to end', withinMs: 20_000 });
    expect(isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
