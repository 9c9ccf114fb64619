import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { benchBridge } from './bridge';
import { benchCases } from './cases';
import { benchCore } from './core';

const EXIT = { measured: 0, failed: 1, wrongUse: 2 } as const;

const BENCHES = ['core', 'bridge', 'cases'] as const;
type Bench = (typeof BENCHES)[number];

interface BenchOptions {
  readonly only: readonly Bench[];
}

function readOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures speed and memory. Nothing is asserted; bench/README.md says what the figures mean.')
    .option('--only <bench>', `one of ${BENCHES.join(', ')}; may be given several times`, collectBench, [])
    .allowExcessArguments(false)
    .exitOverride();
  const { only } = command.parse(argv).opts<BenchOptions>();
  return { only: only.length === 0 ? BENCHES : only };
}

function collectBench(text: string, before: readonly Bench[]): readonly Bench[] {
  const bench = BENCHES.find((name) => name === text);
  if (bench === undefined) throw new InvalidArgumentError(`Benches are ${BENCHES.join(', ')}.`);
  return [...before, bench];
}

async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.measured : EXIT.wrongUse;
    throw error;
  }
  const benches = { core: benchCore, bridge: benchBridge, cases: benchCases };
  for (const name of options.only) process.stdout.write(`${await benches[name]()}\n`);
  return EXIT.measured;
}

main(process.argv).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(EXIT.failed);
  },
);
