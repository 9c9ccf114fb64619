import { COMMAND_REFUSED, approveClosingUpdate } from '../../src/contract/commands';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

describe('a client with an outstanding invoice', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  /** A saved client whose ticket is held by what the ticket says. */
  async function held(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'the invoice', (view) => waitsFor(view).includes('financeApproval'));
    return client;
  }

  async function untilClosed(client: Played): Promise<void> {
    await world.until(client, 'nothing but monitoring', (view) => waitsFor(view).join() === 'monitoringPeriod');
    await world.advance(10_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
  }

  /** An approval that does not count is undone, and a note on the ticket says why. */
  async function expectUndone(client: Played, why: string): Promise<void> {
    await world.untilNote(client, why);
    await world.untilTicket(client, 'finance_approval', '');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  }

  it('I1, I2: an invoice of the company holds the ticket, not the status, until collections and Finance', async () => {
    const client = await world.client();
    await world.cs.addInvoice(client.companyId, 'INV-1', '1250.00');
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    const view = await world.view(client);
    expect(waitsFor(view)).toEqual(['monitoringPeriod', 'invoiceDetermination', 'financeApproval']);
    expect(view.decision?.waitingFor.map(({ sentence }) => sentence).join()).toContain('team Finance approves closing');
    await world.set(client, world.cs, { invoice_determination: 'Sent to collections' }, 'invoiceDetermination');
    await world.advance(10_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    await world.set(client, world.finance, { finance_approval: 'Yes' }, 'financeApproval');
    await untilClosed(client);
  });

  it('I1: a client whose ticket is held becomes Active after 30 days all the same', async () => {
    const client = await held();
    await world.advance(31 * DAY_MS);
    await world.untilStatus(client, 'Active');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    expect(await world.isRunning(client)).toBe(true);
  });

  it('I2: a paid and a voided invoice hold nothing, a partly paid one does', async () => {
    const client = await world.client();
    const invoices = await Promise.all(['A', 'B', 'C'].map((n) => world.cs.addInvoice(client.companyId, n, '100.00')));
    const [paid, voided, partly] = invoices;
    await world.cs.set('invoices', paid ?? '', { hs_invoice_status: 'paid', hs_balance_due: '0' });
    await world.cs.set('invoices', voided ?? '', { hs_invoice_status: 'voided' });
    await world.cs.set('invoices', partly ?? '', { hs_balance_due: '40.00' });
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'the invoice', (view) => waitsFor(view).includes('financeApproval'));
  });

  it('I3: an approval by Client Success is undone, with a note that names who may approve', async () => {
    const client = await held();
    await world.set(
      client,
      world.cs,
      { invoice_determination: 'Paid in full', finance_approval: 'Yes' },
      'financeApproval',
    );
    await expectUndone(client, 'not in Finance');
    expect((await world.notes(client)).filter((note) => note.includes('undone'))).toEqual([
      expect.stringContaining('team Finance'),
    ]);
  });

  it('I3: an approval older than the determination is undone', async () => {
    const client = await held();
    await world.set(client, world.finance, { finance_approval: 'Yes' }, 'financeApproval');
    await expectUndone(client, 'older than the Invoice Determination');
    await world.set(client, world.cs, { invoice_determination: 'Paid in full' }, 'invoiceDetermination');
    await world.advance(60_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('I3: an approval by an automation, or with the token of this service, is undone', async () => {
    for (const source of ['AUTOMATION_PLATFORM', undefined]) {
      const client = await held();
      await world.cs.setOnTicket(client.ticketId, { invoice_determination: 'Paid in full' });
      await world.setAsSoftware(client, { finance_approval: 'Yes' }, source);
      await world.signal(client, 'financeApproval');
      await expectUndone(client, 'not set by a person in Finance');
    }
  });

  it('I3: the owner of a ticket cannot approve its closing', async () => {
    const client = await held();
    await world.cs.setOnTicket(client.ticketId, { hubspot_owner_id: '7003', invoice_determination: 'Paid in full' });
    await world.set(client, world.finance, { finance_approval: 'Yes' }, 'financeApproval');
    await expectUndone(client, 'the owner of a ticket');
  });

  it('I3: an approval is void when an invoice changes after it', async () => {
    const client = await world.client();
    const invoice = await world.cs.addInvoice(client.companyId, 'INV-9', '100.00');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    const approval = { invoice_determination: 'Sent to collections', finance_approval: 'Yes' };
    await world.set(client, world.finance, approval, 'financeApproval');
    await world.untilNote(client, 'was accepted');
    await world.cs.set('invoices', invoice, { hs_balance_due: '300.00' });
    await world.signal(client, 'recheck');
    await expectUndone(client, `the balance of invoice ${invoice} changed from 100.00 to 300.00`);
  });

  it('I3: the update approveClosing is refused, as it does not prove who asks: approvals are given in HubSpot', async () => {
    const client = await held();
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const args = [{ determination: 'Paid in full', by: world.finance.userId as never }] as const;
    const refused = handle.executeUpdate(approveClosingUpdate, { args: [...args] });
    await expect(refused).rejects.toMatchObject({ cause: { type: COMMAND_REFUSED } });
    await world.untilNote(client, 'accepts an approval only in HubSpot');
    await world.advance(60_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('I3: the update approveClosing says what is wrong with an invalid command', async () => {
    const client = await held();
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const senseless = handle.executeUpdate(approveClosingUpdate, {
      args: [{ determination: 'forgotten' as never, by: 'someone' as never }],
    });
    await expect(senseless).rejects.toMatchObject({ cause: { message: expect.stringContaining('determination') } });
  });

  it('I4: a ticket closed by hand under an invoice is reopened once, with one note; then it is left and reported', async () => {
    const client = await held();
    await world.cs.setOnTicket(client.ticketId, { hs_pipeline_stage: '800102' });
    await world.signal(client, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', '800101');
    await world.untilNote(client, 'closed manually by');

    await world.setAsSoftware(client, { hs_pipeline_stage: '800102' }, 'IMPORT');
    await world.signal(client, 'recheck');
    const view = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('closedUnderInvoice');
    await world.advance(3 * DAY_MS);
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    expect((await world.notes(client)).filter((note) => /has been reopened|left closed;/.test(note))).toHaveLength(2);
  });

  it('I4: a ticket closed by hand with evidence missing is reported once, and continues when it is complete', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No', hs_pipeline_stage: '800102' }, 'saved');
    const view = await world.until(client, 'attention', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('closedIncomplete');
    expect(view.decision?.attention?.sentence).toContain('uploads the written cancellation notice');
    await world.advance(3 * DAY_MS);
    expect(await world.notes(client)).toHaveLength(1);
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    await world.addEvidence(client, await world.dateIn(20));
    await world.untilStatus(client, 'Cancellation in Progress');
  });
});

describe('where the portal file accepts approvals from outside HubSpot', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start('sop: { approvalOutsideHubSpot: true }');
  });
  afterAll(async () => {
    await world.stop();
  });

  async function held(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.until(client, 'the invoice', (view) => waitsFor(view).includes('financeApproval'));
    return client;
  }

  it('I1, I3: the update approveClosing closes for a person of Finance, and a note says who asserted it and that it is not proved', async () => {
    const client = await held();
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const args = [{ determination: 'Sent to collections', by: world.finance.userId as never, from: 'a test' }] as const;
    const view = await handle.executeUpdate(approveClosingUpdate, { args: [...args] });
    expect(waitsFor(view)).toEqual(['monitoringPeriod']);
    await world.untilNote(
      client,
      'asserted for Finn Finance (finn.finance@example.com) from outside HubSpot, through a test',
    );
    await world.untilNote(client, 'HubSpot does not prove that this person gave it');
    await world.advance(10_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    await world.untilTicket(client, 'invoice_determination', 'Sent to collections');
  });

  it('I3: the update approveClosing is refused to anyone else, and the ticket says so', async () => {
    const client = await held();
    const handle = world.env.client.workflow.getHandle(world.workflowId(client.ticketId));
    const args = [{ determination: 'Paid in full', by: world.cs.userId as never }] as const;
    const refused = handle.executeUpdate(approveClosingUpdate, { args: [...args] });
    await expect(refused).rejects.toMatchObject({ cause: { type: COMMAND_REFUSED } });
    await world.untilNote(client, 'Reason: the person who set it is not in Finance');
    await world.untilTicket(client, 'finance_approval', null);
  });
});

describe('with other settings', () => {
  it('I4: tickets closed with evidence missing are reopened, as often as the portal file says', async () => {
    const world = await CaseWorld.start('sop: { reopenIncomplete: true, reopenings: 2 }');
    try {
      const client = await world.client();
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      for (const time of [1, 2]) {
        await world.cs.setOnTicket(client.ticketId, { hs_pipeline_stage: '800102' });
        await world.signal(client, 'recheck');
        await world.untilTicket(client, 'hs_pipeline_stage', '800101');
        expect(await world.notes(client)).toHaveLength(time);
      }
      await world.cs.setOnTicket(client.ticketId, { hs_pipeline_stage: '800102' });
      await world.signal(client, 'recheck');
      await world.until(client, 'attention', ({ decision }) => decision?.attention?.code === 'closedIncomplete');
    } finally {
      await world.stop();
    }
  });
});
