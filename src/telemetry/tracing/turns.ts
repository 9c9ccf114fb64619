import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, type SpanContext } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { InjectedSinks } from '@temporalio/worker';
import type { TraceContext, TraceSinks, TurnSpan } from '../../contract/payloads/trace-header';
import { ATTRIBUTE } from './attributes';

const SCOPE = 'at-risk/turns';

/** What a span says of the workflow, as Temporal's interceptors do. */
interface Run {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** The spans of turns, whose ids the workflow has given to its activities before the turn ends. */
export function workflowSinks(processor: SpanProcessor, resource: Resource): InjectedSinks<TraceSinks> {
  return {
    traces: {
      turn: {
        fn: (run, span) => {
          exportTurn(run, span, processor, resource);
          for (const other of span.parent === undefined ? [] : span.links) linkToTurn(run, span, other);
        },
        callDuringReplay: false,
      },
    },
  };
}

function exportTurn(run: Run, span: TurnSpan, processor: SpanProcessor, resource: Resource): void {
  const context = contextOf(span.context);
  processor.onEnd({
    name: `Turn:${run.workflowType}`,
    kind: SpanKind.INTERNAL,
    spanContext: () => context,
    ...(span.parent && { parentSpanContext: { ...contextOf(span.parent), isRemote: true } }),
    startTime: millisToHrTime(span.beganAt),
    endTime: millisToHrTime(span.endedAt),
    duration: millisToHrTime(span.endedAt - span.beganAt),
    status: { code: span.hasFailed ? SpanStatusCode.ERROR : SpanStatusCode.OK },
    attributes: { ...attributesOf(run), [ATTRIBUTE.cause]: span.cause },
    links: span.links.map((link) => ({ context: contextOf(link) })),
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: SCOPE },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
}

/** Whoever follows another signal that woke the same turn finds it from there. */
function linkToTurn(run: Run, { context, endedAt }: TurnSpan, other: TraceContext): void {
  const options = { startTime: endedAt, attributes: attributesOf(run), links: [{ context: contextOf(context) }] };
  const parent = trace.setSpanContext(ROOT_CONTEXT, { ...contextOf(other), isRemote: true });
  trace.getTracer(SCOPE).startSpan(`JoinTurn:${run.workflowType}`, options, parent).end(endedAt);
}

function attributesOf({ workflowId, runId }: Run): Readonly<Record<string, string>> {
  return { temporalWorkflowId: workflowId, run_id: runId };
}

function contextOf({ traceId, spanId, isSampled }: TraceContext): SpanContext {
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}
