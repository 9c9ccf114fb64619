import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTRIBUTE } from './attributes';
import type { TracedCall } from './tracing';

/** A call to HubSpot is recorded once it has ended, in the activity that made it. One that no activity made is left out. */
export function recordCall({ method, path, outcome, status, ms }: TracedCall): void {
  if (trace.getActiveSpan() === undefined) return;
  const now = Date.now();
  const span = trace.getTracer('at-risk/hubspot').startSpan(`${method} ${path}`, {
    kind: SpanKind.CLIENT,
    startTime: now - ms,
    attributes: {
      [ATTRIBUTE.method]: method,
      [ATTRIBUTE.path]: path,
      ...(status !== undefined && { [ATTRIBUTE.status]: status }),
      ...(outcome !== 'ok' && { [ATTRIBUTE.errorType]: outcome }),
    },
  });
  if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(now);
}
