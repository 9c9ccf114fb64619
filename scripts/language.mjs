// node scripts/language.mjs: words that must not be used in code, texts and pages, with the field's word for each (CONTRIBUTING.md, "Language").
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

/** [what is wrong, what to write instead] */
const WORDS = [
  [/(?<!disable-)\bnews\b/i, 'event, change, signal'],
  [/(?<!['`])\b(?:told|(?:un|re)told)\b/i, 'notified, reported, said, given'],
  [/(?<!docs\/)\bpictures?\b(?!\/)/i, 'snapshot, reading (for an image: screenshot)'],
  [/\b(?:story|stories)\b/i, 'timeline (of a case), scenario (of the simulation)'],
  [
    /\blook(?:s|ed|ing)? (?:at|for|again|after|through|away|behind|by|later|once|twice|in|into|whether)\b/i,
    'check, read, search, inspect',
  ],
  [/\b(?:next|last|second|daily|each|every|late|later|first) looks?\b(?!-up)/i, 'check'],
  [/\bpatiently\b/i, 'with retries'],
  [/\bstanding\b/i, 'current (value)'],
  [/\b(?:obey|obeys|obeyed|heed|heeds|heeded)\b/i, 'apply, follow, record'],
  [/\bdoors?\b/i, 'entry point, endpoint'],
  [/\banew\b/i, 'again, from scratch'],
  [/\bgo(?:es|ing)? on as new\b|\bgoOnAsNew\b/i, 'continue as new'],
  [/\b(?:whosoever|thereby|thereof|hitherto|unasked|likewise)\b/i, 'plain words'],
  [/\btakes? notice of\b/i, 'records'],
];

/** `'told'` in quotes is a value that cases store. Recorded histories keep the words of their day, and so do a changelog's past and the SOP's own text. */
const SKIPPED =
  /^(?:test\/replay\/histories\/|package-lock\.json$|CHANGELOG\.md$|scripts\/language\.mjs$|\.gitattributes$)/;
const READ = /\.(?:ts|mjs|cjs|js|md|yml|yaml|json|html|css|sh)$/;

/** Each use of such a word, as `file:line: word → instead`. */
export function dialect() {
  const files = execFileSync('git', ['ls-files', '-c', '-o', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => READ.test(file) && !SKIPPED.test(file));
  return files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    return lines.flatMap((line, index) =>
      WORDS.flatMap(([word, instead]) => {
        const found = word.exec(splitCase(line));
        return found === null ? [] : [`${file}:${String(index + 1)}: "${found[0]}": write ${instead}`];
      }),
    );
  });
}

/** So that `lastStory` is found like "last story". */
function splitCase(line) {
  return line.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = dialect();
  process.stdout.write(found.map((line) => `${line}\n`).join(''));
  process.exitCode = found.length === 0 ? 0 : 1;
}
