import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKFLOW_CODE } from '../../src/worker/workflow-code';

it('what all workflows of a worker share is Zod alone, which remembers nothing of a workflow', () => {
  const [shared = '', ...others] = WORKFLOW_CODE.preloadModules ?? [];
  const source = readFileSync(`${shared}.ts`, 'utf8');

  expect(others).toEqual([]);
  expect(shared).toBe(join(__dirname, '../../src/contract/preloaded'));
  expect([...source.matchAll(/from '([^']+)'/g)].map(([, module]) => module)).toEqual(['zod']);
});
