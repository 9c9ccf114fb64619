import type { Log } from '../process/log';
import { until } from '../process/until';
import type { AlertWorld } from './alert-world';
import type { Cause, Ending } from './causes/cause';
import type { AlertState, Prometheus } from './prometheus';

/** A bridge asks Temporal every 20 s, Prometheus the bridge every 6 s; a server reports a workflow as stuck after five failures. */
const FIRES_WITHIN_MS = 240_000;
const ENDS_WITHIN_MS = 240_000;
const CHECK_EVERY_MS = 250;

/** What became of one alert; times in milliseconds. */
export interface Played {
  readonly cause: Cause;
  /** From the beginning of the cause until it fired. */
  readonly firedMs?: number;
  /** From the end of the cause until it no longer fired. */
  readonly endedMs?: number;
  /** Undefined when it fired and ended. */
  readonly problem?: string;
}

/** Brings about a cause, and waits until Prometheus says that its alert fires, and, once the cause is ended, that it no longer does. */
export async function play(cause: Cause, world: AlertWorld, prometheus: Prometheus, log: Log): Promise<Played> {
  const { alert } = cause;
  const played: { cause: Cause; firedMs?: number; endedMs?: number } = { cause };
  try {
    if (cause.isThereFromTheStart !== true) await untilState(prometheus, alert, 'inactive', ENDS_WITHIN_MS);
    log(`${alert}: ${cause.cause}`);
    const began = performance.now();
    const ending = await cause.begin(world);
    await ended(ending, async (end) => {
      await untilState(prometheus, alert, 'firing', FIRES_WITHIN_MS);
      played.firedMs = performance.now() - began;
      log(`${alert}: fires`);
      await end();
      const over = performance.now();
      await untilState(prometheus, alert, 'inactive', ENDS_WITHIN_MS);
      played.endedMs = performance.now() - over;
      log(`${alert}: has ended`);
    });
    return played;
  } catch (error) {
    const problem = `${alert}: ${error instanceof Error ? error.message : String(error)}`;
    log(problem);
    return { ...played, problem };
  }
}

/** Whatever happens, the cause is ended, so that the next alert begins on a service that is well. */
async function ended({ end, after }: Ending, work: (end: () => Promise<void>) => Promise<void>): Promise<void> {
  let isOver = false;
  const once = async (): Promise<void> => {
    if (!isOver) {
      isOver = true;
      await end();
    }
  };
  try {
    await work(once);
  } finally {
    await once();
    await after?.();
  }
}

async function untilState(prometheus: Prometheus, alert: string, state: AlertState, withinMs: number): Promise<void> {
  const isSo = async (): Promise<true | undefined> => (await prometheus.alerts()).get(alert) === state || undefined;
  await until(isSo, { what: `it to be ${state}`, withinMs, everyMs: CHECK_EVERY_MS });
}
