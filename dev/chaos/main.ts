import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { plainTable } from '../../src/cli/output/table';
import { logToStderr } from '../process/log';
import { runCommand } from '../process/run-command';
import { startStack, type Stack } from '../stack/stack';
import type { Act } from './acts';
import { runChaos, type ChaosReport } from './chaos';

const EXIT = { held: 0, differs: 1, wrongUse: 2 } as const;

const optionsSchema = z.object({
  cases: z.number(),
  minutes: z.number(),
  killEvery: z.number(),
  seed: z.number(),
  act: z.array(z.object({ atMs: z.number(), command: z.string() })),
});

type Options = Readonly<z.infer<typeof optionsSchema>>;

function readOptions(argv: readonly string[]): Options {
  const command = new Command('npm run chaos --')
    .description(
      'Plays clients on all paths of the SOP while worker, bridge, Temporal server and emulated HubSpot are killed\n' +
        'with SIGKILL, at random; then lets 40 days go by and holds what HubSpot shows against the rules.\n' +
        'Exit code 0: nothing was lost or doubled, and every case ended as the rules say. 1: not so. 2: wrong use.',
    )
    .option('--cases <n>', 'clients', wholeNumberFrom(1), 200)
    .option('--minutes <n>', 'how long processes are killed', positive, 5)
    .option('--kill-every <seconds>', 'pause between two kills', positive, 5)
    .option('--seed <n>', 'the same number gives the same paths, pauses and kills', wholeNumberFrom(0), 1)
    .option(
      '--act <seconds:command>',
      'at this time of the storm run a shell command, as for a Temporal server of your own (TEMPORAL_ADDRESS); repeatable',
      anotherAct,
      [],
    )
    .allowExcessArguments(false)
    .exitOverride();
  return optionsSchema.parse(command.parse(argv).opts());
}

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,6}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`A whole number, ${String(least)} or more, is needed.`);
    }
    return Number(text);
  };
}

function anotherAct(text: string, acts: readonly Act[]): readonly Act[] {
  const [, seconds = '', command = ''] = /^(\d{1,5}):(.+)$/.exec(text) ?? [];
  if (command === '') throw new InvalidArgumentError('Seconds, a colon and a command are needed.');
  return [...acts, { atMs: Number(seconds) * 1000, command }];
}

function positive(text: string): number {
  const number = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || number <= 0) throw new InvalidArgumentError('A number above 0 is needed.');
  return number;
}

/** MB that the parts of the stack hold, by part. */
async function memoryOf(stack: Stack): Promise<string> {
  const parts = Object.values(stack.children).flatMap((part) => (part?.pid === undefined ? [] : [part]));
  const sizes = parts.map(async ({ name, pid }) => {
    const { stdout } = await runCommand('ps', ['-o', 'rss=', '-p', String(pid)], 5_000);
    return `${name} ${String(Math.round(Number(stdout) / 1024))} MB`;
  });
  return (await Promise.all(sizes)).join(', ');
}

function figures(report: ChaosReport, seconds: number, memory: string): string {
  const paths = plainTable(['path', 'cases', 'as the rules say']);
  for (const { name, cases, asTheRulesSay } of report.paths) paths.push([name, cases, asTheRulesSay]);
  const kills = plainTable(['process', 'killed', 'slowest return']);
  for (const { name, times, slowestReturnMs } of report.kills) {
    kills.push([name, times, `${(slowestReturnMs / 1000).toFixed(1)} s`]);
  }
  const acts = report.acts.map(({ command, tookMs }) => `act             ${(tookMs / 1000).toFixed(1)} s  ${command}`);
  const { webhooks, written } = report;
  const workflows = Object.entries(report.workflows).map(([what, number]) => `${what} ${String(number)}`);
  return [
    paths.toString(),
    kills.toString(),
    ...acts,
    `events          ${String(webhooks.delivered)} delivered in ${String(webhooks.requests)} requests, ${String(webhooks.failed)} lost`,
    `written         Client Status ${String(written.statuses)}, notes ${String(written.notes)}, tasks ${String(written.tasks)}`,
    `workflows       ${workflows.join(', ')}`,
    `HubSpot calls   at least ${String(report.hubspotCalls)}`,
    `memory          ${memory}`,
    `time            ${seconds.toFixed(0)} s`,
  ].join('\n');
}

async function run({ cases, minutes, killEvery, seed, act }: Options): Promise<number> {
  const start = Date.now();
  const log = (line: string): void => {
    logToStderr(`${((Date.now() - start) / 1000).toFixed(0).padStart(4)} s  ${line.split('\n')[0] ?? ''}`);
  };
  const dataDir = await mkdtemp(join(tmpdir(), 'at-risk-chaos-'));
  const stack = await startStack({ dataDir, log });
  let held = false;
  try {
    const report = await runChaos(stack, {
      cases,
      stormMs: minutes * 60_000,
      killEveryMs: killEvery * 1000,
      seed,
      acts: act,
      log,
    });
    held = report.problems.length === 0;
    const memory = await memoryOf(stack);
    process.stdout.write(`${figures(report, (Date.now() - start) / 1000, memory)}\n`);
    process.stdout.write(
      held
        ? '\nNothing was lost, nothing written twice, and every case ended as the rules say.\n'
        : `\n${String(report.problems.length)} problems:\n${report.problems.join('\n')}\n`,
    );
  } finally {
    await stack.stop();
    if (held) await rm(dataDir, { recursive: true, force: true });
    else logToStderr(`data and logs: ${dataDir}`);
  }
  return held ? EXIT.held : EXIT.differs;
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(readOptions(argv));
  } catch (error) {
    // Commander has printed its message, or the help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.wrongUse;
    process.stderr.write(`chaos: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.differs;
  }
}

void main(process.argv).then((code) => {
  process.exit(code);
});
