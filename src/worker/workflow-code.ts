import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import { CONVERTERS } from '../codec/data-converter';

/** What the workflow bundle is made of, as `bundleWorkflowCode` and `Worker.create` take it. */
export const WORKFLOW_CODE = {
  workflowsPath: join(__dirname, '../workflows'),
  ...CONVERTERS,
} as const;

/** The image brings the workflows bundled; from the sources they are bundled at the start. */
export function workflowCode(bundlePath: string | undefined): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return bundlePath === undefined
    ? { workflowsPath: WORKFLOW_CODE.workflowsPath }
    : { workflowBundle: { codePath: bundlePath } };
}
