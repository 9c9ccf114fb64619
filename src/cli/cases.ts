import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { TicketId } from '../sop/ids';
import { BULK_PRIORITY, CASE_WORKFLOW, caseStart, caseWorkflowId } from '../workflows/contract';
import { answeredSoon } from './connect';

/** The cases in Temporal, as `adopt` needs them. */
export interface Cases {
  isRunning(ticketId: TicketId): Promise<boolean>;
  /** Starts the case unless it runs; says which it was. A running case is not disturbed. */
  start(ticketId: TicketId): Promise<'started' | 'running'>;
}

export function casesOf(temporal: Client, portalId: string, taskQueue: string): Cases {
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
    start: async (ticketId) => {
      try {
        const start = { ...caseStart({ portalId, ticketId }, taskQueue), priority: BULK_PRIORITY };
        await answeredSoon(temporal, () => temporal.workflow.start(CASE_WORKFLOW, start));
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
        throw error;
      }
    },
  };
}
