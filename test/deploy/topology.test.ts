import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const scripts = ['build.sh', 'cluster.sh', 'run.sh'].map((name) => `deploy/postgres-topology/${name}`);

function run(script: string, ...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const env = { ...process.env, AT_RISK_TOPOLOGY: '' };
  const { status, stdout, stderr } = spawnSync('bash', [script, ...args], { cwd: root, env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

describe('deploy/postgres-topology', () => {
  it("builds the version of Temporal's server that docker-compose.yml names", () => {
    const [, version] = /TEMPORAL_SERVER_VERSION:-([\d.]+)/.exec(read('deploy/postgres-topology/build.sh')) ?? [];
    expect(read('docker-compose.yml')).toContain(`image: temporalio/server:${String(version)}\n`);
    expect(read('docker-compose.yml')).toContain(`image: temporalio/admin-tools:${String(version)}\n`);
  });

  it('makes the tables and the server as docker-compose.yml does', () => {
    const cluster = read('deploy/postgres-topology/cluster.sh');
    expect(cluster).toContain('update-schema --schema-name "postgresql/v12/${database#temporal_}"');
    expect(read('docker-compose.yml')).toContain('update-schema --schema-name "postgresql/v12/$${database#temporal_}"');
    expect(cluster).toContain('NUM_HISTORY_SHARDS=512');
    expect(read('docker-compose.yml')).toContain("NUM_HISTORY_SHARDS: '512'");
    expect(cluster).toContain('temporal-dynamic-config.yaml');
  });

  it('backs up as docs/operations.md says', () => {
    const options = '-D - -F tar -X fetch -c fast | gzip';
    expect(read('deploy/postgres-topology/cluster.sh')).toContain(options);
    expect(read('docs/operations.md')).toContain(options);
  });

  it.each([...scripts, 'deploy/helm/check.sh', 'deploy/build-images.sh'])(
    '%s is a script that bash can read',
    (script) => {
      expect(spawnSync('bash', ['-n', script], { cwd: root, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    },
  );

  it('says what it does, and starts nothing when it is used wrongly', () => {
    expect(run('deploy/postgres-topology/run.sh', '--help')).toMatchObject({ status: 0 });
    expect(run('deploy/postgres-topology/run.sh', '--help').text).toContain('--only PHASE');
    expect(run('deploy/postgres-topology/run.sh', '--only', 'nothing').status).toBe(2);
    expect(run('deploy/postgres-topology/cluster.sh', 'stop')).toEqual({
      status: 2,
      text: expect.stringContaining('AT_RISK_TOPOLOGY is not set'),
    });
    expect(run('deploy/build-images.sh', 'latest').status).toBe(2);
  });
});
