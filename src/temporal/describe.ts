import {
  ScheduleNotFoundError,
  WorkflowNotFoundError,
  type Client,
  type ScheduleDescription,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
  type WorkflowHandle,
} from '@temporalio/client';
import { caseWorkflowId } from '../contract/names';
import type { TicketId } from '../sop/vocabulary/ids';
import type { PortalClient } from './portal-client';

type Cases = Pick<PortalClient, 'temporal' | 'portalId'>;

/** The case of a ticket, whether or not there is one. */
export function caseOf({ temporal, portalId }: Cases, ticketId: TicketId): WorkflowHandle {
  return temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId));
}

/** From Temporal's record of the case; undefined if Temporal has none. */
export async function describeCase(
  cases: Cases,
  ticketId: TicketId,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await caseOf(cases, ticketId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

export async function isRunning(handle: WorkflowHandle): Promise<boolean> {
  return isOpen(await handle.describe());
}

/** Whether a workflow has not ended; a paused one continues when an operator lets it. */
export function isOpen({ status }: Pick<WorkflowExecutionInfo, 'status'>): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/** Undefined if Temporal has no such schedule. */
export async function describeSchedule(temporal: Client, scheduleId: string): Promise<ScheduleDescription | undefined> {
  try {
    return await temporal.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
