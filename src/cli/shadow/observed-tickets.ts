import { WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { CASE_MEMO, SUPPORT_REQUEST_WORKFLOW } from '../../contract/names';
import { readable } from '../../contract/payloads/readable';
import { shadowQuery, type TicketShadow } from '../../contract/shadow';
import type { ObservedTicket } from '../../sop/shadow/compare';
import { earliest } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';
import { casesQuery } from '../../temporal/list';
import { answeredSoon } from '../connect';
import type { Progress } from '../output/progress';

/** What an observing case and the support requests about its ticket have kept, without HubSpot's histories. */
export type ShadowOfTicket = Pick<ObservedTicket, 'ticketId' | 'companyId' | 'since' | 'kept' | 'agreed'>;

/** Workflows that observe, as Temporal lists them. */
export async function observing(temporal: Client, portalId: string, onlyRunning: boolean): Promise<readonly Run[]> {
  const state = `ExecutionStatus ${onlyRunning ? '= "Running"' : '!= "ContinuedAsNew"'}`;
  const requests = `WorkflowType = "${SUPPORT_REQUEST_WORKFLOW}" AND WorkflowId STARTS_WITH "support-request:${portalId}:"`;
  const queries = [casesQuery(portalId, state), `${requests} AND ${state}`];
  const runs: Run[] = [];
  for (const query of queries) {
    for await (const info of temporal.workflow.list({ query })) {
      if (isObserving(info)) runs.push({ workflowId: info.workflowId, runId: info.runId });
    }
  }
  return runs;
}

export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

function isObserving({ memo }: WorkflowExecutionInfo): boolean {
  return memo?.[CASE_MEMO.mode] === 'observe';
}

/** Asks each of them; a worker answers, also for one that has ended and that Temporal still keeps. */
export async function shadowsOf(
  temporal: Client,
  runs: readonly Run[],
  progress: Progress,
): Promise<readonly TicketShadow[]> {
  return progress('cases asked', runs.length, async (tell) => {
    const shadows: TicketShadow[] = [];
    for (const [index, { workflowId, runId }] of runs.entries()) {
      const shadow = await shadowOf(temporal, workflowId, runId);
      if (shadow !== undefined) shadows.push(shadow);
      tell(index + 1);
    }
    return shadows;
  });
}

/** Undefined for one that Temporal has just removed. */
async function shadowOf(temporal: Client, workflowId: string, runId: string): Promise<TicketShadow | undefined> {
  try {
    const handle = temporal.workflow.getHandle(workflowId, runId);
    return readable(await answeredSoon(temporal, () => handle.query(shadowQuery)));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** C3: what a support request would change is compared on the At-Risk ticket that it would change. */
export function byAtRiskTicket(shadows: readonly TicketShadow[]): readonly ShadowOfTicket[] {
  const of = new Map<TicketId, ShadowOfTicket>();
  for (const { ticketId, companyId, since, kept = [], agreed = [] } of shadows) {
    if (since === undefined) continue;
    const targets = kept.flatMap(({ write }) => (write.kind === 'explainChange' ? [write.ticketId] : []));
    const target = targets.at(-1) ?? ticketId;
    const before = of.get(target);
    of.set(target, {
      ticketId: target,
      companyId: before?.companyId ?? companyId,
      since: before === undefined ? since : earliest(before.since, since),
      kept: [...(before?.kept ?? []), ...kept].sort((a, b) => a.at - b.at),
      agreed: [...(before?.agreed ?? []), ...agreed],
    });
  }
  return [...of.values()].sort((a, b) => Number(a.ticketId) - Number(b.ticketId));
}
