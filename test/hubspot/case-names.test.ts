import { parsePortalConfig } from '../../src/config/portal';
import { companyIdSchema } from '../../src/sop/vocabulary/ids';
import { startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

const OWNED = { hubspot_owner_id: '7001' };

describe('the names of a case', () => {
  it('N1: of an unanswered ticket cost no call for the client, and one for the owner within five minutes', async () => {
    const ticketId = await world.ticket(OWNED);
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Juniper Pediatrics'));
    await world.calls();

    for (let times = 0; times < 2; times += 1) {
      const { names } = await world.hubspot.readLinkedCase(ticketId);
      expect(names).toEqual({ client: { companyId, name: 'Juniper Pediatrics' }, owner: expect.any(String) });
    }
    const calls = await world.calls();
    expect(calls.filter((call) => /^GET .*(?:companies\/|owners)/.test(call))).toEqual([
      expect.stringContaining('/owners/'),
    ]);
  });

  it('S1: come with the company where the SOP reads it anyway, without a further call', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    await world.companyOf(ticketId, 'Lakeside Imaging');
    await world.calls();

    expect((await world.hubspot.readLinkedCase(ticketId)).names).toMatchObject({
      client: { name: 'Lakeside Imaging' },
    });
    expect((await world.calls()).filter((call) => call.includes('companies/'))).toHaveLength(1);
  });

  it('are not read at all with showClientNames: false', async () => {
    const ticketId = await world.ticket({ ...OWNED, customer_saved: 'Yes' });
    await world.companyOf(ticketId, 'Maple Street Clinic');
    await world.calls();
    const silent = world.gateway({ portal: parsePortalConfig('temporal: { showClientNames: false }', 'test') });

    const read = await silent.readLinkedCase(ticketId);
    expect(read.names).toBeUndefined();
    expect(JSON.stringify(read)).not.toContain('Maple');
    expect((await world.calls()).filter((call) => call.includes('owners'))).toEqual([]);
  });

  it('X1: that HubSpot does not give hold up no case', async () => {
    const ticketId = await world.ticket(OWNED);
    const fresh = world.gateway({});
    await world.fault({ kind: 'status', status: 403, pathPattern: '/crm/owners/', count: 5 });

    expect((await fresh.readLinkedCase(ticketId)).names).toEqual({});
  });
});
