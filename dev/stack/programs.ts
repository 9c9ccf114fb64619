import { z } from 'zod';
import { PROJECT_ROOT } from '../process/paths';
import type { RunningProcess } from '../process/running-process';
import { scriptArgs } from '../process/script';
import type { SupervisedProgram } from '../process/supervised';
import { until } from '../process/until';
import { childEnvironment, type Variables } from './child-environment';

/** Supervision gives up first, with the program's last lines. */
const LOOK_WITHIN_MS = 120_000;

/** What the emulator says of itself when it is ready. */
const portalSchema = z.object({
  url: z.url(),
  portalId: z.number(),
  appId: z.number(),
  accessToken: z.string(),
  clientSecret: z.string(),
});

/** The emulated portal, and how to reach it. */
export type Portal = Readonly<z.infer<typeof portalSchema>>;

export interface EmulatorOptions {
  readonly port: number;
  readonly stateFile: string;
  readonly webhookUrl: string;
  readonly indexLagMs?: number;
  readonly calendarUrl?: string;
  readonly logFile: string;
  readonly onReady: (portal: Portal) => void;
}

export function emulatorProgram(options: EmulatorOptions): SupervisedProgram {
  const lag = options.indexLagMs === undefined ? [] : ['--index-lag', String(options.indexLagMs)];
  const calendar = options.calendarUrl === undefined ? [] : ['--calendar', options.calendarUrl];
  const args = [
    '--json',
    '--port',
    String(options.port),
    '--state',
    options.stateFile,
    '--webhook',
    options.webhookUrl,
  ];
  return {
    ...ofProject('emulator', 'emulator/main.ts', [...args, ...lag, ...calendar], {}, options.logFile),
    async whenReady(running) {
      options.onReady(await running.firstLine((line) => parsed(line, portalSchema)));
    },
  };
}

const workerReady = z.object({ event: z.literal('worker.ready') });

export function workerProgram(env: Variables, logFile: string): SupervisedProgram {
  return {
    ...ofProject('worker', 'src/worker.ts', [], env, logFile),
    async whenReady(running) {
      await running.firstLine((line) => parsed(line, workerReady));
    },
  };
}

/** @param url where the bridge answers */
export function bridgeProgram(env: Variables, url: string, logFile: string): SupervisedProgram {
  return {
    ...ofProject('bridge', 'src/bridge/main.ts', [], env, logFile),
    whenReady: (_running: RunningProcess, signal) => untilReady(`${url}/readyz`, signal),
  };
}

/** `at-risk setup`: registers what the service needs in Temporal. Runs to its end. */
export function setupCommand(env: Variables, logFile: string): Omit<SupervisedProgram, 'whenReady'> {
  return ofProject('setup', 'src/cli/main.ts', ['setup'], env, logFile);
}

function ofProject(
  name: string,
  script: string,
  args: readonly string[],
  env: Variables,
  logFile: string,
): Omit<SupervisedProgram, 'whenReady'> {
  return {
    name,
    file: process.execPath,
    args: [...scriptArgs(script), ...args],
    env: childEnvironment(env),
    cwd: PROJECT_ROOT,
    logFile,
  };
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const check = async (): Promise<true | undefined> => {
    const { ok, body } = await fetch(url, { signal });
    await body?.cancel();
    return ok || undefined;
  };
  await until(check, { what: `${url} to answer 200`, withinMs: LOOK_WITHIN_MS, signal });
}

/** The line's JSON when it has this shape; programs may print other lines before. */
function parsed<T>(line: string, schema: z.ZodType<T>): T | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
