import { SUPPORT_PIPELINE, etfNoteBody, ETF_ANSWERS } from '../../dev/portal/people';
import { COMMAND_REFUSED, approveClosingUpdate, changeDateUpdate, rescindUpdate } from '../../src/contract/commands';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import { SIGNALS, type SignalName } from '../../src/contract/signals';
import { ticketIdSchema, userIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const OPEN = '800101';
const CLOSED = '800102';

/** Whose word counts: what people, forms and whoever reaches Temporal tried, to have a ticket closed or a client moved. */
describe('a ticket that a stranger wants closed, or a client that a stranger wants moved', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  const handleOf = ({ ticketId }: Played) => world.env.client.workflow.getHandle(world.workflowId(ticketId));
  const refused = { cause: { type: COMMAND_REFUSED } };
  const by = userIdSchema.parse('5001');

  async function held(): Promise<Played> {
    const client = await world.client();
    await world.cs.addInvoice(client.companyId, 'INV-1', '1250.00');
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilNote(client, 'This ticket is on hold because of an outstanding invoice');
    return client;
  }

  async function closedAsSaved(companyId?: string): Promise<Played> {
    const client = companyId === undefined ? await world.client() : await world.ticketOf(companyId);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
    return client;
  }

  async function cancelling(days: number): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(days));
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
    await world.advance(60_000);
    return client;
  }

  async function merge(kept: Played, other: Played): Promise<Played> {
    const merged = (await world.portal.call(
      'POST',
      '/crm/v3/objects/tickets/merge',
      { primaryObjectId: kept.ticketId, objectIdToMerge: other.ticketId },
      world.cs.userId,
    )) as { readonly id: string };
    return { ticketId: ticketIdSchema.parse(merged.id), companyId: kept.companyId };
  }

  it('I4: a typed `Reference: I4-0` uses up no reopening: closed by hand once, the ticket is opened again', async () => {
    const client = await held();
    await world.cs.addNote(client.ticketId, '<p>Done, see below.</p><p>Reference: I4-0</p>');
    await world.set(client, world.cs, { hs_pipeline_stage: CLOSED }, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', OPEN);
  });

  it('I1, X1: a ticket that the service closed as saved, merged into a held one, closes nothing', async () => {
    const [client, other] = [await held(), await closedAsSaved()];
    const one = await merge(client, other);
    await world.signal(one, 'recheck');
    await world.advance(10 * 60_000);
    await world.untilTicket(one, 'hs_pipeline_stage', OPEN);
    expect(waitsFor(await world.view(one))).toContain('financeApproval');
  });

  it('I1, I4, X1: a held ticket that is merged into one that the service closed has that one opened again, which says so', async () => {
    const [client, other] = [await held(), await closedAsSaved()];
    const one = await merge(other, client);
    await world.signal(one, 'recheck');
    await world.untilTicket(one, 'hs_pipeline_stage', OPEN);
    await world.untilNote(one, 'closed before it was merged with another one and has been reopened');
  });

  it('I3: a line that CS adds under the note of an accepted approval voids nothing', async () => {
    const client = await world.client();
    await world.cs.addInvoice(client.companyId, 'INV-2', '500.00');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.untilNote(client, 'This ticket is on hold because of an outstanding invoice');
    const approval = { invoice_determination: 'Paid in full', finance_approval: 'Yes' };
    await world.set(client, world.finance, approval, 'financeApproval');
    await world.untilNote(client, 'was accepted. It covers:');
    const { associations } = (await world.portal.call(
      'GET',
      `/crm/v3/objects/tickets/${client.ticketId}?associations=notes`,
    )) as { associations: { notes: { results: readonly { readonly id: string }[] } } };
    for (const { id } of associations.notes.results) {
      const body = (await world.portal.get('notes', id, ['hs_note_body'])).properties['hs_note_body'] ?? '';
      if (body.includes('It stands for:')) await world.cs.set('notes', id, { hs_note_body: `${body}<p>Thanks!</p>` });
    }
    await world.addEvidence(client, await world.dateIn(20));
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
    await world.untilTicket(client, 'finance_approval', 'Yes');
  });

  it('N3: a complete ETF note of a person that ends with a reference counts', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.addNote(client.ticketId, `${etfNoteBody(ETF_ANSWERS)}<p>Reference: INV-2026-0117</p>`);
    await world.addEvidenceWithoutNote(client, await world.dateIn(20));
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a rescission', { requested_change: 'Rescind cancellation' }],
    [
      'a date six days ago',
      { requested_change: 'Change RCM Cancellation Date', requested_rcm_cancellation_date: '-6' },
    ],
  ])('C3: the form, submitted by nobody, gets %s not done', async (_what, asked) => {
    const client = await cancelling(10);
    const date = asked['requested_rcm_cancellation_date'];
    const properties = {
      hs_pipeline: SUPPORT_PIPELINE.id,
      hs_pipeline_stage: SUPPORT_PIPELINE.new,
      support_form: 'Properties & Objects',
      change_explanation: 'The client asked for it.',
      ...asked,
      ...(date !== undefined && { requested_rcm_cancellation_date: await world.dateIn(Number(date)) }),
    };
    const created = (await world.portal.call(
      'POST',
      '/crm/v3/objects/tickets',
      { properties },
      { source: 'FORM' },
    )) as {
      readonly id: string;
    };
    const path = `/crm/v4/objects/tickets/${created.id}/associations/default/tickets/${client.ticketId}`;
    await world.portal.call('PUT', path, undefined, { source: 'FORM' });
    const request: Played = { ticketId: ticketIdSchema.parse(created.id), companyId: '' };
    await world.tellOfSupportTicket(request.ticketId);
    await world.untilNote(request, 'HubSpot does not show who made the request');
    await world.advance(10 * 60_000);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    expect((await world.notes(client)).some((note) => note.includes('Reference: C4-'))).toBe(false);
  });

  it('C3: a date six days ago is not applied from a form, whoever asks', async () => {
    const client = await cancelling(10);
    const id = ticketIdSchema.parse(
      await world.cs.openSupportTicket(
        {
          requested_change: 'Change RCM Cancellation Date',
          requested_rcm_cancellation_date: await world.dateIn(-6),
          change_explanation: 'The client asked for it.',
        },
        { ticketId: client.ticketId },
      ),
    );
    await world.tellOfSupportTicket(id);
    await world.untilNote({ ticketId: id, companyId: '' }, 'correct the Requested RCM Cancellation Date');
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
  });

  it('C2: the update rescind without a name is refused, and so is the signal', async () => {
    const client = await cancelling(10);
    const nameless = { reason: 'The client stays.' } as never;
    await expect(handleOf(client).executeUpdate(rescindUpdate, { args: [nameless] })).rejects.toMatchObject(refused);
    await handleOf(client).signal('rescind', nameless);
    await world.until(client, 'the refusal', ({ timeline }) =>
      timeline.some(({ text }) => text.includes('rescission by signal not carried out')),
    );
    await world.untilTicket(client, 'customer_saved', 'No');
    expect((await world.notes(client)).some((note) => note.includes('was rescinded'))).toBe(false);
  });

  it('C1: the update changeDate without a name, or to a day that is past, is refused', async () => {
    const client = await cancelling(10);
    const [past, soon] = [await world.dateIn(-6), await world.dateIn(15)];
    for (const command of [
      { date: past, reason: 'They left long ago.', by },
      { date: soon, reason: 'The wind-down takes longer.' },
    ]) {
      const update = handleOf(client).executeUpdate(changeDateUpdate, { args: [command as never] });
      await expect(update).rejects.toMatchObject(refused);
    }
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
  });

  it('C1, C2: a command changes no open ticket whose cancellation is not complete', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.until(client, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    const date = (await world.dateIn(15)) as never;
    const reason = 'The client asked for it.';
    await expect(
      handleOf(client).executeUpdate(changeDateUpdate, { args: [{ date, reason, by }] }),
    ).rejects.toMatchObject(refused);
    await expect(handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason, by }] })).rejects.toMatchObject(
      refused,
    );
    await world.untilTicket(client, 'customer_saved', 'No');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'now'],
    ['a list', [1, 2]],
    ['an event of the next century', { eventIds: ['1'], occurredAt: 4_000_000_000_000 }],
    ['an event of no instant', { occurredAt: 'yesterday' }],
    ['an answer that there is not', { occurredAt: 0, answer: 'Perhaps' }],
  ])('X1: signals that carry %s do not keep a case from its work', async (_what, payload) => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
    for (const signal of [...(Object.keys(SIGNALS) as SignalName[]), 'rescind', 'requestWaits'])
      await handleOf(client).signal(signal, payload);
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    await handleOf(client).signal('recheck', payload);
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'rescind'],
    ['another field', { reason: 'The client stays.', by: '5001', force: true }],
    ['a name that is no id', { reason: 'The client stays.', by: 'casey@example.com' }],
    ['a determination that there is not', { determination: 'Forgiven', by: '5003' }],
    ['a day that there is not', { date: '2030-02-30', reason: 'The client asked.', by: '5001' }],
  ])('X1: updates that carry %s are refused, and the case goes on', async (_what, payload) => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    for (const update of ['rescind', 'changeDate', 'approveClosing'])
      await expect(handleOf(client).executeUpdate(update, { args: [payload] })).rejects.toMatchObject(refused);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
  });

  it.each<[string, (own: Played, other: Played) => unknown]>([
    ['nothing', () => undefined],
    ['a portal that is none', ({ ticketId }) => ({ portalId: 'p', ticketId })],
    ['another ticket', (_own, { ticketId }) => ({ portalId: world.portalId, ticketId })],
    ['another portal', ({ ticketId }) => ({ portalId: '99', ticketId })],
  ])('X1: a case that is started with %s fails, and the ticket’s own begins after it', async (_what, inputOf) => {
    const [client, other] = [await world.client(), await world.client()];
    const started = world.env.client.workflow.execute(CASE_WORKFLOW, {
      workflowId: world.workflowId(client.ticketId),
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [inputOf(client, other)],
    });
    await expect(started).rejects.toMatchObject({ cause: { type: 'InvalidCaseInput' } });
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
  });

  it('X1: a forged memory at a case’s start does not keep it from anything', async () => {
    const client = await held();
    await handleOf(client).terminate();
    const notesBefore = (await world.notes(client)).length;
    await world.env.client.workflow.start(CASE_WORKFLOW, {
      workflowId: world.workflowId(client.ticketId),
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [
        {
          portalId: world.portalId,
          ticketId: client.ticketId,
          timeline: 'none',
          seen: { ticket: 'later' },
          absence: { times: 'many' },
          requests: 7,
          companyId: 'x',
        },
      ],
    });
    await world.until(client, 'the hold', (view) => waitsFor(view).includes('financeApproval'));
    await world.advance(DAY_MS);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    expect(await world.notes(client)).toHaveLength(notesBefore);
  });
});

