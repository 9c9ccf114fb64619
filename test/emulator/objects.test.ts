import { startEmulator, type Emulator } from '../../emulator';
import { caller, companyNamed, createTicket, OPEN_TICKET, type Caller } from './support';

describe('records', () => {
  let emulator: Emulator;
  let app: Caller;
  let casey: Caller;

  beforeAll(async () => {
    emulator = await startEmulator({ limits: { perTenSeconds: 10_000, searchPerSecond: 1000 } });
    app = caller(emulator);
    casey = caller(emulator, '5001');
  });

  afterAll(() => emulator.close());

  it('has the default portal: pipelines, companies of both lines, and two open At-Risk tickets', async () => {
    const pipelines = await app('GET', '/crm/v3/pipelines/tickets');
    expect(pipelines.body.results.map(({ id, label }) => [id, label])).toStrictEqual([
      ['800100', 'At-Risk'],
      ['800200', 'PrimeSupport'],
    ]);
    const companies = await app('GET', '/crm/v3/objects/companies?limit=100&properties=service_line,client_status');
    expect(companies.body.results.length).toBeGreaterThanOrEqual(6);
    expect(new Set(companies.body.results.map(({ properties }) => properties['service_line']))).toStrictEqual(
      new Set(['RCM', 'ITS']),
    );
    const tickets = await app('GET', '/crm/v3/objects/tickets?associations=companies');
    expect(tickets.body.results).toHaveLength(2);
  });

  it('says in a history who made a change: a person, the app, or another automation', async () => {
    const id = await createTicket(app);
    await casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'Yes' } });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'No' } });
    const workflow = caller(emulator, undefined, { 'x-emulator-source': 'automation_platform' });
    await workflow('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'Yes' } });
    const { body } = await app('GET', `/crm/v3/objects/0-5/${id}?propertiesWithHistory=customer_saved`);
    expect(body.propertiesWithHistory['customer_saved']).toMatchObject([
      { value: 'Yes', sourceType: 'AUTOMATION_PLATFORM' },
      { value: 'No', sourceType: 'INTEGRATION', sourceId: String(emulator.appId) },
      { value: 'Yes', sourceType: 'CRM_UI', sourceId: 'userId:5001', updatedByUserId: 5001 },
    ]);
  });

  it('says who created a record, whoever changes it later, and that cannot be written', async () => {
    const names = 'hs_object_source,hs_object_source_id,hs_object_source_label,hs_object_source_user_id';
    const originOf = async (id: string) => {
      const { body } = await app('GET', `/crm/v3/objects/tickets/${id}?properties=${names}`);
      return names.split(',').map((name) => body.properties[name]);
    };
    const ofApp = await createTicket(app);
    const ofCasey = await createTicket(casey);
    await casey('PATCH', `/crm/v3/objects/tickets/${ofApp}`, { properties: { customer_saved: 'Yes' } });
    await app('PATCH', `/crm/v3/objects/tickets/${ofCasey}`, { properties: { customer_saved: 'Yes' } });

    expect(await originOf(ofApp)).toStrictEqual(['INTEGRATION', String(emulator.appId), 'INTEGRATION', null]);
    expect(await originOf(ofCasey)).toStrictEqual(['CRM_UI', 'userId:5001', 'CRM_UI', '5001']);
    const forged = { properties: { hs_object_source: 'INTEGRATION' } };
    expect(await casey('PATCH', `/crm/v3/objects/tickets/${ofCasey}`, forged)).toMatchObject({ status: 400 });
  });

  it('adds nothing to a history when the value stays, and keeps an empty entry when it is cleared', async () => {
    const id = await createTicket(app, { rcm_cancellation_date: '2026-03-01' });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, {
      properties: { rcm_cancellation_date: String(Date.UTC(2026, 2, 1)) },
    });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { rcm_cancellation_date: '' } });
    const { body } = await app(
      'GET',
      `/crm/v3/objects/tickets/${id}?properties=rcm_cancellation_date&propertiesWithHistory=rcm_cancellation_date`,
    );
    expect(body.properties['rcm_cancellation_date']).toBe('');
    expect(body.propertiesWithHistory['rcm_cancellation_date']?.map(({ value }) => value)).toStrictEqual([
      '',
      '2026-03-01',
    ]);
  });

  it('knows when a ticket was closed, and forgets it when the ticket is opened again', async () => {
    const id = await createTicket(app);
    const closed = await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { hs_pipeline_stage: '800102' } });
    expect(closed.status).toBe(200);
    const path = `/crm/v3/objects/tickets/${id}?properties=hs_is_closed,closed_date`;
    expect((await app('GET', path)).body.properties).toMatchObject({
      hs_is_closed: 'true',
      closed_date: expect.stringContaining('T'),
    });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { hs_pipeline_stage: '800101' } });
    expect((await app('GET', path)).body.properties).toMatchObject({ hs_is_closed: 'false', closed_date: '' });
  });

  it('lists every property that is wrong, and writes none of them', async () => {
    const id = await createTicket(app);
    const wrong = {
      subject: 'new',
      no_such: '1',
      customer_saved: 'Maybe',
      rcm_cancellation_date: '2026-02-30',
      hs_pipeline_stage: '800202',
      hs_object_id: '1',
    };
    const refused = await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: wrong });
    expect(refused.status).toBe(400);
    expect(refused.body['category']).toBe('VALIDATION_ERROR');
    expect(refused.body['errors']).toMatchObject([
      { code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['no_such'] } },
      { code: 'INVALID_OPTION' },
      { code: 'INVALID_DATE' },
      { code: 'INVALID_OPTION' },
      { code: 'READ_ONLY_VALUE' },
    ]);
    expect((await app('GET', `/crm/v3/objects/tickets/${id}`)).body.properties['subject']).toBe('Test');
  });

  it('refuses a ticket without a stage, a note without a time, and a date that is not at midnight UTC', async () => {
    expect((await app('POST', '/crm/v3/objects/tickets', { properties: { subject: 'x' } })).status).toBe(400);
    expect((await app('POST', '/crm/v3/objects/notes', { properties: { hs_note_body: 'x' } })).status).toBe(400);
    const properties = { ...OPEN_TICKET, rcm_cancellation_date: String(Date.UTC(2026, 2, 1, 5)) };
    expect((await app('POST', '/crm/v3/objects/tickets', { properties })).body.message).toContain('not midnight');
  });

  it('archives and restores, showing archived records only to who asks for them', async () => {
    const id = await createTicket(app);
    expect((await app('DELETE', `/crm/v3/objects/tickets/${id}`)).status).toBe(204);
    expect((await app('GET', `/crm/v3/objects/tickets/${id}`)).status).toBe(404);
    expect((await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { subject: 'x' } })).status).toBe(404);
    expect((await app('GET', `/crm/v3/objects/tickets/${id}?archived=true`)).body).toMatchObject({
      archived: true,
      archivedAt: expect.any(String),
    });
    await casey('POST', '/emulator/restore', { objectType: 'tickets', id });
    expect((await app('GET', `/crm/v3/objects/tickets/${id}`)).status).toBe(200);
  });

  it('merges into a new record: the primary’s values win, both old ids answer with it, writes to them too', async () => {
    const company = await companyNamed(app, 'Cedar Eye Care');
    const primary = await createTicket(app, { customer_saved: 'Yes' });
    const other = await createTicket(app, { customer_saved: 'No', finance_approval: 'Yes' });
    await app('PUT', `/crm/v4/objects/tickets/${other}/associations/default/companies/${company}`);
    const merged = await casey('POST', '/crm/v3/objects/tickets/merge', {
      primaryObjectId: primary,
      objectIdToMerge: other,
    });
    expect([primary, other]).not.toContain(merged.body.id);
    await app('PATCH', `/crm/v3/objects/tickets/${other}`, { properties: { subject: 'after' } });
    const query = 'properties=subject,customer_saved,finance_approval,hs_merged_object_ids&associations=companies';
    const read = await app('GET', `/crm/v3/objects/tickets/${primary}?${query}`);
    expect(read.body).toMatchObject({
      id: merged.body.id,
      properties: {
        subject: 'after',
        customer_saved: 'Yes',
        finance_approval: 'Yes',
        hs_merged_object_ids: `${primary};${other}`,
      },
      associations: { companies: { results: [{ id: company }, { id: company }] } },
    });
  });

  it('creates a record for a merged ticket on the remaining one', async () => {
    const [primary, other] = [await createTicket(app), await createTicket(app)];
    const ids = { primaryObjectId: primary, objectIdToMerge: other };
    const merged = await casey('POST', '/crm/v3/objects/tickets/merge', ids);
    const note = await casey('POST', '/crm/v3/objects/notes', {
      properties: { hs_note_body: 'hi', hs_timestamp: String(Date.now()) },
      associations: [
        { to: { id: other }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
      ],
    });
    const { body } = await app('GET', `/crm/v3/objects/tickets/${merged.body.id}?associations=notes`);
    expect(body['associations']).toStrictEqual({ notes: { results: [{ id: note.body.id, type: 'ticket_to_note' }] } });
  });

  it('writes a batch whole or not at all, unless the inputs carry trace ids', async () => {
    const [first, second] = [await createTicket(app), await createTicket(app)];
    const inputs = [
      { id: first, properties: { subject: 'one' } },
      { id: second, properties: { customer_saved: 'Maybe' } },
    ];
    expect((await app('POST', '/crm/v3/objects/tickets/batch/update', { inputs })).status).toBe(400);
    expect((await app('GET', `/crm/v3/objects/tickets/${first}`)).body.properties['subject']).toBe('Test');
    const traced = inputs.map((input) => ({ ...input, objectWriteTraceId: input.id }));
    const partly = await app('POST', '/crm/v3/objects/tickets/batch/update', {
      inputs: [...traced, { id: '7', properties: {} }],
    });
    expect(partly.status).toBe(207);
    expect(partly.body).toMatchObject({
      numErrors: 2,
      results: [{ id: first }],
      errors: [{ context: { objectWriteTraceId: [second] } }, { context: { ids: ['7'] } }],
    });
  });

  it('takes no more than 50 records in a batch read with histories', async () => {
    const read = (length: number) =>
      app('POST', '/crm/objects/2026-09/tickets/batch/read', {
        inputs: Array.from({ length }, (_, index) => ({ id: String(index + 1) })),
        properties: [],
        propertiesWithHistory: ['customer_saved'],
      });
    expect((await read(50)).status).toBe(200);
    expect((await read(51)).status).toBe(400);
  });

  it('shows an archived record to who asks for it as Python does, and the creation of an invoice as createdate', async () => {
    const id = await createTicket(app);
    await app('DELETE', `/crm/objects/2026-09/tickets/${id}`);
    expect((await app('GET', `/crm/objects/2026-09/tickets/${id}?archived=True`)).body).toMatchObject({
      archived: true,
    });
    const { body } = await app('GET', '/crm/objects/2026-09/invoices?limit=1');
    expect(body.results[0]?.properties).toHaveProperty('createdate');
    expect(body.results[0]?.properties).not.toHaveProperty('hs_createdate');
  });

  it('takes no more than 100 records in a batch, and no id twice', async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ id: String(index) }));
    expect((await app('POST', '/crm/v3/objects/tickets/batch/read', { inputs: many })).status).toBe(400);
    const id = await createTicket(app);
    const twice = [
      { id, properties: {} },
      { id, properties: {} },
    ];
    expect((await app('POST', '/crm/v3/objects/tickets/batch/update', { inputs: twice })).body.message).toContain(
      'Duplicate',
    );
  });

  it('creates notes on a ticket by the association types’ numbers', async () => {
    const ticket = await createTicket(app);
    const associations = [
      { to: { id: ticket }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
    ];
    const note = await casey('POST', '/crm/v3/objects/notes', {
      properties: { hs_note_body: 'hi', hs_timestamp: String(Date.now()) },
      associations,
    });
    const { body } = await app('GET', `/crm/v3/objects/tickets/${ticket}?associations=notes`);
    expect(body['associations']).toStrictEqual({ notes: { results: [{ id: note.body.id, type: 'ticket_to_note' }] } });
    const bad = await app('POST', '/crm/v3/objects/notes', {
      properties: { hs_timestamp: '1' },
      associations: [{ to: { id: ticket }, types: [{ associationTypeId: 26 }] }],
    });
    expect(bad.status).toBe(400);
  });

  it('answers in HubSpot’s shape when it knows neither path, object type nor user', async () => {
    expect((await app('GET', '/crm/v3/objects/dragons/1')).body).toMatchObject({
      status: 'error',
      category: 'VALIDATION_ERROR',
    });
    expect((await app('GET', '/crm/v3/nothing')).status).toBe(404);
    const nobody = caller(emulator, '1');
    expect(
      (await nobody('PATCH', `/crm/v3/objects/tickets/${await createTicket(app)}`, { properties: {} })).status,
    ).toBe(400);
  });
});
