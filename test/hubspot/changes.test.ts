import { DemoPortal } from '../../dev/portal/people';
import type { ChangesAsked, ChangesFound, RecordChange, Stamp } from '../../src/hubspot';
import type { Instant } from '../../src/sop/vocabulary/dates';
import { OPEN_TICKET } from '../emulator/support';
import { portalWith } from './build';
import { ETF_NOTE, startWorld, type World } from './world';

const HOUR_MS = 60 * 60 * 1000;
const MANY = 10_050;

let world: World;
let portal: DemoPortal;

beforeEach(async () => {
  world = await startWorld();
  portal = new DemoPortal({ url: world.emulator.url, token: world.emulator.accessToken });
});

afterEach(async () => {
  await world.close();
});

const find = (type: ChangesAsked['type'], more: Partial<ChangesAsked> = {}): Promise<ChangesFound> =>
  world.hubspot.findChanges({ type, seen: [], ...more });
const nowInHubSpot = async (): Promise<Instant> => (await portal.now()).getTime() as Instant;
const idOf = (change: RecordChange): string => (change.type === 'ticket' ? change.ticketId : change.id);
const idsOf = ({ changes }: ChangesFound): readonly string[] => changes.map(idOf);
/** Each ticket with the properties of it that changed. */
const propertiesIn = ({ changes }: ChangesFound): readonly (readonly string[])[] =>
  changes.map((change) => (change.type === 'ticket' ? [change.ticketId, ...change.properties] : [change.id]));

