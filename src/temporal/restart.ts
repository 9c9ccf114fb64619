import type { Client } from '@temporalio/client';
import { RawValue, type Payload } from '@temporalio/common';
import { followedBy } from '../contract/names';
import { isEncrypted } from '../contract/payloads/encryption';

/**
 * Ends a workflow's run and starts it again with the input of that run, in one call: HubSpot is the system of record, so it finds its place
 * again (X3). What the run had received since is dropped with it. Answers with the new run's id.
 */
export async function restart(temporal: Client, workflowId: string): Promise<string> {
  const { type, taskQueue, args } = await startOf(temporal, workflowId);
  const handle = await temporal.workflow.start(type, {
    workflowId,
    taskQueue,
    args: [...args],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  return handle.firstExecutionRunId;
}

interface Start {
  readonly type: string;
  readonly taskQueue: string;
  readonly args: readonly unknown[];
}

/** What the run in progress was started with, as Temporal keeps it: the first event of its history. */
async function startOf(temporal: Client, workflowId: string): Promise<Start> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const [type, taskQueue] = [started?.workflowType?.name, started?.taskQueue?.name];
  if (type == null || taskQueue == null) throw new Error(`the history of ${workflowId} does not begin with its start`);
  const input = await decrypted(temporal, started?.input?.payloads ?? []);
  return { type, taskQueue, args: input.some(isEncrypted) ? inputFromId(workflowId) : input.map(asItIs) };
}

/** So that the new run is encrypted with the key of today. */
async function decrypted(temporal: Client, payloads: Payload[]): Promise<readonly Payload[]> {
  let decoded = payloads;
  for (const codec of temporal.options.loadedDataConverter.payloadCodecs.toReversed())
    decoded = await codec.decode(decoded);
  return decoded;
}

/** Where the key of the input is lost: all that a case, or a support request, needs stands in its workflow id. */
function inputFromId(workflowId: string): readonly unknown[] {
  const followed = followedBy(workflowId);
  if (followed !== undefined) return [followed];
  throw new Error(`the input of ${workflowId} is encrypted with a key that is not among AT_RISK_PAYLOAD_KEYS`);
}

function asItIs(payload: Payload): unknown {
  return RawValue.fromPayload(payload);
}
