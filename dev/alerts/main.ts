import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { plainTable } from '../../src/cli/output/table';
import { logToStderr, type Log } from '../process/log';
import { AlertWorld } from './alert-world';
import { CAUSES } from './causes/all';
import type { Cause } from './causes/cause';
import { findPrometheus } from './find-prometheus';
import { play, type Played } from './play';
import { Prometheus } from './prometheus';

const EXIT = { held: 0, differs: 1, wrongUse: 2 } as const;

const optionsSchema = z.object({ only: z.array(z.string()).optional() });

function readCauses(argv: readonly string[]): readonly Cause[] {
  const command = new Command('npm run alerts --')
    .description(
      'Makes each alert of deploy/prometheus/at-risk.rules.yaml fire on the running service, and ends its cause again, one alert\n' +
        'after another. A real Prometheus scrapes the service and evaluates the rules; minutes of the rules are seconds here.\n' +
        'Exit code 0: each fired, not before its cause, and ended. 1: not so. 2: wrong use.',
    )
    .option('--only <names>', 'these alerts, separated by commas', namesOfAlerts)
    .allowExcessArguments(false)
    .exitOverride();
  const { only } = optionsSchema.parse(command.parse(argv).opts());
  return CAUSES.filter(({ alert }) => only?.includes(alert) ?? true);
}

function namesOfAlerts(text: string): readonly string[] {
  const names = text.split(',');
  const unknown = names.filter((name) => !CAUSES.some(({ alert }) => alert === name));
  if (unknown.length > 0) throw new InvalidArgumentError(`No alert: ${unknown.join(', ')}.`);
  return names;
}

async function run(causes: readonly Cause[]): Promise<number> {
  const start = performance.now();
  const log: Log = (line) => {
    logToStderr(`${((performance.now() - start) / 1_000).toFixed(0).padStart(4)} s  ${line.split('\n')[0] ?? ''}`);
  };
  const file = await findPrometheus(log);
  const dataDir = await mkdtemp(join(tmpdir(), 'at-risk-alerts-'));
  let held = false;
  try {
    const played = await playAll(causes, file, dataDir, log);
    held = played.every(({ problem }) => problem === undefined);
    process.stdout.write(`${inWords(played)}\n`);
    for (const { problem } of played) if (problem !== undefined) process.stdout.write(`${problem}\n`);
  } finally {
    if (held) await rm(dataDir, { recursive: true, force: true });
    else log(`data and logs: ${dataDir}`);
  }
  return held ? EXIT.held : EXIT.differs;
}

async function playAll(
  causes: readonly Cause[],
  prometheusFile: string,
  dataDir: string,
  log: Log,
): Promise<readonly Played[]> {
  const world = await AlertWorld.start(dataDir, log);
  try {
    const prometheus = await Prometheus.start(prometheusFile, dataDir, world.targets, world.stack.portalId, log);
    try {
      const played: Played[] = [];
      for (const cause of causes) played.push(await play(cause, world, prometheus, log));
      return played;
    } finally {
      await prometheus.stop();
    }
  } finally {
    await world.stop();
  }
}

function inWords(played: readonly Played[]): string {
  const table = plainTable(['alert', 'cause', 'fires after', 'end', 'ends after']);
  for (const { cause, firedMs, endedMs } of played) {
    table.push([cause.alert, cause.cause, seconds(firedMs), cause.end, seconds(endedMs)]);
  }
  return table.toString();
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'no' : `${(ms / 1_000).toFixed(0)} s`;
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(readCauses(argv));
  } catch (error) {
    // Commander has printed its message, or the help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.wrongUse;
    process.stderr.write(`alerts: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.differs;
  }
}

void main(process.argv).then((code) => {
  process.exit(code);
});
