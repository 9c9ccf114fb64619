import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { PROJECT_ROOT } from '../../dev/process/paths';
import { freePort } from '../../dev/process/ports';
import { scriptArgs } from '../../dev/process/script';
import { until } from '../../dev/process/until';
import { childEnvironment } from '../../dev/stack/child-environment';
import { WEBHOOK_PATH } from '../../src/hubspot';

/** Larger than what the system keeps of a pipe that nobody reads. */
const REFUSALS = 4_000;

/** A bridge of its own process; it starts without Temporal too. */
describe('a bridge whose log', () => {
  let bridge: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();

  afterEach(async () => {
    bridge?.kill('SIGKILL');
    await ended;
  });

  const start = async (log: number | 'pipe'): Promise<string> => {
    const port = String(await freePort());
    bridge = spawn(process.execPath, scriptArgs('src/bridge/main.ts'), {
      cwd: PROJECT_ROOT,
      env: childEnvironment({
        HUBSPOT_CLIENT_SECRETS: 'client-secret',
        HUBSPOT_PORTAL_ID: '4242001',
        HUBSPOT_APP_ID: '777001',
        BRIDGE_PORT: port,
      }),
      stdio: ['ignore', log, log],
    });
    ended = once(bridge, 'close');
    const url = `http://127.0.0.1:${port}`;
    await until(() => isAlive(url), { what: 'the bridge to answer', withinMs: 20_000 });
    return url;
  };
  const stop = async (): Promise<unknown> => {
    bridge?.kill('SIGTERM');
    return Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 12_000, 'did not end').unref())]);
  };

  it('has no room left answers, and ends when it is asked to', async () => {
    const full = openSync('/dev/full', 'w');
    const url = await start(full);
    closeSync(full);
    await refuse(url, 50);

    expect(await isAlive(url)).toBe(true);
    expect(await stop()).toEqual([0, null]);
  });

  it('nobody reads answers, and ends when it is asked to', async () => {
    const url = await start('pipe');
    await refuse(url, REFUSALS);

    expect(await isAlive(url)).toBe(true);
    expect(await stop()).toEqual([0, null]);
  });
});

async function isAlive(url: string): Promise<true | undefined> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return answer?.ok === true || undefined;
}

/** Requests that are refused, each with a line in the log. */
async function refuse(url: string, count: number): Promise<void> {
  const one = async (): Promise<void> => {
    const answer = await fetch(`${url}${WEBHOOK_PATH}`, { method: 'POST', signal: AbortSignal.timeout(5_000) });
    expect(answer.status).toBe(401);
  };
  for (let sent = 0; sent < count; sent += 50) await Promise.all(Array.from({ length: 50 }, one));
}
