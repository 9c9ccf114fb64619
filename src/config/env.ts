import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { deepFreeze } from './deep-freeze';
import { payloadKeysSchema, secretsOfPayloadKeys, type PayloadKeys } from './payload-keys';
import { SECRET_VARIABLES, withSecretFiles, type SecretVariable } from './secret-files';
import { SettingsError, problemsOf } from './settings-error';

/** The environment of a process: `process.env`, or a test's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

const digits = (what: string): z.ZodString => z.string().regex(/^\d{1,12}$/, `must be ${what} (digits)`);
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a port number (0 to 65535)');
const baseUrl = z.string().refine(isBaseUrl, 'must be an http or https URL without user, query or fragment');

const otlpProtocol = z.literal('http/protobuf', 'must be http/protobuf, which is what traces are sent with');

/** One table of all variables; each process takes the ones that it needs, and no more (least privilege). */
const VARIABLES = {
  HUBSPOT_ACCESS_TOKEN: z.string().regex(/^[\x21-\x7e]{8,}$/, 'must be the access token of the HubSpot app'),
  HUBSPOT_CLIENT_SECRETS: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= 8),
      'must be the client secret of the app, or several separated by commas, each of at least 8 characters',
    ),
  HUBSPOT_PORTAL_ID: digits('the id of the portal'),
  HUBSPOT_APP_ID: digits('the id of the HubSpot app'),
  HUBSPOT_API_URL: baseUrl
    .refine(isSafeApiUrl, 'must be https; plain http only to the emulator, on this machine or in its container network')
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.hubapi.com'),
  AT_RISK_TASK_QUEUE: z.string().min(1).max(200).default('at-risk'),
  AT_RISK_PORTAL_CONFIG: z.string().min(1).default('config/portal.yaml'),
  AT_RISK_WORKFLOW_BUNDLE: z.string().min(1).optional(),
  /** The build of the workers, in their Worker Deployment in Temporal, which takes no name that begins with `__`. */
  AT_RISK_BUILD_ID: z
    .string()
    .regex(/^[A-Za-z0-9][\w.+-]{0,99}$/, 'must be a build id (letters, digits, dot, underscore, plus, hyphen)')
    .optional(),
  /** Where the digest is posted: whoever knows it can post there. */
  AT_RISK_DIGEST_URL: z.string().refine(isChatUrl, "must be the https address of a chat's webhook").optional(),
  /** What Temporal keeps is encrypted with these; without them nothing is. */
  AT_RISK_PAYLOAD_KEYS: payloadKeysSchema.optional(),
  CODEC_HOST: z.string().min(1).default('127.0.0.1'),
  CODEC_PORT: port.default(8234),
  /** The pages that may ask: Temporal's UI. */
  CODEC_UI_ORIGIN: z
    .string()
    .refine((text) => isBaseUrl(text) && new URL(text).origin === text, 'must be an origin, such as https://host:port')
    .default('http://localhost:8233'),
  CODEC_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be a token of at least 16 characters')
    .optional(),
  BRIDGE_HOST: z.string().min(1).default('127.0.0.1'),
  BRIDGE_PORT: port.default(8080),
  BRIDGE_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  BRIDGE_METRICS_PORT: port.optional(),
  BRIDGE_PUBLIC_URL: baseUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  WORKER_HEALTH_PORT: port.optional(),
  WORKER_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  WORKER_METRICS_PORT: port.optional(),
  /** Temporal's SDK takes no cache of one workflow. */
  WORKER_CACHED_WORKFLOWS: z
    .string()
    .regex(/^\d{1,6}$/, 'must be a number of workflows (2 to 999999)')
    .transform(Number)
    .refine((number) => number >= 2, 'must be a number of workflows (2 to 999999)')
    .optional(),
  /** Where traces are sent: OpenTelemetry's own variables. The SDK reads its others itself. */
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: baseUrl.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlpProtocol.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], 'must be otlp or none').default('otlp'),
  OTEL_SDK_DISABLED: z.stringbool('must be true or false').default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

const shared = { AT_RISK_TASK_QUEUE: true, AT_RISK_PORTAL_CONFIG: true, LOG_LEVEL: true } as const;
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_PROTOCOL: true,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: true,
  OTEL_EXPORTER_OTLP_HEADERS: true,
  OTEL_TRACES_EXPORTER: true,
  OTEL_SDK_DISABLED: true,
} as const;
const all = z.object(VARIABLES);

type TracingVariables = Pick<z.output<typeof all>, keyof typeof tracing>;

