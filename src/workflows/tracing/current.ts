import { AsyncLocalStorage } from '@temporalio/workflow';
import type { TraceContext } from '../../contract/payloads/trace-header';

/** Follows what runs now. Enabled by the first trace, so that a workflow without any pays nothing. */
const storage = new AsyncLocalStorage<TraceContext>();

let former: TraceContext | undefined;

/** What runs now is part of it; undefined where nothing is traced. */
export function currentTrace(): TraceContext | undefined {
  return storage.getStore();
}

/** The last trace that this workflow was part of. */
export function formerTrace(): TraceContext | undefined {
  return former;
}

export function remember(trace: TraceContext | undefined): void {
  former = trace ?? former;
}

/** Runs `work` as a part of a trace, in the same step: a history must not depend on whether it is traced. */
export function within<T>(trace: TraceContext | undefined, work: () => T): T {
  if (trace === undefined) return work();
  remember(trace);
  return storage.run(trace, work);
}

/** Node keeps a storage that is in use for ever. */
export function stopTracing(): void {
  storage.disable();
}
