import { defineQuery } from '@temporalio/workflow';
import { z } from 'zod';
import type { AuditReport } from '../sop/audit/audit-report';
import { instantSchema } from '../sop/vocabulary/dates';
import { portalIdSchema } from './names';
import { onDemand } from './payloads/on-demand';

const placeSchema = onDemand(() =>
  z.object({
    /**
     * `changed`, `urgent`: tickets that changed in HubSpot since the last night, and those of cases whose date is near or which an invoice
     * holds; only in a night that goes on where the last one stopped.
     */
    stage: z.enum(['changed', 'urgent', 'tickets', 'cases', 'companies']),
    /** Where the page begins: an id, or a token of Temporal's, depending on the stage. */
    after: z.string().optional(),
    /** For `changed`: when the last night began. */
    since: instantSchema.optional(),
  }),
);

/** How far an audit is: the page that it reads next. */
export type AuditPlace = Readonly<z.infer<ReturnType<typeof placeSchema>>>;

/** What of a night's result the next one goes on from. */
export const lastNightSchema = onDemand(() => z.object({ startedAt: instantSchema, rest: placeSchema() }));

/** What an audit counts with; findings are only shown. */
const countedSchema = onDemand(() =>
  z.object({
    startedAt: instantSchema,
    checked: z.object({ tickets: z.int(), cases: z.int(), companies: z.int() }),
    counts: z.record(z.string(), z.int()),
    accepted: z.int(),
    findings: z.array(z.unknown()),
    notRead: z.array(z.object({ what: z.string(), sentence: z.string() })),
  }),
);

export const auditInputSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    /** How long it may take, in milliseconds; what is left then waits for the next night. Absent: it takes as long as it takes. */
    nightMs: z.int().optional(),
    /** For continue-as-new. */
    goOn: z
      .object({
        place: placeSchema(),
        report: z.custom<AuditReport>((given) => countedSchema().safeParse(given).success),
        rest: placeSchema().optional(),
      })
      .optional(),
  }),
);

export type AuditInput = Readonly<z.infer<ReturnType<typeof auditInputSchema>>>;

/** From 3 or 4 o'clock in New York until the office opens. */
export const NIGHT_MS = 5 * 60 * 60 * 1000;

/** How an audit is started, by the schedule, which appends the time to the id and ends it in the morning, and by a person. */
export function auditStart(
  portalId: string,
  taskQueue: string,
  nightMs?: number,
): {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [AuditInput];
  readonly staticSummary: string;
} {
  return {
    workflowId: `audit:${portalId}`,
    taskQueue,
    args: [{ portalId, ...(nightMs !== undefined && { nightMs }) }],
    staticSummary: 'Audit: HubSpot against the cases',
  };
}

/** The report as far as the audit is, with its progress; its result is the whole one. */
export const auditQuery = defineQuery<AuditReport>('audit');
