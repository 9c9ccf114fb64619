import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { ATTRIBUTE } from './attributes';
import type { TraceRequest } from './tracing';

/** What `answer` does is part of the request's trace. */
export const tracedRequest: TraceRequest = ({ id, method, route }, answer) => {
  const options = {
    kind: SpanKind.SERVER,
    attributes: { [ATTRIBUTE.method]: method, [ATTRIBUTE.route]: route, [ATTRIBUTE.requestId]: id },
  };
  const tracer = trace.getTracer('at-risk/bridge');
  return tracer.startActiveSpan(`${method} ${route}`, options, ROOT_CONTEXT, async (span) => {
    try {
      const answered = await answer();
      end(span, answered.status);
      return answered;
    } catch (error) {
      end(span, 500);
      throw error;
    }
  });
};

function end(span: Span, status: number): void {
  span.setAttribute(ATTRIBUTE.status, status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
