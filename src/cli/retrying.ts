import { setTimeout as pause } from 'node:timers/promises';
import { HubSpotError } from '../hubspot';

const TRIES = 5;
const SECOND_MS = 1_000;
/** A person waits at the terminal: a limit that lasts longer, as the daily one does, is reported instead. */
const LONGEST_PAUSE_MS = 60 * SECOND_MS;

/** In the service Temporal retries what HubSpot could not answer; a command does so itself, for as long as a person waits. */
export async function retrying<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const wait = pauseAfter(error, attempt);
      if (wait === undefined) throw error;
      await pause(wait);
    }
  }
}

function pauseAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof HubSpotError) || error.kind !== 'retryLater' || attempt === TRIES) return undefined;
  const wait = error.retryAfterMs ?? SECOND_MS * 2 ** (attempt - 1);
  return wait > LONGEST_PAUSE_MS ? undefined : wait;
}
