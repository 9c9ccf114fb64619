import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Command, CommanderError } from 'commander';
import { loadPortalConfig } from '../../src/config/portal';
import { DemoPortal } from '../portal/people';
import { startStack, type Stack } from '../stack/stack';
import { Narrator } from './narrator';
import { playScenario } from './scenario';
import { Stage } from './stage';

const EXIT = { asTheSopSays: 0, differs: 1, wrongUse: 2 } as const;

function readOptions(argv: readonly string[]): { readonly keep: boolean } {
  const command = new Command('npm run demo --')
    .description(
      'Plays the paths of the SOP on a real Temporal server against the emulated HubSpot.\n' +
        'Exit code 0: every path ended as the SOP says. 1: it did not. 2: wrong use.',
    )
    .option('--keep', 'leave everything running at the end, with links to look around', false)
    .allowExcessArguments(false)
    .exitOverride();
  return command.parse(argv).opts();
}

async function play(stack: Stack): Promise<boolean> {
  const connection = await Connection.connect({ address: stack.temporal });
  try {
    const temporal = new Client({ connection, namespace: stack.namespace });
    const portal = new DemoPortal({ url: stack.hubspot, token: stack.hubspotToken });
    const zone = loadPortalConfig(stack.portalConfig).sop.timeZone;
    const print = (line: string): void => {
      process.stdout.write(`${line}\n`);
    };
    const narrator = new Narrator(print, zone, process.stdout.isTTY);
    const [cs, finance] = await Promise.all([portal.personOf('Client Success'), portal.personOf('Finance')]);
    const stage = new Stage(portal, temporal, stack.portalId, narrator, cs, finance);
    await playScenario(stage, zone);
    print(`\n${stage.expectations.table()}`);
    const { differences } = stage.expectations;
    print(
      differences.length === 0
        ? '\nEvery path ended as the SOP says.'
        : `\n${String(differences.length)} differences from what the SOP says.`,
    );
    return differences.length === 0;
  } finally {
    await connection.close();
  }
}

async function keepRunning(stack: Stack): Promise<void> {
  process.stdout.write(`
Left running until Ctrl-C:
  Temporal UI         ${stack.board ?? `that of ${stack.temporal}`}
  HubSpot, emulated   ${stack.hubspot}/
`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asTheSopSays : EXIT.wrongUse;
    throw error;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'at-risk-demo-'));
  const stack = await startStack({ dataDir, ports: 'auto' });
  let asTheSopSays = false;
  try {
    asTheSopSays = await play(stack);
    if (options.keep) await keepRunning(stack);
  } finally {
    await stack.stop();
    if (asTheSopSays) await rm(dataDir, { recursive: true, force: true });
    else process.stderr.write(`logs: ${dataDir}\n`);
  }
  return asTheSopSays ? EXIT.asTheSopSays : EXIT.differs;
}

main(process.argv).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(EXIT.differs);
  },
);
