import type { NewTask, Write } from '../../src/sop/decision/decision';
import type { Instant } from '../../src/sop/vocabulary/dates';
import type { CaseFacts } from '../../src/sop/vocabulary/facts';
import { companyIdSchema, ticketIdSchema, type CompanyId, type TicketId } from '../../src/sop/vocabulary/ids';
import { ETF_NOTE, startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

const at = (iso: string): Instant => Date.parse(iso) as Instant;

interface Client {
  readonly ticketId: TicketId;
  readonly companyId: CompanyId;
}

/** A ticket on which everything holds, so that its tasks are read. */
async function complete(): Promise<Client> {
  const ticketId = await world.ticket({
    customer_saved: 'No',
    rcm_cancellation_date: '2027-03-01',
    cancellation_approval: 'Yes',
  });
  await world.noteOn(ticketId, ETF_NOTE, await world.file());
  const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Maple Street Clinic'));
  await world.hubspot.readCase(ticketId);
  await world.calls();
  return { ticketId, companyId };
}

const taskOf = ({ ticketId }: Client, key: string): NewTask => ({
  reference: `N9-${ticketId}-${key}`,
  subject: `End ${key} <b>`,
  paragraphs: ['By the RCM Cancellation Date.'],
  dueAt: at('2027-03-01T17:00:00Z'),
});

const creation = (client: Client, keys = ['billing', 'support']): Write => ({
  kind: 'createTasks',
  rules: ['N9'],
  ...client,
  since: 0 as Instant,
  tasks: keys.map((key) => taskOf(client, key)),
});

async function checklistOf(ticketId: TicketId): Promise<NonNullable<CaseFacts['checklist']>> {
  const reading = await world.hubspot.readCase(ticketId);
  if (reading.kind !== 'found') throw new Error(`the ticket is ${reading.kind}`);
  return reading.facts.checklist ?? [];
}

const setOnTask = (id: string | undefined, properties: Readonly<Record<string, string>>) =>
  world.casey('PATCH', `/crm/v3/objects/tasks/${id ?? ''}`, { properties });

describe('the tasks of the deactivation checklist', () => {
  it('N9: are created in one call, on ticket and company, and read in one', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client));
    expect(await world.calls()).toEqual([
      'POST /crm/associations/2026-09/tickets/tasks/batch/read',
      'POST /crm/objects/2026-09/tasks/batch/create',
    ]);

    const found = await checklistOf(client.ticketId);
    expect(await world.calls()).toContain('POST /crm/objects/2026-09/tasks/batch/read');
    expect(found).toMatchObject(
      ['billing', 'support'].map((key) => ({
        key,
        open: true,
        edited: false,
        due: [{ value: '2027-03-01', by: { kind: 'service' } }],
      })),
    );
    const ofCompany = await world.app('GET', `/crm/v3/objects/companies/${client.companyId}?associations=tasks`);
    expect(JSON.stringify(ofCompany.body['associations'])).toContain(found[0]?.id ?? 'none');
  });

  it('N9: are created once, also when the answer was lost, and when only some of them are there', async () => {
    const client = await complete();
    await world.fault({ kind: 'resetAfter', pathPattern: '/tasks/batch/create', count: 1 });
    // The next attempt comes when HubSpot surely shows what this one created.
    const lost = { kind: 'retryLater', settlesMs: 10_000 };
    await expect(world.hubspot.perform(creation(client))).rejects.toMatchObject(lost);
    await world.hubspot.perform(creation(client));
    await world.hubspot.perform(creation(client));
    await world.hubspot.perform(creation(client, ['billing', 'follow-up']));
    expect((await checklistOf(client.ticketId)).map(({ key }) => key)).toEqual(['billing', 'support', 'follow-up']);
  });

  it('N9: are created without an owner, all of them, where HubSpot does not know that owner any more', async () => {
    const client = await complete();
    const [billing, support] = ['billing', 'support'].map((key) => taskOf(client, key));
    if (billing === undefined || support === undefined) throw new Error('no tasks');
    const tasks = [{ ...billing, ownerId: '99999' }, support];
    await world.hubspot.perform({ kind: 'createTasks', rules: ['N9'], ...client, since: 0 as Instant, tasks });
    expect(await checklistOf(client.ticketId)).toHaveLength(2);
    const owned = [{ ...taskOf(client, 'it'), ownerId: '7001' }];
    await world.hubspot.perform({ kind: 'createTasks', rules: ['N9'], ...client, since: 0 as Instant, tasks: owned });
    const ids = (await checklistOf(client.ticketId)).map(({ id }) => id);
    const ownerOf = async (id: string) =>
      (await world.app('GET', `/crm/v3/objects/tasks/${id}?properties=hubspot_owner_id`)).body.properties[
        'hubspot_owner_id'
      ];
    expect(await Promise.all(ids.map(ownerOf))).toEqual([null, null, '7001']);
  });

  it('N9: of an earlier cancellation do not count for a new one once they are completed', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client, ['billing']));
    const [old] = await checklistOf(client.ticketId);
    const later = { ...creation(client, ['billing']), since: ((old?.createdAt ?? 0) + 1) as Instant } as Write;
    await world.hubspot.perform(later);
    expect(await checklistOf(client.ticketId)).toHaveLength(1);
    await setOnTask(old?.id, { hs_task_status: 'COMPLETED' });
    await world.hubspot.perform(later);
    expect(await checklistOf(client.ticketId)).toHaveLength(2);
  });

  it('N9: are distinguished from tasks of people, and cost no call on a ticket without any', async () => {
    const client = await complete();
    await checklistOf(client.ticketId);
    expect((await world.calls()).filter((call) => call.includes('tasks'))).toEqual([]);
    await world.casey('POST', '/crm/v3/objects/tasks', {
      properties: { hs_timestamp: '2027-03-01T17:00:00Z', hs_task_subject: 'Call', hs_task_body: 'Reference: mine' },
      associations: [
        { to: { id: client.ticketId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 230 }] },
      ],
    });
    expect(await checklistOf(client.ticketId)).toEqual([]);
  });

  it('N9, C1: move together, without their text where that is not given', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client));
    const [first, second] = await checklistOf(client.ticketId);
    if (first === undefined || second === undefined) throw new Error('no tasks');
    await world.calls();
    const dueAt = at('2027-04-01T16:00:00Z');
    const text = { ...taskOf(client, 'billing'), subject: 'End billing later' };
    await world.hubspot.perform({
      kind: 'moveTasks',
      rules: ['N9', 'C1'],
      tasks: [
        { id: first.id, dueAt, text },
        { id: second.id, dueAt },
      ],
    });
    expect(await world.calls()).toEqual(['POST /crm/objects/2026-09/tasks/batch/update']);
    const subject = async (id: string) =>
      (await world.app('GET', `/crm/v3/objects/tasks/${id}?properties=hs_task_subject`)).body.properties[
        'hs_task_subject'
      ];
    expect([await subject(first.id), await subject(second.id)]).toEqual(['End billing later', 'End support <b>']);
    expect((await checklistOf(client.ticketId)).map(({ due }) => due.map(({ value }) => value))).toEqual([
      ['2027-04-01', '2027-03-01'],
      ['2027-04-01', '2027-03-01'],
    ]);
  });

  it('N9: that a person deleted meanwhile are passed over', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client));
    const [first, second] = await checklistOf(client.ticketId);
    if (first === undefined || second === undefined) throw new Error('no tasks');
    await world.casey('DELETE', `/crm/v3/objects/tasks/${first.id}`);
    const dueAt = at('2027-04-01T16:00:00Z');
    const tasks = [first, second].map(({ id }) => ({ id, dueAt }));
    await world.hubspot.perform({ kind: 'moveTasks', rules: ['N9'], tasks });
    expect((await checklistOf(client.ticketId)).map(({ id, due }) => [id, due[0]?.value])).toEqual([
      [second.id, '2027-04-01'],
    ]);
  });

  it('N9: move to another company, and are known to be on it', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client));
    const taskIds = (await checklistOf(client.ticketId)).map(({ id }) => id);
    const right = companyIdSchema.parse(await world.companyOf(await world.ticket(), 'Cedar Eye Care'));
    await world.calls();
    const write: Write = { kind: 'reassociateTasks', rules: ['N9'], taskIds, from: client.companyId, to: right };
    await world.hubspot.perform(write);
    await world.hubspot.perform(write);
    expect(await world.calls()).toEqual(
      [0, 1].flatMap(() => [
        'POST /crm/associations/2026-09/tasks/companies/batch/create',
        'POST /crm/associations/2026-09/tasks/companies/batch/archive',
      ]),
    );
    expect((await checklistOf(client.ticketId)).map(({ companyIds }) => companyIds)).toEqual([[right], [right]]);
    const reading = await world.hubspot.readCase(client.ticketId);
    expect(reading).toMatchObject({ facts: { formerCompanies: [{ id: right }] } });
  });

  it('N9: show the company that the ticket was on before, as does the case that saw it last', async () => {
    const client = await complete();
    const other = companyIdSchema.parse(await world.companyOf(await world.ticket(), 'Cedar Eye Care'));
    expect(
      await world.hubspot.readCase(client.ticketId, undefined, { lastCompanyId: client.companyId }),
    ).not.toHaveProperty('facts.formerCompanies');
    expect(await world.hubspot.readCase(client.ticketId, undefined, { lastCompanyId: other })).toMatchObject({
      facts: { formerCompanies: [{ id: other, clientStatus: [{}] }] },
    });
  });

  it('N9: are moved to the recycle bin, by one call, and twice does no harm', async () => {
    const client = await complete();
    await world.hubspot.perform(creation(client));
    const taskIds = (await checklistOf(client.ticketId)).map(({ id }) => id);
    await world.calls();
    await world.hubspot.perform({ kind: 'callOffTasks', rules: ['N9'], taskIds });
    await world.hubspot.perform({ kind: 'callOffTasks', rules: ['N9'], taskIds });
    expect(await world.calls()).toEqual(Array(2).fill('POST /crm/objects/2026-09/tasks/batch/archive'));
    expect(await checklistOf(client.ticketId)).toEqual([]);
    const archived = await world.app('GET', `/crm/v3/objects/tasks/${taskIds[0] ?? ''}?archived=true`);
    expect(archived.body['archived']).toBe(true);
  });

  it.each([
    [{ hs_task_subject: 'Mine now' }, { open: true, edited: true }],
    [{ hs_task_body: 'Mine now<p>Reference: N9-1-billing</p>' }, { open: true, edited: true }],
    [{ hs_task_status: 'IN_PROGRESS' }, { open: true, edited: true }],
    [{ hs_task_status: 'COMPLETED' }, { open: false }],
    [
      { hs_task_priority: 'HIGH', hubspot_owner_id: '7001' },
      { open: true, edited: false },
    ],
    [
      { hs_timestamp: '2027-02-20T17:00:00Z' },
      { edited: false, due: [{ value: '2027-02-20', by: { kind: 'person' } }, {}] },
    ],
  ])('X1: shows what a person changed: %j', async (properties, expected) => {
    const client = await complete();
    await world.hubspot.perform(creation(client, ['billing']));
    const [task] = await checklistOf(client.ticketId);
    await setOnTask(task?.id, properties);
    expect(await checklistOf(client.ticketId)).toMatchObject([{ key: 'billing', ...expected }]);
  });
});

