import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { Absence } from '../sop/absence';
import type { AuditReport } from '../sop/audit-report';
import { calendarDateSchema, instantSchema, type Instant } from '../sop/dates';
import type { Decision } from '../sop/decision';
import type { CaseReading, YesNo } from '../sop/facts';
import { ticketIdSchema, userIdSchema, type CompanyId, type TicketId } from '../sop/ids';
import type { NotRead } from '../sop/not-read';
import type { RuleId } from '../sop/rules';

/**
 * What the workflows and their callers agree on: names, ids, payloads. Callers import this file and nothing else of
 * `src/workflows`.
 */

export const DEFAULT_TASK_QUEUE = 'at-risk';

/** The queue of the activities that speak to HubSpot: it alone has HubSpot's rate. */
export function hubspotTaskQueue(taskQueue: string): string {
  return `${taskQueue}-hubspot`;
}

/** Of work on a whole portal, and of the cases that it starts: Temporal's lowest. Everything that people wait for goes first. */
export const BULK_PRIORITY = { priorityKey: 5 } as const;

export const CASE_WORKFLOW = 'atRiskCase';
export const INTAKE_WORKFLOW = 'intake';
export const SUPPORT_REQUEST_WORKFLOW = 'supportRequest';
export const WORK_AFTER_WORKFLOW = 'workAfterCancellation';
export const SWEEP_WORKFLOW = 'sweep';
export const AUDIT_WORKFLOW = 'audit';

/** A portal's schedules: N9's daily one, the sweep of every five minutes, and the nightly audit. */
export type ScheduleName = 'workAfter' | 'sweep' | 'audit';

/** `<name>:<portalId>`: several portals may share a namespace. */
export function scheduleIds(portalId: string): Readonly<Record<ScheduleName, string>> {
  return {
    workAfter: `work-after-cancellation:${portalId}`,
    sweep: `sweep:${portalId}`,
    audit: `audit:${portalId}`,
  };
}

/** Older versions had one set of schedules for all portals of a namespace. */
export const FORMER_SCHEDULES = { workAfter: 'work-after-cancellation', sweep: 'sweep', audit: 'audit' } as const;

/** The workflow id of a portal's sweeps; the schedule appends the time. */
export function sweepWorkflowId(portalId: string): string {
  return `sweep:${portalId}`;
}

/** What the workflow ids of a portal's cases begin with, for Temporal's lists. */
export function casePrefix(portalId: string): string {
  return `at-risk-case:${portalId}:`;
}

export const portalIdSchema = z.string().regex(/^\d{1,12}$/, 'must be a HubSpot portal id (digits)');

/** `at-risk-case:<portalId>:<ticketId>`: one ticket, one case. */
export function caseWorkflowId(portalId: string, ticketId: TicketId): string {
  return `${casePrefix(portalId)}${ticketId}`;
}

/** The ticket of a case's workflow id; undefined for any other workflow. */
export function ticketOfCase(workflowId: string): TicketId | undefined {
  const ticketId = /^at-risk-case:\d+:(\d+)$/.exec(workflowId)?.[1];
  return ticketId === undefined ? undefined : ticketIdSchema.parse(ticketId);
}

