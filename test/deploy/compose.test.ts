import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SECRET_VARIABLES } from '../../src/config/secret-files';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const dockerCompose = read('docker-compose.yml');
const dockerfile = read('Dockerfile');
const entrypoint = read('scripts/docker-entrypoint.sh');

const pinned = z.string().regex(/^[\w./-]+:\d+\.\d+[\w.-]*$/, 'an image is named with its exact version');
const condition = z.enum(['service_healthy', 'service_completed_successfully']);

const Service = z.strictObject({
  image: pinned,
  build: z
    .union([z.literal('.'), z.strictObject({ context: z.literal('.'), target: z.literal('emulator') })])
    .optional(),
  profiles: z.array(z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  user: z.string().optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  volumes: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  shm_size: z.string().optional(),
  networks: z.array(z.string()).nonempty(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'a port is published on 127.0.0.1 only')).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).optional(),
  restart: z.string().regex(/^(unless-stopped|on-failure:\d+)$/),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string().optional(),
    })
    .optional(),
  init: z.literal(true),
  read_only: z.boolean(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  pids_limit: z.number(),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  logging: z.object({ options: z.object({ 'max-size': z.string() }) }),
});
type Service = z.infer<typeof Service>;

const Compose = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.object({})),
  secrets: z.record(z.string(), z.strictObject({ file: z.string().regex(/^\.\/secrets\/\w+$/) })),
});

describe('docker-compose.yml', () => {
  const { services, networks, volumes, secrets } = Compose.parse(parse(dockerCompose, { merge: true }));
  const named = (name: string): Service => {
    const service = services[name];
    if (service === undefined) throw new Error(`There is no service ${name}`);
    return service;
  };

  it('runs Temporal, its UI, the setup, the worker and the bridge, and the emulator only when asked', () => {
    const started = Object.keys(services).filter((name) => named(name).profiles === undefined);
    expect(started).toEqual(
      expect.arrayContaining(['postgres', 'temporal', 'temporal-ui', 'setup', 'worker', 'bridge']),
    );
    expect(named('emulator').profiles).toEqual(['emulator']);
  });

  it('mounts no root file system writable but that of Temporal UI, which writes its configuration at start', () => {
    const writable = Object.keys(services).filter((name) => !named(name).read_only);
    expect(writable).toEqual(['temporal-ui']);
  });

  it('waits only for services that can become what is waited for', () => {
    const waits = Object.values(services).flatMap(({ depends_on = {} }) => Object.entries(depends_on));
    const endless = waits.filter(([name, { condition: wanted }]) =>
      wanted === 'service_healthy'
        ? named(name).healthcheck === undefined
        : !named(name).restart.startsWith('on-failure'),
    );
    expect(endless).toEqual([]);
  });

  it('lets only Temporal and its schema reach the database', () => {
    const reaching = Object.keys(services).filter((name) => named(name).networks.includes('database'));
    expect(reaching).toEqual(['postgres', 'temporal-schema', 'temporal']);
    expect(networks['database']).toEqual({ internal: true });
  });

  it('mounts only declared volumes and files that exist', () => {
    const mounted = Object.values(services).flatMap(({ volumes: mounts = [] }) => mounts.map(sourceOf));
    const missing = mounted.filter((source) => !(source in volumes || existsSync(join(root, source))));
    expect(missing).toEqual([]);
  });

  it('runs parts of the image that the entry point knows', () => {
    const commands = Object.values(services).filter(({ build }) => build === '.');
    expect(commands).toHaveLength(3);
    for (const { command = [] } of commands) expect([...parts().keys()]).toContain(command[0]);
  });

  it('takes the emulator from an image of its own, which answers to the names of its network alone', () => {
    const { build, image, command } = named('emulator');
    expect(build).toEqual({ context: '.', target: 'emulator' });
    expect(image).not.toBe(named('worker').image);
    expect(command).toEqual(expect.arrayContaining(['--allow-host', 'emulator']));
  });

  it('gives the access token to no part that is reached from outside, and the client secrets to the bridge alone', () => {
    const given = (secret: string): string[] =>
      Object.keys(services).filter((name) => named(name).secrets?.includes(secret) === true);
    expect(given('hubspot_access_token')).toEqual(['setup', 'worker']);
    expect(given('hubspot_client_secrets')).toEqual(['bridge']);
    expect(given('postgres_password')).toEqual(['postgres', 'temporal-schema', 'temporal']);
    expect(Object.keys(secrets)).toEqual(['postgres_password', 'hubspot_access_token', 'hubspot_client_secrets']);
  });

  it('passes secrets as files, and names its own to each part', () => {
    const variables = (name: string): Record<string, string | null> => named(name).environment ?? {};
    for (const name of Object.keys(services)) {
      for (const secret of named(name).secrets ?? [])
        expect(variables(name)[`${secret.toUpperCase()}_FILE`]).toBe(`/run/secrets/${secret}`);
      for (const variable of [...SECRET_VARIABLES, 'POSTGRES_PASSWORD', 'POSTGRES_PWD', 'SQL_PASSWORD'])
        expect(variables(name)).not.toHaveProperty([variable]);
    }
  });

  it('keeps the bridge, which the internet reaches, on a network of its own with Temporal', () => {
    const on = (network: string): string[] =>
      Object.keys(services).filter((name) => named(name).networks.includes(network));
    expect(named('bridge').networks).toEqual(['bridge']);
    expect(on('bridge')).toEqual(['temporal', 'bridge', 'emulator']);
  });

  it('has a namespace of its own, the same for every part', () => {
    const namespaces = Object.values(services).flatMap(
      ({ environment = {} }) => environment['TEMPORAL_NAMESPACE'] ?? [],
    );
    expect(new Set(namespaces)).toEqual(new Set(['${TEMPORAL_NAMESPACE:-at-risk}']));
    expect(named('temporal-ui').environment).toMatchObject({
      TEMPORAL_DEFAULT_NAMESPACE: '${TEMPORAL_NAMESPACE:-at-risk}',
    });
  });

  it('does not allow writes through the UI of Temporal, which has no login', () => {
    expect(named('temporal-ui').environment).toMatchObject({ TEMPORAL_DISABLE_WRITE_ACTIONS: 'true' });
  });

  it('lets every part of the service connect with an API key or with client certificates', () => {
    const ours = Object.values(services).filter(({ build, profiles }) => build !== undefined && profiles === undefined);
    const wanted = ['TEMPORAL_API_KEY_FILE', 'TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH'];
    for (const { environment = {}, volumes: mounts } of ours) {
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(wanted));
      expect(mounts).toContain('./secrets/temporal:/run/secrets/temporal:ro');
    }
  });

  it('keeps the files of secrets out of the repository and of the image', () => {
    expect(read('.gitignore').split('\n')).toContain('/secrets/**');
    expect(read('.dockerignore')).not.toMatch(/^!secrets/m);
  });

  it('asks for no variable that .env.example does not name', () => {
    const asked = [...dockerCompose.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name);
    const served = Object.values(services)
      .filter(({ build }) => build !== undefined)
      .flatMap(({ environment = {} }) => Object.keys(environment));
    const known = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    expect(known).toEqual(expect.arrayContaining([...asked, ...served]));
  });
});