/** Undefined: nothing is traced. */
function tracesOf(env: TracingVariables): { readonly headers: string | undefined } | undefined {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || env.OTEL_SDK_DISABLED || env.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return { headers: env.OTEL_EXPORTER_OTLP_HEADERS };
}

const workerSchema = all
  .pick({
    ...shared,
    ...tracing,
    HUBSPOT_ACCESS_TOKEN: true,
    HUBSPOT_PORTAL_ID: true,
    HUBSPOT_APP_ID: true,
    HUBSPOT_API_URL: true,
    AT_RISK_WORKFLOW_BUNDLE: true,
    AT_RISK_BUILD_ID: true,
    AT_RISK_DIGEST_URL: true,
    WORKER_HEALTH_PORT: true,
    WORKER_METRICS_HOST: true,
    WORKER_METRICS_PORT: true,
    WORKER_CACHED_WORKFLOWS: true,
  })
  .transform((env) => ({
    accessToken: env.HUBSPOT_ACCESS_TOKEN,
    portalId: env.HUBSPOT_PORTAL_ID,
    appId: env.HUBSPOT_APP_ID,
    apiUrl: env.HUBSPOT_API_URL,
    taskQueue: env.AT_RISK_TASK_QUEUE,
    portalConfig: env.AT_RISK_PORTAL_CONFIG,
    workflowBundle: env.AT_RISK_WORKFLOW_BUNDLE,
    buildId: env.AT_RISK_BUILD_ID,
    digestUrl: env.AT_RISK_DIGEST_URL,
    healthPort: env.WORKER_HEALTH_PORT,
    metricsHost: env.WORKER_METRICS_HOST,
    metricsPort: env.WORKER_METRICS_PORT,
    cachedWorkflows: env.WORKER_CACHED_WORKFLOWS,
    traces: tracesOf(env),
    logLevel: env.LOG_LEVEL,
  }));

const bridgeSchema = all
  .pick({
    ...shared,
    ...tracing,
    HUBSPOT_CLIENT_SECRETS: true,
    HUBSPOT_PORTAL_ID: true,
    HUBSPOT_APP_ID: true,
    BRIDGE_HOST: true,
    BRIDGE_PORT: true,
    BRIDGE_PUBLIC_URL: true,
    BRIDGE_METRICS_HOST: true,
    BRIDGE_METRICS_PORT: true,
  })
  .refine((env) => env.BRIDGE_PUBLIC_URL !== undefined || isLoopback(env.BRIDGE_HOST), {
    path: ['BRIDGE_PUBLIC_URL'],
    message: 'is not set; it is needed where BRIDGE_HOST is reached from other machines',
  })
  .transform((env) => ({
    clientSecrets: env.HUBSPOT_CLIENT_SECRETS,
    portalId: env.HUBSPOT_PORTAL_ID,
    appId: env.HUBSPOT_APP_ID,
    taskQueue: env.AT_RISK_TASK_QUEUE,
    portalConfig: env.AT_RISK_PORTAL_CONFIG,
    host: env.BRIDGE_HOST,
    port: env.BRIDGE_PORT,
    publicUrl: env.BRIDGE_PUBLIC_URL,
    metricsHost: env.BRIDGE_METRICS_HOST,
    metricsPort: env.BRIDGE_METRICS_PORT,
    traces: tracesOf(env),
    logLevel: env.LOG_LEVEL,
  }));

const codecServerSchema = all
  .pick({ CODEC_HOST: true, CODEC_PORT: true, CODEC_UI_ORIGIN: true, CODEC_TOKEN: true, LOG_LEVEL: true })
  .extend({ AT_RISK_PAYLOAD_KEYS: payloadKeysSchema })
  .refine((env) => env.CODEC_TOKEN !== undefined || isLoopback(env.CODEC_HOST), {
    path: ['CODEC_TOKEN'],
    message: 'is not set; it is needed where CODEC_HOST is reached from other machines',
  })
  .transform((env) => ({
    payloadKeys: env.AT_RISK_PAYLOAD_KEYS,
    host: env.CODEC_HOST,
    port: env.CODEC_PORT,
    origin: env.CODEC_UI_ORIGIN,
    token: env.CODEC_TOKEN,
    logLevel: env.LOG_LEVEL,
  }));

