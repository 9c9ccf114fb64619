import { WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { CASE_WORKFLOW, SEARCH_ATTRIBUTES, casePrefix, caseWorkflowId, ticketOfCase } from '../contract/names';
import type { ShownCase } from '../sop/audit/audit';
import { instantAt } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';

/** The running cases of a portal, as Temporal shows them. */
export interface RunningCases {
  /** From Temporal's list, which lags by a moment: one call for a hundred. */
  ofTickets(ticketIds: readonly TicketId[]): Promise<ReadonlyMap<TicketId, ShownCase>>;
  /** From Temporal's record of the case. */
  ofTicket(ticketId: TicketId): Promise<ShownCase | undefined>;
  /** All of them, a page at a time; `after` is where the page before ended. */
  page(after?: string): Promise<{ readonly ticketIds: readonly TicketId[]; readonly next?: string }>;
}

/** Ids in one query, and cases of one page: as many as HubSpot is asked about in one call. */
const TOGETHER = 100;

export function runningCases(temporal: Client, portalId: string): RunningCases {
  const ofPortal = `WorkflowType = "${CASE_WORKFLOW}" AND ExecutionStatus = "Running"`;
  return {
    ofTickets: async (ticketIds) => {
      const shown = new Map<TicketId, ShownCase>();
      for (let from = 0; from < ticketIds.length; from += TOGETHER) {
        const ids = ticketIds.slice(from, from + TOGETHER).map((id) => `"${caseWorkflowId(portalId, id)}"`);
        for await (const info of temporal.workflow.list({
          query: `${ofPortal} AND WorkflowId IN (${ids.join(',')})`,
        })) {
          const ticketId = ticketOfCase(info.workflowId);
          if (ticketId !== undefined) shown.set(ticketId, shownCase(info));
        }
      }
      return shown;
    },
    ofTicket: async (ticketId) => {
      try {
        const info = await temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId)).describe();
        return info.status.name === 'RUNNING' ? shownCase(info) : undefined;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    page: async (after) => {
      const { executions, nextPageToken } = await temporal.workflowService.listWorkflowExecutions({
        namespace: temporal.options.namespace,
        query: `${ofPortal} AND WorkflowId STARTS_WITH "${casePrefix(portalId)}"`,
        pageSize: TOGETHER,
        nextPageToken: Buffer.from(after ?? '', 'base64'),
      });
      const ticketIds = executions.flatMap(({ execution }) => ticketOfCase(execution?.workflowId ?? '') ?? []);
      const next = Buffer.from(nextPageToken).toString('base64');
      return { ticketIds, ...(next !== '' && { next }) };
    },
  };
}

function shownCase({
  typedSearchAttributes: attributes,
}: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>): ShownCase {
  const nextDate = attributes.get(SEARCH_ATTRIBUTES.nextDate);
  return {
    phase: attributes.get(SEARCH_ATTRIBUTES.phase),
    waitingFor: attributes.get(SEARCH_ATTRIBUTES.waitingFor) ?? [],
    nextDate: nextDate && instantAt(nextDate),
    attention: attributes.get(SEARCH_ATTRIBUTES.attention),
  };
}
