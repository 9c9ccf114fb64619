import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { findTemporalCli } from '../../dev/temporal/executables';
import { plot } from '../plot';
import { surroundings, surroundingsInWords } from '../surroundings';
import { measureReal, measureStandIns, type Grown } from './growth';
import { growthsOf } from './panels';

interface Options {
  readonly sizes: readonly number[];
  readonly standIns: readonly number[];
  readonly json?: string;
  readonly plot?: string;
}

function readOptions(argv: readonly string[]): Options {
  return new Command('npm run growth --')
    .description(
      'Measures the service with more and more sleeping cases. Nothing is asserted; bench/README.md says what the figures mean.',
    )
    .option('--sizes <n,...>', 'real cases, which run until they sleep', numbers, [10, 100])
    .option('--stand-ins <n,...>', 'cases of which only what HubSpot and Temporal show is there', numbers, [1_000])
    .option('--json <file>', 'writes all figures to this file')
    .option('--plot <file>', 'draws them as SVG')
    .allowExcessArguments(false)
    .parse(argv)
    .opts<Options>();
}

function numbers(text: string): readonly number[] {
  const found = text === '' ? [] : text.split(',').map(Number);
  if (!found.every((each) => Number.isSafeInteger(each) && each > 0))
    throw new InvalidArgumentError('Whole numbers with commas between them are needed.');
  return found;
}

async function main(): Promise<void> {
  const { sizes, standIns, json, plot: svgFile } = readOptions(process.argv);
  const progress = (line: string): void => {
    process.stderr.write(`growth: ${line}\n`);
  };
  const around = await surroundings(await findTemporalCli({ log: progress }));
  const grown: Grown[] = sizes.length === 0 ? [] : [...(await measureReal(sizes, progress))];
  for (const cases of standIns) grown.push(await measureStandIns(cases, progress));
  const text = `${JSON.stringify({ at: new Date().toISOString(), ...around, grown }, null, 2)}\n`;
  process.stdout.write(text);
  if (json !== undefined) await writeFile(json, text);
  if (svgFile !== undefined)
    await writeFile(svgFile, plot({ figures: [], growths: growthsOf(grown) }, surroundingsInWords(around)));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`growth: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
