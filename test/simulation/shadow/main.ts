import '../stand-in.cjs';
import { Command, InvalidArgumentError } from 'commander';
import { scenarioOf, type Scenario } from '../scenario';
import { outcomeOf, type Outcome } from './play';
import { isUndisturbed } from './undisturbed';

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly scenario: boolean;
}

const PROGRESS_MS = 1_000;

const program = new Command('npm run shadow --')
  .description(
    'Plays random clients while the service only observes, and checks that nothing is written, and that what it would have written is what it writes when it is on.',
  )
  .option('--cases <number>', 'how many cases to play at least: each At-Risk ticket is one', wholeNumber, 500)
  .option('--seed <number>', 'the seed of the first client; each further one has the next', wholeNumber, 1)
  .option('--scenario', 'print what happened also when nothing is wrong (with --cases 1)', false)
  .addHelpText('after', '\nExit code: 0 if everything held, 1 if something did not, 2 for a wrong argument.')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .action(main);

async function main({ cases, seed, scenario: shows }: Options): Promise<void> {
  const begun = performance.now();
  let shown = begun;
  const problems: string[] = [];
  let [played, kept, compared] = [0, 0, 0];
  for (let next = seed; played < cases; next += 1) {
    const scenario = scenarioOf(next);
    const observed = await outcomeOf(scenario, 'observe');
    problems.push(...objections(observed).map((said) => `seed ${String(next)}: ${said}`));
    kept += wantedIn(observed);
    const quiet = scenarioOf(next, { without: ['rough', 'longHistory', 'slowness'] });
    if (isUndisturbed(quiet)) {
      compared += 1;
      problems.push(...(await differences(quiet)).map((said) => `seed ${String(next)}: ${said}`));
    }
    played += observed.cases;
    if (shows) tell(observed);
    if (performance.now() - shown < PROGRESS_MS) continue;
    shown = performance.now();
    process.stderr.write(`${String(played)} of ${String(cases)} cases\n`);
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  process.stdout.write(
    `${problems.length === 0 ? 'Nothing was written' : 'Something is wrong'} (${String(played)} cases, ${String(kept)} writes kept, ${String(compared)} clients compared with the service on, ${seconds} s)\n`,
  );
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

function objections({ writes, broken }: Outcome): readonly string[] {
  return [
    ...(writes === 0 ? [] : [`${String(writes)} writes to HubSpot while it only observes`]),
    ...(broken === undefined ? [] : [broken.sentence]),
  ];
}

/** What the service would have written, against what it writes. */
async function differences(scenario: Scenario): Promise<readonly string[]> {
  const on = await outcomeOf(scenario, 'on');
  const observed = await outcomeOf(scenario, 'observe');
  return [...new Set([...on.wanted.keys(), ...observed.wanted.keys()])].flatMap((id) => {
    const [written, kept] = [on.wanted.get(id) ?? [], observed.wanted.get(id) ?? []];
    // The service reads more often when it is on, so what waits for the next read may come in another order.
    if ([...written].sort().join() === [...kept].sort().join()) return [];
    return [`${id}\n    written: ${written.join(' | ')}\n    kept:    ${kept.join(' | ')}`];
  });
}

function wantedIn({ wanted }: Outcome): number {
  return [...wanted.values()].reduce((sum, words) => sum + words.length, 0);
}

function tell({ lines, wanted }: Outcome): void {
  for (const { at, text } of lines) process.stdout.write(`  ${new Date(at).toISOString()}  ${text}\n`);
  for (const [id, words] of wanted) process.stdout.write(`${id}\n${words.map((line) => `    ${line}\n`).join('')}`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('must be a whole number from 1.');
  return Number(text);
}

void program.parseAsync();