describe('Dockerfile', () => {
  it('starts from an image named with its exact version', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[\w-]+$/m);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual([
      ...Array(3).fill('${NODE_IMAGE}'),
      ...['service', 'service'],
    ]);
  });

  it('leaves the emulator out of the image of the service, which is the one that is built by default', () => {
    const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
    const served = stages.filter((stage) => stage.startsWith('FROM service') || stage.includes(' AS service'));
    const withEmulator = served.filter((stage) => /^COPY --from=build.*emulator/m.test(stage));

    expect(withEmulator).toEqual([expect.stringMatching(/^FROM service AS emulator\n/)]);
    expect(stages.at(-1)).toMatch(/^FROM service\s*$/);
    expect(dockerfile).not.toMatch(/^COPY --from=build \/app\/dist dist$/m);
  });

  it('leaves the root user before it starts anything', () => {
    expect(dockerfile).toMatch(/^USER node\nENTRYPOINT /m);
  });

  it('copies only what is there and what .dockerignore lets through', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(?:--chmod=\S+ )?(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const allowed = [...read('.dockerignore').matchAll(/^!(\S+)$/gm)].map(([, name]) => name);
    for (const source of sources) {
      expect(existsSync(join(root, source))).toBe(true);
      expect(allowed).toContain(source.split('/')[0]);
    }
  });

  it('starts parts whose source exists', () => {
    expect([...parts().keys()]).toEqual(['worker', 'bridge', 'codec-server', 'at-risk']);
    for (const source of parts().values()) expect(existsSync(join(root, source))).toBe(true);
  });

  it('has an entry point that can be run and refuses an unknown part', () => {
    expect(statSync(join(root, 'scripts/docker-entrypoint.sh')).mode & 0o111).not.toBe(0);
    const { status, stderr } = spawnSync('sh', ['scripts/docker-entrypoint.sh', 'nothing'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('worker, bridge, codec-server or at-risk'),
    });
  });
});

const composeAvailable = spawnSync('docker', ['compose', 'version']).status === 0;
const describeWithCompose = composeAvailable ? describe : describe.skip;
describeWithCompose(`docker compose${composeAvailable ? '' : ' (skipped: docker compose is not installed)'}`, () => {
  it('accepts docker-compose.yml with .env.example', () => {
    const folder = mkdtempSync(join(tmpdir(), 'at-risk-compose-'));
    copyFileSync(join(root, 'docker-compose.yml'), join(folder, 'docker-compose.yml'));
    copyFileSync(join(root, '.env.example'), join(folder, '.env'));
    const { status, stderr } = spawnSync('docker', ['compose', '--profile', 'emulator', 'config', '--quiet'], {
      cwd: folder,
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

/** The parts of the image, with the source file of each: `worker) exec node … dist/src/worker.js "$@" ;;` */
function parts(): Map<string, string> {
  const lines = entrypoint.matchAll(/^ {2}([\w-]+)\) exec node .*?dist\/(\S+)\.js /gm);
  return new Map([...lines].map(([, part = '', file = '']) => [part, `${file}.ts`]));
}

function sourceOf(mount: string): string {
  return mount.split(':')[0] ?? '';
}
