import { z } from 'zod';
import { until } from '../../dev/process/until';
import { atRisk } from '../cli/command';
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

const faultsSchema = z.object({ results: z.array(z.object({ struck: z.number() })) });
const deliveriesSchema = z.object({ failed: z.number(), requests: z.number(), lastStatus: z.number().nullable() });

describe('a webhook that reaches the running bridge', () => {
  let client: Played;
  let neighbour: Played;

  beforeAll(async () => {
    await world.silenceWebhooks();
    client = await world.open();
    neighbour = await world.open();
    await world.portal.beginCount();
  });

  afterAll(async () => {
    await world.restoreWebhooks();
  });

  const SIX_MINUTES = 6 * 60_000;

  it.each([
    ['401 for a wrong signature', { secret: 'not-the-secret-of-the-app' }, 401],
    ['401 for a timestamp of six minutes ago', { timestamp: Date.now() - SIX_MINUTES }, 401],
    ['401 for a timestamp in six minutes', { timestamp: Date.now() + SIX_MINUTES }, 401],
    ['401 for a body that was changed after it was signed', { signedBody: '[]' }, 401],
  ])('is answered with %s, and starts nothing', async (_what, forgery, status) => {
    const event = world.event(client.ticketId, 1001);

    expect(await world.send(JSON.stringify([event]), forgery)).toMatchObject({ status });
    expect(await startedNothing(event)).toBe(true);
  });

  it.each([
    ['400 for a body that is not JSON', '[{"eventId":', 400],
    ['400 for a body that is no array', '{}', 400],
  ])('is answered with %s, however well it is signed', async (_what, body, status) => {
    expect(await world.send(body)).toMatchObject({ status });
    expect(await startedNothing()).toBe(true);
  });

  it('is answered with 413 for a body of 101 MB', async () => {
    expect(await world.send(new Uint8Array(101 * 1024 * 1024).fill(0x20))).toMatchObject({ status: 413 });
    expect((await fetch(`${world.stack.bridge}/healthz`)).status).toBe(200);
  });

  it.each([
    ['an event type that it does not know', { subscriptionType: 'conversation.newMessage' }],
    ['a property that no case reads', { propertyName: 'favourite_colour' }],
    ['the id of another portal', { portalId: 99 }],
    ["a change that the service's own app made", { changeSource: 'INTEGRATION', sourceId: 'own' }],
  ])('is answered with 200 for %s, and starts nothing', async (_what, more) => {
    const own = 'sourceId' in more ? { sourceId: world.stack.appId } : {};
    const event = world.event(client.ticketId, 1002, { ...more, ...own });

    expect(await world.sendEvents(event)).toMatchObject({ status: 200, body: { taken: 0 } });
    expect(await startedNothing(event)).toBe(true);
  });

  it('refused or ignored in this way has changed nothing in HubSpot, and has not even called it', async () => {
    expect(await world.callsOfService()).toEqual([]);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });

  it('loses none of its good events to a bad one among them', async () => {
    const answer = await world.sendEvents(
      world.event(client.ticketId, 1003),
      { ...world.event(client.ticketId, 1004), objectId: 'no number' },
      world.event(neighbour.ticketId, 1005),
    );

    expect(answer).toMatchObject({ status: 200, body: { taken: 2, rejected: [{ index: 1, fields: ['objectId'] }] } });
    await world.waitsFor(client, 'customerSaved');
    await world.waitsFor(neighbour, 'customerSaved');
  });

  it('signals the case once when HubSpot sends it again', async () => {
    const event = world.event(client.ticketId, 1006);
    expect(await world.sendEvents(event)).toMatchObject({ status: 200 });
    expect(await world.sendEvents({ ...event, attemptNumber: 1 })).toMatchObject({ status: 200 });

    expect(await world.signalsOf(client, '1006')).toBe(1);
    expect(await world.exists(world.intake(event))).toBe(false);
  });

  async function startedNothing(...events: readonly unknown[]): Promise<boolean> {
    if (await world.exists(world.case(client))) return false;
    // An event that the bridge passes over cannot even be given an intake's id, unless it is a known one.
    return !(await world.exists(world.intake(...events)));
  }
});

describe('a part of the service that is killed with SIGKILL', () => {
  it('S1: the worker, in the middle of a write: another worker does it again, and nothing is lost', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    const path = `/crm/objects/2026-09/companies/${client.companyId}`;
    await world.portal.addFault({ kind: 'stall', method: 'PATCH', pathPattern: path, count: 1 });
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await until(hasStruck, { what: 'the worker to be writing', withinMs: 20_000 });
    const { worker } = world.stack.children;
    const killed = worker.pid;
    await worker.kill('SIGKILL');

    await world.untilStatus(client, 'Monitor for 30 days');
    await world.waitsFor(client, 'monitoringPeriod');
    expect(worker.pid).not.toBe(killed);
    await until(async () => (await world.portal.isClosed(client.ticketId)) || undefined, {
      what: 'the ticket to be closed',
      withinMs: 20_000,
    });
    await world.portal.clearFaults();
  });

  it('N1: the bridge, while a person decides: HubSpot sends the webhook again, to the next bridge', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    const { bridge } = world.stack.children;
    const killed = bridge.pid;
    await bridge.kill('SIGKILL');
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });

    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    expect(bridge.pid).not.toBe(killed);
  });
});

