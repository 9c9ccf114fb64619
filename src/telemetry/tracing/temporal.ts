import { trace, type Attributes } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { z } from 'zod';
import { ATTRIBUTE } from './attributes';

/** Starts, signals, updates and queries, with the header that passes the trace on. */
export function clientInterceptors(): { readonly workflow: WorkflowClientInterceptor[] } {
  return { workflow: [new OpenTelemetryWorkflowClientInterceptor()] };
}

/** Temporal's own interceptor makes the span of an attempt; ours says what it is about. */
export const activityInterceptors: ActivityInterceptorsFactory = (context) => {
  const span = new OpenTelemetryActivityInboundInterceptor(context);
  const inbound: ActivityInboundCallsInterceptor = {
    execute: (input, next) =>
      span.execute(input, async (given) => {
        trace.getActiveSpan()?.setAttributes({ [ATTRIBUTE.attempt]: context.info.attempt, ...about(given.args[0]) });
        try {
          return await next(given);
        } catch (error) {
          trace.getActiveSpan()?.setAttribute(ATTRIBUTE.errorType, typeOf(error));
          throw error;
        }
      }),
  };
  return { inbound, outbound: new OpenTelemetryActivityOutboundInterceptor(context) };
};

/** What activities that change HubSpot are given first. */
const writeSchema = z.object({ kind: z.string(), rules: z.array(z.string()) });

function about(given: unknown): Attributes {
  const write = writeSchema.safeParse(given);
  return write.success ? { [ATTRIBUTE.write]: write.data.kind, [ATTRIBUTE.rules]: write.data.rules } : {};
}

function typeOf(error: unknown): string {
  if (error instanceof ApplicationFailure && typeof error.type === 'string') return error.type;
  return error instanceof Error ? error.name : 'unknown';
}
