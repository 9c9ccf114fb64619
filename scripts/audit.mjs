// node scripts/audit.mjs: known vulnerabilities of the packages that are shipped. A registry that answers no audits is no failure.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { npmCommand } from './npm.mjs';
import { root, setup } from './setup.mjs';

/** Those that stop a release. */
const SEVERE = ['high', 'critical'];

/** @param {string} text what `npm audit --json` printed */
export function outcomeOf(text) {
  const report = parsed(text);
  if (report?.vulnerabilities === undefined) {
    return {
      code: 0,
      sentence: 'Not checked: this npm registry answers no audits. Check with one that does before a release.',
    };
  }
  const found = Object.values(report.vulnerabilities);
  if (found.length === 0) return { code: 0, sentence: 'No known vulnerabilities in the packages that are shipped.' };
  const lines = found.map(({ name, severity, range }) => `  ${severity}: ${name} ${range}`);
  const isSevere = found.some(({ severity }) => SEVERE.includes(severity));
  return { code: isSevere ? 1 : 0, sentence: ['Known vulnerabilities:', ...lines].join('\n') };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function audit() {
  const { command, args, shell } = npmCommand(['audit', '--omit=dev', '--json']);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], shell });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup();
  const { code, sentence } = outcomeOf(await audit());
  process.stdout.write(`${sentence}\n`);
  process.exitCode = code;
}
