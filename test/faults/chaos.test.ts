import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChaos } from '../../dev/chaos/chaos';
import { CHAOS_PATHS } from '../../dev/chaos/paths';
import { startStack, type Stack } from '../../dev/stack/stack';

describe('worker, bridge, HubSpot and Temporal killed with SIGKILL, at random', () => {
  let dataDir: string;
  let stack: Stack;
  const log: string[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'at-risk-faults-'));
    stack = await startStack({ dataDir, log: (line) => log.push(line) });
  });

  afterAll(async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('lose no event, duplicate no note, task or status, and let every path end as the rules say', async () => {
    const report = await runChaos(stack, {
      cases: CHAOS_PATHS.length,
      stormMs: 15_000,
      killEveryMs: 1_700,
      seed: 4,
      log: (line) => log.push(line),
    });

    expect(report.problems).toEqual([]);
    expect(report.kills.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThanOrEqual(report.kills.length);
    expect(report.webhooks).toMatchObject({ failed: 0, pending: 0, dropped: 0 });
  }, 420_000);
});
