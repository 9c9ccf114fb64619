import timers from 'node:timers/promises';

/** The one clock of a simulation: workflows, service and portal all read it through `Date.now()`. In milliseconds. */
export const clock = { now: 0 };

/** Lets that much of the simulated time pass, for service code that pauses by itself; the world says how. */
export const pauses: { pass: (ms: number) => Promise<void> } = { pass: () => Promise.resolve() };

const real = { setImmediate: timers.setImmediate, setTimeout: timers.setTimeout };
let turns = 0;

/** Service code that waits for the next turn of the event loop goes on before the clock does. */
async function countedTurn(): Promise<void> {
  turns += 1;
  await real.setImmediate();
  turns -= 1;
}

/** Everything that can go on without Temporal, and without time, has gone on. */
export async function microtasks(): Promise<void> {
  do await real.setImmediate();
  while (turns > 0);
}

const realNow = Date.now;

const realInterval = globalThis.setInterval;

/** Nobody misses a heartbeat here, and one of an activity that a worker's death broke off would beat for ever. */
const noInterval = (): undefined => undefined;

/** While `work` runs, `Date.now()` is the simulation's; only one simulation runs at a time. */
export async function onSimulatedTime<T>(work: () => Promise<T>): Promise<T> {
  Date.now = () => clock.now;
  globalThis.setInterval = noInterval as unknown as typeof setInterval;
  timers.setImmediate = countedTurn as unknown as typeof timers.setImmediate;
  timers.setTimeout = ((ms: number) => pauses.pass(ms)) as unknown as typeof timers.setTimeout;
  try {
    return await work();
  } finally {
    Date.now = realNow;
    globalThis.setInterval = realInterval;
    Object.assign(timers, real);
  }
}
