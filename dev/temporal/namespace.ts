import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { isGrpcStatus } from '../../src/temporal/errors';
import { until } from '../process/until';

const ALREADY_EXISTS = 6;
const READY_WITHIN_MS = 120_000;

/**
 * Waits until the server at `address` answers, and creates the namespaces that it lacks, with the server's shortest retention:
 * `at-risk setup` raises it. Resolves when all parts of the server know them.
 */
export async function provideNamespaces(address: string, namespaces: readonly string[]): Promise<void> {
  const connect = (): Promise<Connection> => Connection.connect({ address });
  const connection = await until(connect, { what: `${address} to answer`, withinMs: READY_WITHIN_MS });
  try {
    for (const namespace of namespaces) await provide(connection, namespace);
  } finally {
    await connection.close();
  }
}

async function provide({ workflowService }: Connection, namespace: string): Promise<void> {
  const create = async (): Promise<true> => {
    const workflowExecutionRetentionPeriod = msToTs('1 day');
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod }).catch((error: unknown) => {
      if (!isGrpcStatus(error, ALREADY_EXISTS)) throw error;
    });
    return true;
  };
  await until(create, { what: `the namespace ${namespace} to be created`, withinMs: READY_WITHIN_MS });
  const isKnown = async (): Promise<true> => {
    await workflowService.countWorkflowExecutions({ namespace, query: 'WorkflowType = "none"' });
    return true;
  };
  await until(isKnown, { what: `the namespace ${namespace} to be known`, withinMs: READY_WITHIN_MS });
}