/** `support-request:<portalId>:<ticketId>`: one support ticket, one request (C3). */
export function supportRequestWorkflowId(portalId: string, ticketId: TicketId): string {
  return `support-request:${portalId}:${ticketId}`;
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

/** What a case notes for the sweep, where Temporal's list shows it. */
export const CASE_MEMO = { linked: 'atRiskLinked' } as const;
export const linkedMemoSchema = z.object({ ticket: z.string(), company: z.string().optional() });

/** What a signal carries: that something happened, and when by HubSpot's clock; never what to do (level-triggered). */
export const newsSchema = z.object({
  eventIds: z.array(z.string()).default([]),
  occurredAt: instantSchema,
  ticketAt: instantSchema.optional(),
  by: userIdSchema.optional(),
  answer: z.enum(['Yes', 'No']).optional(),
  swept: z.enum(['ticket', 'note', 'company', 'invoice']).optional(),
  deleted: z.boolean().optional(),
});

export interface News {
  readonly eventIds: readonly string[];
  readonly occurredAt: Instant;
  /** When a property of the ticket itself changed, where the signal does not say so: its stage, or who owns it. */
  readonly ticketAt?: Instant | undefined;
  /** The HubSpot user, if a person did it. */
  readonly by?: string | undefined;
  /** What Customer Saved became, for the people who read the case. */
  readonly answer?: YesNo | undefined;
  /** Only from the sweep: `occurredAt` is such a record's own stamp, so that a case can tell whether it has seen the change. */
  readonly swept?: 'ticket' | 'note' | 'company' | 'invoice' | undefined;
  /** The ticket itself was deleted, or (false) restored. */
  readonly deleted?: boolean | undefined;
}

/** Signals, named for people who read the history. */
export const SIGNALS = {
  saved: defineSignal<[News]>('saved'),
  cancellationNotice: defineSignal<[News]>('cancellationNotice'),
  etfNote: defineSignal<[News]>('etfNote'),
  rcmCancellationDate: defineSignal<[News]>('rcmCancellationDate'),
  cancellationApproval: defineSignal<[News]>('cancellationApproval'),
  invoiceDetermination: defineSignal<[News]>('invoiceDetermination'),
  financeApproval: defineSignal<[News]>('financeApproval'),
  newAtRiskTicket: defineSignal<[News]>('newAtRiskTicket'),
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

/** Signals of what is attached to the ticket: likewise for what was read of that. */
export const EVIDENCE_SIGNALS: readonly SignalName[] = ['cancellationNotice', 'etfNote'];

export const caseInputSchema = z.object({ portalId: portalIdSchema, ticketId: ticketIdSchema });

/** How new the ticket, and what is attached to it, were when read. */
export interface Seen {
  readonly ticket: Instant;
  readonly evidence?: Instant | undefined;
}

export interface CaseInput {
  readonly portalId: string;
  readonly ticketId: TicketId;
  /** Carried over by continue-as-new, for the people who read the case; no rule rests on it. */
  readonly timeline?: readonly TimelineEntry[];
  /** Carried over likewise: references of notes and tasks that were written once, so that one which a person deleted does not come back. */
  readonly told?: readonly string[];
  /** Carried over likewise: how new HubSpot's records were when they were last read. */
  readonly seen?: Seen | undefined;
  /** Carried over likewise: whether the ticket may be gone. */
  readonly absence?: Absence | undefined;
  /** Carried over likewise: support requests that wait until the ticket is closed (C3). */
  readonly requests?: readonly TicketId[] | undefined;
  /** Carried over likewise: whose other tickets are woken when this one is deleted (S5). */
  readonly companyId?: CompanyId | undefined;
  /** Carried over likewise: the cases of that company know that this ticket completes nothing any more (S5). */
  readonly resumed?: boolean;
}

export const supportRequestInputSchema = z.object({
  portalId: portalIdSchema,
  ticketId: ticketIdSchema,
  /** Carried over by continue-as-new, as for a case. */
  told: z.array(z.string()).readonly().optional(),
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

/**
 * I1, I3: what a person of Finance is said to approve; refused unless the portal accepts approvals from outside HubSpot (setting
 * `approvalOutsideHubSpot`). `by` is the HubSpot user id: an e-mail address has no place in a history.
 */
export const approveClosingSchema = z.strictObject({
  determination: z.enum(['Paid in full', 'Sent to collections']),
  by: userIdSchema,
  /** Where the command comes from, for the note on the ticket. */
  from: z.string().trim().min(1).max(200).optional(),
});
export type ApproveClosing = z.infer<typeof approveClosingSchema>;

/**
 * Writes the Invoice Determination and Finance Approval = Yes for a person of Finance, with a note that names them, and
 * answers with what the SOP then says. Fails with `CommandRefused`, and a note on the ticket, for anybody else.
 */
export const approveClosingUpdate = defineUpdate<CaseView, [ApproveClosing]>('approveClosing');

/** Becomes part of a note on the ticket (C4); kept in the case's history too, so it should name no patient. */
const reasonSchema = z.string().trim().min(3, 'must say why, in at least three letters').max(2000);

/** C2: the client stays after all. */
export const rescindSchema = z.strictObject({ reason: reasonSchema, by: userIdSchema.optional() });
export type Rescind = z.infer<typeof rescindSchema>;

/** C1: another RCM Cancellation Date. */
export const changeDateSchema = z.strictObject({
  date: calendarDateSchema,
  reason: reasonSchema,
  by: userIdSchema.optional(),
});
export type ChangeDate = z.infer<typeof changeDateSchema>;

/** What a person can ask of a case, whoever passes it on. */
export type Command =
  | ({ readonly kind: 'rescind' } & Rescind)
  | ({ readonly kind: 'changeDate' } & ChangeDate)
  | ({ readonly kind: 'approveClosing' } & ApproveClosing);

/** Both write to HubSpot, with the note of C4, and answer with what the SOP then says; or fail with `CommandRefused`. */
export const rescindUpdate = defineUpdate<CaseView, [Rescind]>('rescind');
export const changeDateUpdate = defineUpdate<CaseView, [ChangeDate]>('changeDate');

/** The same as the update, for those who wait for no answer; what makes no sense is noted in the case's timeline. */
export const rescindSignal = defineSignal<[Rescind]>('rescind');

/** C3: a support request waits until this ticket is closed. It wakes nobody. */
export const requestWaitsSchema = z.strictObject({ requestId: ticketIdSchema });
export const requestWaitsSignal = defineSignal<[z.infer<typeof requestWaitsSchema>]>('requestWaits');

/** The failure type of a command that cannot be carried out; its message says why. */
export const COMMAND_REFUSED = 'CommandRefused';

/** N9: the day before `scheduledAt` is looked at; left out, Temporal's schedule says when. The rest is for continue-as-new. */
export interface WorkAfterInput {
  readonly scheduledAt?: Instant;
  readonly after?: CompanyId;
  readonly told?: number;
  readonly notRead?: readonly NotRead[];
}

/** HubSpot's object types that the sweep looks through, in this order. */
const RECORD_TYPES = ['ticket', 'note', 'email', 'company', 'invoice'] as const;

/** The same, and the associations of the tickets that have a case. */
export const SWEPT_TYPES = [...RECORD_TYPES, 'association'] as const;
export type SweptType = (typeof SWEPT_TYPES)[number];

/** A case that was told of other associations than it had seen: its ticket, what they are, and how often. */
const toldOfLinksSchema = z.tuple([ticketIdSchema, z.string(), z.number().int()]).readonly();
export type ToldOfLinks = z.infer<typeof toldOfLinksSchema>;

const stampSchema = z.tuple([z.string(), instantSchema]).readonly();

/** How far the sweep has come with one object type. */
const watermarkSchema = z.object({
  /** The next look takes what changed from this instant on, by HubSpot's clock; absent before the first change was seen. */
  since: instantSchema.optional(),
  /** Of these, what has been looked at: id and instant of the change. */
  seen: z.array(stampSchema).readonly(),
  /** Of associations: the cases that were told. */
  told: z.array(toldOfLinksSchema).readonly().optional(),
  /** Every change before this instant has been told, by Temporal's clock. */
  reconciledAt: instantSchema,
});
export type Watermark = Readonly<z.infer<typeof watermarkSchema>>;

const countsSchema = z.object({
  /** Records that changed and had not been looked at. */
  changed: z.number().int(),
  /** Running cases and support requests told. */
  signalled: z.number().int(),
  started: z.number().int(),
});
export type SweepCounts = Readonly<z.infer<typeof countsSchema>>;

/** What a sweep found, and where the next one begins: Temporal gives a schedule's last result to its next run. */
export const sweepResultSchema = z.object({
  ...countsSchema.shape,
  /** How old a change can be of which no case has been told, when the sweep ended. In milliseconds. */
  oldestUnreconciledMs: z.number(),
  /** Object types that HubSpot would not let be read, and why; their changes wait. */
  problems: z.array(z.object({ type: z.enum(SWEPT_TYPES), sentence: z.string() })).readonly(),
  watermarks: z.partialRecord(z.enum(SWEPT_TYPES), watermarkSchema).readonly(),
});
export type SweepResult = Readonly<z.infer<typeof sweepResultSchema>>;
export const AUDIT_STAGES = ['tickets', 'cases', 'companies'] as const;

/** How far an audit is: the page that it looks at next. */
export interface AuditPlace {
  readonly stage: (typeof AUDIT_STAGES)[number];
  /** Where the page begins, in words of the stage: an id, or a token of Temporal's. */
  readonly after?: string | undefined;
}

export const auditInputSchema = z.object({ portalId: portalIdSchema });

export interface AuditInput {
  readonly portalId: string;
  /** For continue-as-new. */
  readonly goOn?: { readonly place: AuditPlace; readonly report: AuditReport };
}

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
