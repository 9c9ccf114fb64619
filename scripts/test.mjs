// npm test: the static checks beside the tests. `--help` says what it takes.
// The last line printed is the count over both: `N passed, N failed`, and `, N skipped` where there are any.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { root, setup } from './setup.mjs';

const HELP = `Usage: npm test -- [--fast | PATTERN... | JEST OPTIONS]

  npm test               all static checks and all tests
  npm test -- --fast     all static checks, and the tests of the rules, the mapping and the settings: about a minute
  npm test -- PATTERN    the tests of the files whose path matches, without the static checks;
                         also takes jest's options, such as -t NAME or --watch (https://jestjs.io/docs/cli)

Ends with 0 when everything passed, 1 when something failed, and 2 for wrong use.
`;

/** Plain data in and out. Tests that try out many thousand situations are left to the whole run. */
const FAST = [
  'test/(sop|config)/',
  'test/hubspot/(errors|mapping|setting-problems|signature|webhooks)',
  '--testPathIgnorePatterns',
  'test/sop/(every-combination|model|random-snapshots)',
];

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) process.stdout.write(HELP);
else if (args.includes('--fast') && args.length > 1) {
  const others = args.filter((arg) => arg !== '--fast');
  process.stderr.write(
    `--fast takes no other argument (${others.join(' ')}). npm test -- --help lists what there is.\n`,
  );
  process.exitCode = 2;
} else {
  await setup();
  if (args.length === 0) await report(checksBeside({ atOnce: 1, niceness: 10 }), () => runJest([]));
  else if (args[0] === '--fast')
    await report(checksBeside({ atOnce: 2 }), () => runJest(FAST, { AT_RISK_TESTS: 'fast' }));
  else await report({ passed: 0, failed: 0 }, () => runJest(args));
}

async function report(checking, test) {
  const [checks, { code, counts }] = await Promise.all([checking, test()]);
  // A run that broke off before it could count its tests is one failure.
  const tests = counts ?? { passed: 0, failed: 1, skipped: 0 };
  const failed = checks.failed + tests.failed;
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  process.exitCode = code === 0 && failed === 0 ? 0 : 1;
  process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}\n`);
}

/** The checks while the tests run, which often wait. On a terminal jest redraws its last lines, so there the checks speak at their end. */
async function checksBeside(options) {
  const said = [];
  const say = process.stdout.isTTY ? (text) => said.push(text) : (text) => process.stdout.write(text);
  const outcome = await runChecks(undefined, { ...options, say });
  process.stdout.write(said.join(''));
  return outcome;
}

function runJest(jestArgs, env = {}) {
  // test/support/reporter.cjs sends the counts through the channel that fork() opens.
  const script = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const jest = fork(script, jestArgs, { cwd: root, env: { ...process.env, ...env } });
  let counts;
  jest.on('message', (message) => (counts = message.counts));
  return new Promise((resolve, reject) => {
    jest.on('error', reject);
    jest.on('close', (code) => resolve({ code, counts }));
  });
}
