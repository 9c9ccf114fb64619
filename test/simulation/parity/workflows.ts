import { ApplicationFailure } from '@temporalio/common';
import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { ParityActivities } from './activities';

/** Small workflows, each around one thing that Temporal does and src/workflows rely on. They return what they saw. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const note = defineSignal<[string]>('note');
const finish = defineSignal('finish');
const ask = defineUpdate<string, [string]>('ask');

const OPTIONS = { startToCloseTimeout: HOUR, retry: { initialInterval: 10 * MINUTE } } satisfies ActivityOptions;

/** Coarse: a real server takes seconds of its own. */
const minutesSinceStart = (): string =>
  `after ${String(Math.round((Date.now() - workflowInfo().startTime.getTime()) / MINUTE))} minutes`;

/** Collects notes until it is to finish. */
export async function collects(): Promise<readonly string[]> {
  const seen: string[] = [];
  let done = false;
  setHandler(note, (text) => {
    seen.push(text);
  });
  setHandler(finish, () => {
    done = true;
  });
  await condition(() => done);
  return seen;
}

/** Has no handler for the first hour. */
export async function listensLate(): Promise<readonly string[]> {
  await sleep(HOUR);
  const seen: string[] = [];
  setHandler(note, (text) => {
    seen.push(text);
  });
  await condition(() => seen.length > 0);
  return [...seen, minutesSinceStart()];
}

/** Waits for a note for two hours. */
export async function waits(): Promise<readonly string[]> {
  let came = false;
  setHandler(note, () => {
    came = true;
  });
  const met = await condition(() => came, 2 * HOUR);
  const again = await condition(() => came, HOUR);
  return [`first ${String(met)}`, `again ${String(again)}`, minutesSinceStart()];
}

/** Continues as new after every second note, three times. */
export async function continues(before: readonly string[] = []): Promise<readonly string[]> {
  const seen: string[] = [];
  setHandler(note, (text) => {
    seen.push(text);
  });
  await condition(() => seen.length >= 2);
  const all = [...before, seen.join('+')];
  return all.length === 3 ? all : continueAsNew<typeof continues>(all);
}

/** Calls an activity that fails `failures` times. */
export async function retries(
  failures: number,
  kind: string,
  retry: ActivityOptions['retry'] = {},
): Promise<readonly string[]> {
  const { flaky } = proxyActivities<ParityActivities>({ ...OPTIONS, retry: { ...OPTIONS.retry, ...retry } });
  try {
    return [await flaky(failures, kind), minutesSinceStart()];
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return [`gave up: ${error.cause?.message ?? ''}`, minutesSinceStart()];
  }
}

/** Answers updates with what an activity says, and ends when nothing is left to answer. */
export async function answers(): Promise<readonly string[]> {
  const { flaky } = proxyActivities<ParityActivities>(OPTIONS);
  const asked: string[] = [];
  setHandler(
    ask,
    async (text) => {
      asked.push(text);
      if (text === 'refuse later') throw ApplicationFailure.nonRetryable('refused by the handler');
      const said = await flaky(1, 'plain');
      return `${text}: ${said}`;
    },
    {
      validator: (text) => {
        if (text === '') throw new Error('refused by the validator');
      },
    },
  );
  await condition(() => asked.length > 0);
  await condition(allHandlersFinished);
  return [...asked, minutesSinceStart()];
}

/** A signal's handler that gives up. */
export async function failsBySignal(): Promise<void> {
  setHandler(note, (text) => {
    throw ApplicationFailure.nonRetryable(text);
  });
  await condition(() => false);
}

/** Two timers, the second of which ends first. */
export async function races(): Promise<readonly string[]> {
  const first = await Promise.race([sleep(3 * HOUR).then(() => 'three hours'), sleep(HOUR).then(() => 'one hour')]);
  return [first, minutesSinceStart()];
}
