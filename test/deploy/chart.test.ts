import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { SECRET_VARIABLES } from '../../src/config/secret-files';
import { WEBHOOK_PATH } from '../../src/hubspot';

const root = join(__dirname, '../..');
const chart = join(root, 'deploy/helm');
const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

const EXAMPLES = ['cloud', 'cluster'] as const;

const named = z.looseObject({ name: z.string() });
const probe = z.looseObject({});
const Container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).nonempty(),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() })),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  startupProbe: probe.optional(),
});
const Pod = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  securityContext: z.looseObject({
    runAsNonRoot: z.literal(true),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  terminationGracePeriodSeconds: z.number().optional(),
  containers: z.tuple([Container]),
  volumes: z.array(z.looseObject({ name: z.string(), secret: z.looseObject({}).optional() })),
});
const labels = z.record(z.string(), z.string());
const Workload = z.looseObject({
  kind: z.enum(['Deployment', 'Job']),
  metadata: z.looseObject({ name: z.string(), annotations: labels.optional() }),
  spec: z.looseObject({ template: z.looseObject({ metadata: z.looseObject({ labels }), spec: Pod }) }),
});
type Workload = z.infer<typeof Workload>;
const Resource = z.looseObject({ kind: z.string(), metadata: named, spec: z.looseObject({}).optional() });

/** What Helm made of the chart with an example's values; deploy/helm/check.sh wrote it, and checked it against Kubernetes' schemas. */
function rendered(example: string): readonly z.infer<typeof Resource>[] {
  const documents = parseAllDocuments(read(root, 'test/deploy/rendered', `${example}.yaml`));
  return documents.flatMap((document) => Resource.safeParse(document.toJS()).data ?? []);
}

function workloads(example: string): ReadonlyMap<string, Workload> {
  const found = rendered(example).flatMap((resource) => Workload.safeParse(resource).data ?? []);
  return new Map(found.map((workload) => [containerOf(workload).name, workload]));
}

function containerOf({ spec }: Workload): z.infer<typeof Container> {
  return spec.template.spec.containers[0];
}

function variables(workload: Workload): Readonly<Record<string, string>> {
  return Object.fromEntries(containerOf(workload).env.map(({ name, value }) => [name, value]));
}

function part(example: string, name: string): Workload {
  const found = workloads(example).get(name);
  if (found === undefined) throw new Error(`There is no ${name} in ${example}`);
  return found;
}

/** As deploy/helm/check.sh counts it. */
function digestOfChart(): string {
  const inside = (folder: string): readonly string[] =>
    readdirSync(join(chart, folder)).map((file) => `${folder}/${file}`);
  const files = [...inside('examples'), ...inside('templates'), 'Chart.yaml', 'values.schema.json', 'values.yaml'];
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const lines = files.toSorted((a, b) => (a < b ? -1 : 1)).map((file) => `${sha256(read(chart, file))}  ${file}\n`);
  return sha256(lines.join(''));
}

