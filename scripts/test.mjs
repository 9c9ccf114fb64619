// npm test: the static checks, then all tests. npm test -- ARGUMENTS: jest with these arguments, without the static checks.
// The last line printed is the count over both: `N passed, N failed`, and `, N skipped` where there are any.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { root, setup } from './setup.mjs';

const args = process.argv.slice(2);
await setup();
const checks = args.length === 0 ? await runChecks() : { passed: 0, failed: 0 };
const { code, counts } = await runJest(args);

// A run that broke off before it could count its tests is one failure.
const tests = counts ?? { passed: 0, failed: 1, skipped: 0 };
const failed = checks.failed + tests.failed;
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
process.exitCode = code === 0 && failed === 0 ? 0 : 1;
process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}\n`);

function runJest(jestArgs) {
  // test/support/reporter.cjs sends the counts through the channel that fork() opens.
  const jest = fork(join(root, 'node_modules', 'jest', 'bin', 'jest.js'), jestArgs, { cwd: root });
  let counts;
  jest.on('message', (message) => (counts = message.counts));
  return new Promise((resolve, reject) => {
    jest.on('error', reject);
    jest.on('close', (code) => resolve({ code, counts }));
  });
}
