import { SUPPORT_PIPELINE } from '../../dev/portal/people';
import { ticketIdSchema, type TicketId } from '../../src/sop/ids';
import { supportRequestWorkflowId } from '../../src/workflows/contract';
import { historyText } from '../end-to-end/history-text';
import { CaseWorld, DAY_MS, type Played } from './case-world';

const EXPLANATION = 'The client asked for another month of follow-up.';
const RESCIND = { requested_change: 'Rescind cancellation', change_explanation: EXPLANATION };
const HOUR_MS = 60 * 60 * 1000;

describe('a support ticket that asks for a change after closing', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  const handleOf = (id: TicketId) => world.env.client.workflow.getHandle(supportRequestWorkflowId(world.portalId, id));
  const stateOf = async (id: TicketId): Promise<string> => (await handleOf(id).describe()).status.name;
  const asTicket = (ticketId: TicketId): Played => ({ ticketId, companyId: '' });
  const toDate = (requested_rcm_cancellation_date: string) => ({
    requested_change: 'Change RCM Cancellation Date',
    requested_rcm_cancellation_date,
    change_explanation: EXPLANATION,
  });

  async function cancelling(days: number): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(days));
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(60_000);
    return client;
  }

  async function ask(
    properties: Readonly<Record<string, string>>,
    about: { readonly ticketId?: string; readonly companyId?: string },
  ): Promise<TicketId> {
    const id = ticketIdSchema.parse(await world.cs.openSupportTicket(properties, about));
    await world.tellOfSupportTicket(id);
    return id;
  }

  const untilClosed = (id: TicketId) => world.untilTicket(asTicket(id), 'hs_pipeline_stage', SUPPORT_PIPELINE.closed);

  async function untilFollowed(id: TicketId, state: string): Promise<void> {
    for (let turn = 0; turn < 20 && (await stateOf(id)) !== state; turn += 1) await world.advance(5_000);
    expect(await stateOf(id)).toBe(state);
  }

  it('C3: moves the date: the change, its note, the answer, and the case follows the new date', async () => {
    const client = await cancelling(10);
    const date = await world.dateIn(20);
    const id = await ask(toDate(date), { ticketId: client.ticketId });
    await untilClosed(id);

    await world.untilTicket(client, 'rcm_cancellation_date', date);
    const onTicket = (await world.notes(client)).filter((note) => note.includes('Reference: C4-'));
    expect(onTicket).toEqual([expect.stringMatching(new RegExp(`${EXPLANATION}.*Reference: C4-${id}`))]);
    expect(await world.notes(asTicket(id))).toEqual([expect.stringContaining('Reference: C3-done')]);
    await world.advance(11 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.advance(10 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    expect(await stateOf(id)).toBe('COMPLETED');
    for (const handle of [handleOf(id), world.env.client.workflow.getHandle(world.workflowId(client.ticketId))]) {
      expect(await historyText(handle)).not.toContain('another month');
    }
  });

  it('C3: rescinds a cancellation, found through the company, also after the client was Cancelled', async () => {
    const client = await cancelling(3);
    await world.advance(4 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    const id = await ask(RESCIND, { companyId: client.companyId });
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'customer_saved', 'Yes');
    await world.untilTicket(client, 'cancellation_approval', 'No');
    await world.untilTicket(client, 'rcm_cancellation_date', '');
    await untilClosed(id);
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
  });

  it('C3: says once what is missing, and is carried out when it is there', async () => {
    const client = await cancelling(10);
    const id = await ask({ requested_change: 'Change RCM Cancellation Date' }, {});
    await world.untilNote(asTicket(id), 'Reference: C3-date-explanation-noTicket');
    await world.tellOfSupportTicket(id);
    await world.advance(2 * DAY_MS);
    expect(await world.notes(asTicket(id))).toHaveLength(1);

    const date = await world.dateIn(15);
    await world.cs.setOnTicket(id, toDate(date));
    await world.tellOfSupportTicket(id);
    await world.untilNote(asTicket(id), 'Reference: C3-noTicket');
    const path = `/crm/v4/objects/tickets/${id}/associations/default/tickets/${client.ticketId}`;
    await world.portal.call('PUT', path, undefined, world.cs.userId);
    await world.tellOfSupportTicket(id);
    await untilClosed(id);
    await world.untilTicket(client, 'rcm_cancellation_date', date);
    expect(await world.notes(asTicket(id))).toHaveLength(3);
  });

  it('C3: sees without a webhook that the At-Risk ticket is closed by now', async () => {
    const client = await world.client();
    const id = await ask(toDate(await world.dateIn(20)), { ticketId: client.ticketId });
    await world.untilNote(asTicket(id), 'make the change on that ticket itself');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(10));
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(DAY_MS);
    // A person entered another date after the request, which is the newer wish.
    await world.untilNote(asTicket(id), 'Reference: C3-overtaken');
    expect(await stateOf(id)).toBe('RUNNING');
  });

  it('C3: carries two requests for one ticket out in the order in which they were made', async () => {
    const client = await cancelling(10);
    const [first, second] = [await world.dateIn(20), await world.dateIn(30)];
    const older = ticketIdSchema.parse(await world.cs.openSupportTicket(toDate(first), { ticketId: client.ticketId }));
    await world.portal.advanceClock(1_000);
    const younger = await ask(toDate(second), { companyId: client.companyId });
    await world.tellOfSupportTicket(older);
    await untilClosed(older);
    await untilClosed(younger);
    await world.untilTicket(client, 'rcm_cancellation_date', second);
  });

  it('C3: what HubSpot refuses in the middle is made up for, and nothing is done twice', async () => {
    const client = await cancelling(10);
    const id = ticketIdSchema.parse(await world.cs.openSupportTicket(RESCIND, { companyId: client.companyId }));
    await world.portal.addFault({
      ...{ pathPattern: `/crm/v3/objects/tickets/${id}`, method: 'PATCH', actor: 'app' },
      ...{ kind: 'status', status: 403, count: 1 },
    });
    await world.tellOfSupportTicket(id);
    await world.untilStatus(client, 'Monitor for 30 days');
    await untilFollowed(id, 'RUNNING');
    await world.portal.beginCount();
    await world.advance(HOUR_MS + 60_000);
    await untilClosed(id);
    const writes = (await world.portal.requestsOfService()).requests.filter(({ method }) => method === 'PATCH');
    expect(writes).toEqual([expect.objectContaining({ path: `/crm/v3/objects/tickets/${id}` })]);
    expect((await world.notes(client)).filter((note) => note.includes(`C4-${id}`))).toHaveLength(1);
    expect(await world.notes(asTicket(id))).toHaveLength(1);
  });

  it.each([
    ['closed by a person', { hs_pipeline_stage: SUPPORT_PIPELINE.closed }],
    ['given another form', { support_form: '' }],
  ])('C3: is followed no longer once it is %s', async (_what, change) => {
    const id = await ask({}, {});
    await world.untilNote(asTicket(id), 'Reference: C3-');
    await world.cs.setOnTicket(id, change);
    await world.tellOfSupportTicket(id);
    await untilFollowed(id, 'COMPLETED');
  });

  it('C3: of another form is nobody’s business here', async () => {
    const id = await ask({ support_form: '' }, {});
    await world.advance(10_000);
    await expect(handleOf(id).describe()).rejects.toThrow();
  });
});
