// node scripts/check.mjs [NAME…]: the static checks, all or those named. Prints a line for each, and what a failed one said.
import { spawn } from 'node:child_process';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setup } from './setup.mjs';

// The slowest first, so that two side by side end together.
const checks = {
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  // The compiler's errors, and the rules that read types: TypeScript 7, which oxlint runs, needs a third of the time of 6.
  types: ['node_modules/oxlint/bin/oxlint', '--type-check'],
  arch: ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--output-type', 'err-long', '.'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  deadcode: ['node_modules/knip/bin/knip.js', '--no-progress'],
  licenses: ['scripts/licenses.mjs'],
  language: ['scripts/language.mjs'],
};

const print = (text) => process.stdout.write(text);

/** Runs the named checks, by default two at a time on two cores or more. With a niceness they take what others leave. */
export async function runChecks(
  names = Object.keys(checks),
  { atOnce = Math.min(2, availableParallelism()), niceness = 0, say = print } = {},
) {
  const unknown = names.filter((name) => !(name in checks));
  if (unknown.length > 0)
    throw new Error(`No check ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`);
  const queue = [...names];
  const outcome = { passed: 0, failed: 0 };
  const takeTurns = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      outcome[(await runCheck(name, { niceness, say })) ? 'passed' : 'failed'] += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return outcome;
}

async function runCheck(name, { niceness, say }) {
  const started = Date.now();
  const { code, output } = await runTool(checks[name], niceness);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(`${code === 0 ? '✓' : '✗'} ${name.padEnd(10)} ${seconds.padStart(6)} s\n`);
  if (code !== 0) say(`${output.trimEnd()}\n`);
  return code === 0;
}

function runTool([script, ...args], niceness) {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  await setup();
  const { failed } = await runChecks(names.length > 0 ? names : undefined);
  process.exitCode = failed === 0 ? 0 : 1;
}