/** Some commands need HubSpot, others Temporal alone; which command needs what is checked by the command. */
const cliSchema = all
  .pick({ ...shared, HUBSPOT_API_URL: true, BRIDGE_PUBLIC_URL: true, AT_RISK_WORKFLOW_BUNDLE: true })
  .extend({
    HUBSPOT_ACCESS_TOKEN: VARIABLES.HUBSPOT_ACCESS_TOKEN.optional(),
    HUBSPOT_PORTAL_ID: VARIABLES.HUBSPOT_PORTAL_ID.optional(),
    HUBSPOT_APP_ID: VARIABLES.HUBSPOT_APP_ID.optional(),
  })
  .transform((env) => ({
    accessToken: env.HUBSPOT_ACCESS_TOKEN,
    portalId: env.HUBSPOT_PORTAL_ID,
    appId: env.HUBSPOT_APP_ID,
    apiUrl: env.HUBSPOT_API_URL,
    taskQueue: env.AT_RISK_TASK_QUEUE,
    portalConfig: env.AT_RISK_PORTAL_CONFIG,
    publicUrl: env.BRIDGE_PUBLIC_URL,
    workflowBundle: env.AT_RISK_WORKFLOW_BUNDLE,
    logLevel: env.LOG_LEVEL,
  }));

/** The command that checks the whole set-up also signs a webhook. */
const doctorSchema = all
  .pick({ ...shared, HUBSPOT_ACCESS_TOKEN: true, HUBSPOT_API_URL: true, BRIDGE_PUBLIC_URL: true })
  .extend({
    HUBSPOT_PORTAL_ID: VARIABLES.HUBSPOT_PORTAL_ID.optional(),
    HUBSPOT_APP_ID: VARIABLES.HUBSPOT_APP_ID.optional(),
    HUBSPOT_CLIENT_SECRETS: VARIABLES.HUBSPOT_CLIENT_SECRETS.optional(),
  })
  .transform((env) => ({
    accessToken: env.HUBSPOT_ACCESS_TOKEN,
    portalId: env.HUBSPOT_PORTAL_ID,
    appId: env.HUBSPOT_APP_ID,
    apiUrl: env.HUBSPOT_API_URL,
    clientSecrets: env.HUBSPOT_CLIENT_SECRETS,
    publicUrl: env.BRIDGE_PUBLIC_URL,
    taskQueue: env.AT_RISK_TASK_QUEUE,
    portalConfig: env.AT_RISK_PORTAL_CONFIG,
  }));

/** Whoever speaks to Temporal must read what the others write there. */
const keysSchema = all.pick({ AT_RISK_PAYLOAD_KEYS: true });

export type WorkerSettings = Readonly<z.output<typeof workerSchema>>;
export type BridgeSettings = Readonly<z.output<typeof bridgeSchema>>;
export type CliSettings = Readonly<z.output<typeof cliSchema>>;
export type CodecServerSettings = Readonly<z.output<typeof codecServerSchema>>;
export type DoctorSettings = Readonly<z.output<typeof doctorSchema>>;

/** What `src/worker.ts` needs; throws a SettingsError that names every bad variable. */
export function workerSettings(env: Environment = process.env): WorkerSettings {
  return read(workerSchema, env, ['HUBSPOT_ACCESS_TOKEN', 'AT_RISK_DIGEST_URL', 'OTEL_EXPORTER_OTLP_HEADERS']);
}

/** What the bridge needs: it never sees the access token. */
export function bridgeSettings(env: Environment = process.env): BridgeSettings {
  return read(bridgeSchema, env, ['HUBSPOT_CLIENT_SECRETS', 'OTEL_EXPORTER_OTLP_HEADERS']);
}

/** What the codec server needs: nothing of HubSpot or Temporal. */
export function codecServerSettings(env: Environment = process.env): CodecServerSettings {
  return read(codecServerSchema, env, ['AT_RISK_PAYLOAD_KEYS', 'CODEC_TOKEN']);
}

/** What the command line needs: nothing is required here. */
export function cliSettings(env: Environment = process.env): CliSettings {
  return read(cliSchema, env, ['HUBSPOT_ACCESS_TOKEN']);
}

/** What `at-risk doctor` needs: the access token; the rest is checked where it is given. */
export function doctorSettings(env: Environment = process.env): DoctorSettings {
  return read(doctorSchema, env, ['HUBSPOT_ACCESS_TOKEN', 'HUBSPOT_CLIENT_SECRETS']);
}

/** The names of all variables that this service reads; those of Temporal are `@temporalio/envconfig`'s. */
export const VARIABLE_NAMES: readonly string[] = [
  ...Object.keys(VARIABLES),
  ...SECRET_VARIABLES.map((name) => `${name}_FILE`),
];

