import type { SearchAttributePair } from '@temporalio/common';
import type { ActivityOptions, WorkflowInfo } from '@temporalio/workflow';
import { ContinueAsNew, Run } from './run';

/** Stands in for `@temporalio/workflow`, as far as `src/workflows` uses it: the same names, on the simulation's time. */

export { ActivityFailure, ApplicationFailure } from '@temporalio/common';

interface Definition {
  readonly type: 'signal' | 'update' | 'query';
  readonly name: string;
}

export const defineSignal = (name: string): Definition => ({ type: 'signal', name });
export const defineUpdate = (name: string): Definition => ({ type: 'update', name });
export const defineQuery = (name: string): Definition => ({ type: 'query', name });

const silent = (): undefined => undefined;
export const log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Nobody counts here. */
export const metricMeter = { createHistogram: () => ({ record: silent }) };

export const setCurrentDetails = silent;
export const patched = (): boolean => true;
export const deprecatePatch = silent;

/** Nothing is traced here. */
export class AsyncLocalStorage {
  getStore(): undefined {
    return undefined;
  }

  run<T>(_store: unknown, work: () => T): T {
    return work();
  }
}

/** Nobody sweeps here. */
export function upsertMemo(): void {
  return undefined;
}

export function upsertSearchAttributes(pairs: readonly SearchAttributePair[]): void {
  const values = new Map(pairs.map(({ key, value }): [string, unknown] => [key.name, value]));
  Run.current.command({ kind: 'searchAttributes', values });
}

/** The queue is asked for when a module is loaded, before any workflow runs. */
const TASK_QUEUE = 'simulated';

export function workflowInfo(): Pick<
  WorkflowInfo,
  'taskQueue' | 'workflowId' | 'startTime' | 'continueAsNewSuggested' | 'targetWorkerDeploymentVersionChanged'
> {
  return {
    taskQueue: TASK_QUEUE,
    get workflowId() {
      return Run.current.workflowId;
    },
    get startTime() {
      return new Date(Run.current.startedAt);
    },
    get continueAsNewSuggested() {
      return Run.current.continueAsNewSuggested;
    },
    // One build runs everything here.
    targetWorkerDeploymentVersionChanged: false,
  };
}

export async function condition(
  holds: () => boolean,
  timeout?: number,
  options: { readonly summary?: string } = {},
): Promise<boolean | undefined> {
  const run = Run.current;
  if (timeout === undefined) {
    await run.until(holds).met;
    return undefined;
  }
  if (holds()) return true;
  const timer = run.timer(timeout, options.summary);
  const waiting = run.until(holds);
  const inTime = await Promise.race([waiting.met.then(() => true), timer.fired.then(() => false)]);
  if (inTime) timer.cancel();
  else waiting.drop();
  return inTime;
}

export async function sleep(ms: number, options: { readonly summary?: string } = {}): Promise<void> {
  await Run.current.timer(ms, options.summary).fired;
}

export function continueAsNew(...args: readonly unknown[]): Promise<never> {
  return Promise.reject(new ContinueAsNew(args));
}

export const makeContinueAsNewFunc = (): typeof continueAsNew => continueAsNew;

export const allHandlersFinished = (): boolean => Run.current.handlersRunning === 0;

type Handler = (...args: readonly unknown[]) => unknown;

export function setHandler(
  { type, name }: Definition,
  handler: Handler,
  options: { readonly validator?: (...args: readonly unknown[]) => void } = {},
): void {
  const run = Run.current;
  if (type === 'update') run.updates.set(name, { run: handler, validator: options.validator });
  else if (type === 'signal') run.handleSignal(name, handler);
  else run.handlers.set(name, handler);
}

interface Activity {
  (...args: readonly unknown[]): Promise<unknown>;
  executeWithOptions(options: ActivityOptions, args: readonly unknown[]): Promise<unknown>;
}

export function proxyActivities(defaults: ActivityOptions): Record<string, Activity> {
  const made = new Map<string, Activity>();
  const make = (type: string): Activity =>
    Object.assign((...args: readonly unknown[]) => Run.current.schedule(type, args, defaults), {
      executeWithOptions: (options: ActivityOptions, args: readonly unknown[]) =>
        Run.current.schedule(type, args, { ...defaults, ...options }),
    });
  return new Proxy<Record<string, Activity>>(
    {},
    {
      get: (_target, type: string) => {
        const activity = made.get(type) ?? make(type);
        made.set(type, activity);
        return activity;
      },
    },
  );
}
