import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, caseWorkflowId, ticketOfCase } from '../contract/names';
import type { ShownCase } from '../sop/audit/audit';
import type { RequirementCode } from '../sop/decision/decision';
import { instantAt, type Instant } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { describeCase, isOpen } from './describe';
import { runningCasesQuery } from './list';
import { problemOf } from './stuck';

/** The running cases of a portal, as Temporal shows them. */
export interface RunningCases {
  /** From Temporal's list, which lags by a moment: one call for a hundred. */
  ofTickets(ticketIds: readonly TicketId[]): Promise<ReadonlyMap<TicketId, ShownCase>>;
  /** From Temporal's record of the case. */
  ofTicket(ticketId: TicketId): Promise<ShownCase | undefined>;
  /** All of them, or only the urgent ones, a page at a time; `after` is where the page before ended. */
  page(after?: string, urgent?: Urgent): Promise<{ readonly ticketIds: readonly TicketId[]; readonly next?: string }>;
}

/** Cases that wake by this instant, and all that an invoice holds. */
export interface Urgent {
  readonly wakingBy: Instant;
}

const HELD = ['invoiceDetermination', 'financeApproval'] as const satisfies readonly RequirementCode[];

/** Ids in one query, and cases of one page: as many as HubSpot is asked about in one call. */
const TOGETHER = 100;

export function runningCases(temporal: Client, portalId: string): RunningCases {
  return {
    ofTickets: async (ticketIds) => {
      const shown = new Map<TicketId, ShownCase>();
      for (let from = 0; from < ticketIds.length; from += TOGETHER) {
        const ids = ticketIds.slice(from, from + TOGETHER).map((id) => `"${caseWorkflowId(portalId, id)}"`);
        const query = runningCasesQuery(portalId, `WorkflowId IN (${ids.join(',')})`);
        for await (const info of temporal.workflow.list({ query })) {
          const ticketId = ticketOfCase(info.workflowId);
          if (ticketId !== undefined) shown.set(ticketId, shownCase(info));
        }
      }
      return shown;
    },
    ofTicket: async (ticketId) => {
      const info = await describeCase({ temporal, portalId }, ticketId);
      return info !== undefined && isOpen(info) ? shownCase(info) : undefined;
    },
    page: async (after, urgent) => {
      const { executions, nextPageToken } = await temporal.workflowService.listWorkflowExecutions({
        namespace: temporal.options.namespace,
        query: runningCasesQuery(portalId, ...(urgent === undefined ? [] : [urgentCondition(urgent)])),
        pageSize: TOGETHER,
        nextPageToken: Buffer.from(after ?? '', 'base64'),
      });
      const ticketIds = executions.flatMap(({ execution }) => ticketOfCase(execution?.workflowId ?? '') ?? []);
      const next = Buffer.from(nextPageToken).toString('base64');
      return { ticketIds, ...(next !== '' && { next }) };
    },
  };
}

function urgentCondition({ wakingBy }: Urgent): string {
  const held = HELD.map((code) => `"${code}"`).join(', ');
  const { nextDate, waitingFor } = SEARCH_ATTRIBUTES;
  return `(${nextDate.name} <= "${new Date(wakingBy).toISOString()}" OR ${waitingFor.name} IN (${held}))`;
}

function shownCase(info: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>): ShownCase {
  const { typedSearchAttributes: attributes } = info;
  const nextDate = attributes.get(SEARCH_ATTRIBUTES.nextDate);
  return {
    phase: attributes.get(SEARCH_ATTRIBUTES.phase),
    waitingFor: attributes.get(SEARCH_ATTRIBUTES.waitingFor) ?? [],
    nextDate: nextDate && instantAt(nextDate),
    attention: attributes.get(SEARCH_ATTRIBUTES.attention),
    problem: problemOf(info),
  };
}
