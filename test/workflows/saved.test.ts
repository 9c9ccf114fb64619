import { CaseWorld, DAY_MS, waitsFor } from './case-world';

describe('a saved client', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  it('S1, S3, S4: is monitored, the approval is withdrawn and the ticket closed, at once', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    const view = await world.until(client, 'monitoring', ({ decision }) => decision?.phase === 'monitoring');
    expect(waitsFor(view)).toEqual(['monitoringPeriod']);
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    const { properties } = await world.portal.get('tickets', client.ticketId, ['cancellation_approval']);
    expect(properties['cancellation_approval']).toBe('No');
  });

  it('S2: 30 days after being saved the client is Active, and not a day earlier', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(29 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
    await world.advance(DAY_MS + 2 * 60 * 60 * 1000);
    await world.untilStatus(client, 'Active');
    await world.untilEnded(client);
  });

  it('S2: the 30 days count from the answer, even if the case learns of it ten days later', async () => {
    const client = await world.client();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.advance(10 * DAY_MS);
    await world.signal(client, 'recheck');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(20 * DAY_MS + 2 * 60 * 60 * 1000);
    await world.untilStatus(client, 'Active');
  });

  it('S1, N9: a client stays monitored for a ticket of its own when another one moves away that had no client for a while', async () => {
    const client = await world.client();
    const path = `/crm/v4/objects/tickets/${client.ticketId}/associations`;
    const associate = (method: 'PUT' | 'DELETE', company: string): Promise<unknown> =>
      world.portal.call(method, `${path}/${company}`, undefined, world.cs.userId);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await associate('DELETE', `companies/${client.companyId}`);
    await world.signal(client, 'recheck');
    await world.untilNote(client, 'X1-noCompany');
    const own = await world.ticketOf(client.companyId);
    await world.set(own, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(own, 'monitored', (view) => waitsFor(view).includes('monitoringPeriod'));

    const right = await world.cs.addCompany('The right client');
    await associate('PUT', `default/companies/${right}`);
    await world.signal(client, 'recheck');
    await world.untilStatus(world.ofCompany({ ...client, companyId: right }), 'Monitor for 30 days');
    await world.untilStatus(own, 'Monitor for 30 days');
  });
});
