import { writeFile } from 'node:fs/promises';
import { WORKFLOW_CODE } from '../../src/worker/workflow-code';
import { madeFromSources } from './made-from-sources';

/** What a bundle is made of: the workflows, and the only folders of ours that they may run. */
const BUNDLE = { kind: 'workflows', sources: ['src/workflows', 'src/contract', 'src/sop'], suffix: '.js' } as const;

/**
 * Path of the bundled workflows: made once for a state of the sources, so that a worker starts in one second and not in
 * four.
 */
export async function bundledWorkflows(): Promise<string> {
  return madeFromSources(BUNDLE, bundleInto);
}

async function bundleInto(path: string): Promise<void> {
  // Loaded only when needed: the package brings a native library and webpack.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ ...WORKFLOW_CODE, logger: new DefaultLogger('WARN') });
  await writeFile(path, code);
}
