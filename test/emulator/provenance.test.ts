import { startEmulator, type Emulator } from '../../emulator';
import { caller, companyNamed, createTicket, type Body, type Caller } from './support';

let emulator: Emulator;
let app: Caller;
let casey: Caller;

beforeAll(async () => {
  emulator = await startEmulator({ limits: { perTenSeconds: 100_000, searchPerSecond: 1_000 } });
  app = caller(emulator);
  casey = caller(emulator, '5001');
});

afterAll(async () => {
  await emulator.close();
});

async function read(objectType: string, id: string, ...names: readonly string[]): Promise<Body> {
  const list = names.join(',');
  const query = `properties=${list}&propertiesWithHistory=${list}&associations=companies,notes`;
  return (await app('GET', `/crm/v3/objects/${objectType}/${id}?${query}`)).body;
}

async function minuteLater(): Promise<void> {
  await app('POST', '/emulator/clock', { advanceMs: 60_000 });
}

async function merge(objectType: string, primary: string, other: string): Promise<string> {
  const objects = { primaryObjectId: primary, objectIdToMerge: other };
  return (await casey('POST', `/crm/v3/objects/${objectType}/merge`, objects)).body.id;
}

describe.each([
  ['tickets', 'customer_saved', 'Yes', 'No'],
  ['companies', 'client_status', 'Monitor for 30 days', 'At-Risk'],
])('a merge of two %s', (objectType, name, earlier, later) => {
  const create = async (properties: Readonly<Record<string, string>>): Promise<string> => {
    if (objectType === 'tickets') return createTicket(casey, properties);
    return (await casey('POST', '/crm/v3/objects/companies', { properties: { name: 'Twice', ...properties } })).body.id;
  };

  it("keeps the primary's current value, though the history has a newer one of the other record", async () => {
    const primary = await create({ [name]: earlier });
    await minuteLater();
    const other = await create({ [name]: later });
    await minuteLater();
    const merged = await read(objectType, await merge(objectType, primary, other), name);

    expect(merged.properties[name]).toBe(earlier);
    expect(merged.propertiesWithHistory[name]?.map(({ value, sourceType }) => [value, sourceType])).toEqual([
      [earlier, 'CRM_UI'],
      [later, 'CRM_UI'],
    ]);
  });

  it('brings what the primary does not have from the other record, in the name of the merge', async () => {
    const primary = await create({});
    const other = await create({ [name]: later });
    await minuteLater();
    const merged = await read(objectType, await merge(objectType, primary, other), name);

    expect(merged.properties[name]).toBe(later);
    expect(merged.propertiesWithHistory[name]).toMatchObject([
      { value: later, sourceType: 'MERGE_OBJECTS', updatedByUserId: 5001 },
      { value: later, sourceType: 'CRM_UI' },
    ]);
  });
});

describe('a clone', () => {
  it('has the values and the company of the original, with a history of its own, and no notes', async () => {
    const company = await companyNamed(app, 'Cedar Eye Care');
    const original = await createTicket(casey, { customer_saved: 'Yes', cancellation_approval: 'No' });
    await casey('PUT', `/crm/v4/objects/tickets/${original}/associations/default/companies/${company}`);
    await casey('POST', '/crm/v3/objects/notes', {
      properties: { hs_timestamp: new Date().toISOString(), hs_note_body: 'stays' },
      associations: [
        { to: { id: original }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
      ],
    });
    await minuteLater();
    const made = await casey('POST', '/emulator/clone', {
      objectType: 'tickets',
      id: original,
      properties: { subject: 'At risk again' },
    });
    const clone = await read('tickets', made.body.id, 'subject', 'customer_saved', 'hs_pipeline_stage');

    expect(clone.properties).toMatchObject({ subject: 'At risk again', customer_saved: 'Yes' });
    for (const entries of Object.values(clone.propertiesWithHistory)) {
      expect(entries).toMatchObject([{ sourceType: 'CLONE_OBJECTS', updatedByUserId: 5001 }]);
    }
    expect(clone['associations']).toMatchObject({ companies: { results: [{ id: company }, { id: company }] } });
    expect(clone['associations']).not.toHaveProperty('notes');
  });
});

describe('an import', () => {
  it('creates a record in the name of the author of the change, not of a person', async () => {
    const importer = caller(emulator, '5001', { 'x-emulator-source': 'IMPORT' });
    const imported = await read('tickets', await createTicket(importer, { customer_saved: 'Yes' }), 'customer_saved');

    expect(imported.propertiesWithHistory['customer_saved']).toMatchObject([
      { sourceType: 'IMPORT', updatedByUserId: 5001 },
    ]);
  });
});

describe('a single checkbox of the portal', () => {
  it('is unticked on a record that a person creates, and empty on any other', async () => {
    const box = { name: 'left_us', label: 'Left us', type: 'enumeration', fieldType: 'booleancheckbox' };
    await app('POST', '/crm/v3/properties/tickets', { ...box, groupName: 'information' });
    const byPerson = await read('tickets', await createTicket(casey), 'left_us');
    const ticked = await read('tickets', await createTicket(casey, { left_us: 'true' }), 'left_us');
    const byApp = await read('tickets', await createTicket(app), 'left_us');

    expect(byPerson.properties['left_us']).toBe('false');
    expect(byPerson.propertiesWithHistory['left_us']).toMatchObject([{ value: 'false', sourceType: 'CRM_UI' }]);
    expect(ticked.properties['left_us']).toBe('true');
    expect(byApp.properties['left_us']).toBeNull();
  });
});

describe('a hidden file', () => {
  it('is not there for a token without the scope for hidden files', async () => {
    const form = new FormData();
    form.set('file', new Blob(['x']), 'notice.pdf');
    form.set('options', JSON.stringify({ access: 'HIDDEN_PRIVATE' }));
    form.set('folderPath', '/');
    const uploaded = await fetch(`${emulator.url}/files/v3/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.accessToken}` },
      body: form,
    });
    const { id } = (await uploaded.json()) as { readonly id: string };
    await app('POST', '/emulator/tokens', { token: 'only-files', scopes: ['files'] });
    const only = caller(emulator, undefined, { authorization: 'Bearer only-files' });

    expect((await only('GET', `/files/v3/files/${id}`)).status).toBe(404);
    expect((await app('GET', `/files/v3/files/${id}`)).status).toBe(200);
  });
});
