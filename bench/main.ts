import { writeFile } from 'node:fs/promises';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { benchBridge } from './bridge';
import { benchCases } from './cases';
import { benchCore } from './core';
import { figuresAsJson, figuresAsMarkdown, type Figure, type Found } from './figure';
import { benchWebhooks } from './webhooks';

const EXIT = { measured: 0, failed: 1, wrongUse: 2 } as const;

const BENCHES = ['core', 'bridge', 'webhooks', 'cases'] as const;
type Bench = (typeof BENCHES)[number];

interface BenchOptions {
  readonly only: readonly Bench[];
  readonly quick: boolean;
  /** A file. */
  readonly json?: string;
}

function readOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures speed and memory. Nothing is asserted; bench/README.md says what the figures mean.')
    .option('--only <bench>', `one of ${BENCHES.join(', ')}; may be given several times`, collectBench, [])
    .option('--quick', 'fewer and shorter repetitions, where a bench has them', false)
    .option('--json <file>', 'writes the figures that have a floor, with the machine, to this file')
    .allowExcessArguments(false)
    .exitOverride();
  const options = command.parse(argv).opts<BenchOptions>();
  return { ...options, only: options.only.length === 0 ? BENCHES : options.only };
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
  const { only, quick, json } = options;
  const benches: Readonly<Record<Bench, () => Promise<Found>>> = {
    core: benchCore,
    bridge: benchBridge,
    webhooks: () => benchWebhooks({ quick }),
    cases: benchCases,
  };
  const figures: Figure[] = [];
  for (const name of only) {
    const found = await benches[name]();
    process.stdout.write(`${typeof found === 'string' ? found : figuresAsMarkdown(found)}\n`);
    if (typeof found !== 'string') figures.push(...found);
  }
  if (json !== undefined) await writeFile(json, figuresAsJson(figures));
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
