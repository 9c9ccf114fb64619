import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/tickets/models/Filter';
import { startEmulator, type Emulator } from '../../emulator';
import { pathIn, statusForClient } from '../../src/hubspot/client/api-version';
import { loadContracts } from './openapi';
import { startRecorder, type Recorder } from './recorder';

const contracts = loadContracts();
const describeIfDocumented = contracts === undefined ? describe.skip : describe;

const VERSIONS = ['2026-09', 'v3'] as const;

describeIfDocumented.each(VERSIONS)('the emulator, driven by HubSpot’s own client by the paths of %s', (version) => {
  let emulator: Emulator;
  let recorder: Recorder;
  let hubspot: Client;

  const newTicket = async (subject = 'Contract'): Promise<string> => {
    const created = await hubspot.crm.tickets.basicApi.create({
      properties: { subject, hs_pipeline: '800100', hs_pipeline_stage: '800101' },
      associations: [],
    });
    return created.id;
  };

  const aCompany = async (): Promise<string> => {
    const page = await hubspot.crm.companies.basicApi.getPage(1);
    return page.results[0]?.id ?? '';
  };

  beforeAll(async () => {
    if (contracts === undefined) return;
    emulator = await startEmulator({ limits: { perTenSeconds: 10_000, searchPerSecond: 1000 } });
    // The client knows only v3 and v4: the recorder is where its calls get their dates, and their answers the statuses that it takes.
    recorder = await startRecorder(emulator.url, contracts, {
      url: (url) => pathIn(version, url),
      status: (call, status) => (version === 'v3' ? status : statusForClient(call.split('?')[0] ?? '', status)),
    });
    hubspot = new Client({ accessToken: emulator.accessToken, basePath: recorder.url, numberOfApiCallRetries: 0 });
  });

  beforeEach(() => {
    recorder.clear();
  });

  afterEach(() => {
    // eslint-disable-next-line jest/no-standalone-expect -- the one assertion that every test of this file shares
    expect(recorder.problems()).toStrictEqual([]);
  });

  afterAll(async () => {
    await recorder.close();
    await emulator.close();
  });

  it('creates, reads, changes, lists and archives a ticket', async () => {
    const id = await newTicket();
    await hubspot.crm.tickets.basicApi.update(id, { properties: { customer_saved: 'Yes' } });
    const read = await hubspot.crm.tickets.basicApi.getById(
      id,
      ['subject', 'customer_saved', 'rcm_cancellation_date'],
      ['customer_saved', 'hs_pipeline_stage'],
      ['companies', 'notes'],
    );
    expect(read.properties).toMatchObject({ customer_saved: 'Yes', rcm_cancellation_date: null });
    expect(read.propertiesWithHistory?.['customer_saved']?.[0]).toMatchObject({
      value: 'Yes',
      sourceType: 'INTEGRATION',
    });
    await hubspot.crm.tickets.basicApi.getPage(2, undefined, ['subject'], undefined, ['companies']);
    await hubspot.crm.tickets.basicApi.archive(id);
    await expect(hubspot.crm.tickets.basicApi.getById(id)).rejects.toMatchObject({ code: 404 });
    await hubspot.crm.tickets.basicApi.getById(id, undefined, undefined, undefined, true);
  });

  it('names what is wrong with a write', async () => {
    const id = await newTicket();
    const refused = hubspot.crm.tickets.basicApi.update(id, {
      properties: { customer_saved: 'Perhaps', no_such: '1' },
    });
    await expect(refused).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } });
  });

  it('reads, creates, updates and archives in batches, and lists the missing ones in a 207', async () => {
    const [first, second] = [await newTicket(), await newTicket()];
    const { batchApi } = hubspot.crm.tickets;
    const ids = [{ id: first }, { id: second }, { id: '1' }];
    const read = await batchApi.read({ inputs: ids, properties: ['subject'], propertiesWithHistory: ['subject'] });
    expect(read.results).toHaveLength(2);
    // The client of v3 drops what 2026-09 says beside the results with status 200.
    expect(read).toMatchObject(version === 'v3' ? { numErrors: 1 } : {});
    await batchApi.create({
      inputs: [{ properties: { subject: 'x', hs_pipeline_stage: '800101' }, associations: [] }],
    });
    await batchApi.update({
      inputs: [
        { id: first, properties: { subject: 'y' }, objectWriteTraceId: 'a' },
        { id: second, properties: { customer_saved: 'Perhaps' }, objectWriteTraceId: 'b' },
      ],
    });
    await batchApi.archive({ inputs: [{ id: first }] });
  });

  it('searches with filters and paging', async () => {
    const search = await hubspot.crm.tickets.searchApi.doSearch({
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_pipeline', operator: FilterOperatorEnum.Eq, value: '800100' },
            { propertyName: 'hs_lastmodifieddate', operator: FilterOperatorEnum.Gt, value: '0' },
          ],
        },
      ],
      sorts: ['hs_lastmodifieddate'],
      properties: ['subject', 'customer_saved'],
      limit: 1,
      after: '0',
    });
    expect(search.total).toBeGreaterThan(1);
    expect(search.paging?.next?.after).toBe('1');
  });

  it('merges two tickets into a third one that answers for both', async () => {
    const [primary, other] = [await newTicket('kept'), await newTicket('gone')];
    const merged = await hubspot.crm.tickets.basicApi.merge({ primaryObjectId: primary, objectIdToMerge: other });
    const read = await hubspot.crm.tickets.basicApi.getById(other, ['subject', 'hs_merged_object_ids']);
    expect(read.id).toBe(merged.id);
    expect(read.properties).toMatchObject({ subject: 'kept', hs_merged_object_ids: `${primary};${other}` });
  });

  it('keeps notes, tasks, invoices, companies and users like tickets', async () => {
    const at = new Date().toISOString();
    const ticket = await newTicket();
    const toTicket = (associationTypeId: number) => [
      { to: { id: ticket }, types: [{ associationCategory: Category.HubspotDefined, associationTypeId }] },
    ];
    const note = await hubspot.crm.objects.notes.basicApi.create({
      properties: { hs_note_body: '<p>Hello</p>', hs_timestamp: at },
      associations: toTicket(228),
    });
    await hubspot.crm.objects.notes.batchApi.read({
      inputs: [{ id: note.id }],
      properties: ['hs_note_body'],
      propertiesWithHistory: [],
    });
    await hubspot.crm.objects.notes.searchApi.doSearch({
      filterGroups: [],
      sorts: [],
      properties: ['hs_note_body'],
      limit: 5,
      after: '0',
    });
    const task = await hubspot.crm.objects.tasks.basicApi.create({
      properties: { hs_task_subject: 'Deactivate', hs_timestamp: at, hs_task_status: 'NOT_STARTED' },
      associations: toTicket(230),
    });
    await hubspot.crm.objects.tasks.basicApi.update(task.id, { properties: { hs_task_status: 'COMPLETED' } });
    const invoices = await hubspot.crm.commerce.invoices.basicApi.getPage(
      10,
      undefined,
      ['hs_balance_due', 'hs_due_date'],
      undefined,
      ['companies'],
    );
    expect(invoices.results[0]?.associations?.['companies']?.results).toHaveLength(1);
    const company = await hubspot.crm.companies.basicApi.getById(
      await aCompany(),
      ['client_status'],
      ['client_status'],
      ['tickets'],
    );
    await hubspot.crm.companies.basicApi.update(company.id, { properties: { client_status: 'Active' } });
    const users = await hubspot.crm.objects.basicApi.getPage('users', 5, undefined, [
      'hs_email',
      'hs_internal_user_id',
    ]);
    expect(users.results[0]?.properties['hs_email']).toContain('@example.com');
    const generic = await hubspot.crm.objects.basicApi.getById('0-5', ticket, undefined, undefined, ['0-46', 'tasks']);
    expect(Object.keys(generic.associations ?? {})).toStrictEqual(['notes', 'tasks']);
  });

  it('keeps associations', async () => {
    const [ticket, company] = [await newTicket(), await aCompany()];
    const { basicApi, batchApi } = hubspot.crm.associations.v4;
    // 2026-09 documents only the batch.
    const links = async (id: string): Promise<readonly object[]> => {
      if (version === 'v3') return (await basicApi.getPage('tickets', id, 'companies')).results;
      return (await batchApi.getPage('tickets', 'companies', { inputs: [{ id }] })).results.flatMap(({ to }) => to);
    };
    await basicApi.createDefault('tickets', ticket, 'companies', company);
    expect((await links(ticket))[0]).toMatchObject({
      toObjectId: company,
      associationTypes: [{ typeId: 339 }, { typeId: 26, label: 'Primary' }],
    });
    await basicApi.create('tickets', ticket, 'companies', company, [
      { associationCategory: Category.HubspotDefined, associationTypeId: 26 },
    ]);
    const read = await batchApi.getPage('tickets', 'companies', { inputs: [{ id: ticket }, { id: '1' }] });
    expect(read).toMatchObject({ results: [{ to: [{ toObjectId: company }] }] });
    expect(read).toMatchObject(version === 'v3' ? { numErrors: 1 } : {});
    await batchApi.createDefault('0-5', '0-2', { inputs: [{ _from: { id: ticket }, to: { id: company } }] });
    const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: 339 }];
    await batchApi.create('tickets', 'companies', { inputs: [{ _from: { id: ticket }, to: { id: company }, types }] });
    await batchApi.archiveLabels('tickets', 'companies', {
      inputs: [
        {
          _from: { id: ticket },
          to: { id: company },
          types: [{ associationCategory: Category.HubspotDefined, associationTypeId: 26 }],
        },
      ],
    });
    await batchApi.archive('tickets', 'companies', { inputs: [{ _from: { id: ticket }, to: [{ id: company }] }] });
    await basicApi.createDefault('tickets', ticket, 'companies', company);
    await basicApi.archive('tickets', ticket, 'companies', company);
    expect(await links(ticket)).toHaveLength(0);
  });

  it('lists pipelines, and creates new ones', async () => {
    const { pipelinesApi, pipelineStagesApi } = hubspot.crm.pipelines;
    const all = await pipelinesApi.getAll('tickets');
    expect(all.results.map((pipeline) => pipeline.label)).toStrictEqual(['At-Risk', 'PrimeSupport']);
    await pipelinesApi.getById('tickets', '800100');
    await pipelineStagesApi.getById('tickets', '800100', '800102');
    const made = await pipelinesApi.create('tickets', {
      label: 'Contract',
      displayOrder: 5,
      stages: [{ label: 'Open', displayOrder: 0, metadata: { ticketState: 'OPEN' } }],
    });
    await pipelineStagesApi.create('tickets', made.id, {
      label: 'Closed',
      displayOrder: 1,
      metadata: { ticketState: 'CLOSED' },
    });
    await pipelineStagesApi.getAll('tickets', made.id);
    await pipelinesApi.update('tickets', made.id, { label: 'Contracts' });
    await pipelinesApi.archive('tickets', made.id);
  });

  it('lists properties, and creates new ones', async () => {
    const { coreApi, batchApi, groupsApi } = hubspot.crm.properties;
    const group = { name: 'contract_group', label: 'Contract', displayOrder: -1 };
    expect(await groupsApi.create('tickets', group)).toMatchObject({ name: 'contract_group', archived: false });
    await expect(groupsApi.create('tickets', group)).rejects.toMatchObject({ code: 409 });
    expect((await groupsApi.getAll('tickets')).results.map(({ name }) => name)).toContain('contract_group');
    expect((await coreApi.getByName('tickets', 'customer_saved')).options.map(({ value }) => value)).toStrictEqual([
      'Yes',
      'No',
    ]);
    await coreApi.getAll('companies');
    await batchApi.read('tickets', {
      archived: false,
      inputs: [{ name: 'customer_saved' }, { name: 'finance_approval' }],
    });
    await coreApi.create('tickets', {
      name: 'contract_test',
      label: 'Contract test',
      type: PropertyCreateTypeEnum.Enumeration,
      fieldType: PropertyCreateFieldTypeEnum.Radio,
      groupName: 'contract_group',
      options: [{ label: 'Yes', value: 'Yes', displayOrder: 0, hidden: false }],
    });
    await coreApi.update('tickets', 'contract_test', { label: 'Contract tests' });
    await coreApi.archive('tickets', 'contract_test');
    await expect(coreApi.getByName('tickets', 'contract_test')).rejects.toMatchObject({ code: 404 });
  });

  it('lists owners, users and teams', async () => {
    // The client calls /crm/v3/owners/ with a slash at the end, and lists users under another path than the document.
    const owners = await hubspot.crm.owners.ownersApi.getPage(undefined, undefined, 100);
    await hubspot.crm.owners.ownersApi.getById(Number(owners.results[0]?.id));
    const users = await hubspot.settings.users.usersApi.getPage(2);
    expect(users.paging?.next?.after).toBeDefined();
    await hubspot.settings.users.usersApi.getById(users.results[0]?.id ?? '');
    const teams = await hubspot.settings.users.teamsApi.getAll();
    expect(teams.results.map((team) => team.name)).toStrictEqual(['Client Success', 'Finance', 'RevOps']);
    await hubspot.settings.users.rolesApi.getAll();
  });

  it('takes a file and gives a link to it', async () => {
    const file = { data: Buffer.from('We leave.'), name: 'notice.pdf' };
    // The client types what is answered to an upload as any.
    const stored = (await hubspot.files.filesApi.upload(
      file,
      undefined,
      '/notices',
      'notice.pdf',
      undefined,
      JSON.stringify({ access: 'PRIVATE' }),
    )) as { readonly id: string };
    await hubspot.files.filesApi.getById(stored.id);
    const link = await hubspot.files.filesApi.getSignedUrl(stored.id);
    const content = await fetch(link.url.replace(recorder.url, emulator.url));
    expect(await content.text()).toBe('We leave.');
    await hubspot.files.filesApi.archive(stored.id);
  });

  it('keeps validation rules for properties', async () => {
    // HubSpot has them in 2026-09 under a path of their own, and its client nowhere.
    const path = '/crm/property-validations/2026-09/0-5';
    const one = `${path}/subject/rule-type/MAX_LENGTH`;
    await hubspot.apiRequest({ method: 'PUT', path: one, body: { ruleArguments: ['200'] } });
    for (const each of [one, `${path}/subject`, path]) {
      expect((await hubspot.apiRequest({ path: each })).status).toBe(200);
    }
  });

  it('says which portal it is and how much of the day’s quota is used', async () => {
    const details = await hubspot.apiRequest({ path: '/account-info/v3/details' });
    await expect(details.json()).resolves.toMatchObject({ portalId: emulator.portalId });
    const usage = await hubspot.apiRequest({ path: '/account-info/v3/api-usage/daily/private-apps' });
    expect(usage.status).toBe(200);
  });

  it('refuses a wrong token, a missing scope and too many requests as documented', async () => {
    const stranger = new Client({ accessToken: 'wrong', basePath: recorder.url, numberOfApiCallRetries: 0 });
    await expect(stranger.crm.tickets.basicApi.getPage()).rejects.toMatchObject({
      code: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    });
    await fetch(`${emulator.url}/emulator/tokens`, {
      method: 'POST',
      body: JSON.stringify({ token: 'narrow', scopes: ['tickets'] }),
    });
    const narrow = new Client({ accessToken: 'narrow', basePath: recorder.url, numberOfApiCallRetries: 0 });
    await narrow.crm.tickets.basicApi.getPage(1);
    await expect(narrow.crm.companies.basicApi.getPage()).rejects.toMatchObject({
      code: 403,
      body: { category: 'MISSING_SCOPES' },
    });
    await fetch(`${emulator.url}/emulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'rateLimit', retryAfterSeconds: 3, count: 1 }),
    });
    await expect(narrow.crm.tickets.basicApi.getPage()).rejects.toMatchObject({
      code: 429,
      body: { policyName: 'TEN_SECONDLY_ROLLING' },
    });
  });
});
