import { join } from 'node:path';
import type { BundleOptions, WorkerOptions } from '@temporalio/worker';
import { CONVERTERS } from '../codec/data-converter';

const INTERCEPTORS = join(__dirname, '../workflows/tracing/interceptors');
const SHARED = join(__dirname, '../contract/preloaded');

/** What the workflow bundle is made of, as `bundleWorkflowCode` takes it. */
export const WORKFLOW_CODE: BundleOptions = {
  workflowsPath: join(__dirname, '../workflows'),
  workflowInterceptorModules: [INTERCEPTORS],
  preloadModules: [SHARED],
  ...CONVERTERS,
};

/** The workflows of a worker. */
export type WorkflowCode = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors' | 'bundlerOptions'>;

/** The image brings the workflows bundled; from the sources they are bundled at the start. */
export function workflowCode(bundlePath: string | undefined): WorkflowCode {
  const { workflowsPath } = WORKFLOW_CODE;
  return bundlePath === undefined
    ? {
        workflowsPath,
        interceptors: { workflowModules: [INTERCEPTORS] },
        bundlerOptions: { preloadModules: [SHARED] },
      }
    : { workflowBundle: { codePath: bundlePath } };
}
