import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { PROFILES } from './http/api-version';
import { startEmulator, type Emulator } from './index';

const optionsSchema = z.object({
  port: z.number(),
  host: z.string(),
  allowHost: z.array(z.string()),
  state: z.string().optional(),
  webhook: z.string().optional(),
  calendar: z.string().optional(),
  indexLag: z.number(),
  profile: z.enum(PROFILES),
  json: z.boolean().default(false),
});

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number, 0 or more, is needed.');
  return Number(text);
}

function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('An http(s) address is needed.');
  return text;
}

function readOptions(argv: readonly string[]): z.infer<typeof optionsSchema> {
  const command = new Command('emulator')
    .description('A HubSpot for development and tests: API, webhooks, and a page at /.')
    .option('--port <n>', 'port to listen on; 0 takes any free one', wholeNumber, 8090)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--allow-host <names...>', 'names by which other machines call it', [])
    .option('--state <file>', 'keep the state in this JSON file')
    .option('--webhook <url>', 'post webhooks to this address', webAddress)
    .option('--calendar <url>', 'post the new time to this address when days are skipped on the page', webAddress)
    .option('--index-lag <ms>', 'how far searches are behind', wholeNumber, 0)
    .addOption(new Option('--profile <version>', 'API versions that it has').choices(PROFILES).default('2026-09'))
    .option('--json', 'print one JSON line when ready');
  return optionsSchema.parse(command.parse(argv).opts());
}

function announce(emulator: Emulator, json: boolean): void {
  const { url, portalId, appId, accessToken, clientSecret } = emulator;
  const facts = { url, portalId, appId, accessToken, clientSecret };
  const text = json
    ? JSON.stringify(facts)
    : Object.entries(facts)
        .map(([name, value]) => `${name.padEnd(13)} ${String(value)}`)
        .join('\n');
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  const emulator = await startEmulator({
    port: options.port,
    host: options.host,
    allowHosts: options.allowHost,
    statePath: options.state,
    webhook: { targetUrl: options.webhook },
    calendarUrl: options.calendar,
    indexLagMs: options.indexLag,
    profile: options.profile,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
  announce(emulator, options.json);
}

main().catch((error: unknown) => {
  process.stderr.write(`The emulator did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
