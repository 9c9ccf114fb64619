import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';

/** SQLite's own files beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'] as const;

/**
 * Makes sure that a server's very first start on a database is completed or not done at all. Killed while it creates its
 * tables, the server leaves a file on which it never starts again; so a new file has a mark beside it until the server
 * has served from it, and a file with that mark is created again. A file that was ever served from is not touched.
 */
export async function prepareDataFile(dataFile: string): Promise<void> {
  const mark = markOf(dataFile);
  if (existsSync(mark)) await Promise.all(COMPANIONS.map((end) => rm(`${dataFile}${end}`, { force: true })));
  else if (!existsSync(dataFile)) await writeFile(mark, '');
}

/** To be called when the server serves from the file. */
export async function confirmDataFile(dataFile: string): Promise<void> {
  await rm(markOf(dataFile), { force: true });
}

function markOf(dataFile: string): string {
  return `${dataFile}.unfinished`;
}
