import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { CASE_MEMO, SEARCH_ATTRIBUTES, ticketOfCase } from '../contract/names';
import { overviewMemoSchema, type OverviewMemo } from '../contract/overview';
import { PHASES, type Phase, type RequirementCode } from '../sop/decision/decision';
import { WAITS } from '../sop/overview/words';
import { instantAt, type Instant } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { isOpen } from './describe';
import { runningCasesQuery } from './list';
import { problemOf } from './stuck';

/** A case as Temporal's visibility shows it. */
export interface ListedCase {
  readonly ticketId: TicketId;
  /** A paused one is open. `stopped`: terminated, cancelled or failed, so that nobody follows the ticket any more. */
  readonly status: 'open' | 'ended' | 'stopped';
  readonly observes: boolean;
  readonly phase: Phase | undefined;
  readonly waitingFor: readonly RequirementCode[];
  /** A code of what needs attention. */
  readonly attention: string | undefined;
  /** Why its tasks fail, by Temporal's name; absent as long as they do not. */
  readonly problem?: string | undefined;
  readonly companyId: string | undefined;
  /** Absent for a case that an older version of the service has followed, or that has not read its ticket yet. */
  readonly overview: OverviewMemo | undefined;
  readonly startedAt: Instant;
  readonly endedAt: Instant | undefined;
  /** When it reads HubSpot again, if there is no event before. */
  readonly nextCheck: Instant | undefined;
}

/** Undefined for a run that another one continues, and for what is no case. */
export function listedCase(info: WorkflowExecutionInfo): ListedCase | undefined {
  const ticketId = ticketOfCase(info.workflowId);
  const status = info.status.name;
  if (ticketId === undefined || status === 'CONTINUED_AS_NEW') return undefined;
  const attributes = info.typedSearchAttributes;
  const nextCheck = attributes.get(SEARCH_ATTRIBUTES.nextDate);
  const phase = attributes.get(SEARCH_ATTRIBUTES.phase);
  return {
    ticketId,
    status: isOpen(info) ? 'open' : status === 'COMPLETED' ? 'ended' : 'stopped',
    observes: info.memo?.[CASE_MEMO.mode] === 'observe',
    phase: PHASES.find((each) => each === phase),
    waitingFor: (attributes.get(SEARCH_ATTRIBUTES.waitingFor) ?? []).filter(isRequirement),
    attention: attributes.get(SEARCH_ATTRIBUTES.attention),
    problem: problemOf(info),
    companyId: attributes.get(SEARCH_ATTRIBUTES.companyId),
    overview: overviewMemoSchema.safeParse(info.memo?.[CASE_MEMO.overview]).data,
    startedAt: instantAt(info.startTime),
    endedAt: info.closeTime && instantAt(info.closeTime),
    nextCheck: nextCheck && instantAt(nextCheck),
  };
}

/** The running cases of a portal: a thousand in one call. */
export async function* listedRunning(temporal: Client, portalId: string): AsyncIterable<ListedCase> {
  for await (const info of temporal.workflow.list({ query: runningCasesQuery(portalId), pageSize: 1_000 })) {
    const listed = listedCase(info);
    if (listed !== undefined) yield listed;
  }
}

function isRequirement(code: string): code is RequirementCode {
  return Object.hasOwn(WAITS, code);
}
