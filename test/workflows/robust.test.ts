import { recheckUpdate } from '../../src/contract/case';
import { rescindUpdate } from '../../src/contract/commands';
import { SIGNALS } from '../../src/contract/signals';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseWorld, DAY_MS } from './case-world';

describe('a case among lost, doubled and forged signals', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    // Other cases of this world would wake up to remind people while calls are counted.
    world = await CaseWorld.start(
      'sop: { reminders: { financeTasks: false, ownerTasks: false } }\nticket: { shown: { write: false } }',
    );
  });
  afterAll(async () => {
    await world.stop();
  });

  it('X2: signals without a change in HubSpot change nothing', async () => {
    const client = await world.client();
    await world.signal(client, 'saved', { eventIds: ['forged'], occurredAt: 1, answer: 'Yes' });
    const view = await world.until(client, 'deciding', ({ decision }) => decision?.phase === 'deciding');
    expect(view.decision?.writes).toEqual([]);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });

  it('a signal with nonsense in it neither fails the case nor is believed', async () => {
    const client = await world.client();
    await world.signal(client, 'rcmCancellationDate', { date: 'tomorrow' });
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    await handle.signal(SIGNALS.financeApproval.name, null, 'more', 'than', 'one');
    await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
    expect(await world.isRunning(client)).toBe(true);
  });

  it('S1: the same signal ten times is written once', async () => {
    const client = await world.client();
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.portal.beginCount();
    for (let copy = 0; copy < 10; copy += 1) await world.signal(client, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.signal(client, 'saved');
    await world.advance(DAY_MS);
    const { requests } = await world.portal.requestsOfService();
    expect(requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
  });

  it('X1: without a company the case needs attention, and continues by itself when there is one', async () => {
    const client = await world.client();
    await world.portal.call(
      'DELETE',
      `/crm/v4/objects/tickets/${client.ticketId}/associations/companies/${client.companyId}`,
      undefined,
      world.cs.userId,
    );
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    const parked = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(parked.decision?.attention?.code).toBe('noCompany');
    await world.portal.call(
      'PUT',
      `/crm/v4/objects/tickets/${client.ticketId}/associations/default/companies/${client.companyId}`,
      undefined,
      world.cs.userId,
    );
    await world.advance(DAY_MS);
    await world.untilStatus(client, 'Monitor for 30 days');
  });

  it('X1: a Client Status that a person set during monitoring is left alone, and the case says so', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(DAY_MS);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Cancelled' });
    await world.signal(client, 'recheck');
    const view = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('clientStatusChanged');
    await world.advance(30 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancelled');
    expect(await world.isRunning(client)).toBe(true);
    await world.cs.setOnCompany(client.companyId, { client_status: 'Monitor for 30 days' });
    await world.advance(DAY_MS);
    await world.untilStatus(client, 'Active');
  });

  it('X1: a revoked token parks the case, and it continues once the token is valid again', async () => {
    const client = await world.client();
    const token = `/emulator/tokens/${world.emulator.accessToken}`;
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await world.portal.call('DELETE', token);
    await world.signal(client, 'saved');
    const parked = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(parked.decision?.attention?.code).toBe('hubspotRefused');
    await world.portal.call('PUT', token);
    await world.advance(2 * 60 * 60 * 1000);
    await world.untilStatus(client, 'Monitor for 30 days');
  });

  it('a storm of errors from HubSpot delays a case and loses nothing', async () => {
    const client = await world.client();
    await world.portal.addFault({
      pathPattern: '/crm/objects/2026-09/(tickets|companies)',
      kind: 'status',
      status: 503,
      count: 4,
    });
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.portal.clearFaults();
  });

  it('the update recheck answers with what HubSpot shows now', async () => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const view = await handle.executeUpdate(recheckUpdate);
    expect(view.decision?.phase).toBe('collecting');
  });

  it('X1: what HubSpot does not accept for a long time is no longer written once a person has changed the answer', async () => {
    const client = await world.client();
    await world.portal.addFault({
      pathPattern: '/crm/objects/2026-09/companies',
      method: 'PATCH',
      kind: 'status',
      status: 503,
    });
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'monitoring', ({ decision }) => decision?.phase === 'monitoring');
    await world.advance(60_000);
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.advance(10 * 60_000);
    await world.portal.clearFaults();
    await world.until(client, 'the new answer', ({ decision }) => decision?.phase === 'collecting');
    await world.advance(10 * 60_000);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('X1: a command that comes while signals are gathered is answered, also by a case about to end', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(0));
    await world.untilEnded(client);
    await world.signal(client, 'recheck');
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const view = await handle.executeUpdate(rescindUpdate, {
      args: [{ reason: 'The client stays.', by: world.cs.userId as never }],
    });
    expect(view.decision?.phase).toBe('monitoring');
  });

  it('X1: an unknown ticket needs attention, and is read twice more: after a minute, and after a day', async () => {
    const client = { ticketId: '999999999' as never, companyId: '1' };
    await world.signal(client, 'recheck');
    const view = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('ticketGone');
    await world.portal.beginCount();
    await world.advance(10 * DAY_MS);
    expect((await world.portal.requestsOfService()).total).toBe(2);
    expect(await world.isRunning(client)).toBe(false);
  });

  it('X1: signals whose records HubSpot refuses to show are kept until it shows them', async () => {
    const ticketId = ticketIdSchema.parse(await world.cs.openSupportTicket({}, {}));
    const pathPattern = '/crm/objects/2026-09/tickets/batch/read';
    await world.portal.addFault({ pathPattern, method: 'POST', kind: 'status', status: 401, count: 1 });
    await world.tellOfSupportTicket(ticketId);
    await world.advance(60_000);
    expect(await world.portal.notesOn(ticketId)).toEqual([]);
    await world.advance(62 * 60_000);
    await world.untilNote({ ticketId, companyId: '' }, 'could not be applied yet');
  });
});
