import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, temporalVariables } from '../../dev/stack/child-environment';
import { DataDirInUseError, takeDataDir } from '../../dev/stack/data-dir';
import { confirmDataFile, prepareDataFile } from '../../dev/temporal/data-file';
import { temporaryDir } from './temporary-dir';

/** Above the highest pid that Linux and macOS give. */
const NOBODY = 4_999_999;

describe('a data directory', () => {
  const parent = temporaryDir();
  const path = (): string => join(parent(), 'data');

  it('is made, and belongs to one stack at a time', async () => {
    await takeDataDir(path());
    await expect(takeDataDir(path())).rejects.toThrow(DataDirInUseError);
    await expect(takeDataDir(path())).rejects.toThrow(String(process.pid));
  });

  it('can be taken again when it was released', async () => {
    await (await takeDataDir(path())).release();
    await expect(takeDataDir(path())).resolves.toMatchObject({ path: path() });
  });

  it('is taken from a stack that was killed', async () => {
    await (await takeDataDir(path())).release();
    await writeFile(join(path(), `stack.${String(NOBODY)}.lock`), '');
    await takeDataDir(path());
    await expect(readdir(path())).resolves.toEqual(['logs', `stack.${String(process.pid)}.lock`]);
  });

  it('is not taken from a stack of another process', async () => {
    await (await takeDataDir(path())).release();
    await writeFile(join(path(), `stack.${String(process.ppid)}.lock`), '');
    await expect(takeDataDir(path())).rejects.toThrow(`process ${String(process.ppid)}`);
    await expect(readdir(path())).resolves.toEqual(['logs', `stack.${String(process.ppid)}.lock`]);
  });
});

describe("the file of Temporal's database", () => {
  const dir = temporaryDir();
  const file = (): string => join(dir(), 'temporal.db');

  it('is created again when the server died before it first served from it', async () => {
    await prepareDataFile(file());
    await writeFile(file(), 'half of the tables');
    await prepareDataFile(file());
    expect(existsSync(file())).toBe(false);
  });

  it('is kept once the server has served from it', async () => {
    await prepareDataFile(file());
    await writeFile(file(), 'all tables');
    await confirmDataFile(file());
    await prepareDataFile(file());
    expect(existsSync(file())).toBe(true);
  });

  it('is kept when it was there before', async () => {
    await writeFile(file(), 'all tables');
    await prepareDataFile(file());
    await prepareDataFile(file());
    expect(existsSync(file())).toBe(true);
  });
});

describe('the environment of a child', () => {
  const around = { PATH: '/bin', HUBSPOT_ACCESS_TOKEN: 'real', TEMPORAL_API_KEY: 'real', LOG_LEVEL: 'silent' };

  it('has none of the settings around the stack but those that are meant', () => {
    expect(childEnvironment({ HUBSPOT_PORTAL_ID: '1' }, around)).toEqual({ PATH: '/bin', HUBSPOT_PORTAL_ID: '1' });
  });

  it('shows a given Temporal server in full', () => {
    expect(temporalVariables(around)).toEqual({ TEMPORAL_API_KEY: 'real' });
  });
});
