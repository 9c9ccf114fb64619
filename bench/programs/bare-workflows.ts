import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { BareActivities, Call } from './bare-worker';

/** What the rows are compared with: the least that any workflow needs for the same work. */

const { call } = proxyActivities<BareActivities>({ startToCloseTimeout: '1 minute' });

/** No-op: it sleeps. */
export async function asleep(): Promise<void> {
  await sleep('30 days');
}

/** A signal, then one call. */
export async function signaled(then: Call): Promise<void> {
  let isSignaled = false;
  setHandler(defineSignal('answered'), () => {
    isSignaled = true;
  });
  await condition(() => isSignaled);
  await call(then);
}

/** Calls, one sleep, and one more call. */
export async function minimal(before: readonly Call[], days: number, after: Call): Promise<void> {
  for (const each of before) await call(each);
  await sleep(`${String(days)} days`);
  await call(after);
}
