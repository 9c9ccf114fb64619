import { spawnSync } from 'node:child_process';
import { PROJECT_ROOT } from '../../dev/process/paths';

const npmTest = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/test.mjs', ...args], { cwd: PROJECT_ROOT, encoding: 'utf8' });

describe('npm test', () => {
  it('explains itself', () => {
    const { status, stdout } = npmTest('--help');

    expect(status).toBe(0);
    for (const word of ['--fast', 'PATTERN', 'jest']) expect(stdout).toContain(word);
  });

  it('ends with 2 for --fast beside something else, and names it', () => {
    const { status, stdout, stderr } = npmTest('--fast', 'test/sop');

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--fast takes no other argument (test/sop).');
  });
});
