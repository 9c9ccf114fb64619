import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { isRefusedByCloud } from './errors';

const DAY_S = 86_400;

/** How long a namespace keeps ended cases, in whole days, before and after `raiseRetention`. */
export interface Retention {
  readonly before: number;
  readonly after: number;
}

/** Whole days for which the namespace keeps ended workflows. */
export async function retentionDays(temporal: Client): Promise<number> {
  const { namespace } = temporal.options;
  const { config } = await temporal.workflowService.describeNamespace({ namespace });
  return Math.floor(Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_S);
}

/**
 * Makes the namespace keep ended workflows for at least so many days. A longer retention stays, as an operator may need it.
 * Temporal Cloud has tools of its own for this, and refuses it here: `after` is then the same as `before`.
 */
export async function raiseRetention(temporal: Client, days: number): Promise<Retention> {
  const before = await retentionDays(temporal);
  if (before >= days) return { before, after: before };
  const { namespace } = temporal.options;
  const config = { workflowExecutionRetentionTtl: msToTs(days * DAY_S * 1000) };
  try {
    await temporal.workflowService.updateNamespace({ namespace, config });
    return { before, after: days };
  } catch (error) {
    if (!isRefusedByCloud(error)) throw error;
    return { before, after: before };
  }
}