/** Of the service, of Temporal's tools, of its database and of OpenTelemetry. */
const SECRET_VARIABLE =
  /^(?:HUBSPOT|TEMPORAL|POSTGRES|CODEC)_.*(?:TOKEN|SECRET|PASSWORD|KEY|AUTH)|^AT_RISK_(?:DIGEST_URL|PAYLOAD_KEYS)|^OTEL_.*HEADERS/;

/** Shorter texts occur in too many places that are not secret, in characters. */
const SHORTEST_SECRET = 6;

/** The secrets in the environment or its files, usable or not: they are removed from what is logged. */
export function environmentSecrets(env: Environment = process.env): readonly string[] {
  return Object.entries(withSecretFiles(present(env), SECRET_VARIABLES).env)
    .filter(([name]) => SECRET_VARIABLE.test(name) && !name.endsWith('_FILE'))
    .flatMap(([name, value]) => [value, ...secretsIn(name, value)])
    .filter((secret) => secret.length >= SHORTEST_SECRET);
}

function secretsIn(name: string, value: string): readonly string[] {
  if (name === 'AT_RISK_PAYLOAD_KEYS') return secretsOfPayloadKeys(value);
  const parts = value.split(',').map((part) => part.trim());
  return name.startsWith('OTEL_') ? parts.map((part) => part.replace(/^[^=]*=/, '')) : parts;
}

/** What a client or a worker's native connection is made with. */
export type TemporalConnection = Readonly<Required<ReturnType<typeof loadClientConnectConfig>>> & {
  /** Undefined: what Temporal keeps is not encrypted. */
  readonly payloadKeys?: PayloadKeys | undefined;
};

/**
 * TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… and Temporal's own configuration file, as all
 * of Temporal's tools read them; and TEMPORAL_API_KEY_FILE. Without any: the development server on this machine. With them the keys of what
 * Temporal keeps.
 */
export function temporalConnection(env: Environment = process.env): TemporalConnection {
  const { AT_RISK_PAYLOAD_KEYS: payloadKeys } = read(keysSchema, env, ['AT_RISK_PAYLOAD_KEYS']);
  const { env: variables, problems } = withSecretFiles(present(env), ['TEMPORAL_API_KEY']);
  if (problems.length > 0) throw notUsable(problems.map(({ sentence }) => sentence));
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: variables });
  return {
    connectionOptions: { ...connectionOptions, address: connectionOptions.address ?? 'localhost:7233' },
    namespace: namespace ?? 'default',
    payloadKeys,
  };
}

/** `secrets`: those that this process needs; the files of others are not read. */
function read<T>(schema: z.ZodType<T>, env: Environment, secrets: readonly SecretVariable[]): T {
  const { env: variables, problems } = withSecretFiles(present(env), secrets);
  const parsed = schema.safeParse(variables, {
    error: (issue) => (issue.input === undefined ? 'is not set' : null),
  });
  if (parsed.success && problems.length === 0) return deepFreeze(parsed.data);
  const others = parsed.success ? [] : problemsOf(parsed.error);
  const isSaid = (problem: string): boolean => problems.some(({ name }) => problem.startsWith(`${name}: is not set`));
  throw notUsable([...problems.map(({ sentence }) => sentence), ...others.filter((problem) => !isSaid(problem))]);
}

function notUsable(problems: readonly string[]): SettingsError {
  return new SettingsError('the environment', problems);
}

/** An empty variable is one that is not set: `.env` files and docker-compose.yml write them so. */
function present(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      value === undefined || value.trim() === '' ? [] : [[key, value.trim()]],
    ),
  );
}

/** A name or address, without a port, by which a machine reaches only itself. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host.toLowerCase()) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Where HubSpot sends webhooks: to https alone. */
export function isWebhookUrl(text: string): boolean {
  return isBaseUrl(text) && new URL(text).protocol === 'https:';
}

/** The path, and for Teams the query, are the secret. */
function isChatUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, hostname } = new URL(text);
  return username === '' && (protocol === 'https:' || isLoopback(hostname));
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.protocol === 'https:' || url.protocol === 'http:');
}

/**
 * The access token goes out with every call: never in the clear over a network. A name without a dot (`localhost`, or
 * `emulator` of docker-compose.yml) is resolved by this machine or its container network alone.
 */
function isSafeApiUrl(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname) || /^[a-z][a-z0-9-]*$/i.test(hostname);
}
