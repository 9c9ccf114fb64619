import { codecServerSettings } from '../config/env';
import { createLogger, logProcess } from '../config/logging';
import { SettingsError } from '../config/settings-error';
import { createPayloadCodec } from './payload-codec';
import { createCodecServer } from './server';

/** The codec server's composition root: what the Temporal UI asks to decrypt. SIGTERM and SIGINT end it. */
async function main(): Promise<void> {
  const settings = codecServerSettings();
  const logger = createLogger('codec', settings.logLevel);
  logProcess(logger);
  const server = createCodecServer({ settings, codec: createPayloadCodec(settings.payloadKeys) });
  const stop = (): void => void server.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const url = await server.listen({ host: settings.host, port: settings.port });
  logger.info({ event: 'codec.ready', url, origin: settings.origin }, 'codec server ready');
}

main().catch((error: unknown) => {
  const said = error instanceof SettingsError ? error.message : undefined;
  const fields = { event: 'codec.failed', ...(said === undefined && { err: error }) };
  createLogger('codec', 'info').fatal(fields, said ?? 'codec server failed');
  process.exitCode = 1;
});
