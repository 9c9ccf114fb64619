import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { scriptArgs } from '../../dev/process/script';
import { temporaryDir } from './temporary-dir';

const KEYS = [
  ...['temporal', 'namespace', 'taskQueue', 'temporalUi', 'hubspot', 'hubspotToken', 'clientSecret'],
  ...['portalId', 'page', 'bridge', 'board', 'portalConfig'],
];

describe('npm start', () => {
  const dir = temporaryDir();

  it('prints how to reach everything, stops it all, and continues at the same place', async () => {
    const first = start('--json', '--ports', 'auto', '--data', join(dir(), 'data'));
    const facts = await firstLine(first);
    expect(Object.keys(facts)).toEqual(expect.arrayContaining(KEYS));
    await expect(statusOf(`${String(facts['bridge'])}/readyz`)).resolves.toBe(200);
    await expect(statusOf(String(facts['page']))).resolves.toBe(200);
    await expect(statusOf(String(facts['temporalUi']))).resolves.toBe(200);

    await expect(exitCode(start('--json', '--data', join(dir(), 'data')))).resolves.toBe(2);

    first.kill('SIGTERM');
    await expect(exitCode(first)).resolves.toBe(0);
    for (const url of ['bridge', 'hubspot', 'temporalUi'].map((key) => String(facts[key]))) {
      await expect(statusOf(url)).resolves.toBeUndefined();
    }

    const second = start('--json', '--data', join(dir(), 'data'));
    await expect(firstLine(second)).resolves.toEqual(facts);
    second.kill('SIGINT');
    await expect(exitCode(second)).resolves.toBe(0);
  });

  it.each([
    ['an unknown option', ['--portz', 'auto']],
    ['an unknown choice of ports', ['--ports', 'any']],
    ['an empty directory name', ['--data=']],
  ])('refuses %s with exit code 2', async (_what, args) => {
    await expect(exitCode(run(scriptArgs('dev/start.ts'), args))).resolves.toBe(2);
  });
});

/** From its sources: its data, its cache and its programs are where the project is. */
function start(...args: readonly string[]): ChildProcess {
  return run(['--import', 'tsx', 'dev/start.ts'], args);
}

function run(program: readonly string[], args: readonly string[]): ChildProcess {
  // A Temporal server that is set for this machine is none of this test's.
  return spawn(process.execPath, [...program, ...args], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, TEMPORAL_ADDRESS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function firstLine({ stdout }: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  if (stdout === null) throw new Error('no stdout');
  const [line]: unknown[] = await once(createInterface({ input: stdout }), 'line');
  return JSON.parse(String(line)) as Readonly<Record<string, unknown>>;
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  const [code]: unknown[] = await once(child, 'exit');
  return code;
}

/** Undefined when nobody answers. */
async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
