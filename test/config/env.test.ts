import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  VARIABLE_NAMES,
  bridgeSettings,
  cliSettings,
  environmentSecrets,
  temporalConnection,
  workerSettings,
  type Environment,
} from '../../src/config/env';

const WORKER = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-0000', HUBSPOT_PORTAL_ID: '4242001', HUBSPOT_APP_ID: '777001' };
const BRIDGE = {
  HUBSPOT_CLIENT_SECRETS: 'old-secret, new-secret',
  HUBSPOT_PORTAL_ID: '4242001',
  HUBSPOT_APP_ID: '777001',
};

describe('the environment', () => {
  it('gives the worker what it needs, without the secrets of webhooks', () => {
    expect(workerSettings({ ...WORKER, WORKER_HEALTH_PORT: '9090', WORKER_CACHED_WORKFLOWS: '500' })).toEqual({
      accessToken: 'pat-na1-0000',
      portalId: '4242001',
      appId: '777001',
      apiUrl: 'https://api.hubapi.com',
      taskQueue: 'at-risk',
      portalConfig: 'config/portal.yaml',
      workflowBundle: undefined,
      healthPort: 9090,
      metricsHost: '127.0.0.1',
      metricsPort: undefined,
      cachedWorkflows: 500,
      traces: undefined,
      logLevel: 'info',
    });
  });

  it('gives the bridge what it needs, without the access token', () => {
    const settings = bridgeSettings({ ...BRIDGE, ...WORKER, BRIDGE_PUBLIC_URL: 'https://at-risk.example.com/' });

    expect(settings).toEqual({
      clientSecrets: ['old-secret', 'new-secret'],
      portalId: '4242001',
      appId: '777001',
      taskQueue: 'at-risk',
      portalConfig: 'config/portal.yaml',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'https://at-risk.example.com',
      metricsHost: '127.0.0.1',
      metricsPort: undefined,
      traces: undefined,
      logLevel: 'info',
    });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.5', 'bridge', 'localhost.example.com', '127.0.0.1.example.com'])(
    'asks for the public address of a bridge that listens on %s, where the Host header could be anything',
    (host) => {
      expect(() => bridgeSettings({ ...BRIDGE, BRIDGE_HOST: host })).toThrow('BRIDGE_PUBLIC_URL: is not set');
      expect(bridgeSettings({ ...BRIDGE, BRIDGE_HOST: host, BRIDGE_PUBLIC_URL: 'https://a.example' }).host).toBe(host);
    },
  );

  it.each(['127.0.0.1', '127.8.0.1', 'localhost', '::1'])('asks for none of a bridge on %s', (host) => {
    expect(bridgeSettings({ ...BRIDGE, BRIDGE_HOST: host }).publicUrl).toBeUndefined();
  });

  it('may be empty for the command line', () => {
    expect(cliSettings({})).toMatchObject({ apiUrl: 'https://api.hubapi.com', accessToken: undefined });
  });

  it('names every bad variable at once', () => {
    const env = {
      HUBSPOT_PORTAL_ID: 'acme',
      HUBSPOT_API_URL: 'ftp://x',
      WORKER_HEALTH_PORT: '70000',
      WORKER_CACHED_WORKFLOWS: '1',
      LOG_LEVEL: 'loud',
    };

    for (const name of ['HUBSPOT_ACCESS_TOKEN: is not set', 'HUBSPOT_APP_ID: is not set', ...Object.keys(env)]) {
      expect(() => workerSettings(env)).toThrow(name);
    }
  });

  it('counts an empty variable as one that is not set', () => {
    expect(() => workerSettings({ ...WORKER, HUBSPOT_ACCESS_TOKEN: ' ' })).toThrow('HUBSPOT_ACCESS_TOKEN: is not set');
  });

  it('never shows a value, which may be a secret', () => {
    const secret = 'hunter2 hunter2';

    expect(() => workerSettings({ ...WORKER, HUBSPOT_ACCESS_TOKEN: secret })).toThrow(
      /ACCESS_TOKEN: must be the access token/,
    );
    expect(() => workerSettings({ ...WORKER, HUBSPOT_ACCESS_TOKEN: secret })).not.toThrow(/hunter2/);
    expect(() => bridgeSettings({ ...BRIDGE, HUBSPOT_CLIENT_SECRETS: 'short' })).not.toThrow(/short/);
  });

  it.each([
    'http://127.0.0.1:8090',
    'http://localhost:8090',
    'http://[::1]:8090',
    'http://emulator:8090',
    'https://api.hubapi.com',
  ])('lets the token go to %s', (url) => {
    expect(workerSettings({ ...WORKER, HUBSPOT_API_URL: url }).apiUrl).toBe(url);
  });

  it.each([
    'http://api.hubapi.com',
    'http://10.0.0.5',
    'http://localhost.example.com',
    'https://user:pass@api.hubapi.com',
    'nonsense',
  ])('does not let the token go to %s', (url) => {
    expect(() => workerSettings({ ...WORKER, HUBSPOT_API_URL: url })).toThrow('HUBSPOT_API_URL: must be');
  });

  it('is written down in .env.example, variable by variable, and nothing else is but Temporal', () => {
    const example = readFileSync(join(__dirname, '..', '..', '.env.example'), 'utf8');
    const listed = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);

    const ofOthers = [
      ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS', 'TEMPORAL_TLS_SERVER_NAME'],
      ...['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
    ];

    expect(listed.sort()).toEqual([...VARIABLE_NAMES, ...ofOthers].sort());
  });
});

describe('traces', () => {
  const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  const HEADERS = 'authorization=Bearer%20hunter2-hunter2,x-team=success';

  it('are off unless an endpoint is set, and where OpenTelemetry is switched off', () => {
    const ofTraces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/v1/traces' };
    const off: Environment[] = [{}, { OTEL_EXPORTER_OTLP_HEADERS: HEADERS }];
    off.push({ ...ON, OTEL_SDK_DISABLED: 'true' }, { ...ofTraces, OTEL_TRACES_EXPORTER: 'none' });

    for (const env of off) expect(workerSettings({ ...WORKER, ...env }).traces).toBeUndefined();
    for (const env of [ON, ofTraces]) {
      expect(workerSettings({ ...WORKER, ...env }).traces).toEqual({ headers: undefined });
      expect(bridgeSettings({ ...BRIDGE, ...env }).traces).toEqual({ headers: undefined });
    }
  });

  it('may have headers of their own, also as a file, which are secrets', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'headers-')), 'headers');
    writeFileSync(path, `${HEADERS}\n`);

    expect(workerSettings({ ...WORKER, ...ON, OTEL_EXPORTER_OTLP_HEADERS_FILE: path }).traces).toEqual({
      headers: HEADERS,
    });
    expect(environmentSecrets({ OTEL_EXPORTER_OTLP_HEADERS_FILE: path })).toContain('Bearer%20hunter2-hunter2');
  });

  it.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_TRACES_EXPORTER: 'zipkin' },
    { OTEL_SDK_DISABLED: 'perhaps' },
  ])('are not sent where nobody could read them: %p', (env) => {
    expect(() => bridgeSettings({ ...BRIDGE, ...env })).toThrow(Object.keys(env)[0]);
  });
});

