import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import {
  OPEN_TICKET,
  caller,
  companyNamed,
  createTicket,
  startReceiver,
  type Caller,
  type Event,
  type Receiver,
} from './support';

const QUICK = { batchWindowMs: 20, retries: { attempts: 3, firstDelayMs: 5, factor: 2 } };

describe('webhooks', () => {
  let emulator: Emulator;
  let receiver: Receiver;
  let app: Caller;
  let casey: Caller;

  const flushed = async (): Promise<readonly Event[]> => {
    expect((await app('POST', '/emulator/webhooks/flush', { timeoutMs: 5000 })).body).toMatchObject({
      drained: true,
      pending: 0,
    });
    return receiver.events();
  };

  beforeEach(async () => {
    emulator = await startEmulator();
    receiver = await startReceiver(emulator.clientSecret);
    app = caller(emulator);
    casey = caller(emulator, '5001');
    await app('PUT', '/emulator/webhooks', { ...QUICK, targetUrl: receiver.url });
  });

  afterEach(async () => {
    await emulator.close();
    await receiver.close();
  });

  it('reports a creation and each subscribed property that it set, in one signed request', async () => {
    const id = Number(await createTicket(casey));
    const events = await flushed();
    expect(events).toMatchObject([
      {
        subscriptionType: 'ticket.creation',
        objectId: id,
        changeFlag: 'CREATED',
        changeSource: 'CRM_UI',
        sourceId: 'userId:5001',
        attemptNumber: 0,
      },
      { subscriptionType: 'ticket.propertyChange', objectId: id, propertyName: 'hs_pipeline', propertyValue: '800100' },
      {
        subscriptionType: 'ticket.propertyChange',
        objectId: id,
        propertyName: 'hs_pipeline_stage',
        propertyValue: '800101',
      },
    ]);
    expect(events[0]).toMatchObject({
      portalId: emulator.portalId,
      appId: emulator.appId,
      eventId: expect.any(Number),
      occurredAt: expect.any(Number),
    });
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.requests[0]?.genuine).toBe(true);
  });

  it('reports writes by the app itself too, but not values that stayed', async () => {
    const id = await createTicket(app);
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, {
      properties: { customer_saved: 'Yes', subject: 'not subscribed' },
    });
    await app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'Yes' } });
    const saved = (await flushed()).filter((event) => event['propertyName'] === 'customer_saved');
    expect(saved).toMatchObject([
      { changeSource: 'INTEGRATION', sourceId: String(emulator.appId), propertyValue: 'Yes' },
    ]);
  });

  it('uses the generic form for notes and invoices, and for everything if asked to', async () => {
    await app('PUT', '/emulator/webhooks', { form: 'generic' });
    const ticket = await createTicket(casey);
    const associations = [
      { to: { id: ticket }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
    ];
    const note = await casey('POST', '/crm/v3/objects/notes', {
      properties: { hs_note_body: 'x', hs_timestamp: String(Date.now()) },
      associations,
    });
    const events = await flushed();
    expect(events[0]).toMatchObject({ subscriptionType: 'object.creation', objectTypeId: '0-5' });
    const ofNote = events.filter((event) => event['objectTypeId'] === '0-46' || event['fromObjectTypeId'] === '0-46');
    expect(ofNote).toMatchObject([
      { subscriptionType: 'object.creation', objectId: Number(note.body.id) },
      { subscriptionType: 'object.propertyChange', propertyName: 'hs_note_body' },
      {
        subscriptionType: 'object.associationChange',
        associationType: 'NOTE_TO_TICKET',
        fromObjectId: Number(note.body.id),
        toObjectId: Number(ticket),
        toObjectTypeId: '0-5',
        associationRemoved: false,
      },
    ]);
  });

  it('reports associations, merges, deletions and restorations', async () => {
    const [first, second] = [await createTicket(casey), await createTicket(casey)];
    const company = await companyNamed(app, 'Willow Family Practice');
    await casey('PUT', `/crm/v4/objects/tickets/${first}/associations/default/companies/${company}`);
    const merged = await casey('POST', '/crm/v3/objects/tickets/merge', {
      primaryObjectId: first,
      objectIdToMerge: second,
    });
    await casey('DELETE', `/crm/v3/objects/tickets/${merged.body.id}`);
    await casey('POST', '/emulator/restore', { objectType: 'tickets', id: merged.body.id });
    const events = await flushed();
    const of = (type: string): readonly Event[] => events.filter((event) => event['subscriptionType'] === type);
    expect(of('ticket.associationChange')).toMatchObject([
      {
        ...{ associationType: 'TICKET_TO_COMPANY', toObjectId: Number(company), isPrimaryAssociation: false },
        ...{ changeSource: 'USER', sourceId: 'userId:5001' },
      },
      { associationType: 'TICKET_TO_COMPANY', toObjectId: Number(company), isPrimaryAssociation: true },
    ]);
    expect(of('ticket.merge')).toMatchObject([
      { primaryObjectId: Number(first), mergedObjectIds: [Number(second)], newObjectId: Number(merged.body.id) },
    ]);
    expect(of('ticket.deletion')).toHaveLength(1);
    expect(of('ticket.restore')).toHaveLength(1);
  });

  it('retries with a higher attempt number, and gives up in the end', async () => {
    receiver.answerWith(500, 503);
    await createTicket(casey);
    await flushed();
    expect(receiver.requests.map(({ events }) => events[0]?.['attemptNumber'])).toStrictEqual([0, 1, 2]);
    receiver.answerWith(500, 500, 500, 500);
    await createTicket(casey);
    await flushed();
    const report = await app('GET', '/emulator/webhooks/deliveries');
    expect(report.body).toMatchObject({ pending: 0, delivered: 3, failed: 3, requests: 7, lastStatus: 500 });
  });

  it('puts at most 100 events into a request', async () => {
    await app('PUT', '/emulator/webhooks', { batchWindowMs: 2000 });
    const inputs = Array.from({ length: 60 }, () => ({ properties: { hs_pipeline_stage: '800101' } }));
    await casey('POST', '/crm/v3/objects/tickets/batch/create', { inputs });
    expect(await flushed()).toHaveLength(180);
    expect(Math.max(...receiver.requests.map(({ events }) => events.length))).toBe(100);
  });

  it('can put more than a hundred events into one request, and leave a field of an event out', async () => {
    await app('PUT', '/emulator/webhooks', { maxEvents: 1_000, batchWindowMs: 60_000 });
    await app('POST', '/emulator/faults', { kind: 'webhookOmit', pathPattern: 'creation', field: 'changeFlag' });
    const inputs = Array.from({ length: 60 }, () => ({ properties: OPEN_TICKET }));
    await casey('POST', '/crm/v3/objects/tickets/batch/create', { inputs });
    const events = await flushed();

    expect(receiver.requests.map((request) => request.events.length)).toEqual([180]);
    const created = events.filter((event) => event['subscriptionType'] === 'ticket.creation');
    expect(created.filter((event) => 'changeFlag' in event)).toEqual([]);
  });

  it('drops, duplicates, delays and reorders events on request', async () => {
    await app('POST', '/emulator/faults', { kind: 'webhookDrop', pathPattern: 'creation', count: 1 });
    await app('POST', '/emulator/faults', { kind: 'webhookDuplicate', pathPattern: 'hs_pipeline$', count: 1 });
    await app('POST', '/emulator/faults', {
      kind: 'webhookDelay',
      pathPattern: 'customer_saved',
      delayMs: 150,
      count: 1,
    });
    await createTicket(casey, { customer_saved: 'Yes' });
    const events = await flushed();
    expect(events.filter((event) => event['subscriptionType'] === 'ticket.creation')).toHaveLength(0);
    expect(events.filter((event) => event['propertyName'] === 'hs_pipeline')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ propertyName: 'customer_saved' });
    await app('POST', '/emulator/faults', { kind: 'webhookReorder', count: 1 });
    await createTicket(casey);
    const later = (await flushed()).slice(events.length);
    expect(later).toHaveLength(3);
    expect(later[0]).not.toMatchObject({ subscriptionType: 'ticket.creation' });
  });

  it('marks what happened by its own clock and signs by the real one', async () => {
    const day = 86_400_000;
    await app('POST', '/emulator/clock', { advanceMs: 30 * day });
    const id = await createTicket(casey);
    const [event] = await flushed();
    expect(Number(event?.['occurredAt'])).toBeGreaterThan(Date.now() + 29 * day);
    expect(Math.abs((receiver.requests[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    const { body } = await app('GET', `/crm/v3/objects/tickets/${id}`);
    expect(Date.parse(String(body['createdAt']))).toBeGreaterThan(Date.now() + 29 * day);
  });

  it('sends dates as milliseconds in text, and a cleared one as an empty text', async () => {
    const id = await createTicket(casey);
    await flushed();
    const set = (rcm_cancellation_date: string) =>
      casey('PATCH', `/crm/objects/2026-09/tickets/${id}`, { properties: { rcm_cancellation_date } });
    await set('2027-03-01');
    await set('');
    const values = (await flushed()).map((event) => event['propertyValue']);
    expect(values.slice(-2)).toStrictEqual([String(Date.parse('2027-03-01T00:00:00Z')), '']);
  });

  it('takes its own subscriptions, and says what is wrong with bad settings', async () => {
    const subscriptions = [{ subscriptionType: 'contact.creation' }];
    await app('PUT', '/emulator/webhooks', { subscriptions });
    await createTicket(casey);
    await casey('POST', '/crm/v3/objects/contacts', { properties: { firstname: 'New' } });
    expect(await flushed()).toMatchObject([{ subscriptionType: 'contact.creation' }]);
    expect((await app('PUT', '/emulator/webhooks', { targetUrl: 'nowhere' })).status).toBe(400);
  });
});

describe('a state file', () => {
  it('brings back records, associations, clock and undelivered events', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    const statePath = join(folder, 'nested', 'state.json');
    const first = await startEmulator({ statePath });
    const receiver = await startReceiver(first.clientSecret);
    const before = caller(first, '5001');
    await before('PUT', '/emulator/webhooks', { ...QUICK, batchWindowMs: 60_000, targetUrl: receiver.url });
    await before('POST', '/emulator/clock', { advanceMs: 1_000_000 });
    const id = await createTicket(before);
    const company = await companyNamed(before, 'Willow Family Practice');
    await before('PUT', `/crm/v4/objects/tickets/${id}/associations/default/companies/${company}`);
    await first.close();
    expect(receiver.requests).toHaveLength(0);

    const second = await startEmulator({ statePath });
    const after = caller(second);
    const { body } = await after('GET', `/crm/v3/objects/tickets/${id}?associations=companies`);
    expect(body).toMatchObject({ id, associations: { companies: { results: [{ id: company }, { id: company }] } } });
    await after('POST', '/emulator/webhooks/flush', { timeoutMs: 5000 });
    expect(receiver.events().map((event) => event['subscriptionType'])).toContain('ticket.creation');
    const clock = await after('GET', '/emulator/clock');
    expect(Date.parse(String(clock.body['now']))).toBeGreaterThan(Date.now() + 900_000);
    await second.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  it('holds what was answered, so that a kill the next moment loses nothing, and repetitions continue where they were', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    const statePath = join(folder, 'state.json');
    const asOfNow = (): string => {
      const copy = join(folder, `killed-${String(Math.random())}.json`);
      copyFileSync(statePath, copy);
      return copy;
    };
    const first = await startEmulator({ statePath });
    const receiver = await startReceiver(first.clientSecret);
    const before = caller(first, '5001');
    const retries = { attempts: 5, firstDelayMs: 60_000, factor: 1, maxDelayMs: 60_000 };
    await before('PUT', '/emulator/webhooks', { ...QUICK, retries, targetUrl: receiver.url });
    receiver.answerWith(503);
    const id = await createTicket(before);
    const answered = asOfNow();
    await until(async () => (await report(before))['requests'] === 1 || undefined, {
      what: 'a refusal',
      withinMs: 5000,
    });
    const refused = asOfNow();
    await first.close();

    const second = await startEmulator({ statePath: answered });
    expect((await caller(second)('GET', `/crm/v3/objects/tickets/${id}`)).status).toBe(200);
    await caller(second)('POST', '/emulator/webhooks/flush', { timeoutMs: 5000 });
    expect(receiver.events().filter((event) => event['subscriptionType'] === 'ticket.creation').length).toBeGreaterThan(
      1,
    );
    await second.close();

    const third = await startEmulator({ statePath: refused });
    expect(await report(caller(third))).toMatchObject({ delivered: 0, failed: 0, requests: 1, pending: 3 });
    await third.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  });
});

async function report(call: Caller): Promise<Readonly<Record<string, unknown>>> {
  return (await call('GET', '/emulator/webhooks/deliveries')).body;
}
