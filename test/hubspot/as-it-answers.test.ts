import { companyIdSchema, taskIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { startWorld, type World } from './world';

const HTML = '<html><body><h1>Forbidden</h1><p>jane@example.com</p></body></html>';

let world: World;
let ticketId: TicketId;

beforeEach(async () => {
  world = await startWorld();
  ticketId = await world.ticket();
  await world.hubspot.readCase(ticketId);
});

afterEach(async () => {
  await world.close();
});

const failure = (): Promise<unknown> => world.hubspot.readCase(ticketId).catch((error: unknown) => error);

describe("an answer that is not HubSpot's own", () => {
  it.each([302, 400, 401, 403, 404, 407, 410, 451])(
    'with status %p and a page of a proxy is retried: it says nothing about the token or the ticket',
    async (status) => {
      await world.fault({ kind: 'status', status, body: HTML, count: 1 });

      expect(await failure()).toMatchObject({
        kind: 'retryLater',
        status,
        detail: `HubSpot's address answered ${String(status)}, but not as HubSpot does: something between it and this service did.`,
      });
      expect(await world.hubspot.readCase(ticketId)).toMatchObject({ kind: 'found' });
    },
  );

  it.each([
    ['another JSON', '{"message":"Forbidden"}'],
    ['no body', ''],
    ['a JSON that is no object', '["403"]'],
  ])('with %s is tried again too', async (_what, body) => {
    await world.fault({ kind: 'status', status: 403, body, contentType: 'application/json', count: 1 });

    expect(await failure()).toMatchObject({ kind: 'retryLater', status: 403 });
  });

  it('with status 200 and a page of a proxy is tried again', async () => {
    await world.fault({ kind: 'status', status: 200, body: HTML, count: 1 });

    expect(await failure()).toMatchObject({ kind: 'retryLater' });
  });

  it("in HubSpot's own shape is the token's fault as before, with a category or without", async () => {
    const body = JSON.stringify({ status: 'error', message: 'This key is not known.', correlationId: 'abc-1' });
    await world.fault({ kind: 'status', status: 401, body, contentType: 'application/json', count: 1 });

    expect(await failure()).toMatchObject({ kind: 'refused', status: 401, correlationId: 'abc-1' });
  });
});

describe('tasks that are removed (N9)', () => {
  it.each([
    ['204', { status: 204 }],
    ['200 without a body', { status: 200 }],
    ['200 with white space alone', { status: 200, body: '\n', contentType: 'text/plain' }],
  ])('succeed when HubSpot answers %s', async (_what, answer) => {
    const task = await world.app('POST', '/crm/v3/objects/tasks', { properties: { hs_timestamp: '2026-12-24' } });
    await world.fault({ kind: 'answer', ...answer, pathPattern: 'batch/archive', count: 1 });

    await world.hubspot.perform({ kind: 'callOffTasks', rules: ['N9'], taskIds: [taskIdSchema.parse(task.body.id)] });
    expect((await world.app('GET', `/crm/v3/objects/tasks/${task.body.id}`)).status).toBe(404);
  });

  it('a write that must answer with what it wrote is tried again when it answers without a body', async () => {
    await world.fault({ kind: 'answer', status: 200, method: 'PATCH', count: 1 });
    const write = world.hubspot.perform({
      kind: 'updateTicket',
      rules: ['N5'],
      ticketId,
      change: { cancellationApproval: 'No' },
    });

    await expect(write).rejects.toMatchObject({ kind: 'retryLater' });
  });
});

describe('one 404, as HubSpot answers for up to a second after an event,', () => {
  it('X1: of a company that the ticket names does not make the ticket one without a company', async () => {
    const saved = await world.ticket({ customer_saved: 'Yes' });
    await world.companyOf(saved, 'Maple Street Clinic');
    await world.fault({ kind: 'status', status: 404, pathPattern: '/crm/objects/2026-09/companies/', count: 1 });

    expect(await world.hubspot.readCase(saved)).toMatchObject({ kind: 'found', facts: { company: { kind: 'one' } } });
  });
});

describe('pages that do not advance', () => {
  const page = (more: object): string =>
    JSON.stringify({
      status: 'COMPLETE',
      startedAt: '2026-01-20T10:00:00Z',
      completedAt: '2026-01-20T10:00:00Z',
      ...more,
    });
  const stuck = (pathPattern: string, body: string): Promise<void> =>
    world.fault({ kind: 'answer', status: 200, body, contentType: 'application/json', pathPattern });

  it('of associations are an error that is tried again, after the second such answer', async () => {
    const to = [{ toObjectId: '7', associationTypes: [] }];
    const results = [{ from: { id: '1' }, to, paging: { next: { after: '500', link: '?after=500' } } }];
    await stuck('associations', page({ results }));
    await world.calls();

    await expect(world.hubspot.ticketsOf('note', ['1'])).rejects.toMatchObject({
      kind: 'retryLater',
      detail: expect.stringContaining('does not advance'),
    });
    expect(await world.calls()).toHaveLength(2);
  });

  it.each([
    ['the At-Risk tickets', async () => collect(world.hubspot.allAtRiskTickets())],
    ['support requests', async () => world.hubspot.openSupportRequests()],
    ['companies by status', async () => world.hubspot.companiesWithStatus(['Active'], companyIdSchema.parse('999'))],
  ])('of %s are an error that is retried', async (_what, read) => {
    const record = { id: '5', properties: {}, createdAt: '2026-01-20T10:00:00Z', updatedAt: '2026-01-20T10:00:00Z' };
    const results = Array.from({ length: 100 }, () => ({ ...record, archived: false }));
    const paging = { next: { after: '100', link: '?after=100' } };
    await stuck('/search', JSON.stringify({ total: 300, results, paging }));
    await world.calls();

    await expect(read()).rejects.toMatchObject({
      kind: 'retryLater',
      detail: expect.stringContaining('does not advance'),
    });
    expect((await world.calls()).filter((call) => call.endsWith('/search')).length).toBeLessThanOrEqual(2);
  });
});

async function collect<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