describe("the webhook of leaders' chat", () => {
  const AT_RISK_DIGEST_URL = 'https://hooks.example.com/services/T000/hunter2';

  it('X1: is a secret, and there is no digest without it', () => {
    expect(workerSettings({ ...WORKER, AT_RISK_DIGEST_URL }).digestUrl).toBe(AT_RISK_DIGEST_URL);
    expect(workerSettings({ ...WORKER, AT_RISK_DIGEST_URL: '' }).digestUrl).toBeUndefined();
    expect(environmentSecrets({ AT_RISK_DIGEST_URL })).toContain(AT_RISK_DIGEST_URL);
  });

  it.each(['http://hooks.example.com/hunter2', 'https://someone@hooks.example.com/hunter2', 'hunter2'])(
    'X1: goes over https, and is not shown where it cannot be used (%s)',
    (url) => {
      const start = () => workerSettings({ ...WORKER, AT_RISK_DIGEST_URL: url });
      expect(start).toThrow("AT_RISK_DIGEST_URL: must be the https address of a chat's webhook");
      expect(start).not.toThrow(/hunter2/);
    },
  );
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'at-risk-secrets-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { HUBSPOT_ACCESS_TOKEN: token, ...worker } = WORKER;
  const { HUBSPOT_CLIENT_SECRETS: secrets, ...bridge } = BRIDGE;

  it('is read in place of the variable, without the newline at its end', () => {
    const HUBSPOT_ACCESS_TOKEN_FILE = file('token', `${token}\n`);
    const HUBSPOT_CLIENT_SECRETS_FILE = file('secrets', `${secrets}\r\n`);
    const TEMPORAL_API_KEY_FILE = file('key', 'a key\n');

    expect(workerSettings({ ...worker, HUBSPOT_ACCESS_TOKEN_FILE }).accessToken).toBe(token);
    expect(cliSettings({ HUBSPOT_ACCESS_TOKEN_FILE }).accessToken).toBe(token);
    expect(bridgeSettings({ ...bridge, HUBSPOT_CLIENT_SECRETS_FILE }).clientSecrets).toEqual([
      'old-secret',
      'new-secret',
    ]);
    expect(temporalConnection({ TEMPORAL_CONFIG_FILE: temporalFile(), TEMPORAL_API_KEY_FILE })).toMatchObject({
      connectionOptions: { apiKey: 'a key', tls: true },
    });
  });

  it('is not read by a process that does not need it', () => {
    const missing = join(folder, 'missing');
    expect(bridgeSettings({ ...BRIDGE, HUBSPOT_ACCESS_TOKEN_FILE: missing })).not.toHaveProperty('accessToken');
    expect(workerSettings({ ...WORKER, HUBSPOT_CLIENT_SECRETS_FILE: missing })).not.toHaveProperty('clientSecrets');
  });

  it.each<[string, string, RegExp]>([
    ['missing', join(folder, 'nowhere'), /HUBSPOT_ACCESS_TOKEN_FILE: \S+nowhere cannot be read \(ENOENT\)/],
    ['a folder', folder, /HUBSPOT_ACCESS_TOKEN_FILE: \S+ is not a file/],
    ['empty', file('empty', ' \n'), /HUBSPOT_ACCESS_TOKEN_FILE: \S+empty is empty/],
    [
      'another file',
      file('large', 'x'.repeat(70_000)),
      /HUBSPOT_ACCESS_TOKEN_FILE: \S+large is too large to hold a secret/,
    ],
  ])('that is %s ends the start with the path', (_what, HUBSPOT_ACCESS_TOKEN_FILE, message) => {
    expect(() => workerSettings({ ...worker, HUBSPOT_ACCESS_TOKEN_FILE })).toThrow(message);
    expect(() => workerSettings({ ...worker, HUBSPOT_ACCESS_TOKEN_FILE })).not.toThrow(/is not set/);
  });

  it('that is set beside its variable ends the start: it is unclear which one counts', () => {
    const HUBSPOT_ACCESS_TOKEN_FILE = file('other', 'pat-na1-1111');
    const TEMPORAL_API_KEY_FILE = file('otherKey', 'other');

    expect(() => workerSettings({ ...WORKER, HUBSPOT_ACCESS_TOKEN_FILE })).toThrow(
      'HUBSPOT_ACCESS_TOKEN_FILE: is set, and so is HUBSPOT_ACCESS_TOKEN: set one of them',
    );
    expect(() => temporalConnection({ TEMPORAL_API_KEY: 'key', TEMPORAL_API_KEY_FILE })).toThrow(
      'TEMPORAL_API_KEY_FILE: is set, and so is TEMPORAL_API_KEY',
    );
  });

  it('is never shown, also where it cannot be used', () => {
    const HUBSPOT_ACCESS_TOKEN_FILE = file('unusable', 'hunter2 hunter2');

    expect(() => workerSettings({ ...worker, HUBSPOT_ACCESS_TOKEN_FILE })).toThrow(/ACCESS_TOKEN: must be the access/);
    expect(() => workerSettings({ ...worker, HUBSPOT_ACCESS_TOKEN_FILE })).not.toThrow(/hunter2/);
  });
});

