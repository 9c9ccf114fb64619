import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  /** What is awaited, for the error: "Temporal to serve". */
  readonly what: string;
  readonly withinMs: number;
  /** Pause between two checks. Default 100 ms. */
  readonly everyMs?: number;
  /** Ends the waiting early, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits until `look` gives a value other than `undefined`. A `look` that throws counts as "not yet", and its error is
 * the cause of the final one.
 */
export async function until<T>(check: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
  const deadline = Date.now() + options.withinMs;
  let cause: unknown;
  do {
    options.signal?.throwIfAborted();
    try {
      const found = await check();
      if (found !== undefined) return found;
    } catch (error) {
      cause = error;
    }
    await pause(options.everyMs ?? 100, undefined, { signal: options.signal }).catch(() => undefined);
  } while (Date.now() < deadline);
  options.signal?.throwIfAborted();
  throw new Error(`waited ${String(options.withinMs / 1000)} s for ${options.what}`, { cause });
}
