import { SUPPORT_PIPELINE } from '../../dev/portal/people';
import { DEFAULT_TASK_QUEUE, SUPPORT_REQUEST_WORKFLOW, supportRequestWorkflowId } from '../../src/contract/names';
import { supportRequestStart } from '../../src/contract/support';
import { ticketIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
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

  it('C3: outlasts one 404 of HubSpot, as it answers right after an event', async () => {
    const client = await cancelling(10);
    const date = await world.dateIn(20);
    const id = ticketIdSchema.parse(await world.cs.openSupportTicket(toDate(date), { ticketId: client.ticketId }));
    const path = `^/crm/objects/2026-09/tickets/${id}`;
    await world.portal.addFault({ kind: 'status', status: 404, pathPattern: path, count: 1 });
    await world.tellOfSupportTicket(id);

    await untilClosed(id);
    await world.untilTicket(client, 'rcm_cancellation_date', date);
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

  it('C3: says what is missing in one note, kept up to date field by field, and is applied when it is there', async () => {
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
    expect(await world.notes(asTicket(id))).toEqual([expect.stringContaining('Reference: C3-done')]);
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

  it('C3: applies two requests for one ticket in the order in which they were made', async () => {
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

  it('C3: what HubSpot refuses in the middle is done later, and nothing is done twice', async () => {
    const client = await cancelling(10);
    const id = ticketIdSchema.parse(await world.cs.openSupportTicket(RESCIND, { companyId: client.companyId }));
    await world.portal.addFault({
      ...{ pathPattern: `/crm/objects/2026-09/tickets/${id}`, method: 'PATCH', actor: 'app' },
      ...{ kind: 'status', status: 403, count: 1 },
    });
    await world.tellOfSupportTicket(id);
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilNote(asTicket(id), 'Reference: C3-done');
    await world.advance(10_000);
    await untilFollowed(id, 'RUNNING');
    await world.portal.beginCount();
    await world.advance(HOUR_MS + 60_000);
    await untilClosed(id);
    const { requests } = await world.portal.requestsOfService();
    const path = `/crm/objects/2026-09/tickets/${id}`;
    expect(requests.filter((each) => each.method === 'PATCH' && each.path === path)).toHaveLength(1);
    expect(requests.filter(({ method, path: other }) => method === 'PATCH' && /notes|companies/.test(other))).toEqual(
      [],
    );
    expect((await world.notes(client)).filter((note) => note.includes(`C4-${id}`))).toHaveLength(1);
    expect(await world.notes(asTicket(id))).toHaveLength(1);
  });

  describe('that may not be requested, or that contradicts itself', () => {
    /** The request stays open with this note, and the At-Risk ticket as it is. */
    async function untilRefused(client: Played, id: TicketId, note: string): Promise<void> {
      const before = await world.portal.get('tickets', client.ticketId, ['customer_saved', 'rcm_cancellation_date']);
      await world.untilNote(asTicket(id), note);
      const after = await world.portal.get('tickets', client.ticketId, ['customer_saved', 'rcm_cancellation_date']);
      expect(after.properties).toEqual(before.properties);
      expect(await stateOf(id)).toBe('RUNNING');
    }

    it('C3: is not applied for Finance until Client Success confirms it', async () => {
      const client = await cancelling(10);
      const about = { companyId: client.companyId };
      const id = ticketIdSchema.parse(await world.finance.openSupportTicket(RESCIND, about));
      await world.tellOfSupportTicket(id);
      await untilRefused(client, id, 'Reference: C3-requester');
      await world.cs.setOnTicket(id, { change_explanation: 'We confirm that the client stays.' });
      await world.tellOfSupportTicket(id);
      await untilClosed(id);
      await world.untilStatus(client, 'Monitor for 30 days');
    });

    it('C3: is not applied for an unknown requester', async () => {
      const client = await cancelling(10);
      const id = ticketIdSchema.parse(await world.cs.openSupportTicket({}, { companyId: client.companyId }));
      await world.setAsSoftware(asTicket(id), RESCIND);
      await world.setAsSoftware(asTicket(id), { change_explanation: 'Changed by software.' }, 'AUTOMATION_PLATFORM');
      await world.tellOfSupportTicket(id);
      await untilRefused(client, id, 'does not show who made the request');
    });

    it('C3: is a rescission with a date', async () => {
      const client = await cancelling(10);
      const form = { ...RESCIND, requested_rcm_cancellation_date: await world.dateIn(20) };
      await untilRefused(client, await ask(form, { ticketId: client.ticketId }), 'Reference: C3-contradiction');
    });

    it('C3: is a date in the past', async () => {
      const client = await cancelling(10);
      const form = toDate(await world.dateIn(-6));
      await untilRefused(client, await ask(form, { ticketId: client.ticketId }), 'Reference: C3-dateBounds');
      expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    });

    it('C3: names the ticket of one client and the company of another', async () => {
      const [client, other] = [await cancelling(10), await world.client()];
      const about = { ticketId: client.ticketId, companyId: other.companyId };
      await untilRefused(client, await ask(RESCIND, about), 'Reference: C3-otherClient');
    });
  });

  it('C3: goes to the live cancellation, and not to the one that is over', async () => {
    const old = await cancelling(3);
    await world.advance(4 * DAY_MS);
    await world.untilStatus(old, 'Cancelled');
    const dateBefore = (await world.portal.get('tickets', old.ticketId, ['rcm_cancellation_date'])).properties;
    const again = await world.ticketOf(old.companyId);
    await world.signal(again, 'recheck');
    const no = { customer_saved: 'No', rcm_cancellation_date: await world.dateIn(10) };
    await world.set(again, world.cs, no, 'saved');
    const date = await world.dateIn(20);
    const id = await ask(toDate(date), { companyId: old.companyId });
    await world.untilNote(asTicket(id), `At-Risk ticket ${again.ticketId} is still open, so make the change`);

    await world.addEvidence(again, await world.dateIn(10));
    await world.untilTicket(again, 'hs_pipeline_stage', '800102');
    await world.cs.setOnTicket(id, { change_explanation: 'It still holds.' });
    await world.tellOfSupportTicket(id);
    await world.untilTicket(again, 'rcm_cancellation_date', date);
    await untilClosed(id);
    expect((await world.portal.get('tickets', old.ticketId, ['rcm_cancellation_date'])).properties).toEqual(dateBefore);
  });

  it('C2, C3: is applied to a ticket that an automation opened again', async () => {
    const client = await cancelling(10);
    await world.setAsSoftware(client, { hs_pipeline_stage: '800101' }, 'AUTOMATION_PLATFORM');
    await world.signal(client, 'recheck');
    await world.advance(60_000);
    const date = await world.dateIn(20);
    const id = await ask(toDate(date), { companyId: client.companyId });
    await world.untilTicket(client, 'rcm_cancellation_date', date);
    await untilClosed(id);
  });

  it('C2, C3: is applied to a ticket that an invoice keeps open', async () => {
    const client = await world.client();
    await world.cs.addInvoice(client.companyId, 'INV-7', '250');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(10));
    await world.untilStatus(client, 'Cancellation in Progress');
    const date = await world.dateIn(20);
    const id = await ask(toDate(date), { companyId: client.companyId });
    await world.untilTicket(client, 'rcm_cancellation_date', date);
    await untilClosed(id);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('C3: names the open one of two tickets, and is checked again as soon as that one closes', async () => {
    const saved = await world.client();
    await world.set(saved, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(saved, 'hs_pipeline_stage', '800102');
    await world.advance(DAY_MS);
    const open = await world.ticketOf(saved.companyId);
    await world.set(open, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.attachFile(open.ticketId, 'notice.pdf');
    await world.cs.addEtfNote(open.ticketId);
    await world.set(open, world.cs, { rcm_cancellation_date: await world.dateIn(10) }, 'rcmCancellationDate');
    const date = await world.dateIn(20);
    const id = await ask(toDate(date), { companyId: saved.companyId });
    await world.untilNote(asTicket(id), `At-Risk ticket ${open.ticketId} is still open, so make the change`);

    await world.set(open, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval');
    await world.untilTicket(open, 'hs_pipeline_stage', '800102');
    await untilClosed(id);
    await world.untilTicket(open, 'rcm_cancellation_date', date);
  });

  it('C3: is checked again, too, when a person closes the open ticket', async () => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    const id = await ask(RESCIND, { ticketId: client.ticketId });
    await world.untilNote(asTicket(id), 'Reference: C3-ticketOpen');
    await world.set(client, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilNote(asTicket(id), 'Reference: C3-notCancelled');
  });

  it('C3: writes no note while its form is saved field by field', async () => {
    const client = await cancelling(10);
    const date = await world.dateIn(15);
    const id = await ask({ support_form: 'Properties & Objects' }, { companyId: client.companyId });
    for (const [property, value] of Object.entries(toDate(date))) {
      await world.advance(10_000);
      await world.cs.setOnTicket(id, { [property]: value });
      await world.tellOfSupportTicket(id);
    }
    await untilClosed(id);
    expect(await world.notes(asTicket(id))).toEqual([expect.stringContaining('Reference: C3-done')]);
  });

  it('X1, C3: does nothing while HubSpot shows an older state than its events reported', async () => {
    const client = await cancelling(10);
    const ahead = (await world.portal.now()).getTime() + 120_000;
    const id = ticketIdSchema.parse(await world.cs.openSupportTicket(RESCIND, { ticketId: client.ticketId }));
    await world.env.client.workflow.signalWithStart(SUPPORT_REQUEST_WORKFLOW, {
      ...supportRequestStart({ portalId: world.portalId, ticketId: id }, DEFAULT_TASK_QUEUE),
      signal: 'recheck',
      signalArgs: [{ eventIds: [], occurredAt: ahead, ticketAt: ahead }],
    });
    await world.advance(90_000);
    await world.untilTicket(client, 'customer_saved', 'No');
    await world.cs.setOnTicket(id, { subject: 'Seen by now' });
    await world.advance(10 * 60_000);
    await untilClosed(id);
  });

  it('S5, C3: rescinds the live cancellation while a newer ticket is not answered, and says so once the client is monitored', async () => {
    const client = await cancelling(10);
    const again = await world.ticketOf(client.companyId);
    await world.signal(again, 'recheck');
    await world.advance(60_000);
    const id = await ask(RESCIND, { companyId: client.companyId });
    await world.untilTicket(client, 'customer_saved', 'Yes');
    await untilClosed(id);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
  });

  it.each([
    ['closed by a person', { hs_pipeline_stage: SUPPORT_PIPELINE.closed }],
    ['given another form', { support_form: '' }],
  ])('C3: is no longer followed once it is %s', async (_what, change) => {
    const id = await ask({}, {});
    await world.untilNote(asTicket(id), 'Reference: C3-');
    await world.cs.setOnTicket(id, change);
    await world.tellOfSupportTicket(id);
    await untilFollowed(id, 'COMPLETED');
  });

  it('C3: of another form is ignored', async () => {
    const id = await ask({ support_form: '' }, {});
    await world.advance(10_000);
    await expect(handleOf(id).describe()).rejects.toThrow();
  });
});
