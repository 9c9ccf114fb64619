import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { caseStart } from '../contract/case';
import { BULK_PRIORITY, CASE_WORKFLOW, SUPPORT_REQUEST_WORKFLOW, caseWorkflowId } from '../contract/names';
import { supportRequestStart } from '../contract/support';
import type { TicketId } from '../sop/vocabulary/ids';
import { answeredSoon } from './connect';

/** The cases in Temporal, as `adopt` needs them. */
export interface Cases {
  isRunning(ticketId: TicketId): Promise<boolean>;
  /** Starts the case unless it runs; says which it was. A running case is not disturbed. */
  start(ticketId: TicketId): Promise<'started' | 'running'>;
  /** C3: the same for following a support ticket. */
  follow(ticketId: TicketId): Promise<'started' | 'running'>;
}

export function casesOf(temporal: Client, portalId: string, taskQueue: string): Cases {
  const startUnlessRunning = async (workflow: string, start: WorkflowStartOptions): Promise<'started' | 'running'> => {
    try {
      await answeredSoon(temporal, () => temporal.workflow.start(workflow, { ...start, priority: BULK_PRIORITY }));
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
      throw error;
    }
  };
  return {
    isRunning: async (ticketId) => {
      const handle = temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId));
      try {
        const { status } = await answeredSoon(temporal, () => handle.describe());
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    start: (ticketId) => startUnlessRunning(CASE_WORKFLOW, caseStart({ portalId, ticketId }, taskQueue)),
    follow: (ticketId) =>
      startUnlessRunning(SUPPORT_REQUEST_WORKFLOW, supportRequestStart({ portalId, ticketId }, taskQueue)),
  };
}
