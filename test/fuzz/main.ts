import { Command, InvalidArgumentError, Option } from 'commander';
import { TARGETS, fuzz, type Report } from './fuzz';

interface Options {
  readonly inputs: number;
  readonly seed: number;
  readonly target?: string;
}

const PROGRESS_MS = 1_000;

new Command('npm run fuzz --')
  .description(
    'Gives hostile input to everything that reads it: webhooks, notes, support forms, the portal file, dates and commands. Each must end as documented, never be taken for what it is not, and take at most 5 µs a byte.',
  )
  .option('--inputs <number>', 'how many inputs, over all targets', wholeNumber, 2_000_000)
  .option('--seed <number>', 'the same seed brings the same inputs', wholeNumber, 1)
  .addOption(new Option('--target <name>', 'only this one').choices(TARGETS.map(({ name }) => name)))
  .addHelpText('after', '\nExit code: 0 if everything held, 1 if a fault was found, 2 for a wrong argument.')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .action(main)
  .parse();

function main({ inputs, seed, target: only }: Options): void {
  const targets = TARGETS.filter(({ name }) => only === undefined || name === only);
  const each = Math.ceil(inputs / targets.length);
  const progress = createProgress(each * targets.length);
  const reports = targets.map((target) => {
    const begun = performance.now();
    const report = fuzz(target, { inputs: each, seed, timed: true, onInput: progress });
    process.stdout.write(`${lineOf(report, (performance.now() - begun) / 1_000)}\n`);
    return report;
  });
  if (reports.some(({ fault }) => fault !== undefined)) process.exitCode = 1;
}

function lineOf({ name, inputs, large, worstUs, fault }: Report, seconds: number): string {
  const figures = `${String(inputs)} inputs, ${String(Math.round(inputs / seconds))} a second, ${String(large)} over 1 KB, at most ${worstUs.toFixed(2)} µs a byte`;
  return fault === undefined ? `${name}: ${figures}` : `${name}: ${figures}\n  FAULT: ${fault}`;
}

function createProgress(total: number): () => void {
  const begun = performance.now();
  let [done, shown] = [0, begun];
  return () => {
    done += 1;
    if (done % 100 !== 0 || performance.now() - shown < PROGRESS_MS) return;
    shown = performance.now();
    const left = Math.round((((shown - begun) / done) * Math.max(0, total - done)) / 1_000);
    process.stderr.write(`${String(done)} of ${String(total)} inputs, ${String(left)} s left\n`);
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}
