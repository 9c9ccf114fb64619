import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = pathToFileURL(join(__dirname, '../../scripts/licenses.mjs')).href;

/** The script is a module of its own kind, which jest does not load: it is asked in a process of its own. */
function problemsOf(components: readonly object[]): unknown {
  const code = `import { problemsOf } from ${JSON.stringify(script)};
process.stdout.write(JSON.stringify(problemsOf(${JSON.stringify(components)})));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const component = (...licenses: readonly object[]) => ({ name: 'some-package', version: '1.2.3', licenses });

describe('the licenses of packages', () => {
  it('are all allowed when they are permissive, also those to choose from', () => {
    const components = [
      component({ license: { id: 'MIT' } }),
      component({ expression: '(GPL-3.0-only OR Apache-2.0)' }),
      component({ expression: 'Apache-2.0 AND MIT' }),
    ];
    expect(problemsOf(components)).toEqual([]);
  });

  it.each<[string, readonly object[], string]>([
    ['is missing', [], 'some-package@1.2.3 names no license'],
    ['is not permissive', [{ license: { id: 'GPL-3.0-only' } }], 'some-package@1.2.3 is under GPL-3.0-only'],
    ['is one of two that both count', [{ expression: 'MIT AND AGPL-3.0-only' }], 'is under MIT AND AGPL-3.0-only'],
    ['is nobody knows what', [{ license: { name: 'SEE LICENSE IN x' } }], 'is under SEE LICENSE IN x'],
  ])('are a problem where one %s', (_what, licenses, problem) => {
    expect(problemsOf([component(...licenses)])).toEqual([expect.stringContaining(problem)]);
  });
});
