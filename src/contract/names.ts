import { defineSearchAttributeKey } from '@temporalio/common';
import { z } from 'zod';
import { ticketIdSchema, type TicketId } from '../sop/vocabulary/ids';

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

export const DIGEST_WORKFLOW = 'digest';

/** A portal's schedules: N9's daily one, the sweep of every five minutes, the nightly audit, and the morning digest. */
export type ScheduleName = 'workAfter' | 'sweep' | 'audit' | 'digest';

/** `<name>:<portalId>`: several portals may share a namespace. */
export function scheduleIds(portalId: string): Readonly<Record<ScheduleName, string>> {
  return {
    workAfter: `work-after-cancellation:${portalId}`,
    sweep: `sweep:${portalId}`,
    audit: `audit:${portalId}`,
    digest: `digest:${portalId}`,
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

/** The same for its support requests. */
export function supportRequestPrefix(portalId: string): string {
  return `support-request:${portalId}:`;
}

/** `support-request:<portalId>:<ticketId>`: one support ticket, one request (C3). */
export function supportRequestWorkflowId(portalId: string, ticketId: TicketId): string {
  return `${supportRequestPrefix(portalId)}${ticketId}`;
}

/** The portal and the ticket of a workflow that follows one: a case, or a support request. Undefined for any other workflow. */
export function followedBy(workflowId: string): { readonly portalId: string; readonly ticketId: TicketId } | undefined {
  const [, portalId, ticketId] = /^(?:at-risk-case|support-request):(\d+):(\d+)$/.exec(workflowId) ?? [];
  if (portalId === undefined || ticketId === undefined) return undefined;
  return { portalId: portalIdSchema.parse(portalId), ticketId: ticketIdSchema.parse(ticketId) };
}

/** As `casePrefix`, for its webhooks. */
export function intakePrefix(portalId: string): string {
  return `intake:${portalId}:`;
}

/** `intake:<portalId>:<digest>`; the digest of a request's events makes HubSpot's retry of it the same workflow. */
export function intakeWorkflowId(portalId: string, digest: string): string {
  return `${intakePrefix(portalId)}${digest}`;
}

/** Search attributes of a case, registered by `at-risk setup` and at the start of the embedded server. */
export const SEARCH_ATTRIBUTES = {
  phase: defineSearchAttributeKey('AtRiskPhase', 'KEYWORD'),
  waitingFor: defineSearchAttributeKey('AtRiskWaitingFor', 'KEYWORD_LIST'),
  nextDate: defineSearchAttributeKey('AtRiskNextDate', 'DATETIME'),
  attention: defineSearchAttributeKey('AtRiskAttention', 'KEYWORD'),
  companyId: defineSearchAttributeKey('AtRiskCompanyId', 'KEYWORD'),
  /** The client's name, found by any of its words: `AtRiskClient = "harbor"`. */
  client: defineSearchAttributeKey('AtRiskClient', 'TEXT'),
} as const;

/** What a case notes where Temporal's list shows it: for the sweep, whether it only observes, and for lists and reports. */
export const CASE_MEMO = { linked: 'atRiskLinked', mode: 'atRiskMode', overview: 'atRiskOverview' } as const;

/** From an event in HubSpot to the first change that follows from it, in seconds. */
export const EVENT_TO_WRITE_METRIC = 'at_risk_event_to_write_seconds';

export const linkedMemoSchema = z.object({ ticket: z.string(), company: z.string().optional() });