/** Temporal's own file on the machine that runs the tests must not count. */
function temporalFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'at-risk-')), 'temporal.toml');
  writeFileSync(path, '[profile.default]\n');
  return path;
}

describe('the connection to Temporal', () => {
  it('is to the development server unless the environment says otherwise', () => {
    expect(temporalConnection({ TEMPORAL_CONFIG_FILE: temporalFile() })).toMatchObject({
      connectionOptions: { address: 'localhost:7233' },
      namespace: 'default',
    });
  });

  it('to Temporal Cloud is with a key, and then with TLS', () => {
    const env = {
      TEMPORAL_CONFIG_FILE: temporalFile(),
      TEMPORAL_ADDRESS: 'eu.example.com:7233',
      TEMPORAL_NAMESPACE: 'prod',
      TEMPORAL_API_KEY: 'key',
    };

    expect(temporalConnection(env)).toMatchObject({
      connectionOptions: { address: 'eu.example.com:7233', apiKey: 'key', tls: true },
      namespace: 'prod',
    });
  });

  it('is with certificates of its own where a server asks for them (mTLS)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'at-risk-'));
    const file = (name: string): string => {
      writeFileSync(join(folder, name), name);
      return join(folder, name);
    };
    const env = {
      TEMPORAL_CONFIG_FILE: temporalFile(),
      TEMPORAL_ADDRESS: 'temporal.internal:7233',
      TEMPORAL_NAMESPACE: 'at-risk',
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key'),
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem'),
      TEMPORAL_TLS_SERVER_NAME: 'temporal',
    };
    const { connectionOptions, namespace } = temporalConnection(env);

    expect(namespace).toBe('at-risk');
    expect(connectionOptions).toMatchObject({ address: 'temporal.internal:7233' });
    expect(connectionOptions.tls).toMatchObject({ serverNameOverride: 'temporal' });
    const { clientCertPair, serverRootCACertificate } = z
      .object({
        clientCertPair: z.object({ crt: z.instanceof(Uint8Array), key: z.instanceof(Uint8Array) }),
        serverRootCACertificate: z.instanceof(Uint8Array),
      })
      .parse(connectionOptions.tls);
    const texts = [clientCertPair.crt, clientCertPair.key, serverRootCACertificate].map((bytes) =>
      Buffer.from(bytes).toString(),
    );
    expect(texts).toEqual(['client.pem', 'client.key', 'ca.pem']);
  });
});
