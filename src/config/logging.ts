import { pino, type DestinationStream, type LogFn, type Logger } from 'pino';
import { environmentSecrets } from './env';
import { outputOf } from './log-output';
import { Redaction } from './redaction';

export type { Logger } from 'pino';

const STDOUT = 1;

export interface LoggerOptions {
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
  /** Those of the environment unless given. */
  readonly secrets?: readonly string[];
  /** Of each line, besides its own. */
  readonly fields?: (() => object) | undefined;
}

/** JSON lines. Secrets and addresses are removed even if a caller logs them by mistake. */
export function createLogger(name: string, level: string, given: LoggerOptions = {}): Logger {
  const { destination = outputOf(STDOUT), secrets = environmentSecrets(), fields } = given;
  const redaction = new Redaction(secrets);
  const options = {
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(fields && { mixin: fields }),
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redaction.value(fields) as Record<string, unknown>,
    },
    // Errors are plain by then; pino's own serializer would name them all "Object".
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, log: LogFn) {
        // The first may be the fields, which are seen to above.
        log.apply(
          this,
          args.map((arg: unknown, index) =>
            index > 0 || typeof arg === 'string' ? redaction.value(arg) : arg,
          ) as Parameters<LogFn>,
        );
      },
    },
  };
  return pino(options, destination);
}

/** What Node would print on stderr in its own words, and unredacted, becomes a line of the log. */
export function logProcess(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    logger.warn({ event: 'process.warning', err: warning }, 'Node warns');
  });
  process.once('uncaughtException', (error) => {
    logger.fatal({ event: 'process.failed', err: error }, 'an error that nobody caught');
    process.exit(1);
  });
}
