import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator, parseKeyPairsIntoRecord, setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { recordCall } from './calls';
import { tracedRequest } from './requests';
import { SafeExporter } from './safe-exporter';
import { activityInterceptors, clientInterceptors } from './temporal';
import type { TracedService, Tracing, TracingLog, TracingSettings } from './tracing';
import { workflowSinks } from './turns';

/** For the spans that wait when the process ends, in milliseconds. */
const LAST_SPANS_MS = 3_000;

/**
 * Registers OpenTelemetry for the whole process, as Temporal's interceptors need it. It reads OpenTelemetry's own variables itself: the endpoint,
 * OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_RESOURCE_ATTRIBUTES.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function startSdk({ service, version, portalId }: TracedService, exporter: SpanExporter): Tracing {
  let log: TracingLog | undefined;
  const safe = new SafeExporter(exporter, (hasFailed) => {
    if (hasFailed) log?.warn({ event: 'traces.notExported' }, 'traces cannot be exported, and are dropped');
    else log?.info({ event: 'traces.exported' }, 'traces are exported again');
  });
  const processor = new BatchSpanProcessor(safe);
  const resource = resourceFromAttributes({
    'service.name': service,
    ...(version !== undefined && { 'service.version': version }),
    'at_risk.portal_id': portalId,
  }).merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  setGlobalErrorHandler(() => undefined);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    clientInterceptors: clientInterceptors(),
    activityInterceptors: [activityInterceptors],
    sinks: workflowSinks(processor, resource),
    request: tracedRequest,
    onCall: recordCall,
    logFields,
    reportTo: (given) => {
      log = given;
    },
    flush: () => provider.forceFlush().catch(() => undefined),
    stop: async () => {
      await Promise.race([provider.shutdown().catch(() => undefined), afterMs(LAST_SPANS_MS)]);
      for (const api of [trace, propagation, context]) api.disable();
    },
  };
}

/** To OpenTelemetry's collector, or whatever else takes OTLP over HTTP. */
export function otlpExporter({ headers }: TracingSettings): SpanExporter {
  return new OTLPTraceExporter({ ...(headers !== undefined && { headers: parseKeyPairsIntoRecord(headers) }) });
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** What leads from a line of the log to its trace. */
function logFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}
