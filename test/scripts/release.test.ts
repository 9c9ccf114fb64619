import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../..');

/** The scripts are modules of their own kind, which jest does not load: they are asked in a process of their own. */
function asked(script: string, code: string): unknown {
  const url = pathToFileURL(join(root, 'scripts', script)).href;
  const module = `import { readFileSync } from 'node:fs';
import * as script from ${JSON.stringify(url)};
const read = (file) => readFileSync(file, 'utf8');
const attempt = (work) => { try { return work(); } catch (error) { return error.message; } };
process.stdout.write(JSON.stringify(${code}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', module], {
    cwd: root,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('npm run release', () => {
  it('writes the version wherever it stands, and closes the section of the changelog', () => {
    const changed = asked('release.mjs', `script.releaseOf('7.8.9', '2027-01-31', read)`) as Record<string, string>;

    for (const [file, text] of Object.entries(changed)) {
      expect(text).toContain('7.8.9');
      expect(text.replaceAll('7.8.9', '0.1.0').length).toBeGreaterThanOrEqual(
        readFileSync(join(root, file), 'utf8').length,
      );
    }
    expect(Object.keys(changed).sort()).toEqual([
      'CHANGELOG.md',
      'deploy/helm/Chart.yaml',
      'docker-compose.yml',
      'package-lock.json',
      'package.json',
    ]);
    expect(changed['CHANGELOG.md']).toMatch(/\n## \[Unreleased\]\n\n## \[7\.8\.9\] - 2027-01-31\n\n### Added\n/);
    expect(changed['docker-compose.yml']).not.toMatch(/image: at-risk-closer[\w-]*:(?!7\.8\.9)/);
  });

  it('gives the histories that were recorded since the last release its name, with their checksums', () => {
    const folder = mkdtempSync(join(tmpdir(), 'at-risk-release-'));
    mkdirSync(join(folder, 'next'));
    writeFileSync(join(folder, 'next', 'saved.history.json'), 'abc');
    asked('release.mjs', `script.closeHistories('7.8.9', ${JSON.stringify(folder)}) ?? null`);

    expect(readdirSync(folder)).toEqual(['7.8.9']);
    expect(readFileSync(join(folder, '7.8.9', 'SHA256SUMS'), 'utf8')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  saved.history.json\n',
    );
    rmSync(folder, { recursive: true });
  });

  it('refuses a version that is none, and one without a change', () => {
    expect(asked('release.mjs', `attempt(() => script.releaseOf('seven', '2027-01-31', read))`)).toContain('1.2.3');
    const empty = `attempt(() => script.releaseOf('7.8.9', '2027-01-31', () => '# Changelog\\n\\n## [Unreleased]\\n\\n## [0.1.0]\\n'))`;
    expect(asked('release.mjs', empty)).toBe('CHANGELOG.md has nothing under [Unreleased]');
  });
});

describe('npm run audit', () => {
  const outcome = (printed: unknown): unknown =>
    asked(
      'audit.mjs',
      `script.outcomeOf(${JSON.stringify(typeof printed === 'string' ? printed : JSON.stringify(printed))})`,
    );
  const found = (severity: string) => ({ vulnerabilities: { x: { name: 'x', severity, range: '<2' } } });

  it.each([
    ['the registry answers no audits', { error: { code: 'ENOAUDIT' } }, 0, 'Not checked'],
    ['nothing can be read', '', 0, 'Not checked'],
    ['there is nothing', { vulnerabilities: {} }, 0, 'No known vulnerabilities'],
    ['there is a moderate one', found('moderate'), 0, 'moderate: x <2'],
    ['there is a high one', found('high'), 1, 'high: x <2'],
  ])('says so where %s', (_what, printed, code, sentence) => {
    expect(outcome(printed)).toEqual({ code, sentence: expect.stringContaining(sentence) });
  });
});
