import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import globalSetup from '../support/global-setup';
import { CaseWorld } from '../workflows/case-world';
import { HISTORIES_DIR, NEXT_RELEASE, historyFile, neutralText } from './histories';
import { PATHS, type Path } from './paths';
import type { History } from './proto-json';

/**
 * `npm run record-histories [-- NAME…]`: plays every path, or those named, with the workflows as they are now, and saves what
 * Temporal recorded for the next release. Those of releases stay as they are: cases that began then still run.
 */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(PATHS, name));
  if (unknown.length > 0) throw new Error(`no path ${unknown.join(', ')}; there are ${Object.keys(PATHS).join(', ')}`);
  await globalSetup();
  const recorded = new Map<string, string>();
  for (const [name, play] of Object.entries(PATHS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const history = await historyOf(play);
    recorded.set(name, neutralText(history));
    process.stdout.write(`${name}: ${String(history.events?.length ?? 0)} events\n`);
  }
  // Only once all have been played, so that a path that fails leaves the old ones in place.
  const folder = join(HISTORIES_DIR, NEXT_RELEASE);
  if (names.length === 0) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of recorded) await writeFile(historyFile(`${NEXT_RELEASE}/${name}`), text);
}

/** In a world of its own: the calendar of one that has lived for months is no longer the portal's. */
async function historyOf(play: Path): Promise<History> {
  const world = await CaseWorld.start('sop: { approvalOutsideHubSpot: true }');
  try {
    return await world.env.client.workflow.getHandle(await play(world)).fetchHistory();
  } finally {
    await world.stop();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(
    `record-histories: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
