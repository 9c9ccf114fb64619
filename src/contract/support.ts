import { z } from 'zod';
import { keptStepsSchema } from '../sop/shadow/kept-schema';
import { instantSchema } from '../sop/vocabulary/dates';
import { ticketIdSchema } from '../sop/vocabulary/ids';
import { absenceSchema, carried } from './case';
import { portalIdSchema, supportRequestWorkflowId } from './names';
import { onDemand, seldom } from './payloads/on-demand';

const shadowSchema = onDemand(() => z.object({ since: instantSchema, kept: keptStepsSchema() }).readonly());

export const supportRequestInputSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    ticketId: ticketIdSchema,
    /** Carried over by continue-as-new, as for a case. */
    notified: carried(z.array(z.string()).readonly()),
    absence: carried(seldom(() => absenceSchema().omit({ client: true }).readonly())),
    /** `mode: observe`: what was not written; nothing is written by it. */
    shadow: carried(seldom(shadowSchema)),
  }),
);

/** `ticketId` is the support ticket's. */
export type SupportRequestInput = z.infer<ReturnType<typeof supportRequestInputSchema>>;

/** How the following of a support ticket is started (C3), whoever starts it. */
export function supportRequestStart(
  input: SupportRequestInput,
  taskQueue: string,
): {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [SupportRequestInput];
  readonly staticSummary: string;
} {
  return {
    workflowId: supportRequestWorkflowId(input.portalId, input.ticketId),
    taskQueue,
    args: [input],
    staticSummary: `Support ticket ${input.ticketId}: change after closing`,
  };
}
