// node scripts/release.mjs VERSION: writes the version where it stands, closes the changelog's section and the recorded histories; commits
// and pushes nothing.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

/** Every file that names the version, and where. The first match of each pattern counts. */
const PLACES = {
  'package.json': [/("version": ")[^"]+(")/],
  'package-lock.json': [/(^ {2}"version": ")[^"]+(")/m, /(^ {6}"version": ")[^"]+(")/m],
  'docker-compose.yml': [/(image: at-risk-closer:)\S+()/, /(image: at-risk-closer-emulator:)\S+()/],
  'deploy/helm/Chart.yaml': [/(^version: )\S+()/m, /(^appVersion: )\S+()/m],
};

/** The changes of a release: the new text of each file, by path. Throws a sentence where a version cannot be released. */
export function releaseOf(version, date, read) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`A version is written 1.2.3, not ${version}`);
  const changelog = read('CHANGELOG.md');
  if (changelog.includes(`\n## [${version}]`)) throw new Error(`CHANGELOG.md has a section [${version}] already`);
  const [, unreleased = ''] = /\n## \[Unreleased\]\n([^]*?)(?=\n## \[|$)/.exec(changelog) ?? [];
  if (unreleased.trim() === '') throw new Error('CHANGELOG.md has nothing under [Unreleased]');
  const texts = Object.entries(PLACES).map(([file, patterns]) => [
    file,
    withVersion(read(file), version, patterns, file),
  ]);
  return {
    ...Object.fromEntries(texts),
    'CHANGELOG.md': changelog.replace('\n## [Unreleased]\n', `\n## [Unreleased]\n\n## [${version}] - ${date}\n`),
  };
}

/** What was recorded for the next release becomes this one's: cases that begin with it run long after, so it never changes again. */
export function closeHistories(version, folder = join(root, 'test/replay/histories')) {
  const [next, closed] = [join(folder, 'next'), join(folder, version)];
  if (!existsSync(next)) return;
  const sums = readdirSync(next)
    .sort()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(join(next, file)))
          .digest('hex')}  ${file}\n`,
    );
  renameSync(next, closed);
  writeFileSync(join(closed, 'SHA256SUMS'), sums.join(''));
}

function withVersion(text, version, patterns, file) {
  return patterns.reduce((before, pattern) => {
    if (!pattern.test(before)) throw new Error(`${file} names no version where ${pattern} finds it`);
    return before.replace(pattern, `$1${version}$2`);
  }, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [version = ''] = process.argv.slice(2);
  try {
    const date = new Date().toISOString().slice(0, 10);
    const changes = releaseOf(version, date, (file) => readFileSync(join(root, file), 'utf8'));
    for (const [file, text] of Object.entries(changes)) writeFileSync(join(root, file), text);
    closeHistories(version);
    process.stdout.write(
      `Wrote ${version} to ${Object.keys(changes).join(', ')}. Next: deploy/helm/check.sh, npm test, npm run audit, then
  git add --all && git commit --message "chore(release): ${version}" && git tag --annotate v${version} --message v${version}
  deploy/build-images.sh v${version}\n`,
    );
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
