import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/program';
import { RUNNING_STACK, useRunningStack } from '../../src/config/running-stack';
import { inProcess } from '../support/in-process';

const VARIABLES = { HUBSPOT_PORTAL_ID: '4242001', TEMPORAL_ADDRESS: '127.0.0.1:7233' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'at-risk-running-'));
  await mkdir(dirname(join(folder, RUNNING_STACK)), { recursive: true });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const running = (content: unknown): Promise<void> => writeFile(join(folder, RUNNING_STACK), JSON.stringify(content));

describe('the stack that npm start runs', () => {
  it('is found without an environment to copy, and is named', async () => {
    await running({ pid: process.pid, variables: VARIABLES });
    const env: NodeJS.ProcessEnv = { PATH: '/bin' };

    expect(useRunningStack(env, folder)).toMatch(/npm start runs here \(portal 4242001, Temporal 127\.0\.0\.1:7233\)/);
    expect(env).toEqual({ PATH: '/bin', ...VARIABLES });
  });

  it.each([
    [
      'the environment names a service',
      { pid: process.pid, variables: VARIABLES },
      { TEMPORAL_ADDRESS: 'elsewhere:7233' },
    ],
    ['in production', { pid: process.pid, variables: VARIABLES }, { NODE_ENV: 'production' }],
    ['it does not run any more', { pid: 2 ** 30, variables: VARIABLES }, {}],
    ['the file says other things', { pid: process.pid, variables: { NODE_OPTIONS: '--inspect' } }, {}],
    ['the file cannot be read', 'nonsense', {}],
  ])('is left alone where %s', async (_where, content, around) => {
    await running(content);
    const env: NodeJS.ProcessEnv = { ...around };

    expect(useRunningStack(env, folder)).toBeUndefined();
    expect(env).toEqual(around);
  });
});

describe('at-risk --version', () => {
  it('prints the version of the service', async () => {
    const { result, stdout } = await inProcess({ NODE_ENV: 'production' }, () => run(['node', 'at-risk', '--version']));

    expect([result, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});
