import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { Sinks } from '@temporalio/workflow';
import { z } from 'zod';

/** A span of a trace by its ids, as the W3C's Trace Context has them: 32 and 16 hexadecimal digits. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether its trace is recorded. */
  readonly isSampled: boolean;
}

/** In which Temporal's interceptors for OpenTelemetry pass the trace on. */
export const TRACE_HEADER = '_tracer-data';

/** In which a run passes on the last trace that it was part of, for its next run to refer to. */
export const FORMER_TRACE_HEADER = 'at-risk-former-trace';

const carrierSchema = z.object({ traceparent: z.string() });

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Anybody who may signal a workflow may write headers: what cannot be read is no trace. */
export function traceIn(headers: Headers, name: string = TRACE_HEADER): TraceContext | undefined {
  const payload = headers[name];
  if (payload === undefined) return undefined;
  try {
    const { traceparent } = carrierSchema.parse(defaultPayloadConverter.fromPayload(payload));
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
    return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
  } catch {
    return undefined;
  }
}

/** Headers with the trace; they are not encrypted, and hold nothing but ids. */
export function withTrace(headers: Headers, trace: TraceContext | undefined, name: string = TRACE_HEADER): Headers {
  if (trace === undefined) return headers;
  const traceparent = `00-${trace.traceId}-${trace.spanId}-${trace.isSampled ? '01' : '00'}`;
  return { ...headers, [name]: defaultPayloadConverter.toPayload({ traceparent }) };
}

/** Why a turn began: `timer` also where HubSpot had not shown yet what a signal reported. */
export type TurnCause = 'start' | 'signal' | 'command' | 'timer';

/** One turn of a workflow that follows a ticket, as a span: from what woke it until its writes were made. */
export interface TurnSpan {
  readonly context: TraceContext;
  /** Undefined: the turn is a trace of its own. */
  readonly parent?: TraceContext | undefined;
  /** What else woke it; of a turn that the calendar began, the last trace that the workflow was part of. */
  readonly links: readonly TraceContext[];
  readonly cause: TurnCause;
  /** By the workflow's time, in milliseconds. */
  readonly beganAt: number;
  readonly endedAt: number;
  readonly hasFailed: boolean;
}

/** What a workflow hands to its worker, which exports it; never in a replay. */
export interface TraceSinks extends Sinks {
  traces: { turn(span: TurnSpan): void };
}
