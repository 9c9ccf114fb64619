import type { Connection } from '@temporalio/client';

const READY_LIMIT_MS = 1_500;

/** Asks for the namespace, so that a wrong name or key is found too, and not only a server that is down. */
export async function isTemporalReady(connection: Connection, namespace: string): Promise<boolean> {
  await connection.withDeadline(Date.now() + READY_LIMIT_MS, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return true;
}
