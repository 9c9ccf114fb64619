import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createProgress } from '../../src/cli/output/progress';
import { plainTable } from '../../src/cli/output/table';
import { ENDS, RollOutWorld, type Step } from './roll-out';
import { TwoBuilds } from './two-builds';

const EXIT = { held: 0, differs: 1, wrongUse: 2 } as const;
/** Cases of which the calendar is moved on to their end; each takes some seconds. */
const FINISHED = 12;

function readCases(argv: readonly string[]): number {
  const command = new Command('npm run roll-out --')
    .description(
      'Rolls a build of the workers out while cases sleep, back, and out again. The second build could not replay the runs of the first.\n' +
        'Exit code 0: every case moved, none failed, and those that were moved on to their end ended as the SOP says. 1: not so. 2: wrong use.',
    )
    .option('--cases <n>', 'sleeping cases', wholeNumber, 100)
    .allowExcessArguments(false)
    .exitOverride();
  return command.parse(argv).opts<{ cases: number }>().cases;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on.');
  return Number(text);
}

async function main(argv: readonly string[]): Promise<number> {
  let cases;
  try {
    cases = readCases(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.wrongUse;
    throw error;
  }
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say('starting Temporal, an emulated HubSpot, and the workers of the first build ...');
  const builds = await TwoBuilds.start();
  try {
    const world = new RollOutWorld(builds);
    await world.begin(cases);
    say(`${String(cases)} cases sleep on the first build; starting the workers of the later one ...`);
    await builds.startWorkers('later');
    const steps: Step[] = [];
    for (const to of ['later', 'first', 'later'] as const) {
      say(`rolling out the build ${to} ...`);
      steps.push(await world.rollOut(to, createProgress(process.stderr)));
    }
    await builds.stopWorkers('first');
    const clients = world.clients.slice(0, FINISHED);
    say(
      `stopped the workers of the first build; moving the calendar of ${String(clients.length)} cases to their end ...`,
    );
    const ended = await world.finish(clients);
    const right = clients.filter(({ path }, index) => ended[index] === ENDS[path]).length;
    say(inWords(steps));
    say(`ended as the SOP says: ${String(right)} of ${String(clients.length)}`);
    const isHeld = steps.every((step) => step.left === 0 && step.failing === 0 && step.onBuild === cases);
    return isHeld && right === clients.length ? EXIT.held : EXIT.differs;
  } finally {
    await builds.stop();
  }
}

function inWords(steps: readonly Step[]): string {
  const head = [
    'to',
    'moved',
    'left',
    'running',
    'on the build',
    'failing',
    'seconds',
    'calls to HubSpot',
    'of them writes',
  ];
  const rows = steps.map((step) => [
    step.to,
    ...[step.moved, step.left, step.running, step.onBuild, step.failing].map(String),
    step.seconds.toFixed(0),
    String(step.calls),
    String(step.writes),
  ]);
  const table = plainTable(head);
  table.push(...rows);
  return table.toString();
}

main(process.argv).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`roll-out: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(EXIT.differs);
  },
);
