import type { NotRead } from '../../sop/audit/not-read';
import { HubSpotError } from '../client/errors';

/**
 * For work on a whole portal: what HubSpot refuses, and will refuse however often it is asked, is noted, and must not keep the rest
 * from being read. The result is then undefined. A temporary failure is thrown, so that Temporal retries it.
 */
export async function unlessRefused<T>(
  what: string,
  read: () => Promise<T>,
  note: (notRead: NotRead) => void,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HubSpotError) || error.kind === 'retryLater') throw error;
    note({ what, sentence: error.detail });
    return undefined;
  }
}
