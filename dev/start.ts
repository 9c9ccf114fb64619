import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { RUNNING_STACK, type RunningStack } from '../src/config/running-stack';
import { CACHE_DIR, PROJECT_ROOT } from './process/paths';
import { DataDirInUseError } from './stack/data-dir';
import { PortsTakenError } from './stack/ports';
import { startStack, type Stack } from './stack/stack';

/** 2 is for wrong use and settings, as of the command `at-risk`. */
const EXIT = { stopped: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

/** One Ctrl-C can come twice: from the terminal, and handed on by npm. */
const SAME_SIGNAL_MS = 1_000;

const optionsSchema = z.object({
  json: z.boolean().default(false),
  ports: z.enum(['auto', 'default']).optional(),
  data: z.string().min(1, 'must name a directory'),
});

type Options = Readonly<z.infer<typeof optionsSchema>>;

function readOptions(argv: readonly string[]): Options {
  const command = new Command('npm start --')
    .description(
      'Runs the service with an emulated HubSpot and a Temporal development server, until Ctrl-C.\n' +
        'With TEMPORAL_ADDRESS in the environment that Temporal server is used.',
    )
    .option('--json', 'print one JSON line when ready, and nothing else on stdout')
    .addOption(
      new Option('--ports <choice>', 'auto: any free ports, kept with the data; default: the usual ones').choices([
        'auto',
        'default',
      ]),
    )
    .option('--data <dir>', 'where databases and logs are kept, to go on there the next time', join(CACHE_DIR, 'dev'))
    .allowExcessArguments(false)
    .exitOverride();
  return optionsSchema.parse(command.parse(argv).opts());
}

/** The line that programs read. Its keys are a contract: DESIGN, "Running it". */
function jsonLine(stack: Stack): string {
  return JSON.stringify({
    temporal: stack.temporal,
    namespace: stack.namespace,
    taskQueue: stack.taskQueue,
    temporalUi: stack.temporalUi ?? null,
    hubspot: stack.hubspot,
    page: stack.page,
    hubspotToken: stack.hubspotToken,
    clientSecret: stack.clientSecret,
    portalId: stack.portalId,
    appId: stack.appId,
    bridge: stack.bridge,
    metrics: stack.metrics,
    board: stack.board ?? null,
    portalConfig: stack.portalConfig,
  });
}

function welcome(stack: Stack): string {
  const fromHere = relative(process.cwd(), stack.dataDir);
  const data = fromHere === '' || fromHere.startsWith('..') ? stack.dataDir : fromHere;
  return `
At-Risk Closer is running.

  HubSpot, emulated   ${stack.page}
  App page            ${stack.hubspot}/extensions/page
  Board of cases      ${stack.board ?? `in the UI of ${stack.temporal}`}
  Temporal UI         ${stack.temporalUi ?? `that of ${stack.temporal}`}
  Bridge              ${stack.bridge}
  Metrics             ${stack.metrics.worker}, ${stack.metrics.bridge}

Try first: open the HubSpot page, choose an At-Risk ticket, set Customer Saved, and save. Within seconds the ticket and the
company's Client Status follow. The clock at the top of the page skips days; "How to play" there leads through each path.
On the command line, in another terminal: npm run at-risk -- list

Databases and logs: ${data}. Ctrl-C stops everything; the next start goes on where this one was.
`;
}

/** So that `at-risk` in this folder finds the stack without an environment to copy. */
const RUNNING_FILE = join(PROJECT_ROOT, RUNNING_STACK);

async function sayRunning(stack: Stack): Promise<void> {
  const running: RunningStack = {
    pid: process.pid,
    variables: {
      HUBSPOT_PORTAL_ID: stack.portalId,
      HUBSPOT_APP_ID: stack.appId,
      HUBSPOT_API_URL: stack.hubspot,
      HUBSPOT_ACCESS_TOKEN: stack.hubspotToken,
      TEMPORAL_ADDRESS: stack.temporal,
      TEMPORAL_NAMESPACE: stack.namespace,
      AT_RISK_TASK_QUEUE: stack.taskQueue,
      AT_RISK_PORTAL_CONFIG: stack.portalConfig,
    },
  };
  await mkdir(dirname(RUNNING_FILE), { recursive: true });
  await writeFile(RUNNING_FILE, JSON.stringify(running), { mode: 0o600 });
}

async function run(options: Options): Promise<void> {
  const stopping = new AbortController();
  let askedAt = 0;
  const stopAsked = new Promise<void>((resolveStop) => {
    const onSignal = (): void => {
      if (stopping.signal.aborted) {
        // Asked again: at once. What was started is then killed by its watchdog.
        if (Date.now() - askedAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
        return;
      }
      askedAt = Date.now();
      process.stderr.write('stopping ...\n');
      stopping.abort(new Error('stopped while it was starting'));
      resolveStop();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  try {
    const stack = await startStack({
      dataDir: resolve(options.data),
      calendar: true,
      ports: options.ports ?? (options.json ? 'auto' : 'default'),
      signal: stopping.signal,
    });
    await sayRunning(stack);
    process.stdout.write(options.json ? `${jsonLine(stack)}\n` : welcome(stack));
    await stopAsked;
    await rm(RUNNING_FILE, { force: true });
    await stack.stop();
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    await run(readOptions(argv));
    return EXIT.stopped;
  } catch (error) {
    // Commander has printed its message, or the help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.stopped : EXIT.wrongUse;
    process.stderr.write(`npm start: ${messageOf(error)}\n`);
    const isWrongUse = [DataDirInUseError, PortsTakenError, z.ZodError].some((kind) => error instanceof kind);
    return isWrongUse ? EXIT.wrongUse : EXIT.failed;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

void main(process.argv).then((code) => {
  // A download that was given up may still be under way.
  process.exit(code);
});
