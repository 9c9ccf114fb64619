import { z } from 'zod';
import { instantSchema } from '../sop/vocabulary/dates';
import { ticketIdSchema } from '../sop/vocabulary/ids';
import { portalIdSchema, supportRequestWorkflowId } from './names';

export const supportRequestInputSchema = z.object({
  portalId: portalIdSchema,
  ticketId: ticketIdSchema,
  /** Carried over by continue-as-new, as for a case. */
  notified: z.array(z.string()).readonly().optional(),
  absence: z
    .object({
      times: z.number().int(),
      countsFrom: instantSchema.optional(),
      deletion: z.enum(['told', 'doubted']).optional(),
    })
    .readonly()
    .optional(),
});

/** `ticketId` is the support ticket's. */
export type SupportRequestInput = z.infer<typeof supportRequestInputSchema>;

/** How the following of a support ticket is started (C3); likewise. */
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
