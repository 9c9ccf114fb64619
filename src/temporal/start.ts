import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Priority } from '@temporalio/common';
import { caseStart } from '../contract/case';
import { BULK_PRIORITY, CASE_WORKFLOW, SUPPORT_REQUEST_WORKFLOW } from '../contract/names';
import { SIGNALS, type CaseEvent, type SignalName } from '../contract/signals';
import { supportRequestStart } from '../contract/support';
import type { TicketId } from '../sop/vocabulary/ids';
import type { PortalClient } from './portal-client';

/** What follows a ticket: its case, or the support request that it makes (C3). */
const FOLLOWERS = {
  atRisk: { type: CASE_WORKFLOW, start: caseStart },
  supportRequest: { type: SUPPORT_REQUEST_WORKFLOW, start: supportRequestStart },
} as const;

export type TicketKind = keyof typeof FOLLOWERS;

export interface FirstSignal {
  readonly signal: SignalName;
  readonly payload: CaseEvent;
}

/** Starts what follows a ticket, or signals it if it runs. */
export async function signalWithStart(
  { temporal, portalId, taskQueue }: PortalClient,
  ticketId: TicketId,
  { signal, payload }: FirstSignal,
  { kind = 'atRisk', priority }: { readonly kind?: TicketKind; readonly priority?: Priority } = {},
): Promise<void> {
  const { type, start } = FOLLOWERS[kind];
  await temporal.workflow.signalWithStart(type, {
    ...start({ portalId, ticketId }, taskQueue),
    ...(priority && { priority }),
    signal: SIGNALS[signal],
    signalArgs: [payload],
  });
}

/** Starts what follows a ticket unless it runs, as part of a bulk start; says which it was. A running one is not disturbed. */
export async function startUnlessRunning(
  { temporal, portalId, taskQueue }: PortalClient,
  ticketId: TicketId,
  kind: TicketKind,
): Promise<'started' | 'running'> {
  const { type, start } = FOLLOWERS[kind];
  try {
    await temporal.workflow.start(type, { ...start({ portalId, ticketId }, taskQueue), priority: BULK_PRIORITY });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
    throw error;
  }
}
