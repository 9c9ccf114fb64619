import { WorkflowNotFoundError, type Client, type HistoryAndWorkflowId } from '@temporalio/client';
import { dataConverter } from '../codec/data-converter';
import type { PayloadKeys } from '../config/payload-keys';
import { workflowCode } from './workflow-code';

/** How one workflow fared. `problem`: why this build cannot continue it, in the SDK's words; absent where it can. */
export interface Replayed {
  readonly workflowId: string;
  readonly problem?: string;
}

export interface ReplayOptions {
  readonly temporal: Client;
  readonly payloadKeys: PayloadKeys | undefined;
  /** As `AT_RISK_WORKFLOW_BUNDLE`; undefined: the sources beside this file. */
  readonly workflowBundle: string | undefined;
}

/**
 * Replays what workflows did so far with this build's code, one after the other, and changes nothing: no worker polls, no activity runs.
 * One that has ended and is no longer kept is left out. https://docs.temporal.io/develop/typescript/testing-suite#replay
 */
export async function* replay(workflowIds: readonly string[], options: ReplayOptions): AsyncIterable<Replayed> {
  // Only this command needs it, and it takes long to load.
  const { DefaultLogger, Runtime, Worker } = await import('@temporalio/worker');
  // What fails is in the results; the SDK would log each once more.
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
  });
  const code = { ...workflowCode(options.workflowBundle), dataConverter: dataConverter(options.payloadKeys) };
  for await (const { workflowId, error } of Worker.runReplayHistories(code, histories(workflowIds, options.temporal))) {
    yield { workflowId, ...(error !== undefined && { problem: error.message }) };
  }
}

async function* histories(workflowIds: readonly string[], temporal: Client): AsyncIterable<HistoryAndWorkflowId> {
  for (const workflowId of workflowIds) {
    try {
      yield { workflowId, history: await temporal.workflow.getHandle(workflowId).fetchHistory() };
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
