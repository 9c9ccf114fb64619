import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CACHE_DIR, PROJECT_ROOT } from '../process/paths';

export interface Made {
  /** Folder of the cache for it. */
  readonly kind: string;
  /** Folders of the project that it is made of. */
  readonly sources: readonly string[];
  readonly suffix?: string;
}

/** The packages' versions. */
const LOCK_FILE = 'package-lock.json';

const DAY_MS = 86_400_000;

/** Path of what `make` writes to the path that it is given: made once for a state of the sources, and kept in the cache. */
export async function madeFromSources(
  { kind, sources, suffix = '' }: Made,
  make: (draft: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE_DIR, kind);
  const path = join(folder, `${await hashOf(sources)}${suffix}`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  await make(draft);
  await rename(draft, path).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another process made it meanwhile.
    if (!existsSync(path)) throw error;
  });
  await removeOld(folder);
  return path;
}

async function hashOf(folders: readonly string[]): Promise<string> {
  const files = await Promise.all(folders.map(filesUnder));
  const hash = createHash('sha256');
  for (const file of [...files.flat().sort(), LOCK_FILE]) {
    hash.update(`${file}\0`).update(await readFile(join(PROJECT_ROOT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Relative to the project's root. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name)));
}

/** What was made of earlier sources is read at a program's start only, so one of yesterday is not needed by any. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}
