import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { buildChangedSignal, deploymentName, versionName } from '../contract/builds';
import { GRPC, isGrpcStatus } from './errors';
import { OPEN, workflowIds } from './list';
import { signalIfRunning } from './signal';

/** The workers of one task queue, in all their builds. */
export interface Deployment {
  readonly temporal: Client;
  readonly taskQueue: string;
}

/**
 * Makes a build the current one: what starts from now on runs there, and what asks whether another build is current hears of it.
 * The server refuses a build whose workers do not poll both queues.
 * https://docs.temporal.io/production-deployment/worker-deployments/worker-versioning
 */
export async function makeCurrent({ temporal, taskQueue }: Deployment, buildId: string): Promise<void> {
  await temporal.workflowService.setWorkerDeploymentCurrentVersion({
    namespace: temporal.options.namespace,
    deploymentName: deploymentName(taskQueue),
    buildId,
    identity: temporal.options.identity,
  });
}

/** Which workers get what starts from now on. */
export type CurrentBuild =
  | { readonly kind: 'build'; readonly buildId: string }
  /** No worker with a build id ever polled. */
  | { readonly kind: 'withoutBuilds' }
  /** No build was made current: these wait, and workers without a build id do the work where there are any. */
  | { readonly kind: 'none'; readonly waiting: readonly string[]; readonly othersWork: boolean };

export async function currentBuild(deployment: Deployment): Promise<CurrentBuild> {
  const { temporal, taskQueue } = deployment;
  const { namespace } = temporal.options;
  try {
    const name = deploymentName(taskQueue);
    const answer = await temporal.workflowService.describeWorkerDeployment({ namespace, deploymentName: name });
    const { routingConfig, versionSummaries } = answer.workerDeploymentInfo ?? {};
    const buildId = routingConfig?.currentDeploymentVersion?.buildId;
    if (buildId) return { kind: 'build', buildId };
    const waiting = versionSummaries?.flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []) ?? [];
    return { kind: 'none', waiting, othersWork: await isPolledWithoutBuild(deployment) };
  } catch (error) {
    if (isGrpcStatus(error, GRPC.notFound)) return { kind: 'withoutBuilds' };
    throw error;
  }
}

async function isPolledWithoutBuild({ temporal, taskQueue }: Deployment): Promise<boolean> {
  const { namespace } = temporal.options;
  const { pollers } = await temporal.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: proto.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  return pollers.some(({ deploymentOptions }) => !deploymentOptions?.buildId);
}

/**
 * Workflow ids of all open workflows of the task queue that another build, or none, ran last. Temporal's list lags by a moment.
 * `since`: when the build became current; what began later, and was not run yet, begins on it.
 */
export function onOtherBuilds(
  { temporal, taskQueue }: Deployment,
  buildId: string,
  since: Date,
): Promise<readonly string[]> {
  const version = 'TemporalWorkerDeploymentVersion';
  const unversioned = `(${version} IS NULL AND StartTime < "${since.toISOString()}")`;
  const query = `TaskQueue = "${taskQueue}" AND ${OPEN} AND (${version} != "${versionName(taskQueue, buildId)}" OR ${unversioned})`;
  return workflowIds(temporal, query);
}

/** Wakes a workflow, so that it continues on the current build; false: it has ended. */
export function wakeForBuild({ temporal }: Pick<Deployment, 'temporal'>, workflowId: string): Promise<boolean> {
  return signalIfRunning({ temporal }, workflowId, buildChangedSignal);
}
