import { join } from 'node:path';
import { CONVERTERS } from '../codec/data-converter';

/** What the workflow bundle is made of, as `bundleWorkflowCode` and `Worker.create` take it. */
export const WORKFLOW_CODE = {
  workflowsPath: join(__dirname, '../workflows'),
  ...CONVERTERS,
} as const;
