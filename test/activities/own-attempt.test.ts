import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { ownAttempt } from '../../src/activities/own-attempt';
import { HubSpotError } from '../../src/hubspot';

const SECOND = 1_000;

/** An attempt as the service has it: 30 s for a heartbeat, three minutes in all; `answer`: the server's to a heartbeat. */
function attempt(answer: () => Promise<unknown> = () => Promise.resolve({})) {
  let now = 50 * SECOND;
  const asked: unknown[] = [];
  const connection = Connection.lazy();
  jest.spyOn(connection, 'withDeadline').mockImplementation((_deadline, work) => work());
  jest.spyOn(connection.workflowService, 'recordActivityTaskHeartbeat').mockImplementation(((request: unknown) => {
    asked.push(request);
    return answer();
  }) as never);
  const client = new Client({ connection, namespace: 'billing', identity: 'worker-1' });
  const info = { heartbeatTimeoutMs: 30 * SECOND, startToCloseTimeoutMs: 180 * SECOND, taskToken: Buffer.from('task') };
  // What is refused here is meant to fail.
  const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  return {
    asked,
    /** A write begins at these seconds, one after another. */
    writesAt: (...seconds: readonly number[]): Promise<void> =>
      environment.run(async () => {
        const start = now;
        const before = ownAttempt(client, () => now);
        for (const second of seconds) {
          now = start + second * SECOND;
          await before();
        }
      }),
  };
}

describe('X3: a write of an attempt that the server may take for dead', () => {
  it('begins without a question while it is over before the next attempt can begin', async () => {
    const it = attempt();
    await it.writesAt(0, 4, 10);

    expect(it.asked).toEqual([]);
  });

  it('begins late only once the server has said that the attempt is still the only one', async () => {
    const it = attempt();
    await it.writesAt(9.5, 11, 20, 23);

    expect(it.asked).toEqual([
      { namespace: 'billing', identity: 'worker-1', taskToken: Buffer.from('task') },
      { namespace: 'billing', identity: 'worker-1', taskToken: Buffer.from('task') },
    ]);
  });

  it.each([
    ['has given the attempt up', '5 NOT_FOUND: workflow execution already completed'],
    ['cannot be reached', '14 UNAVAILABLE: No connection established'],
  ])('is not begun when the server %s, so that the next attempt makes it', async (_why, message) => {
    const it = attempt(() => Promise.reject(new Error(message)));

    await expect(it.writesAt(11)).rejects.toMatchObject({
      name: HubSpotError.name,
      kind: 'retryLater',
      detail: 'Temporal has given this attempt up, or cannot be reached: nothing was written.',
    });
  });

  it('is not begun at the end of the three minutes, at which the server begins the next one without asking', async () => {
    const it = attempt();

    await expect(it.writesAt(154)).resolves.toBeUndefined();
    await expect(it.writesAt(156)).rejects.toMatchObject({ kind: 'retryLater' });
    expect(it.asked).toHaveLength(1);
  });
});
