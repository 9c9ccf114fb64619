import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_DIR, PROJECT_ROOT } from '../process/paths';

const WORKFLOWS = join(PROJECT_ROOT, 'src/workflows');
const BUNDLES = join(CACHE_DIR, 'workflows');

/** What a bundle is made of: the workflows, the only folder of ours that they may run, and the packages' versions. */
const SOURCES = ['src/workflows', 'src/sop'] as const;
const LOCK_FILE = 'package-lock.json';

const DAY_MS = 86_400_000;

/**
 * Path of the bundled workflows: made once for a state of the sources, so that a worker starts in one second and not in
 * four. Undefined as long as there are no workflows.
 */
export async function bundledWorkflows(): Promise<string | undefined> {
  if (!existsSync(join(WORKFLOWS, 'index.ts'))) return undefined;
  const path = join(BUNDLES, `${await hashOfSources()}.js`);
  if (!existsSync(path)) await bundleInto(path);
  return path;
}

async function bundleInto(path: string): Promise<void> {
  // Loaded only when needed: the package brings a native library and webpack.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('WARN') });
  await mkdir(BUNDLES, { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, code);
  await rename(draft, path);
  await removeOldBundles();
}

async function hashOfSources(): Promise<string> {
  const folders = await Promise.all(SOURCES.map(filesUnder));
  const hash = createHash('sha256');
  for (const file of [...folders.flat().sort(), LOCK_FILE]) {
    hash.update(`${file}\0`).update(await readFile(join(PROJECT_ROOT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(PROJECT_ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

/** A worker reads its bundle at the start only, so one of yesterday is in nobody's way. */
async function removeOldBundles(): Promise<void> {
  for (const name of await readdir(BUNDLES)) {
    const path = join(BUNDLES, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}