describe('the Helm chart', () => {
  it.each(EXAMPLES)('was rendered as %s by deploy/helm/check.sh after its last change', (example) => {
    const [, digest] =
      /^# .* with the digest (\w+)\n/.exec(read(root, 'test/deploy/rendered', `${example}.yaml`)) ?? [];
    expect(digest).toBe(digestOfChart());
  });

  it.each(EXAMPLES)(
    'runs worker, bridge and, before them, setup, with an image of an exact version (%s)',
    (example) => {
      const { version } = z.object({ version: z.string() }).parse(JSON.parse(read(root, 'package.json')));
      expect([...workloads(example).keys()].sort()).toEqual(['bridge', 'setup', 'worker']);
      expect(part(example, 'setup').metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
      expect(part(example, 'setup').spec.template.spec.containers[0].args).toEqual(['at-risk', 'setup']);
      for (const workload of workloads(example).values()) expect(containerOf(workload).image).toMatch(`:${version}`);
    },
  );

  it('has the version of the service', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read(root, 'package.json')));
    expect(parse(read(chart, 'Chart.yaml'))).toMatchObject({ appVersion: version });
  });

  it.each(EXAMPLES)(
    'gives every pod no root, capability, writable file system or token of the cluster (%s)',
    (example) => {
      const pods = rendered(example).filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
      expect(pods).toHaveLength(3);
      for (const pod of pods) expect(Workload.safeParse(pod).error).toBeUndefined();
    },
  );

  it.each(EXAMPLES)(
    'gives each part the one secret of HubSpot that it needs, as a file and in no variable (%s)',
    (example) => {
      const secrets = (name: string): unknown =>
        part(example, name).spec.template.spec.volumes.find((volume) => volume.name === 'hubspot')?.secret?.['items'];
      expect(secrets('worker')).toEqual([{ key: 'access_token', path: 'access_token' }]);
      expect(secrets('bridge')).toEqual([{ key: 'client_secrets', path: 'client_secrets' }]);
      expect(secrets('setup')).toBeUndefined();
      for (const workload of workloads(example).values())
        for (const variable of SECRET_VARIABLES) expect(variables(workload)).not.toHaveProperty([variable]);
    },
  );

  it.each(EXAMPLES)('sets only variables that .env.example names, and files that are mounted (%s)', (example) => {
    const known = [...read(root, '.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    for (const workload of workloads(example).values()) {
      const mounts = containerOf(workload).volumeMounts.map(({ mountPath }) => mountPath);
      expect(known).toEqual(expect.arrayContaining(Object.keys(variables(workload))));
      const files = Object.entries(variables(workload)).filter(([name]) => /_(?:FILE|PATH|CONFIG)$/.test(name));
      for (const [, file] of files) expect(mounts.some((mount) => file.startsWith(`${mount}/`))).toBe(true);
    }
  });

  it('connects with client certificates, or with an API key, from files', () => {
    expect(variables(part('cluster', 'setup'))).toMatchObject({
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/run/secrets/temporal/client.pem',
      TEMPORAL_TLS_SERVER_NAME: 'temporal',
    });
    expect(variables(part('cloud', 'setup'))).toMatchObject({
      TEMPORAL_API_KEY_FILE: '/run/secrets/temporal/api_key',
    });
  });

  it('restarts no worker because Temporal is away, and gives it time to drain', () => {
    const worker = part('cluster', 'worker');
    const { livenessProbe, readinessProbe } = containerOf(worker);
    expect(livenessProbe).not.toHaveProperty('httpGet');
    expect(readinessProbe).toMatchObject({ httpGet: { path: '/healthz' } });
    expect(worker.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60);
    expect(containerOf(part('cluster', 'bridge')).readinessProbe).toMatchObject({ httpGet: { path: '/readyz' } });
  });

  it('scales and keeps worker and bridge, each by what selects its pods', () => {
    const of = (kind: string) => rendered('cluster').filter((resource) => resource.kind === kind);
    expect(of('HorizontalPodAutoscaler')).toHaveLength(2);
    expect(of('PodDisruptionBudget')).toHaveLength(2);
    const pods = [...workloads('cluster').values()].map(({ spec }) => spec.template.metadata.labels);
    const selectors = [...of('PodDisruptionBudget'), ...of('NetworkPolicy')].map(
      ({ spec }) => spec?.['selector'] ?? spec?.['podSelector'],
    );
    expect(selectors).toHaveLength(5);
    for (const selector of selectors)
      expect(
        pods.filter((pod) => matches(pod, z.object({ matchLabels: labels }).parse(selector).matchLabels)),
      ).toHaveLength(1);
  });

  it('lets only webhooks and the app come in from outside, by the name that HubSpot calls', () => {
    const ingress = rendered('cluster').find(({ kind }) => kind === 'Ingress');
    const [rule] = z
      .tuple([
        z.looseObject({ host: z.string(), http: z.object({ paths: z.array(z.looseObject({ path: z.string() })) }) }),
      ])
      .parse(ingress?.spec?.['rules']);
    expect(rule.host).toBe('at-risk.example.com');
    expect(rule.http.paths.map(({ path }) => path)).toEqual([WEBHOOK_PATH, '/app']);
  });

  it('shows metrics on ports of their own, to those who may read them', () => {
    const metricsFrom = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
    for (const name of ['worker', 'bridge']) {
      const policy = rendered('cluster').find(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith(`-${name}`),
      );
      expect(policy?.spec?.['ingress']).toContainEqual({
        ports: [{ protocol: 'TCP', port: 'metrics' }],
        from: metricsFrom,
      });
    }
  });

  it('lets the bridge, which the internet reaches, go to Temporal and nowhere else', () => {
    const policy = rendered('cluster').find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith('-bridge'),
    );
    expect(policy?.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ ports: [{ port: 53 }, { port: 53 }] }, { ports: [{ port: 7233 }] }],
    });
    expect(policy?.spec?.['egress']).toHaveLength(2);
  });

  it('sends traces where an endpoint is set, from worker and bridge, and lets them go there', () => {
    const receiver = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
    for (const name of ['worker', 'bridge']) {
      const policy = rendered('cloud').find(
        ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.endsWith(`-${name}`),
      );
      expect(variables(part('cloud', name))).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.monitoring.svc:4318',
      });
      expect(policy?.spec?.['egress']).toContainEqual({ ports: [{ protocol: 'TCP', port: 4318 }], to: receiver });
      expect(variables(part('cluster', name))).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
    }
    expect(variables(part('cloud', 'setup'))).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  });
});

