import { defineQuery } from '@temporalio/workflow';
import { z } from 'zod';
import type { AuditReport } from '../sop/audit/audit-report';
import { instantSchema } from '../sop/vocabulary/dates';
import { portalIdSchema } from './names';

export const AUDIT_STAGES = ['tickets', 'cases', 'companies'] as const;

const placeSchema = z.object({
  stage: z.enum(AUDIT_STAGES),
  /** Where the page begins: an id, or a token of Temporal's, depending on the stage. */
  after: z.string().optional(),
});

/** How far an audit is: the page that it reads next. */
export type AuditPlace = Readonly<z.infer<typeof placeSchema>>;

/** What an audit counts with; findings are only shown. */
const countedSchema = z.object({
  startedAt: instantSchema,
  checked: z.object({ tickets: z.int(), cases: z.int(), companies: z.int() }),
  counts: z.record(z.string(), z.int()),
  accepted: z.int(),
  findings: z.array(z.unknown()),
  notRead: z.array(z.object({ what: z.string(), sentence: z.string() })),
});
const reportSchema = z.custom<AuditReport>((given) => countedSchema.safeParse(given).success);

export const auditInputSchema = z.object({
  portalId: portalIdSchema,
  /** For continue-as-new. */
  goOn: z.object({ place: placeSchema, report: reportSchema }).optional(),
});

export type AuditInput = Readonly<z.infer<typeof auditInputSchema>>;

/** How an audit is started, by the schedule, which appends the time to the id, and by a person. */
export function auditStart(
  portalId: string,
  taskQueue: string,
): {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [AuditInput];
  readonly staticSummary: string;
} {
  return {
    workflowId: `audit:${portalId}`,
    taskQueue,
    args: [{ portalId }],
    staticSummary: 'Audit: HubSpot against the cases',
  };
}

/** The report as far as the audit is, with its progress; its result is the whole one. */
export const auditQuery = defineQuery<AuditReport>('audit');
