import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { historyToJson, type History } from './proto-json';

/** Where the recorded histories stand, in a folder for each release. */
export const HISTORIES_DIR = join(__dirname, 'histories');
/** What was recorded since the last release; `npm run release` gives it the release's name, and then it stays as it is. */
export const NEXT_RELEASE = 'next';
/** What `npm run release` writes into the folder of a release, as `sha256sum` does. */
const CHECKSUMS = 'SHA256SUMS';
const ENDING = '.history.json';

export const historySchema = z.object({
  events: z.array(z.looseObject({ eventId: z.string(), eventType: z.string() })),
});
/** A history as Temporal's tools write it in JSON. */
export type RecordedHistory = z.infer<typeof historySchema>;

/** `name`: the release and the path, such as `next/saved-active`. */
export function historyFile(name: string): string {
  return join(HISTORIES_DIR, `${name}${ENDING}`);
}

/** Names of the recorded paths, of all releases. */
export function recordedNames(): readonly string[] {
  return readdirSync(HISTORIES_DIR)
    .flatMap((release) => readdirSync(join(HISTORIES_DIR, release)).map((file) => `${release}/${file}`))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}

/** The checksums that a release's folder had when it was closed, by file; undefined for the next release's. */
export function checksumsOf(release: string): ReadonlyMap<string, string> | undefined {
  if (release === NEXT_RELEASE) return undefined;
  const lines = readFileSync(join(HISTORIES_DIR, release, CHECKSUMS), 'utf8')
    .trimEnd()
    .split('\n');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

export function readHistory(name: string): RecordedHistory {
  return historySchema.parse(JSON.parse(readFileSync(historyFile(name), 'utf8')));
}

/** The text of a history file: what happened, and nothing of the machine on which it did. */
export function neutralText(history: History): string {
  const parsed = historySchema.parse(historyToJson(history));
  return `${JSON.stringify(parsed, (key, value: unknown) => neutral(key, value), 1)}\n`;
}

/** An identity is `pid@host`, a sticky task queue is named after it, and a stack trace names files. */
function neutral(key: string, value: unknown): unknown {
  switch (key) {
    case 'identity':
      return 'recorder';
    case 'stackTrace':
      return '';
    case 'taskQueue':
      return isSticky(value) ? { ...value, name: `${value.normalName}:sticky` } : value;
    default:
      return value;
  }
}

const stickySchema = z.looseObject({ kind: z.literal('TASK_QUEUE_KIND_STICKY'), normalName: z.string() });

function isSticky(value: unknown): value is z.infer<typeof stickySchema> {
  return stickySchema.safeParse(value).success;
}
