import { until } from '../../dev/process/until';
import { atRisk } from '../cli/command';
import { StackWorld, type Played } from './stack-world';

let world: StackWorld;

beforeAll(async () => {
  world = await StackWorld.start();
});

afterAll(async () => {
  await world.stop();
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
