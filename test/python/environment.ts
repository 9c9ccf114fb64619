import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_DIR } from '../../dev/process/paths';
import { runCommand } from '../../dev/process/run-command';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** Three megabytes in nine packages. */
const INSTALL_TIMEOUT_MS = 300_000;
const VENV_TIMEOUT_MS = 60_000;

/** Python with the packages of requirements.txt, in a virtual environment of its own in the cache. */
export async function findPython(): Promise<string> {
  const packages = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE_DIR, 'python', packages);
  const python = join(folder, 'bin', 'python');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, '..'), { recursive: true });
  await needing(() => runCommand('python3', ['-m', 'venv', folder], VENV_TIMEOUT_MS));
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
  const pinned = ['--no-compile', '--only-binary=:all:', '--require-hashes', '--requirement', REQUIREMENTS];
  await needing(() => runCommand(python, [...install, ...pinned], INSTALL_TIMEOUT_MS));
  await writeFile(ready, '');
  return python;
}

async function needing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `HubSpot's client for Python cannot be installed: it needs python3 (3.9 or newer, with venv and pip) and the registry of Python packages. ${why}`,
      { cause: error },
    );
  }
}
