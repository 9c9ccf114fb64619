import { startEmulator, type Emulator } from '../../emulator';
import { caller, companyNamed, createTicket, type Caller } from './support';

describe('search', () => {
  let emulator: Emulator;
  let app: Caller;

  const find = async (filters: readonly object[], more: object = {}): Promise<readonly string[]> => {
    const { body } = await app('POST', '/crm/v3/objects/tickets/search', {
      filterGroups: [{ filters }],
      limit: 100,
      ...more,
    });
    return body.results.map(({ id }) => id);
  };

  beforeAll(async () => {
    emulator = await startEmulator({ limits: { perTenSeconds: 10_000, searchPerSecond: 1000 } });
    app = caller(emulator);
  });

  beforeEach(async () => {
    await app('POST', '/emulator/reset');
    await app('PUT', '/emulator/index', { lagMs: 0 });
  });

  afterAll(() => emulator.close());

  it('knows HubSpot’s operators', async () => {
    const early = await createTicket(app, {
      subject: 'Early bird',
      rcm_cancellation_date: '2026-01-10',
      customer_saved: 'No',
    });
    const late = await createTicket(app, {
      subject: 'Late bird',
      rcm_cancellation_date: '2026-02-10',
      customer_saved: 'Yes',
    });
    const date = 'rcm_cancellation_date';
    expect(await find([{ propertyName: date, operator: 'LTE', value: '2026-01-10' }])).toStrictEqual([early]);
    expect(await find([{ propertyName: date, operator: 'GT', value: String(Date.UTC(2026, 0, 10)) }])).toStrictEqual([
      late,
    ]);
    expect(
      await find([{ propertyName: date, operator: 'BETWEEN', value: '2026-01-01', highValue: '2026-12-31' }]),
    ).toStrictEqual([early, late]);
    expect(await find([{ propertyName: 'customer_saved', operator: 'IN', values: ['Yes'] }])).toStrictEqual([late]);
    expect(await find([{ propertyName: 'customer_saved', operator: 'NEQ', value: 'Yes' }])).toStrictEqual([early]);
    expect(await find([{ propertyName: 'customer_saved', operator: 'NOT_IN', values: ['No'] }])).toStrictEqual([late]);
    expect(await find([{ propertyName: date, operator: 'HAS_PROPERTY' }])).toHaveLength(2);
    expect(await find([{ propertyName: date, operator: 'NOT_HAS_PROPERTY' }])).toHaveLength(2);
    expect(await find([{ propertyName: 'subject', operator: 'CONTAINS_TOKEN', value: 'lat*' }])).toStrictEqual([late]);
    expect(await find([], { query: 'bird early' })).toStrictEqual([early]);
  });

  it('finds by association', async () => {
    const willow = await companyNamed(app, 'Willow Family Practice');
    expect(await find([{ propertyName: 'associations.company', operator: 'EQ', value: willow }])).toHaveLength(1);
  });

  it('sorts and pages, and stops at 10,000', async () => {
    const names = {
      filterGroups: [],
      properties: ['name'],
      sorts: [{ propertyName: 'name', direction: 'DESCENDING' }],
      limit: 2,
    };
    const first = await app('POST', '/crm/v3/objects/companies/search', names);
    expect(first.body.results.map(({ properties }) => properties['name'])).toStrictEqual([
      'Willow Family Practice',
      'Summit Orthopedics',
    ]);
    expect(first.body).toMatchObject({ total: 7, paging: { next: { after: '2' } } });
    expect((await app('POST', '/crm/v3/objects/companies/search', { ...names, after: '9999' })).status).toBe(400);
    expect((await app('POST', '/crm/v3/objects/companies/search', { ...names, limit: 201 })).status).toBe(400);
  });

  it('shows records as they were before the index caught up', async () => {
    await app('PUT', '/emulator/index', { lagMs: 60_000 });
    const id = await createTicket(app, { customer_saved: 'No' });
    const ofCase = [{ propertyName: 'customer_saved', operator: 'HAS_PROPERTY' }];
    expect(await find(ofCase)).toStrictEqual([]);
    await app('POST', '/emulator/clock', { advanceMs: 60_001 });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'Yes' } });
    const { body } = await app('POST', '/crm/v3/objects/tickets/search', {
      filterGroups: [{ filters: ofCase }],
      properties: ['customer_saved'],
    });
    expect(body.results).toMatchObject([{ id, properties: { customer_saved: 'No' } }]);
    expect(
      (await app('GET', `/crm/v3/objects/tickets/${id}?properties=customer_saved`)).body.properties['customer_saved'],
    ).toBe('Yes');
  });

  it('names a property that does not exist', async () => {
    const answer = await app('POST', '/crm/v3/objects/tickets/search', {
      filterGroups: [{ filters: [{ propertyName: 'no_such', operator: 'HAS_PROPERTY' }] }],
    });
    expect(answer).toMatchObject({ status: 400, body: { context: { propertyName: ['no_such'] } } });
  });
});
