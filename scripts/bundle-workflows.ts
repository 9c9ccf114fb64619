import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { WORKFLOW_CODE } from '../src/worker/workflow-code';

const root = join(__dirname, '..');

async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    ...WORKFLOW_CODE,
    logger: new DefaultLogger('WARN'),
  });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist/workflow-bundle.js'), code);
}

void main();
