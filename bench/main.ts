import { writeFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { findTemporalCli } from '../dev/temporal/executables';
import { compared, type Figure, type Growth } from './figure';
import { readOptions, type RunOptions } from './options';
import { plot } from './plot';
import { reportAsJson, reportAsMarkdown, type Report } from './report';
import { BENCHES, type Row } from './rows';
import { surroundings, surroundingsInWords } from './surroundings';

const EXIT = { measured: 0, failed: 1, wrongUse: 2 } as const;

async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.measured : EXIT.wrongUse;
    throw error;
  }
  const { json, plot: drawing } = options;
  const report = await measure(options);
  process.stdout.write(`${reportAsMarkdown(report)}\n`);
  if (json !== undefined) await writeFile(json, reportAsJson(report));
  if (drawing !== undefined) await writeFile(drawing, plot(report, surroundingsInWords(report.surroundings)));
  return EXIT.measured;
}

async function measure({ only, quick }: RunOptions): Promise<Report> {
  const begun = performance.now();
  const at = new Date().toISOString();
  const around = await surroundings(await findTemporalCli({ log: (line) => process.stderr.write(`${line}\n`) }));
  const figures: Figure[] = [];
  const growths: Growth[] = [];
  for (const bench of BENCHES) {
    const isWanted = ({ name }: { readonly name: string }): boolean => only.some((row) => row === name);
    if (!(Object.keys(bench.rows) as Row[]).some((name) => isWanted({ name }))) continue;
    const progress = (text: string): void => {
      const seconds = (performance.now() - begun) / 1_000;
      process.stderr.write(`${seconds.toFixed(0).padStart(4)} s  ${bench.name}: ${text}\n`);
    };
    const run = await bench.load();
    const found = await run({ quick, progress });
    for (const figure of found.figures.filter(isWanted)) {
      const { ratio, met } = compared(figure);
      progress(`${figure.name} ${ratio.median.toPrecision(3)} ×${met ? '' : ', goal missed'}`);
      figures.push(figure);
    }
    growths.push(...found.growths.filter(isWanted));
  }
  return { at, quick, surroundings: around, figures, growths };
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