describe('Temporal that does not answer', () => {
  it('makes the bridge refuse with 503 what it cannot keep; back again, it takes what HubSpot repeats', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.portal.webhooksDelivered();
    const { temporal } = world.stack.children;
    if (temporal === undefined) throw new Error('this test needs a Temporal server that the stack has started');

    await temporal.kill('SIGSTOP');
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    const [refused, ready, alive, metrics] = await Promise.all([
      world.sendEvents(world.event(client.ticketId, 2001)),
      fetch(`${world.stack.bridge}/readyz`),
      fetch(`${world.stack.bridge}/healthz`),
      fetch(world.stack.metrics.bridge).then((answer) => answer.text()),
    ]);
    expect([refused.status, ready.status, alive.status]).toEqual([503, 503, 200]);
    expect(metrics).toContain('at_risk_temporal_up 0\n');
    await until(async () => (await deliveries()).lastStatus === 503 || undefined, {
      what: 'HubSpot to be refused too',
      withinMs: 15_000,
    });

    // What hung is now lost for good: the server starts again from its database.
    await temporal.kill('SIGKILL');
    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    expect((await fetch(`${world.stack.bridge}/readyz`)).status).toBe(200);
    await world.portal.webhooksDelivered();
    expect(await deliveries()).toMatchObject({ failed: 0, lastStatus: 200 });
  });
});

async function hasStruck(): Promise<true | undefined> {
  const { results } = faultsSchema.parse(await world.portal.call('GET', '/emulator/faults'));
  return results.some(({ struck }) => struck > 0) || undefined;
}

async function deliveries(): Promise<z.infer<typeof deliveriesSchema>> {
  return deliveriesSchema.parse(await world.portal.call('GET', '/emulator/webhooks/deliveries'));
}

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

describe('a click that is corrected while a slow HubSpot takes the writes', () => {
  let client: Played;

  beforeAll(async () => {
    client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.portal.webhooksDelivered();
    await world.portal.beginCount();
    await world.portal.addFault({ kind: 'latency', delayMs: 2_500, method: 'PATCH' });
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await untilMonitored();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.portal.clearFaults();
  });

  /** The Client Status is written, and the closing of the ticket is on its way, or about to be. */
  const untilMonitored = (): Promise<true> =>
    until(
      async () =>
        (await world.portal.clientStatus(client.companyId)) === 'Monitor for 30 days' ? (true as const) : undefined,
      { what: 'the Client Status to be written', withinMs: 30_000 },
    );

  it('X2: is followed: the ticket is open, and the client At-Risk again', async () => {
    await world.untilStatus(client, 'At-Risk');
    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('N5, N6, N8: a date alone then cancels nobody, also when it has come', async () => {
    await world.cs.setOnTicket(client.ticketId, { rcm_cancellation_date: await world.dateIn(2) });
    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'cancellationApproval');
    await world.portal.webhooksDelivered();
    await world.advanceDays(4);
    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'cancellationApproval');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    expect((await world.portal.notesOn(client.ticketId)).join()).toContain('the client was not cancelled');
  });
});

// The last one: the worker then calls HubSpot no more until midnight.
describe('when HubSpot’s limit of the day is used up', () => {
  it('the worker makes a call or two, says so, and waits; `at-risk show` says why and until when', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.portal.webhooksDelivered();
    await world.portal.beginCount();
    await world.portal.addFault({ kind: 'rateLimit', policyName: 'DAILY' });
    for (const answer of ['Yes', 'No', 'Yes']) await world.cs.setOnTicket(client.ticketId, { customer_saved: answer });
    const show = async (): Promise<string> => {
      const { temporal, portalId } = world.stack;
      return (await atRisk({ TEMPORAL_ADDRESS: temporal, HUBSPOT_PORTAL_ID: portalId }, 'show', client.ticketId))
        .stdout;
    };
    const text = await until(
      async () => {
        const shown = await show();
        return shown.includes('DAILY') ? shown : undefined;
      },
      { what: 'the case to say that the limit is used up', withinMs: 30_000 },
    );

    expect(text).toMatch(/tried readCase \(attempt \d+, again at .+\): HubSpot answered 429: limit DAILY is used up\./);
    expect((await world.callsOfService()).length).toBeLessThanOrEqual(2);
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
