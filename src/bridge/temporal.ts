import type { Client, Connection } from '@temporalio/client';
import { SWEEP_WORKFLOW, sweepWorkflowId } from '../contract/names';
import { sweepResultSchema } from '../contract/sweep';
import { lastCompleted } from '../temporal/list';
import { answeredWithin } from '../temporal/portal-client';

const READY_LIMIT_MS = 1_500;
const METRICS_LIMIT_MS = 5_000;

/** Asks for the namespace, so that a wrong name or key is found too, and not only a server that is down. */
export async function isTemporalReady(connection: Connection, namespace: string): Promise<boolean> {
  await connection.withDeadline(Date.now() + READY_LIMIT_MS, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return true;
}

/**
 * The greatest age of a change in the portal for which no case was notified, in milliseconds: what the last sweep said, plus
 * the time since then. Undefined as long as no sweep of the portal has ended.
 */
export async function oldestUnreconciledMs(client: Client, portalId: string): Promise<number | undefined> {
  const last = await answeredWithin(METRICS_LIMIT_MS, client, () =>
    lastCompleted(client, SWEEP_WORKFLOW, sweepWorkflowId(portalId)),
  );
  if (last === undefined) return undefined;
  const { oldestUnreconciledMs: age } = sweepResultSchema.parse(last.result);
  return age + Date.now() - (last.endedAt?.getTime() ?? 0);
}
