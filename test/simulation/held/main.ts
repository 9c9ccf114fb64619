import '../stand-in.cjs';
import { Command, InvalidArgumentError } from 'commander';
import * as fc from 'fast-check';
import { attacks } from './acts';
import { play } from './play';

interface Options {
  readonly runs: number;
  readonly seed: number;
}

const program = new Command('npm run attacks --')
  .description(
    'Plays random attacks on a ticket that an outstanding invoice holds, by people, software, forms and commands, and checks that the service closes it only with an approval that HubSpot proves.',
  )
  .option('--runs <number>', 'how many attacks to play', wholeNumber, 1_000)
  .option('--seed <number>', 'the seed of all of them', wholeNumber, 1)
  .addHelpText('after', '\nExit code: 0 if no attack succeeded, 1 if one did, 2 for a wrong argument.')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .action(main);

async function main({ runs, seed }: Options): Promise<void> {
  const begun = performance.now();
  let closings = 0;
  const property = fc.asyncProperty(attacks, async (attack) => {
    const outcome = await play(attack);
    closings += outcome.closings;
    return outcome.objections.length === 0;
  });
  const { failed, counterexample, numRuns } = await fc.check(property, { numRuns: runs, seed });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const played = `${String(numRuns)} attacks, ${String(closings)} closings with an approval that counts, ${seconds} s`;
  const [attack] = counterexample ?? [];
  process.stdout.write(`${failed ? 'An attack succeeded' : 'No attack succeeded'} (${played})\n`);
  if (!failed || attack === undefined) return;
  const { objections, lines } = await play(attack);
  for (const { at, text } of lines) process.stdout.write(`  ${new Date(at).toISOString()}  ${text}\n`);
  process.stdout.write(`${objections.join('\n')}\n`);
  process.exitCode = 1;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('must be a whole number from 1.');
  return Number(text);
}

void program.parseAsync();
