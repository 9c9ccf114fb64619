import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import type { TraceSinks } from '../../contract/payloads/trace-header';

/** What a process traces with, in plain values. */
export interface Tracing {
  /** For every client of Temporal. */
  readonly clientInterceptors: { readonly workflow: WorkflowClientInterceptor[] };
  /** For workers. */
  readonly activityInterceptors: readonly ActivityInterceptorsFactory[];
  readonly sinks: InjectedSinks<TraceSinks>;
  /** A request, as a trace of its own: the caller's headers are not trusted. */
  readonly request: TraceRequest;
  /** A call to HubSpot that has ended, as part of what made it. */
  readonly onCall: (end: TracedCall) => void;
  /** For each line of the log: `trace_id` and `span_id` of what runs now, if any. */
  readonly logFields: () => object;
  /** Logs when spans cannot be exported, and when they can again. */
  reportTo(log: TracingLog): void;
  /** Exports what is left. */
  flush(): Promise<void>;
  /** The same within seconds, and traces nothing more. */
  stop(): Promise<void>;
}

export interface TracingLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What spans say of the process. */
export interface TracedService {
  readonly service: string;
  /** Its build. */
  readonly version?: string | undefined;
  readonly portalId: string;
}

/** How spans are exported; where is OpenTelemetry's own variable. */
export interface TracingSettings {
  /** `name=value`, separated by commas: OTEL_EXPORTER_OTLP_HEADERS, also where that is given as a file. */
  readonly headers: string | undefined;
}

/** A request to the bridge in plain values. */
export interface TracedRequest {
  readonly id: string;
  readonly method: string;
  /** The path as the bridge knows it, without values. */
  readonly route: string;
}

export type TraceRequest = <A extends { readonly status: number }>(
  request: TracedRequest,
  answer: () => Promise<A>,
) => Promise<A>;

export interface TracedCall {
  readonly method: string;
  readonly path: string;
  readonly outcome: string;
  readonly status?: number | undefined;
  readonly ms: number;
}
