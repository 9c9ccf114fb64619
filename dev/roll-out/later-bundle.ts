import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { WORKFLOW_CODE } from '../../src/worker/workflow-code';

/** Bundles the workflows of `later-workflows.ts` into a folder; answers with the path. */
export async function laterBundle(folder: string): Promise<string> {
  const workflowsPath = join(__dirname, 'later-workflows.ts');
  const { code } = await bundleWorkflowCode({ ...WORKFLOW_CODE, workflowsPath, logger: new DefaultLogger('ERROR') });
  const path = join(folder, 'later.js');
  await writeFile(path, code);
  return path;
}