describe('values.schema.json', () => {
  const valid = schema();
  const example = (name: string): Record<string, unknown> =>
    z.record(z.string(), z.unknown()).parse(parse(read(chart, 'examples', `${name}.yaml`)));
  const values = (change: Readonly<Record<string, unknown>>): unknown =>
    merged(parse(read(chart, 'values.yaml')), merged(example('cluster'), change));

  it.each(EXAMPLES)('accepts the example %s over the defaults', (name) => {
    valid(merged(parse(read(chart, 'values.yaml')), example(name)));
    expect(valid.errors).toBeNull();
  });

  it('needs what has no default', () => {
    expect(valid(parse(read(chart, 'values.yaml')))).toBe(false);
  });

  it.each([
    ['an unknown value', { replicas: 3 }],
    ['a portal id that YAML made a number of', { hubspot: { portalId: 4242001 } }],
    ['a bridge without TLS', { bridge: { publicUrl: 'http://at-risk.example.com' } }],
    ['an address without a port', { temporal: { address: 'temporal' } }],
    ['an API key without a Secret', { temporal: { apiKey: true, secretName: '' } }],
    ['an image without an exact version', { image: { tag: 'latest' } }],
  ])('refuses %s', (_what, change) => {
    expect(valid(values({}))).toBe(true);
    expect(valid(values(change))).toBe(false);
  });
});

const helmAvailable = spawnSync('helm', ['version']).status === 0;
const describeWithHelm = helmAvailable ? describe : describe.skip;
describeWithHelm(`helm${helmAvailable ? '' : ' (skipped: helm is not installed)'}`, () => {
  it.each(EXAMPLES)('renders %s as it is kept here', (example) => {
    const values = join(chart, 'examples', `${example}.yaml`);
    const { stdout } = spawnSync('helm', ['template', 'at-risk', chart, '--namespace', 'at-risk', '--values', values], {
      encoding: 'utf8',
    });
    expect(read(root, 'test/deploy/rendered', `${example}.yaml`)).toContain(stdout);
  });
});

function schema(): ValidateFunction {
  return new Ajv({ strictTypes: false }).compile(JSON.parse(read(chart, 'values.schema.json')) as object);
}

function matches(pod: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => pod[name] === value);
}

/** As Helm lays values over the defaults. */
function merged(under: unknown, over: unknown): unknown {
  if (!isRecord(under) || !isRecord(over)) return over === undefined ? under : over;
  const keys = [...new Set([...Object.keys(under), ...Object.keys(over)])];
  return Object.fromEntries(keys.map((key) => [key, merged(under[key], over[key])]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
