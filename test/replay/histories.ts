import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { historyToJson, type History } from './proto-json';

/** Where the recorded histories stand. */
export const HISTORIES_DIR = join(__dirname, 'histories');
const ENDING = '.history.json';

export const historySchema = z.object({
  events: z.array(z.looseObject({ eventId: z.string(), eventType: z.string() })),
});
/** A history as Temporal's tools write it in JSON. */
export type RecordedHistory = z.infer<typeof historySchema>;

export function historyFile(name: string): string {
  return join(HISTORIES_DIR, `${name}${ENDING}`);
}

/** Names of the recorded paths. */
export function recordedNames(): readonly string[] {
  return readdirSync(HISTORIES_DIR)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
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
