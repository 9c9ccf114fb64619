import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { z } from 'zod';
import {
  CASE_MEMO,
  CASE_WORKFLOW,
  SEARCH_ATTRIBUTES,
  casePrefix,
  intakePrefix,
  linkedMemoSchema,
  supportRequestPrefix,
  ticketOfCase,
} from '../contract/names';
import { readable } from '../contract/payloads/readable';
import { instantAt, later, type Instant } from '../sop/vocabulary/dates';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';

/**
 * A paused workflow has not ended: it continues when an operator lets it. Temporal's lists lag by a moment. Their query language:
 * https://docs.temporal.io/list-filter
 */
export const OPEN = 'ExecutionStatus IN ("Running", "Paused")';

/** Finds a portal's cases; `conditions` narrows them. */
export function casesQuery(portalId: string, ...conditions: readonly string[]): string {
  return [`WorkflowType = "${CASE_WORKFLOW}" AND WorkflowId STARTS_WITH "${casePrefix(portalId)}"`, ...conditions].join(
    ' AND ',
  );
}

/** The same for those that run. */
export function runningCasesQuery(portalId: string, ...conditions: readonly string[]): string {
  return casesQuery(portalId, OPEN, ...conditions);
}

/** The same for everything of a portal that takes in or follows what happens there: webhooks, cases, support requests. */
export function followersQuery(portalId: string, ...conditions: readonly string[]): string {
  const ids = [casePrefix(portalId), supportRequestPrefix(portalId), intakePrefix(portalId)];
  const any = ids.map((prefix) => `WorkflowId STARTS_WITH "${prefix}"`).join(' OR ');
  return [`(${any})`, OPEN, ...conditions].join(' AND ');
}

/** The ids of all workflows that a query finds. */
export async function workflowIds(temporal: Client, query: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { workflowId } of temporal.workflow.list({ query })) found.push(workflowId);
  return found;
}

/** Workflow ids of the running cases of a company. */
export type CasesOf = (companyId: CompanyId) => Promise<readonly string[]>;

/** Asks Temporal's visibility, so that HubSpot need not be asked; a case is listed within a second of its first read. */
export function visibleCasesOf(temporal: Client, portalId: string): CasesOf {
  return (companyId) =>
    workflowIds(temporal, runningCasesQuery(portalId, `${SEARCH_ATTRIBUTES.companyId.name} = "${companyId}"`));
}

/** A running case, and what was associated with its ticket when it read that last. */
export interface SeenLinks {
  readonly ticketId: TicketId;
  readonly linked: z.infer<typeof linkedMemoSchema>;
  readonly startedAt: Instant;
}

/**
 * The running cases of a portal, the one that started last first, except those that have not read their ticket yet; with `startedBy`
 * those that started at that instant or earlier.
 */
export type SeenBy = (portalId: string, startedBy?: Instant) => AsyncIterable<SeenLinks>;

export function visibleSeenBy(temporal: Client): SeenBy {
  return async function* (portalId, startedBy) {
    const conditions = startedBy === undefined ? [] : [`StartTime <= "${new Date(startedBy).toISOString()}"`];
    const query = runningCasesQuery(portalId, ...conditions);
    for await (const info of temporal.workflow.list({ query, pageSize: 1_000 })) {
      const seen = seenIn(info);
      if (seen !== undefined) yield seen;
    }
  };
}

/** What the memo of a case says. */
export function seenIn({
  workflowId,
  memo,
  startTime,
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'memo' | 'startTime'>): SeenLinks | undefined {
  const ticketId = ticketOfCase(workflowId);
  const linked = linkedMemoSchema.safeParse(memo?.[CASE_MEMO.linked]);
  if (ticketId === undefined || !linked.success) return undefined;
  // To the next millisecond, so that a search up to it finds the case.
  return { ticketId, linked: linked.data, startedAt: later(instantAt(startTime), 1) };
}

/** How a workflow that completed ended, and when. */
export interface Completed<Result> {
  readonly result: Result;
  readonly endedAt: Date | undefined;
}

/**
 * The run that completed last among those of a type that a person started under this id, and a schedule under ids that begin with it;
 * undefined if there is none, or Temporal no longer keeps it.
 */
export async function lastCompleted<Result = unknown>(
  temporal: Client,
  type: string,
  workflowId: string,
): Promise<Completed<Result> | undefined> {
  const ids = `(WorkflowId = "${workflowId}" OR WorkflowId STARTS_WITH "${workflowId}-")`;
  const query = `WorkflowType = "${type}" AND ExecutionStatus = "Completed" AND ${ids}`;
  // Temporal lists the one that ended last first.
  for await (const info of temporal.workflow.list({ query, pageSize: 1 })) {
    const handle = temporal.workflow.getHandle<() => Promise<Result>>(info.workflowId, info.runId);
    return { result: readable(await handle.result()), endedAt: info.closeTime };
  }
  return undefined;
}
