import type { z } from 'zod';
import { ask } from '../client/client';
import { HubSpotError } from '../client/errors';

/** HubSpot finishes, or drops, a request that it could not answer within this. In milliseconds. */
const SETTLED_MS = 10_000;

/**
 * One call that creates records. X3: the next attempt recognizes by their references what this one created although the answer was
 * lost, but only once HubSpot shows it: so it does not come at once.
 */
export async function create<T>(what: string, schema: z.ZodType<T>, call: () => Promise<unknown>): Promise<T> {
  try {
    return await ask(what, schema, call);
  } catch (error) {
    if (!(error instanceof HubSpotError) || !mayHaveCreated(error)) throw error;
    const { kind, detail, status, correlationId, retryAfterMs, cause } = error;
    throw new HubSpotError({ kind, detail, status, correlationId, retryAfterMs, cause, settlesMs: SETTLED_MS });
  }
}

/** No answer, or a gateway's in HubSpot's place. */
function mayHaveCreated({ kind, status }: HubSpotError): boolean {
  return kind === 'retryLater' && (status === undefined || status === 408 || status >= 500);
}
