import timers from 'node:timers/promises';
import { IANAZone } from 'luxon';

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

/** Formatters cost far more to make than to use, and years of days are formatted by the same few. */
const RealFormat = Intl.DateTimeFormat;
const formats = new Map<string, Intl.DateTimeFormat>();
function KeptFormat(locale?: string, options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${String(locale)} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new RealFormat(locale, options);
  formats.set(key, format);
  return format;
}

const DAY_MS = 86_400_000;
const realOffset = Object.getOwnPropertyDescriptor(IANAZone.prototype, 'offset')?.value as (ts: number) => number;
const offsets = new Map<string, Map<number, number>>();

/** The offset at the beginning of a day of UTC. */
function offsetOfDay(zone: IANAZone, day: number): number {
  const ofZone = offsets.get(zone.name) ?? new Map<number, number>();
  offsets.set(zone.name, ofZone);
  const offset = ofZone.get(day) ?? realOffset.call(zone, day * DAY_MS);
  ofZone.set(day, offset);
  return offset;
}

/** On a day that begins and ends with the same offset it is that one; on the others Luxon works it out, from a formatted date. */
export function keptOffset(this: IANAZone, ts: number): number {
  const day = Math.floor(ts / DAY_MS);
  if (!Number.isFinite(day)) return realOffset.call(this, ts);
  const offset = offsetOfDay(this, day);
  return offset === offsetOfDay(this, day + 1) ? offset : realOffset.call(this, ts);
}

const realInterval = globalThis.setInterval;

/** Nobody misses a heartbeat here, and one of an activity that a worker's death broke off would beat for ever. */
const noInterval = (): undefined => undefined;

/** While `work` runs, `Date.now()` is the simulation's; only one simulation runs at a time. */
export async function onSimulatedTime<T>(work: () => Promise<T>): Promise<T> {
  Date.now = () => clock.now;
  Intl.DateTimeFormat = KeptFormat as unknown as typeof Intl.DateTimeFormat;
  IANAZone.prototype.offset = keptOffset;
  globalThis.setInterval = noInterval as unknown as typeof setInterval;
  timers.setImmediate = countedTurn as unknown as typeof timers.setImmediate;
  timers.setTimeout = ((ms: number) => pauses.pass(ms)) as unknown as typeof timers.setTimeout;
  try {
    return await work();
  } finally {
    Date.now = realNow;
    Intl.DateTimeFormat = RealFormat;
    IANAZone.prototype.offset = realOffset;
    globalThis.setInterval = realInterval;
    Object.assign(timers, real);
  }
}
