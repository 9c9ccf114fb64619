import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { REQUIRED_SCOPES } from '../../src/hubspot/token/scopes';
import { STATUSES_OF_THE_SOP } from '../../src/sop/audit/audit';
import type { CalendarDate } from '../../src/sop/vocabulary/dates';
import { companyIdSchema, noteIdSchema, userIdSchema } from '../../src/sop/vocabulary/ids';
import { portalWith } from '../hubspot/build';
import { startWorld, type World } from '../hubspot/world';
import { read } from './pages';

const page = read('docs/operations.md');
const section = page.slice(page.indexOf('| scope '), page.indexOf('### Webhook subscriptions'));
const TYPES = ['ticket', 'note', 'email', 'company', 'invoice'] as const;
/** Of a call as the emulator logged it. */
const isDated = (call: string): boolean => /\/2026-\d\d\//.test(`${call}/`) && !/\/v[1-4]\//.test(call);

const named = [...section.matchAll(/^\| `([\w.-]+)` /gm)].flatMap(([, scope]) => scope ?? []);

describe('the scopes in docs/operations.md', () => {
  let world: World;
  let hubspot: HubSpot;

  beforeAll(async () => {
    world = await startWorld();
    const token = 'token-with-the-scopes-of-the-page';
    await world.app('POST', '/emulator/tokens', { token, scopes: named });
    const { url: apiUrl, appId } = world.emulator;
    const portal = portalWith('notice: { emailAttachments: true }');
    hubspot = createHubSpot({ accessToken: token, apiUrl, appId: String(appId), portal });
  });

  afterAll(async () => {
    hubspot.close();
    await world.close();
  });

  it('are those that the worker checks when it starts', () => {
    expect([...named].sort()).toEqual([...REQUIRED_SCOPES].sort());
  });

  it('suffice for every call that the service makes, all of them by dated paths', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Harbor Dental Group'));
    await world.noteOn(ticketId, '<p>A notice</p>', '1');
    const userId = userIdSchema.parse('5003');
    const day = new Date().toISOString().slice(0, 10) as CalendarDate;
    await world.casey('PATCH', `/crm/v3/objects/companies/${companyId}`, {
      properties: { client_status: 'Cancelled' },
    });

    const calls: readonly (() => Promise<unknown>)[] = [
      () => hubspot.readCase(ticketId),
      () => hubspot.readCases([ticketId]),
      () => hubspot.readSupportRequest(ticketId),
      () => hubspot.readApprover(ticketId, userId),
      () => hubspot.userByEmail('casey.success@example.com'),
      () => hubspot.openSupportRequests(),
      () => hubspot.workOnCancelled(day),
      () => hubspot.companiesWithStatus(STATUSES_OF_THE_SOP),
      () => hubspot.currentStatuses([companyId]),
      ...(['note', 'email', 'company', 'invoice'] as const).map((type) => () => hubspot.ticketsOf(type, ['1'])),
      ...TYPES.map((type) => () => hubspot.findChanges({ type, seen: [] })),
      () => hubspot.perform({ kind: 'setClientStatus', rules: ['S1'], companyId, status: 'Active' }),
      () => hubspot.perform({ kind: 'updateTicket', rules: ['S4'], ticketId, change: { stage: 'closed' } }),
      () => hubspot.perform({ kind: 'addNote', rules: ['X1'], ticketId, reference: 'X1-test', paragraphs: ['Why.'] }),
      () =>
        hubspot.perform({
          kind: 'updateNote',
          purpose: 'message',
          rules: ['X1'],
          ticketId,
          noteId: noteIdSchema.parse('1'),
          reference: 'X1-other',
          version: '1a',
          paragraphs: ['Why.'],
        }),
    ];
    await world.calls();
    for (const call of calls) await call();
    expect((await world.calls()).filter((call) => !isDated(call))).toEqual([]);
    expect(await hubspot.workOnCancelled(day)).toMatchObject({ notRead: [] });
  });
});