/** I3: a portal that accepts approvals from outside HubSpot, which prove nobody. */
describe('an approval from outside HubSpot, where the portal accepts such ones', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start('sop: { approvalOutsideHubSpot: true }');
  });
  afterAll(async () => {
    await world.stop();
  });

  const approve = (client: Played, determination = 'Paid in full'): Promise<unknown> =>
    world.env.client.workflow.getHandle(world.workflowId(client.ticketId)).executeUpdate(approveClosingUpdate, {
      args: [{ determination: determination as never, by: world.finance.userId as never }],
    });

  async function refusedWith(client: Played, says: string, determination?: string): Promise<void> {
    await expect(approve(client, determination)).rejects.toMatchObject({ cause: { type: COMMAND_REFUSED } });
    await world.untilNote(client, says);
    await world.untilNote(client, 'HubSpot does not prove that this person gave it');
  }

  it('I1: is refused where nothing holds the ticket', async () => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    await refusedWith(client, 'no outstanding invoice holds the ticket');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('I1, I3: is refused on a closed ticket, and on one that left the pipeline', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
    await refusedWith(client, 'the ticket is already closed');
    const moved = await world.client();
    await world.cs.setOnTicket(moved.ticketId, { outstanding_invoice: 'Yes', customer_saved: 'Yes' });
    await world.set(moved, world.cs, { hs_pipeline: '800200', hs_pipeline_stage: '800202' }, 'recheck');
    await refusedWith(moved, 'HubSpot does not show the ticket in the At-Risk pipeline');
  });

  it('I3, X1: overwrites no determination that a person set', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.set(client, world.finance, { invoice_determination: 'Sent to collections' }, 'invoiceDetermination');
    await world.until(client, 'the hold', (view) => waitsFor(view).includes('financeApproval'));
    await refusedWith(client, 'the Invoice Determination is Sent to collections in HubSpot', 'Paid in full');
    await world.untilTicket(client, 'invoice_determination', 'Sent to collections');
    await approve(client, 'Sent to collections');
    await world.untilTicket(client, 'hs_pipeline_stage', CLOSED);
  });
});
