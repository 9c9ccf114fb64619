import type { Activities } from '../../src/activities';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

describe('people who change their mind while the service works', () => {
  let world: CaseWorld;
  /** What a person does right after this service wrote the client's status, before it closes the ticket. */
  let meanwhile: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    world = await CaseWorld.start('', undefined, { activities: withPeopleInBetween });
  });

  afterAll(() => world.stop());

  function withPeopleInBetween(activities: Activities): Activities {
    return {
      ...activities,
      perform: async (write, decided) => {
        await activities.perform(write, decided);
        if (write.kind !== 'setClientStatus' || meanwhile === undefined) return;
        const act = meanwhile;
        meanwhile = undefined;
        await act();
      },
    };
  }

  const clickYes = (client: Played): Promise<void> => world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');

  const clientWhoClickedYes = async (): Promise<Played> => {
    const client = await world.client();
    await clickYes(client);
    return client;
  };

  const untilOpenAgain = async (client: Played): Promise<void> => {
    await world.untilNote(client, 'reopened');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  };

  it('N5, N6, N8: a No that comes while the saved ticket is being closed, and then only a date, cancel nobody', async () => {
    const client = await world.client();
    // No signal: its webhook is late, and the writes of the turn go on.
    meanwhile = () => world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await clickYes(client);
    await world.untilTicket(client, 'cancellation_approval', 'No');
    await world.signal(client, 'saved');
    await untilOpenAgain(client);
    await world.untilStatus(client, 'At-Risk');

    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(3) }, 'rcmCancellationDate');
    const view = await world.until(client, 'the date', (seen) => !waitsFor(seen).includes('rcmCancellationDate'));
    expect(waitsFor(view)).toEqual(['cancellationNotice', 'etfNote', 'cancellationApproval']);
    await world.advance(5 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('X1: a signal that comes while the service writes ends the writes of that turn', async () => {
    const client = await world.client();
    await world.portal.beginCount();
    meanwhile = () => world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await clickYes(client);
    await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    await world.untilStatus(client, 'At-Risk');
    const { requests } = await world.portal.requestsOfService();
    expect(requests.filter(({ method, path }) => method === 'PATCH' && path.includes('/tickets/'))).toEqual([]);
  });

  it('X2: a No seven seconds after Yes opens the ticket again and is followed', async () => {
    const client = await clientWhoClickedYes();
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'cancellation_approval', 'No');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await untilOpenAgain(client);
    await world.untilStatus(client, 'At-Risk');

    await world.addEvidence(client, await world.dateIn(2));
    await world.untilStatus(client, 'Cancellation in Progress');
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    await world.advance(3 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
  });

  it('X2, I1: an outstanding invoice that is entered seconds after Yes opens the ticket again and holds it', async () => {
    const client = await clientWhoClickedYes();
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'cancellation_approval', 'No');
    await world.set(client, world.cs, { outstanding_invoice: 'Yes' }, 'invoiceDetermination');
    await untilOpenAgain(client);
    const view = await world.until(client, 'held', (seen) => waitsFor(seen).includes('financeApproval'));
    expect(view.decision?.phase).toBe('monitoring');
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
  });

  it('X2: the Client Status is taken back when the answer of a ticket that an invoice holds is cleared', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.set(client, world.cs, { customer_saved: '' }, 'saved');
    await world.untilStatus(client, 'At-Risk');
  });

  it('N5: an approval that is withdrawn after closing holds the date back until it is given again', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(2));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.set(client, world.cs, { cancellation_approval: 'No' }, 'cancellationApproval');
    await world.advance(4 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.untilNote(client, 'was not set to Cancelled');

    await world.set(client, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval');
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
  });
});
