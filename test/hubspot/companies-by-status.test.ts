import type { CompanyId } from '../../src/sop/vocabulary/ids';
import { companyIdSchema } from '../../src/sop/vocabulary/ids';
import { startWorld, type World } from './world';

describe('companies by their Client Status', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  const company = async (status: string): Promise<CompanyId> => {
    const properties = { name: 'Client', client_status: status };
    return companyIdSchema.parse((await world.casey('POST', '/crm/v3/objects/companies', { properties })).body.id);
  };
  const setAsApp = (id: CompanyId, status: string) =>
    world.app('PATCH', `/crm/v3/objects/companies/${id}`, { properties: { client_status: status } });

  it('are found a page at a time, each once', async () => {
    const wanted = new Set<CompanyId>();
    for (let each = 0; each < 105; each += 1) wanted.add(await company('Cancelled'));
    await company('Active');
    const found: CompanyId[] = [];
    let after: CompanyId | undefined;
    do {
      const page = await world.hubspot.companiesWithStatus(['Cancelled', 'Monitor for 30 days'], after);
      found.push(...page.companyIds);
      after = page.next;
    } while (after !== undefined);

    expect(new Set(found).size).toBe(found.length);
    expect([...wanted].filter((id) => !found.includes(id))).toEqual([]);
  });

  it("X1: name who gave the status, and never take this service's own write for a person's", async () => {
    const [byPerson, byService, both, none] = [
      await company('Cancelled'),
      await company('At-Risk'),
      await company('Cancelled'),
      await company(''),
    ];
    await setAsApp(byService, 'Monitor for 30 days');
    await setAsApp(both, 'Active');
    const statuses = await world.hubspot.currentStatuses([byPerson, byService, both, none]);

    expect(statuses.get(byPerson)).toMatchObject({ value: 'Cancelled', by: { kind: 'person', userId: '5001' } });
    expect(statuses.get(byService)).toMatchObject({ value: 'Monitor for 30 days', by: { kind: 'service' } });
    expect(statuses.get(both)).toMatchObject({ value: 'Active', by: { kind: 'service' } });
    expect(statuses.has(none)).toBe(false);
  });
});
