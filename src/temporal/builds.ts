import type { Client } from '@temporalio/client';
import { buildChangedSignal, deploymentName, versionName } from '../contract/builds';
import { OPEN } from './list';
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

/**
 * Workflow ids of all open workflows of the task queue that another build, or none, ran last. Temporal's list lags by a moment.
 * `since`: when the build became current; what began later, and was not run yet, begins on it.
 */
export async function onOtherBuilds(
  { temporal, taskQueue }: Deployment,
  buildId: string,
  since: Date,
): Promise<readonly string[]> {
  const version = 'TemporalWorkerDeploymentVersion';
  const unversioned = `(${version} IS NULL AND StartTime < "${since.toISOString()}")`;
  const query = `TaskQueue = "${taskQueue}" AND ${OPEN} AND (${version} != "${versionName(taskQueue, buildId)}" OR ${unversioned})`;
  const found: string[] = [];
  for await (const { workflowId } of temporal.workflow.list({ query })) found.push(workflowId);
  return found;
}

/** Wakes a workflow, so that it continues on the current build; false: it has ended. */
export function wakeForBuild({ temporal }: Pick<Deployment, 'temporal'>, workflowId: string): Promise<boolean> {
  return signalIfRunning({ temporal }, workflowId, buildChangedSignal);
}