describe('the task for the explaining note', () => {
  const CHANGED_AT = at('2026-12-01T15:00:00Z');

  it('C4, X3: is there once on a ticket that was merged meanwhile, whichever of its ids names it', async () => {
    const { ticketId } = await complete();
    const primary = await world.ticket();
    const task = { ...taskOf({ ticketId, companyId: companyIdSchema.parse('1') }, 'note'), reference: 'C4-explain-7' };
    const creationOn = (id: TicketId): Write => ({
      kind: 'createTasks',
      rules: ['C4'],
      ticketId: id,
      since: CHANGED_AT,
      tasks: [task],
    });
    const ids = { primaryObjectId: primary, objectIdToMerge: ticketId };
    const merged = ticketIdSchema.parse((await world.casey('POST', '/crm/v3/objects/tickets/merge', ids)).body.id);
    for (const id of [ticketId, merged, ticketId]) await world.hubspot.perform(creationOn(id));
    const { body } = await world.casey('GET', `/crm/v3/objects/tickets/${merged}?associations=tasks`);
    expect((body['associations'] as { tasks: { results: unknown[] } }).tasks.results).toHaveLength(1);
  });

  it("C4: is on the ticket alone, the owner's, and known again by its reference", async () => {
    const { ticketId, companyId } = await complete();
    const reference = `C4-explain-${ticketId}-${String(CHANGED_AT)}`;
    const task = { ...taskOf({ ticketId, companyId }, 'note'), reference, ownerId: '7001' };
    await world.hubspot.perform({ kind: 'createTasks', rules: ['C4'], ticketId, since: CHANGED_AT, tasks: [task] });
    await world.hubspot.perform({ kind: 'updateTicket', rules: ['N6'], ticketId, change: { stage: 'closed' } });
    await world.casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, {
      properties: { rcm_cancellation_date: '2027-04-01' },
    });
    const reading = await world.hubspot.readCase(ticketId);
    if (reading.kind !== 'found') throw new Error(`the ticket is ${reading.kind}`);
    const { explanationTasks = [], checklist } = reading.facts;
    expect(explanationTasks).toEqual([{ id: expect.any(String), reference, open: true, edited: false }]);
    expect(checklist).toEqual([]);
    const { body } = await world.casey(
      'GET',
      `/crm/v3/objects/tasks/${explanationTasks[0]?.id ?? ''}?associations=companies,tickets&properties=hubspot_owner_id`,
    );
    expect(body).toMatchObject({ properties: { hubspot_owner_id: '7001' } });
    expect(Object.keys(body['associations'] as object)).toEqual(['tickets']);
  });
});
