import { defineSignal } from '@temporalio/workflow';

/** The workers of one task queue are one deployment. Temporal allows neither `.` nor `:` in its name. */
export function deploymentName(taskQueue: string): string {
  return taskQueue.replace(/[.:]|^__/g, '-');
}

/** `deployment:build`, as the search attribute `TemporalWorkerDeploymentVersion` has it. */
export function versionName(taskQueue: string, buildId: string): string {
  return `${deploymentName(taskQueue)}:${buildId}`;
}

/** Another build of the workers is current. It wakes a workflow, so that it continues there; it is no event of a ticket. */
export const buildChangedSignal = defineSignal('buildChanged');
