import { runActs } from '../../dev/chaos/acts';

describe('what is done to a server of somebody else during a storm', () => {
  const stack = { children: { worker: { pid: 4321 } }, portalId: '4242001', taskQueue: 'at-risk' };

  it('runs in the order of its times, with the worker and the portal at hand, and a failure stops nothing', async () => {
    const log: string[] = [];
    const acts = [
      { atMs: 2, command: 'echo never said before >&2; exit 3' },
      { atMs: 1, command: 'test "$CHAOS_WORKER_PID $HUBSPOT_PORTAL_ID $AT_RISK_TASK_QUEUE" = "4321 4242001 at-risk"' },
      { atMs: 3, command: 'true' },
    ];
    const acted = await runActs(acts, stack, (line) => log.push(line));

    expect(acted.map(({ command }) => command)).toEqual([acts[1], acts[0], acts[2]].map((act) => act?.command));
    expect(acted.map(({ problem }) => problem)).toEqual([
      undefined,
      expect.stringContaining('never said before'),
      undefined,
    ]);
    expect(log).toHaveLength(3);
  });
});