describe('what changed in HubSpot', () => {
  it('a first search goes back a day from the newest change, by the clock of HubSpot', async () => {
    await portal.advanceClock(400 * 24 * HOUR_MS);
    await world.ticket();
    await portal.advanceClock(20 * HOUR_MS);
    const yesterday = await world.ticket();
    await portal.advanceClock(20 * HOUR_MS);
    const newest = await world.ticket();

    const found = await find('ticket');
    expect(found.stamps.map(([id]) => id)).toEqual([newest, yesterday]);
    expect(found.until).toBe(found.stamps[0]?.[1]);
    expect(found.after).toBeUndefined();
  });

  it('a portal without any record of a type has no newest change', async () => {
    expect(await find('note')).toEqual({ changes: [], stamps: [] });
  });

  it('of a ticket is reported once, with the properties that changed, its author, and the instant that a read must show', async () => {
    const since = await nowInHubSpot();
    const id = await world.ticket();
    await portal.advanceClock(1000);
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'Yes' } });

    const { changes, stamps } = await find('ticket', { since });
    expect(changes).toEqual([
      {
        type: 'ticket',
        ticketId: id,
        changedAt: stamps[0]?.[1],
        properties: expect.arrayContaining(['customer_saved', 'hs_pipeline', 'hs_pipeline_stage']),
        answer: 'Yes',
        byUserId: '5001',
        pipeline: 'atRisk',
      },
    ]);
  });

  it("is not this service's own, nor of a property that no case reads", async () => {
    const id = await world.ticket();
    const since = ((await nowInHubSpot()) + 1) as Instant;
    await portal.advanceClock(1000);
    await world.app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { cancellation_approval: 'No' } });
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { subject: 'Another subject' } });
    const found = await find('ticket', { since });

    expect(found.stamps.map(([ticketId]) => ticketId)).toEqual([id]);
    expect(found.changes).toEqual([]);
  });

  it('is reported for a change by a person below one by this service', async () => {
    const id = await world.ticket();
    await portal.advanceClock(1000);
    const since = await nowInHubSpot();
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'No' } });
    await world.app('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { cancellation_approval: 'No' } });

    expect(propertiesIn(await find('ticket', { since }))).toEqual([[id, 'customer_saved']]);
  });

  it('is reported for a ticket that left the pipeline, and for merged ones', async () => {
    const [moved, one, two] = [await world.ticket(), await world.ticket(), await world.ticket()];
    await portal.advanceClock(1000);
    const since = await nowInHubSpot();
    await world.casey('PATCH', `/crm/v3/objects/tickets/${moved}`, {
      properties: { hs_pipeline: '800200', hs_pipeline_stage: '800201' },
    });
    const merged = await world.casey('POST', '/crm/v3/objects/tickets/merge', {
      primaryObjectId: one,
      objectIdToMerge: two,
    });

    const found = await find('ticket', { since });
    expect(new Set(idsOf(found))).toEqual(new Set([merged.body.id, one, two, moved]));
    expect(found.changes).toContainEqual(expect.objectContaining({ ticketId: moved, pipeline: 'support' }));
  });

  it('of a company is its Client Status, unless this service set it', async () => {
    const [ours, theirs] = [await companyOf('A'), await companyOf('B')];
    await portal.advanceClock(1000);
    const since = await nowInHubSpot();
    await world.app('PATCH', `/crm/v3/objects/companies/${ours}`, { properties: { client_status: 'Active' } });
    await world.casey('PATCH', `/crm/v3/objects/companies/${theirs}`, { properties: { client_status: 'Active' } });

    expect(idsOf(await find('company', { since }))).toEqual([theirs]);
  });

  it('of notes is those that people wrote', async () => {
    const id = await world.ticket();
    const note = await world.noteOn(id, ETF_NOTE);
    await world.hubspot.perform({ kind: 'addNote', rules: ['C4'], ticketId: id, reference: 'C4-1', paragraphs: ['x'] });

    expect((await find('note')).changes).toMatchObject([{ type: 'note', id: note, hasFile: false }]);
  });

  it('of e-mails is those with a file, and of invoices any', async () => {
    const casey = await portal.personOf('Client Success');
    const id = await world.ticket();
    const email = await casey.emailFile(id, 'notice.pdf');
    await casey.logOn(await companyOf('C'), 'emails', { hs_email_direction: 'EMAIL' });
    const invoice = await casey.addInvoice(await companyOf('D'), 'INV-9', '10.00');
    const gateway = world.gateway({ portal: portalWith('notice: { emailAttachments: true }') });

    const emails = await gateway.findChanges({ type: 'email', seen: [] });
    expect(idsOf(emails)).toEqual([email]);
    expect(idsOf(await find('invoice'))).toContain(invoice);
  });

  it('a record that was read is skipped, without a call, until it changes again', async () => {
    const id = await world.ticket();
    const { stamps, since } = await find('ticket');
    await world.calls();
    const again = { since, seen: stamps };

    expect((await find('ticket', again)).changes).toEqual([]);
    expect(await world.calls()).toEqual(['POST /crm/objects/2026-09/tickets/search']);
    await portal.advanceClock(1000);
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { customer_saved: 'No' } });
    expect(propertiesIn(await find('ticket', again))).toEqual([[id, 'customer_saved']]);
  });

  it('is found once the index shows it, however far that lags', async () => {
    await world.ticket();
    await portal.advanceClock(HOUR_MS);
    await world.casey('PUT', '/emulator/index', { lagMs: HOUR_MS / 2 });
    const id = await world.ticket();
    const before = await find('ticket');
    await portal.advanceClock(HOUR_MS);
    const after = await find('ticket', { since: before.until, seen: before.stamps });

    expect(before.stamps.map(([ticketId]) => ticketId)).not.toContain(id);
    expect(after.stamps.map(([ticketId]) => ticketId)).toContain(id);
  });

  it('is found page by page beyond 10,000; what changes meanwhile is left to the next search', async () => {
    const first = await world.ticket();
    await portal.advanceClock(1000);
    const since = await nowInHubSpot();
    await createMany(MANY);
    const found: string[] = [];
    let page = await find('ticket', { since });
    const { until } = page;
    await portal.advanceClock(1000);
    await world.casey('PATCH', `/crm/v3/objects/tickets/${first}`, { properties: { customer_saved: 'No' } });
    for (;;) {
      found.push(...idsOf(page));
      if (page.after === undefined || until === undefined) break;
      page = await find('ticket', { since, further: { until, after: page.after } });
    }

    expect(new Set(found).size).toBe(MANY);
    expect(found).not.toContain(first);
    const seen = page.stamps satisfies readonly Stamp[];
    expect((await find('ticket', { since: ((until ?? 0) + 1) as Instant, seen })).stamps).toHaveLength(1);
  });
});

async function companyOf(name: string): Promise<string> {
  const created = await world.casey('POST', '/crm/v3/objects/companies', { properties: { name } });
  return created.body.id;
}

async function createMany(count: number): Promise<void> {
  for (let made = 0; made < count; made += 100) {
    const inputs = Array.from({ length: Math.min(100, count - made) }, () => ({
      properties: { subject: 'x', ...OPEN_TICKET },
    }));
    await world.casey('POST', '/crm/v3/objects/tickets/batch/create', { inputs });
  }
}
