import { Command, InvalidArgumentError } from 'commander';
import { BENCHES, ROWS, type Row } from './rows';

export interface RunOptions {
  readonly only: readonly Row[];
  readonly quick: boolean;
  /** A file. */
  readonly json?: string;
  /** A file. */
  readonly plot?: string;
}

/** Throws commander's error, which says what is wrong, on stderr. */
export function readOptions(argv: readonly string[]): RunOptions {
  const { only, ...options } = command().parse(argv).opts<RunOptions>();
  return { ...options, only: only.length === 0 ? ROWS : ROWS.filter((row) => only.includes(row)) };
}

function command(): Command {
  const rows = BENCHES.flatMap(({ rows }) => Object.entries(rows)).map(
    ([name, what]) => `  ${name.padEnd(14)} ${what}`,
  );
  return new Command('npm run bench --')
    .description(
      'Measures speed and memory beside a floor. Nothing is asserted; bench/README.md says what the rows mean.',
    )
    .option('--only <row>', 'measures this row; may be given several times', collectRow, [])
    .option('--quick', 'fewer and shorter repetitions: all rows within three minutes on two cores', false)
    .option('--json <file>', 'writes what was found, with versions and machine, to this file')
    .option('--plot <file>', 'draws it into this file, as SVG')
    .addHelpText('after', `\nRows:\n${rows.join('\n')}`)
    .allowExcessArguments(false)
    .exitOverride();
}

function collectRow(text: string, before: readonly Row[]): readonly Row[] {
  const row = ROWS.find((name) => name === text);
  if (row === undefined) throw new InvalidArgumentError(`Rows are ${ROWS.join(', ')}.`);
  return [...before, row];
}
