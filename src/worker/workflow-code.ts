import { join } from 'node:path';

/** What the workflow bundle is made of, as `bundleWorkflowCode` and `Worker.create` take it. */
export const WORKFLOW_CODE = {
  workflowsPath: join(__dirname, '../workflows'),
  payloadConverterPath: join(__dirname, '../contract/payload-converter'),
} as const;
