import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import { instantSchema, type Instant } from '../sop/dates';
import type { Decision } from '../sop/decision';
import type { CaseReading, YesNo } from '../sop/facts';
import { ticketIdSchema, userIdSchema, type TicketId } from '../sop/ids';
import type { RuleId } from '../sop/rules';

/**
 * What the workflows and their callers agree on: names, ids, payloads. Callers import this file and nothing else of
 * `src/workflows`.
 */

export const DEFAULT_TASK_QUEUE = 'at-risk';

export const CASE_WORKFLOW = 'atRiskCase';
export const INTAKE_WORKFLOW = 'intake';

export const portalIdSchema = z.string().regex(/^\d{1,12}$/, 'must be a HubSpot portal id (digits)');

/** `at-risk-case:<portalId>:<ticketId>`: one ticket, one case. */
export function caseWorkflowId(portalId: string, ticketId: TicketId): string {
  return `at-risk-case:${portalId}:${ticketId}`;
}

/** The ticket of a case's workflow id; undefined for any other workflow. */
export function ticketOfCase(workflowId: string): TicketId | undefined {
  const ticketId = /^at-risk-case:\d+:(\d+)$/.exec(workflowId)?.[1];
  return ticketId === undefined ? undefined : ticketIdSchema.parse(ticketId);
}

/** `intake:<portalId>:<digest>`; the digest of a request's events makes HubSpot's retry of it the same workflow. */
export function intakeWorkflowId(portalId: string, digest: string): string {
  return `intake:${portalId}:${digest}`;
}

/** Search attributes of a case, registered by `at-risk setup` and at the start of the embedded server. */
export const SEARCH_ATTRIBUTES = {
  phase: defineSearchAttributeKey('AtRiskPhase', 'KEYWORD'),
  waitingFor: defineSearchAttributeKey('AtRiskWaitingFor', 'KEYWORD_LIST'),
  nextDate: defineSearchAttributeKey('AtRiskNextDate', 'DATETIME'),
  attention: defineSearchAttributeKey('AtRiskAttention', 'KEYWORD'),
  companyId: defineSearchAttributeKey('AtRiskCompanyId', 'KEYWORD'),
} as const;

/** What a signal carries: that something happened, and when by HubSpot's clock; never what to do (level-triggered). */
export const newsSchema = z.object({
  eventIds: z.array(z.string()).default([]),
  occurredAt: instantSchema,
  by: userIdSchema.optional(),
  answer: z.enum(['Yes', 'No']).optional(),
});

export interface News {
  readonly eventIds: readonly string[];
  readonly occurredAt: Instant;
  /** The HubSpot user, if a person did it. */
  readonly by?: string | undefined;
}

/** Signals, named for people who read the history. */
export const SIGNALS = {
  saved: defineSignal<[News & { readonly answer?: YesNo | undefined }]>('saved'),
  cancellationNotice: defineSignal<[News]>('cancellationNotice'),
  etfNote: defineSignal<[News]>('etfNote'),
  rcmCancellationDate: defineSignal<[News]>('rcmCancellationDate'),
  cancellationApproval: defineSignal<[News]>('cancellationApproval'),
  invoiceDetermination: defineSignal<[News]>('invoiceDetermination'),
  financeApproval: defineSignal<[News]>('financeApproval'),
  recheck: defineSignal<[News]>('recheck'),
} as const;

export type SignalName = keyof typeof SIGNALS;

/** Signals that say that a property of the ticket changed: the read that follows must show at least their instant. */
export const TICKET_SIGNALS: readonly SignalName[] = [
  'saved',
  'rcmCancellationDate',
  'cancellationApproval',
  'invoiceDetermination',
  'financeApproval',
];

export const caseInputSchema = z.object({ portalId: portalIdSchema, ticketId: ticketIdSchema });

export interface CaseInput {
  readonly portalId: string;
  readonly ticketId: TicketId;
  /** Carried over by continue-as-new, for the people who read the case; no rule rests on it. */
  readonly timeline?: readonly TimelineEntry[];
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

/** One line of a case's story. */
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
  readonly timeline: readonly TimelineEntry[];
}

export const caseQuery = defineQuery<CaseView>('case');

/** Reads HubSpot again and answers with what the SOP then says. */
export const recheckUpdate = defineUpdate<CaseView>('recheck');

/** I1, I3: what a person of Finance approves. `by` is the HubSpot user id: an e-mail address has no place in a history. */
export const approveClosingSchema = z.strictObject({
  determination: z.enum(['Paid in full', 'Sent to collections']),
  by: userIdSchema,
});
export type ApproveClosing = z.infer<typeof approveClosingSchema>;

/**
 * Writes the Invoice Determination and Finance Approval = Yes for a person of Finance, with a note that names them, and
 * answers with what the SOP then says. Fails with `ApprovalRefused`, and a note on the ticket, for anybody else.
 */
export const approveClosingUpdate = defineUpdate<CaseView, [ApproveClosing]>('approveClosing');

/** The failure type of an approval that does not count. */
export const APPROVAL_REFUSED = 'ApprovalRefused';
