import { until } from '../../dev/process/until';
import { atRisk } from '../cli/command';
import { StackWorld } from './stack-world';

let world: StackWorld;

beforeAll(async () => {
  world = await StackWorld.start();
});

afterAll(async () => {
  await world.stop();
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
