import { readFileSync, statSync } from 'node:fs';

/** The variables that hold a secret. Each may be given as a file instead: NAME_FILE is its path, as Docker and Kubernetes mount secrets. */
export const SECRET_VARIABLES = [
  'HUBSPOT_ACCESS_TOKEN',
  'HUBSPOT_CLIENT_SECRETS',
  'TEMPORAL_API_KEY',
  'AT_RISK_DIGEST_URL',
  'AT_RISK_PAYLOAD_KEYS',
  'CODEC_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const;
export type SecretVariable = (typeof SECRET_VARIABLES)[number];

/** In bytes. A secret is a line; anything longer is another file. */
const LARGEST = 64 * 1024;

interface WithSecrets {
  readonly env: Readonly<Record<string, string>>;
  /** Sentences that name the variable and the path, never what the file holds. */
  readonly problems: readonly { readonly name: SecretVariable; readonly sentence: string }[];
}

/** Reads those of the secrets in `names` that are given as files; spaces and line ends around them are no part of them. */
export function withSecretFiles(env: Readonly<Record<string, string>>, names: readonly SecretVariable[]): WithSecrets {
  const values: Record<string, string> = { ...env };
  const problems = names.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (path === undefined) return [];
    const read = env[name] === undefined ? readSecret(path) : { problem: `is set, and so is ${name}: set one of them` };
    if ('value' in read) values[name] = read.value;
    return 'value' in read ? [] : [{ name, sentence: `${name}_FILE: ${read.problem}` }];
  });
  return { env: values, problems };
}

function readSecret(path: string): { readonly value: string } | { readonly problem: string } {
  try {
    const found = statSync(path);
    if (!found.isFile()) return { problem: `${path} is not a file` };
    if (found.size > LARGEST) return { problem: `${path} is too large to hold a secret` };
    const value = readFileSync(path, 'utf8').trim();
    return value === '' ? { problem: `${path} is empty` } : { value };
  } catch (error) {
    return { problem: `${path} cannot be read (${codeOf(error)})` };
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
}
