import { COMMAND_REFUSED, changeDateUpdate, rescindSignal, rescindUpdate } from '../../src/contract/commands';
import { userIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

describe('after the ticket is closed', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  const by = userIdSchema.parse('5001');

  const handleOf = ({ ticketId }: Played) => world.env.client.workflow.getHandle(world.workflowId(ticketId));

  const openTasks = async ({ ticketId }: Played) =>
    (await world.portal.tasksOn(ticketId)).map(({ properties }) => properties['hs_task_subject']);

  async function cancelling(days: number): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(days));
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(60_000);
    return client;
  }

  async function saved(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(60_000);
    return client;
  }

  async function expectRescinded(client: Played): Promise<void> {
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'customer_saved', 'Yes');
    await world.untilTicket(client, 'cancellation_approval', 'No');
    await world.untilTicket(client, 'rcm_cancellation_date', '');
  }

  it('C2, C4: the update rescind saves the client from that instant on, with a note that says why', async () => {
    const client = await cancelling(10);
    const command = { reason: 'A new contract was signed.', by: world.cs.userId as never };
    const view = await handleOf(client).executeUpdate(rescindUpdate, { args: [command] });
    expect(view.decision?.phase).toBe('monitoring');
    expect(waitsFor(view)).toEqual(['monitoringPeriod']);
    await expectRescinded(client);
    expect((await world.notes(client)).at(-1)).toContain('Reason: A new contract was signed.');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    await world.untilEnded(client);
  });

  it('C2: the signal rescind does the same, and an invalid one only shows in the timeline', async () => {
    const client = await cancelling(10);
    await handleOf(client).signal(rescindSignal, { reason: '', by });
    await handleOf(client).signal(rescindSignal, { reason: 'The client stays.', by });
    await expectRescinded(client);
    const { timeline } = await world.view(client);
    expect(timeline.filter(({ text }) => text.startsWith('rescission by signal not carried out'))).toHaveLength(1);
  });

  it('C1, C2: of commands that are given at once each is decided on what the one before it made of the ticket', async () => {
    const client = await cancelling(10);
    const reason = 'The client stays.';
    const outcomes = await Promise.allSettled([
      handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason, by }] }),
      handleOf(client).executeUpdate(changeDateUpdate, { args: [{ date: await world.dateIn(20), reason, by }] }),
      handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason, by }] }),
    ]);
    await expectRescinded(client);

    const [rescinded, , again] = outcomes;
    expect([rescinded.status, again.status].sort()).toEqual(['fulfilled', 'rejected']);
    const notes = await world.notes(client);
    expect(notes.filter((note) => note.includes('was rescinded'))).toHaveLength(1);
  });

  it('C2: rescinding before closing, or for a saved client, is refused or changes nothing', async () => {
    const client = await saved();
    const refused = handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason: 'The client stays.', by }] });
    await expect(refused).rejects.toMatchObject({ cause: { type: COMMAND_REFUSED } });
    const senseless = handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason: '', by }] });
    await expect(senseless).rejects.toMatchObject({ cause: { message: expect.stringContaining('reason') } });
  });

  it('C2, C4: a person rescinds manually, and the case asks for the note until there is one', async () => {
    const client = await cancelling(10);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await expectRescinded(client);
    const view = await world.until(client, 'the note', (seen) => waitsFor(seen).includes('changeNote'));
    expect(view.decision?.phase).toBe('monitoring');
    await world.advance(60_000);
    expect(await openTasks(client)).toEqual(['Explain the change on this At-Risk ticket in a note']);
    await world.signal(client, 'recheck');
    await world.advance(60_000);
    expect(await openTasks(client)).toHaveLength(1);
    await world.cs.addNote(client.ticketId, '<p>The client signed again.</p>');
    await world.signal(client, 'etfNote');
    await world.until(client, 'no note', (seen) => !waitsFor(seen).includes('changeNote'));
    await world.advance(60_000);
    expect(await openTasks(client)).toEqual([]);
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    await world.untilEnded(client);
  });

  it('C4, X1: a task for the note that a person deletes is not made again', async () => {
    const client = await cancelling(10);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'the note', (seen) => waitsFor(seen).includes('changeNote'));
    await world.advance(60_000);
    const [task] = await world.portal.tasksOn(client.ticketId);
    await world.cs.remove('tasks', task?.id ?? '');
    await world.signal(client, 'recheck');
    await world.advance(60_000);
    expect(await openTasks(client)).toEqual([]);
  });

  it('C2: a rescission after the client was Cancelled starts the case again', async () => {
    const client = await cancelling(3);
    await world.advance(4 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
    await world.untilEnded(client);
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await expectRescinded(client);
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
  });

  it('C2: a rescission that races with the date wins if it is the later decision', async () => {
    const client = await cancelling(5);
    const dueAt = (await world.view(client)).decision?.wakeUp?.at ?? 0;
    await world.advance(dueAt - (await world.env.currentTimeMs()) - 1_000);
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'Yes' });
    // The date timer fires while the case gathers the changes that were made together.
    await world.signal(client, 'saved');
    await world.advance(5_000);
    await expectRescinded(client);
    await world.advance(2 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
  });

  it('C1, C4: the update changeDate moves the date, with a note that says why', async () => {
    const client = await cancelling(10);
    const command = { date: (await world.dateIn(20)) as never, reason: 'The wind-down takes longer.', by };
    const view = await handleOf(client).executeUpdate(changeDateUpdate, { args: [command] });
    expect(view.decision?.phase).toBe('cancelling');
    expect(waitsFor(view)).toEqual(['cancellationDay']);
    expect((await world.notes(client)).at(-1)).toContain('Reason: The wind-down takes longer.');
    await world.advance(15 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.advance(6 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
  });

  it('C1: changeDate refuses a date that is not plausible, or that is set already', async () => {
    const client = await cancelling(10);
    for (const date of ['1999-01-01', await world.dateIn(-2), await world.dateIn(10)]) {
      const args = [{ date: date as never, reason: 'A test.', by }] as const;
      const refused = handleOf(client).executeUpdate(changeDateUpdate, { args: [...args] });
      await expect(refused).rejects.toMatchObject({ cause: { type: COMMAND_REFUSED } });
    }
  });

  it('C1: a date moved manually to today cancels at once', async () => {
    const client = await cancelling(10);
    await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(0) }, 'rcmCancellationDate');
    await world.untilStatus(client, 'Cancelled');
    const view = await world.view(client);
    expect(waitsFor(view)).toEqual(['changeNote']);
    await world.cs.addNote(client.ticketId, '<p>The client asked for it.</p>');
    await world.signal(client, 'etfNote');
    await world.untilEnded(client);
  });

  it('S5: at risk again while monitored: the old case ends and never sets Active', async () => {
    const client = await saved();
    await world.advance(10 * DAY_MS);
    const again = await world.ticketOf(client.companyId);
    await world.signal(again, 'recheck');
    await world.until(client, 'the newer ticket', (seen) => waitsFor(seen).includes('newerTicket'));
    await world.advance(25 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
    expect(waitsFor(await world.view(client))).toEqual(['newerTicket']);
    await world.set(again, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilEnded(client);
    expect((await world.view(client)).decision?.end).toBe('superseded');
    await world.untilTicket(again, 'hs_pipeline_stage', '800102');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(again, 'Active');
  });

  it('S5: over several generations only the newest ticket decides', async () => {
    const first = await saved();
    await world.advance(5 * DAY_MS);
    const second = await world.ticketOf(first.companyId);
    await world.set(second, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(second, 'hs_pipeline_stage', '800102');
    await world.advance(5 * DAY_MS);
    const third = await world.ticketOf(first.companyId);
    await world.set(third, world.cs, { customer_saved: 'No' }, 'saved');
    await world.untilEnded(first);
    await world.untilEnded(second);
    await world.addEvidence(third, await world.dateIn(10));
    await world.untilStatus(third, 'Cancellation in Progress');
    await world.advance(40 * DAY_MS);
    await world.untilStatus(third, 'Cancelled');
  });

  it('S5: the new ticket is deleted again during monitoring, and the old monitoring is resumed', async () => {
    const client = await saved();
    await world.advance(10 * DAY_MS);
    const again = await world.ticketOf(client.companyId);
    await world.set(again, world.cs, { customer_saved: 'No' }, 'saved');
    await world.untilEnded(client);
    await world.cs.remove('tickets', again.ticketId);
    await world.signal(again, 'recheck');
    await world.until(client, 'monitoring again', ({ decision }) => decision?.wakeUp !== undefined);
    await world.advance(21 * DAY_MS);
    await world.untilStatus(client, 'Active');
  });

  it('S5, N8: a second ticket with nothing but No leaves the cancellation its date and its tasks', async () => {
    const client = await cancelling(5);
    const again = await world.ticketOf(client.companyId);
    await world.set(again, world.cs, { customer_saved: 'No' }, 'saved');
    await world.until(again, 'collecting', ({ decision }) => decision?.phase === 'collecting');
    await world.advance(60_000);
    expect(await world.isRunning(client)).toBe(true);
    expect(await openTasks(client)).toHaveLength(4);
    await world.advance(6 * DAY_MS);
    await world.untilStatus(client, 'Cancelled');
  });

  it('S5: a second ticket with No takes over once all of N1–N5 is there, and the first says so', async () => {
    const client = await cancelling(5);
    const again = await world.ticketOf(client.companyId);
    await world.set(again, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(again, await world.dateIn(20));
    await world.untilTicket(again, 'hs_pipeline_stage', '800102');
    await world.untilEnded(client);
    await world.untilNote(client, `At-Risk ticket ${again.ticketId} has taken over`);
    expect(await openTasks(client)).toEqual([]);
    expect(await openTasks(again)).toHaveLength(4);
    await world.advance(10 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Cancellation in Progress');
    await world.advance(11 * DAY_MS);
    await world.untilStatus(again, 'Cancelled');
  });

  it('S5: Yes on a second ticket takes the first one’s date at once, with a note on it', async () => {
    const client = await cancelling(5);
    const again = await world.ticketOf(client.companyId);
    await world.set(again, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilEnded(client);
    await world.untilTicket(client, 'rcm_cancellation_date', '');
    await world.untilNote(client, `At-Risk ticket ${again.ticketId} has taken over`);
    await world.signal(client, 'recheck');
    await world.advance(60_000);
    await world.untilEnded(client);
    expect((await world.notes(client)).filter((note) => note.includes('has taken over'))).toHaveLength(1);
  });

  it('S5, C2: of a rescission with an unanswered second ticket only the Active waits', async () => {
    const client = await cancelling(20);
    const again = await world.ticketOf(client.companyId);
    await world.signal(again, 'recheck');
    await world.advance(60_000);
    await handleOf(client).executeUpdate(rescindUpdate, { args: [{ reason: 'The client signed again.', by }] });
    await expectRescinded(client);
    await world.advance(31 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
    expect(waitsFor(await world.view(client))).toEqual(['newerTicket']);
    await world.set(again, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilStatus(client, 'Active');
    await world.untilEnded(client);
  });

  it('S5: a duplicate that is closed by hand without an answer supersedes nothing', async () => {
    const client = await world.client();
    const duplicate = await world.ticketOf(client.companyId);
    await world.signal(duplicate, 'recheck');
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.set(duplicate, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.set(
      client,
      world.finance,
      { invoice_determination: 'Paid in full', finance_approval: 'Yes' },
      'financeApproval',
    );
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
  });

  it('S5, S4: an older ticket that an invoice holds still closes after the newer one is saved', async () => {
    const older = await world.client();
    await world.set(older, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(older, 'Monitor for 30 days');
    const newer = await world.ticketOf(older.companyId);
    await world.set(newer, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilNote(older, `At-Risk ticket ${newer.ticketId} has taken over`);
    await world.set(
      older,
      world.finance,
      { invoice_determination: 'Paid in full', finance_approval: 'Yes' },
      'financeApproval',
    );
    await world.untilTicket(older, 'hs_pipeline_stage', '800102');
    await world.untilEnded(older);
    expect((await world.view(older)).decision?.end).toBe('superseded');
  });

  it('S5: a cancellation keeps its date until the newer ticket is answered', async () => {
    const client = await cancelling(5);
    const again = await world.ticketOf(client.companyId);
    await world.signal(again, 'recheck');
    await world.advance(DAY_MS);
    expect(await world.isRunning(client)).toBe(true);
    await world.set(again, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(again, 'Monitor for 30 days');
    await world.advance(10 * DAY_MS);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Monitor for 30 days');
    await world.untilEnded(client);
  });
});
