import type {
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptors,
  WorkflowInternalsInterceptor,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { FORMER_TRACE_HEADER, traceIn, withTrace } from '../../contract/payloads/trace-header';
import { currentTrace, formerTrace, remember, stopTracing, within } from './current';

/** Starts, signals and updates bring the trace that they are part of. */
const inbound: WorkflowInboundCallsInterceptor = {
  execute: (input, next) => {
    remember(traceIn(input.headers, FORMER_TRACE_HEADER));
    return within(traceIn(input.headers), () => next(input));
  },
  handleSignal: (input, next) => within(traceIn(input.headers), () => next(input)),
  handleUpdate: (input, next) => within(traceIn(input.headers), () => next(input)),
};

/** Activities are part of the trace in which they are started. */
const outbound: WorkflowOutboundCallsInterceptor = {
  scheduleActivity: (input, next) => next({ ...input, headers: withTrace(input.headers, currentTrace()) }),
  continueAsNew: (input, next) =>
    next({ ...input, headers: withTrace(input.headers, formerTrace(), FORMER_TRACE_HEADER) }),
  getLogAttributes: (input, next) => {
    const trace = currentTrace();
    return next(trace === undefined ? input : { trace_id: trace.traceId, span_id: trace.spanId, ...input });
  },
};

const internals: WorkflowInternalsInterceptor = {
  dispose: (input, next) => {
    stopTracing();
    next(input);
  },
};

/**
 * In every bundle of the workflows, traced or not: what they do depends on the headers alone, which the history holds, and adds no step of its
 * own (docs/decisions/0029). Temporal's own interceptors begin the trace of an activity at the start of the workflow, weeks ago.
 */
export function interceptors(): WorkflowInterceptors {
  return { inbound: [inbound], outbound: [outbound], internals: [internals] };
}
