import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../process/log';
import { CACHE_DIR } from '../process/paths';
import { runCommand } from '../process/run-command';
import { findExecutable, type Executable } from '../temporal/executables';

const ANSWERS_WITHIN_MS = 30_000;
/** About 20 MB. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

const PROMETHEUS: Executable = {
  name: 'prometheus',
  version: 'debian',
  check: async (path) => {
    await runCommand(path, ['--version'], ANSWERS_WITHIN_MS);
  },
  fetches: [{ from: 'Debian’s package prometheus', fetch: fetchFromDebian }],
};

/** On PATH, in the cache, or fetched into the cache: nothing is installed on the machine. */
export function findPrometheus(log: Log): Promise<string> {
  return findExecutable(PROMETHEUS, { cacheDir: join(CACHE_DIR, 'prometheus'), log });
}

async function fetchFromDebian(workDir: string, log: Log): Promise<string> {
  log('fetching Debian’s package prometheus ...');
  // apt-get writes to the folder that it is started in.
  await runCommand('sh', ['-c', 'cd "$0" && apt-get download prometheus', workDir], DOWNLOAD_TIMEOUT_MS);
  const archive = (await readdir(workDir)).find((name) => name.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get downloaded no package prometheus');
  await runCommand('dpkg-deb', ['--extract', join(workDir, archive), workDir], ANSWERS_WITHIN_MS);
  return join(workDir, 'usr/bin/prometheus');
}
