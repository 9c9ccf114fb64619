import type { Workflow } from '@temporalio/common';
import { makeContinueAsNewFunc, setHandler, workflowInfo } from '@temporalio/workflow';
import { buildChangedSignal } from '../contract/builds';

/**
 * A run stays on the build of the workers on which it began, and the next run begins on the build that is current then: workflow code may
 * change while workflows sleep for months. https://docs.temporal.io/production-deployment/worker-deployments/worker-versioning
 */

/** Whether another build than this run's is current, as the server said when it handed out the task; also after a roll-back. */
export function isBuildChanged(): boolean {
  return workflowInfo().targetWorkerDeploymentVersionChanged;
}

/** Whether a workflow that takes one page after another continues in a new run. */
export function isTimeForNextRun(): boolean {
  return workflowInfo().continueAsNewSuggested || isBuildChanged();
}

/** The server says so only with a task, so that a workflow that sleeps is woken by a signal; the signal itself decides nothing. */
export function wakeOnBuildChange(): void {
  setHandler(buildChangedSignal, () => undefined);
}

/** Continues as new, on the current build. */
export function nextRun<F extends Workflow>(...args: Parameters<F>): Promise<never> {
  return makeContinueAsNewFunc<F>({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);
}
