import { defineQuery, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { Absence } from '../sop/decision/absence';
import type { Decision } from '../sop/decision/decision';
import type { KeptWrite } from '../sop/shadow/kept';
import { keptWritesSchema } from '../sop/shadow/kept-schema';
import { instantSchema, type Instant } from '../sop/vocabulary/dates';
import type { CaseReading, Completes, ServiceNote } from '../sop/vocabulary/facts';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../sop/vocabulary/ids';
import { RULE_IDS, type RuleId } from '../sop/vocabulary/rules';
import { portalIdSchema, caseWorkflowId } from './names';
import { onDemand, seldom } from './payloads/on-demand';
import { agreedSchema, type SeenAgreed } from './shadow';

export const absenceSchema = onDemand(() =>
  z.object({
    times: z.number().int(),
    countsFrom: instantSchema.optional(),
    deletion: z.enum(['told', 'doubted']).optional(),
    client: z.object({ companyId: companyIdSchema, phase: z.enum(['monitoring', 'cancelling']) }).optional(),
  }),
);

const holdMemorySchema = onDemand(() =>
  z.object({
    notes: z.array(z.object({ reference: z.string(), createdAt: instantSchema, edited: z.boolean().optional() })),
    seal: z.string(),
  }),
);

/**
 * S5: what the other cases of the company know this ticket to complete. `none`: it supersedes nothing; `no`: they were not
 * signaled yet.
 */
export type Announced = (typeof ANNOUNCED)[number];
const ANNOUNCED = ['nothing', 'saved', 'notSaved', 'cancellation', 'none', 'no'] as const satisfies readonly (
  Completes | 'none' | 'no'
)[];

/** Only the case itself carries this over; from anyone else it is worthless, and what does not fit is left out. */
export function carried<T extends z.ZodType>(schema: T): z.ZodCatch<z.ZodOptional<T>> {
  return schema.optional().catch(undefined);
}

const shadowSchema = onDemand(() =>
  z.object({ since: instantSchema, kept: keptWritesSchema(), agreed: agreedSchema().optional() }),
);

export const caseInputSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    ticketId: ticketIdSchema,
    timeline: carried(z.array(z.object({ at: instantSchema, rules: z.array(z.enum(RULE_IDS)), text: z.string() }))),
    notified: carried(z.array(z.string())),
    seen: carried(z.object({ ticket: instantSchema, evidence: instantSchema.optional() })),
    absence: carried(seldom(absenceSchema)),
    requests: carried(z.array(ticketIdSchema)),
    companyId: carried(companyIdSchema),
    companySeal: carried(z.string()),
    holdMemory: carried(seldom(holdMemorySchema)),
    announced: carried(z.enum(ANNOUNCED)),
    resumed: carried(z.boolean()),
    hasNotes: carried(z.boolean()),
    shadow: carried(seldom(shadowSchema)),
  }),
);

/** How new the ticket, and what is attached to it, were when read. */
export interface Seen {
  readonly ticket: Instant;
  readonly evidence?: Instant | undefined;
}

/** I1: the notes of a hold that were seen on the ticket, or written, and the worker's proof of it. */
export interface HoldMemory {
  readonly notes: readonly ServiceNote[];
  readonly seal: string;
}

export interface CaseInput {
  readonly portalId: string;
  readonly ticketId: TicketId;
  /** Carried over by continue-as-new, for the people who read the case; no rule rests on it. */
  readonly timeline?: readonly TimelineEntry[] | undefined;
  /** Also carried over: references of notes and tasks that were written once, so that one which a person deleted does not come back. */
  readonly notified?: readonly string[] | undefined;
  /** Also carried over: how new HubSpot's records were when they were last read. */
  readonly seen?: Seen | undefined;
  /** Also carried over: whether the ticket may be gone. */
  readonly absence?: Absence | undefined;
  /** Also carried over: support requests that wait until the ticket is closed (C3). */
  readonly requests?: readonly TicketId[] | undefined;
  /** Also carried over: whose other tickets are woken when this one is deleted (S5), and the proof that it was the ticket's. */
  readonly companyId?: CompanyId | undefined;
  readonly companySeal?: string | undefined;
  /** Also carried over: the notes of a hold, in case someone deletes them (I1). */
  readonly holdMemory?: HoldMemory | undefined;
  /** Also carried over: what the cases of that company know of this ticket (S5). */
  readonly announced?: Announced | undefined;
  /** The same for builds of before `announced`: whether they know nothing of it. */
  readonly resumed?: boolean | undefined;
  /** Also carried over: whether the ticket has notes of this service that are kept up to date (X1). */
  readonly hasNotes?: boolean | undefined;
  /** Also carried over: since when the case only observes, and what it did not write. Nothing is written by it. */
  readonly shadow?:
    | {
        readonly since: Instant;
        readonly kept: readonly KeptWrite[];
        readonly agreed?: readonly SeenAgreed[] | undefined;
      }
    | undefined;
}

/** Whether a workflow's id is that of another ticket than its input: one case for each ticket. */
export function isOfAnother(workflowId: string, own: string): boolean {
  const [kind] = own.split(':');
  return workflowId.startsWith(`${kind ?? ''}:`) && workflowId !== own;
}

/** How a case is started, whoever starts it. */
export function caseStart(
  input: CaseInput,
  taskQueue: string,
): {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [CaseInput];
  readonly staticSummary: string;
} {
  return {
    workflowId: caseWorkflowId(input.portalId, input.ticketId),
    taskQueue,
    args: [input],
    staticSummary: `At-Risk ticket ${input.ticketId}`,
  };
}

/** One line of a case's timeline. */
export interface TimelineEntry {
  readonly at: Instant;
  readonly rules: readonly RuleId[];
  readonly text: string;
}

/** What the query `case` answers with, in plain data. */
export interface CaseView {
  readonly portalId: string;
  readonly ticketId: TicketId;
  /** When HubSpot was last read, and what the SOP said of it; absent until the first read. */
  readonly decidedAt?: Instant;
  readonly reading?: CaseReading;
  readonly decision?: Decision;
  /** Absent where the pipeline is on. */
  readonly mode?: 'observe';
  readonly timeline: readonly TimelineEntry[];
}

export const caseQuery = defineQuery<CaseView>('case');

/** Reads HubSpot again and answers with what the SOP then says. */
export const recheckUpdate = defineUpdate<CaseView>('recheck');
