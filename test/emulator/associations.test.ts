import { startEmulator, type Emulator } from '../../emulator';
import { caller, companyNamed, createTicket, type Caller } from './support';

describe('associations', () => {
  let emulator: Emulator;
  let app: Caller;

  const typesOf = async (ticket: string): Promise<readonly unknown[]> => {
    const { body } = await app('GET', `/crm/v4/objects/tickets/${ticket}/associations/companies`);
    return body.results.map((link) => [
      link['toObjectId'],
      (link['associationTypes'] as { typeId: number }[]).map(({ typeId }) => typeId),
    ]);
  };

  beforeAll(async () => {
    emulator = await startEmulator({ limits: { perTenSeconds: 10_000, searchPerSecond: 1000 } });
    app = caller(emulator);
  });

  afterAll(() => emulator.close());

  it('makes the first company primary, and moves the label when another one is named primary', async () => {
    const ticket = await createTicket(app);
    const [willow, harbor] = [
      await companyNamed(app, 'Willow Family Practice'),
      await companyNamed(app, 'Harbor Dental Group'),
    ];
    await app('PUT', `/crm/v4/objects/tickets/${ticket}/associations/default/companies/${willow}`);
    await app('PUT', `/crm/v4/objects/companies/${harbor}/associations/default/tickets/${ticket}`);
    expect(await typesOf(ticket)).toStrictEqual([
      [willow, [339, 26]],
      [harbor, [339]],
    ]);
    await app('PUT', `/crm/v4/objects/tickets/${ticket}/associations/companies/${harbor}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 26 },
    ]);
    expect(await typesOf(ticket)).toStrictEqual([
      [willow, [339]],
      [harbor, [339, 26]],
    ]);
    const back = await app('GET', `/crm/v4/objects/companies/${harbor}/associations/tickets`);
    expect(back.body.results.find((link) => link['toObjectId'] === ticket)?.['associationTypes']).toMatchObject([
      { typeId: 340 },
      { typeId: 25, label: 'Primary' },
    ]);
  });

  it('removes both directions', async () => {
    const ticket = await createTicket(app);
    const willow = await companyNamed(app, 'Willow Family Practice');
    await app('PUT', `/crm/v4/objects/tickets/${ticket}/associations/default/companies/${willow}`);
    expect((await app('DELETE', `/crm/v4/objects/companies/${willow}/associations/tickets/${ticket}`)).status).toBe(
      204,
    );
    expect(await typesOf(ticket)).toStrictEqual([]);
  });

  it('pages through associations, and hides archived records', async () => {
    const ticket = await createTicket(app);
    const others = [await createTicket(app), await createTicket(app), await createTicket(app)];
    for (const other of others)
      await app('PUT', `/crm/v4/objects/tickets/${ticket}/associations/default/tickets/${other}`);
    await app('DELETE', `/crm/v3/objects/tickets/${others[2] ?? ''}`);
    const first = await app('GET', `/crm/v4/objects/tickets/${ticket}/associations/tickets?limit=1`);
    expect(first.body['paging']).toMatchObject({ next: { after: others[0] } });
    const second = await app(
      'GET',
      `/crm/v4/objects/tickets/${ticket}/associations/tickets?limit=1&after=${others[0] ?? ''}`,
    );
    expect(second.body.results).toMatchObject([{ toObjectId: others[1] }]);
    expect(second.body['paging']).toBeUndefined();
  });

  it('lists in a 207 which records of a batch have none', async () => {
    const ticket = await createTicket(app);
    const read = await app('POST', '/crm/v4/associations/tickets/companies/batch/read', { inputs: [{ id: ticket }] });
    expect(read).toMatchObject({
      status: 207,
      body: {
        errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [ticket] } }],
      },
    });
  });
});
