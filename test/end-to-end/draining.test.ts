import { until } from '../../dev/process/until';
import { StackWorld, type Played } from './stack-world';

/** Cases that are in the middle of their writes when the worker is stopped. */
const CASES = 10;
const WEBHOOKS = 30;

let world: StackWorld;

beforeAll(async () => {
  world = await StackWorld.start();
});

afterAll(async () => {
  await world.stop();
});

describe('a worker that is stopped with SIGTERM', () => {
  it('S1: finishes its writes and exits with 0; the next worker continues; nothing is written twice or lost', async () => {
    const clients: Played[] = [];
    for (let index = 0; index < CASES; index += 1) clients.push(await world.open(`Client ${String(index)}`));
    for (const client of clients) await world.waitsFor(client, 'customerSaved');
    await world.portal.webhooksDelivered();
    await world.portal.beginCount();
    await world.portal.addFault({ kind: 'latency', delayMs: 1_000, method: 'PATCH' });
    await Promise.all(clients.map(({ ticketId }) => world.cs.setOnTicket(ticketId, { customer_saved: 'Yes' })));
    await until(async () => ((await writes()).length >= 3 ? true : undefined), {
      what: 'the worker to be writing',
      withinMs: 30_000,
    });

    const notifiedAt = Date.now();
    await world.stack.children.worker.kill('SIGTERM');
    expect(Date.now() - notifiedAt).toBeLessThan(15_000);
    expect(world.log.join('\n')).toContain('worker ended unexpectedly (exit code 0)');
    await world.portal.clearFaults();
    for (const client of clients) {
      await world.untilStatus(client, 'Monitor for 30 days');
      await world.waitsFor(client, 'monitoringPeriod');
    }
    await until(closedTickets(clients), { what: 'all tickets to be closed', withinMs: 30_000 });
    const twice = (await writes()).filter((write, index, all) => all.indexOf(write) !== index);
    expect(twice.filter((write) => write.includes('/companies/'))).toEqual([]);
  });
});

describe('a bridge that is stopped with SIGTERM', () => {
  it('answers what it has taken, and has kept everything that it answered with 200; then it ends with 0', async () => {
    const client = await world.open('Client of the bridge');
    const { ticketId } = client;
    await world.waitsFor(client, 'customerSaved');
    const events = Array.from({ length: WEBHOOKS }, (_, index) => world.event(ticketId, 90_000 + index));
    const answers = events.map(async (event) => {
      const status = await world.sendEvents(event).then(
        (answer) => answer.status,
        () => 'no answer',
      );
      return { event, status };
    });
    await Promise.race(answers);
    const notifiedAt = Date.now();
    await world.stack.children.bridge.kill('SIGTERM');
    expect(Date.now() - notifiedAt).toBeLessThan(10_000);
    expect(world.log.join('\n')).toContain('bridge ended unexpectedly (exit code 0)');

    const ended = await Promise.all(answers);
    const taken = ended.filter(({ status }) => status === 200);
    expect(taken.length).toBeGreaterThan(0);
    for (const { event } of taken) expect(await world.signalsOf(client, String(event['eventId']))).toBe(1);
    await world.stack.children.bridge.ready();
  });
});

async function writes(): Promise<readonly string[]> {
  return (await world.callsOfService()).filter((call) => call.startsWith('PATCH'));
}

function closedTickets(clients: readonly Played[]): () => Promise<true | undefined> {
  return async () => {
    const closed = await Promise.all(clients.map(({ ticketId }) => world.portal.isClosed(ticketId)));
    return closed.every(Boolean) || undefined;
  };
}
