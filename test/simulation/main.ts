import './stand-in.cjs';
import { Command, InvalidArgumentError } from 'commander';
import { DAY } from './scenario';
import { simulate, type Totals } from './simulate';
import { tell } from './tell';

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly acts?: readonly number[];
  readonly without?: readonly string[];
  readonly scenario: boolean;
  readonly whole: boolean;
  readonly survey: boolean;
  readonly except: readonly string[];
}

const PROGRESS_MS = 1_000;

const program = new Command('npm run simulate --')
  .description(
    'Plays random years of clients, people, networks and faults around the real workflows, and checks what must always hold. Each client has a seed, and the same scenario on every machine.',
  )
  .option('--cases <number>', 'how many cases to play at least: each At-Risk ticket is one', wholeNumber, 1_000)
  .option('--seed <number>', 'the seed of the first client; each further one has the next', wholeNumber, 1)
  .option('--acts <numbers>', 'only these acts of the scenario (with --cases 1), such as 0,3,5', numbers)
  .option('--without <names>', 'leave out: rough, slowness, longHistory, or a setting by its name', words)
  .option('--scenario', 'print the scenario also when nothing is broken (with --cases 1)', false)
  .option('--whole', 'print a broken case whole, and do not make it smaller first', false)
  .option(
    '--survey',
    'go on after a violation: each is named with its seed, and each kind listed with the seed of one',
    false,
  )
  .option('--except <words>', 'ignore violations that contain these words; can be repeated', more, [])
  .addHelpText('after', '\nExit code: 0 if everything held, 1 if an invariant broke, 2 for a wrong argument.')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .action(main);

async function main({ cases, seed, acts, without, scenario, whole, survey, except }: Options): Promise<void> {
  const cut = acts === undefined && without === undefined ? undefined : { acts, without: without ?? [] };
  if ((cut !== undefined || scenario) && cases !== 1)
    program.error('error: --acts, --without and --scenario need --cases 1');
  const begun = performance.now();
  let shown = begun;
  const totals = await simulate({
    cases,
    seed,
    cut,
    whole,
    except,
    survey,
    onScenario: (played, done) => {
      if (scenario) process.stdout.write(`${tell(played)}\n`);
      if (survey && played.broken !== undefined)
        process.stderr.write(`seed ${String(played.scenario.seed)}: ${played.broken.invariant}\n`);
      if (performance.now() - shown < PROGRESS_MS) return;
      shown = performance.now();
      const perSecond = (done * 1_000) / (shown - begun);
      const left = Math.round((cases - done) / perSecond);
      process.stderr.write(
        `${String(done)} of ${String(cases)} cases, ${perSecond.toFixed(0)} a second, ${String(left)} s left\n`,
      );
    },
  });
  process.stdout.write(`${summary(totals, performance.now() - begun)}\n`);
  for (const [kind, { scenarios, seed: one }] of [...totals.kinds].sort(([, a], [, b]) => b.scenarios - a.scenarios))
    if (survey) process.stdout.write(`${String(scenarios).padStart(6)}  seed ${String(one)}: ${kind}\n`);
  if (totals.kinds.size > 0) process.exitCode = 1;
  if (totals.broken === undefined) return;
  process.stdout.write(`\n${tell(totals.broken)}\n`);
  process.exitCode = 1;
}

function summary({ scenarios, figures, ends, kinds }: Totals, ms: number): string {
  const { cases, simulatedMs, acts, faults, calls, writes, activations, replays } = figures;
  const line = (what: string, count: number): string => `${count.toLocaleString('en-US').padStart(12)}  ${what}`;
  return [
    `${kinds.size === 0 ? 'Everything held' : 'An invariant broke'} (${(ms / 1_000).toFixed(1)} s)`,
    line('cases', cases),
    line('clients', scenarios),
    line('simulated years', Math.round(simulatedMs / (365 * DAY))),
    line('acts of people', acts),
    line('faults', faults),
    line('HubSpot calls', calls),
    line('of them writes', writes),
    line('workflow tasks', activations),
    line('replays', replays),
    ...[...ends].sort(([a], [b]) => a.localeCompare(b)).map(([end, count]) => line(end, count)),
  ].join('\n');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('must be a whole number from 1.');
  return Number(text);
}

function numbers(text: string): readonly number[] {
  const all = text.split(',').map(Number);
  if (all.some((each) => !Number.isInteger(each) || each < 0))
    throw new InvalidArgumentError('must be numbers like 0,3,5.');
  return all;
}

function more(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function words(text: string): readonly string[] {
  return text.split(',');
}

void program.parseAsync();
