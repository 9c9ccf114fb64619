import { pino, type DestinationStream, type LogFn, type Logger } from 'pino';

export type { Logger } from 'pino';

const SECRET_KEY = /authorization|cookie|secret|token|password|api[-_]?key|signature|e-?mail/i;
const SECRET_TEXT = /\b(?:Bearer\s+\S+|pat-[\w-]{8,}|[\w.+-]+@[\w-]+\.[\w.-]+)/gi;
const REMOVED = '[removed]';

/** Deeper than any log line of ours; guards against cycles. */
const MAX_DEPTH = 6;

/** JSON lines on stdout. Secrets and addresses are removed even if a caller logs them by mistake. */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutSecrets(fields, 0) as Record<string, unknown>,
    },
    // Errors are plain by then; pino's own serializer would name them all "Object".
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, log: LogFn) {
        log.apply(
          this,
          args.map((arg: unknown) => (typeof arg === 'string' ? cleaned(arg) : arg)) as Parameters<LogFn>,
        );
      },
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleaned(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return REMOVED;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if (value instanceof Error) return withoutSecrets(pino.stdSerializers.err(value), depth);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && inner !== undefined ? REMOVED : withoutSecrets(inner, depth + 1),
    ]),
  );
}

function cleaned(text: string): string {
  return text.replace(SECRET_TEXT, REMOVED);
}
