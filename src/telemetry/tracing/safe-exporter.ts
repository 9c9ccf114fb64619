import type { Attributes } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { ATTRIBUTE } from './attributes';

/**
 * The attributes that leave the process, of the service and of Temporal's interceptors. Anything else may hold what people wrote: what an error
 * says, with which reason a workflow was terminated.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  ...Object.values(ATTRIBUTE),
  'temporalWorkflowId',
  'run_id',
  'temporalActivityId',
  'temporalUpdateId',
  'exception.type',
]);

/** Exports spans without personal data, and says when that fails, and when it works again. */
export class SafeExporter implements SpanExporter {
  private hasFailed = false;

  constructor(
    private readonly exporter: SpanExporter,
    /** Called when it begins to fail, and when it works again. */
    private readonly onChange: (hasFailed: boolean) => void,
  ) {}

  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans.map(safe), (result) => {
      const hasFailed = result.code !== ExportResultCode.SUCCESS;
      if (hasFailed !== this.hasFailed) this.onChange(hasFailed);
      this.hasFailed = hasFailed;
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }
}

/** A copy; a span's own fields are getters. */
function safe(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code: span.status.code },
    attributes: allowed(span.attributes),
    links: span.links.map(({ context }) => ({ context })),
    events: span.events.map(({ name, time, attributes = {} }) => ({ name, time, attributes: allowed(attributes) })),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function allowed(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => ALLOWED.has(name)));
}
