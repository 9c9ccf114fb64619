import { CaseWorld, waitsFor, type Played } from './case-world';

const INVOICE_TO_TICKET = 987;

/** I1–I4: ways to get a ticket closed that Finance has not approved. */
describe('a ticket on hold', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    world.portal.call(method, path, body, world.cs.userId);
  const associate = (from: string, to: string): Promise<unknown> =>
    call('PUT', `/crm/v4/objects/${from}/associations/default/${to}`);
  const dissociate = (from: string, to: string): Promise<unknown> =>
    call('DELETE', `/crm/v4/objects/${from}/associations/${to}`);

  async function hasNoted(client: Played): Promise<void> {
    await world.until(client, 'the hold', (view) => waitsFor(view).includes('financeApproval'));
    await world.untilNote(client, 'This ticket is on hold because of an outstanding invoice');
  }

  /** Saved, and held by an invoice of its company: closes as soon as nothing holds it. */
  async function held(): Promise<Played & { readonly invoice: string }> {
    const client = await world.client();
    const invoice = await world.cs.addInvoice(client.companyId, 'INV-1', '1250.00');
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await hasNoted(client);
    return { ...client, invoice };
  }

  async function expectOpen(client: Played): Promise<void> {
    await world.signal(client, 'recheck');
    await world.advance(60_000);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    expect(waitsFor(await world.view(client))).toContain('financeApproval');
  }

  async function expectClosed(client: Played): Promise<void> {
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
  }

  async function approved(client: Played): Promise<void> {
    await world.finance.setOnTicket(client.ticketId, {
      invoice_determination: 'Paid in full',
      finance_approval: 'Yes',
    });
    await world.signal(client, 'financeApproval');
  }

  it.each<[string, string, (invoice: string, client: Played) => Promise<unknown>]>([
    [
      'set to paid',
      'was set to paid by Casey Success',
      (id) => world.cs.set('invoices', id, { hs_invoice_status: 'paid', hs_balance_due: '0' }),
    ],
    ['set to draft', 'was set back to draft', (id) => world.cs.set('invoices', id, { hs_invoice_status: 'draft' })],
    ['voided', 'was voided', (id) => world.cs.set('invoices', id, { hs_invoice_status: 'voided' })],
    ['deleted', 'was deleted', (id) => world.cs.remove('invoices', id)],
    [
      'unlinked',
      'is no longer associated',
      (id, { companyId }) => dissociate(`invoices/${id}`, `companies/${companyId}`),
    ],
  ])('I1: stays open when its invoice is %s; the note says so, and Finance frees it', async (_what, says, act) => {
    const client = await held();
    await act(client.invoice, client);
    await expectOpen(client);
    await world.untilNote(client, says);
    await approved(client);
    await expectClosed(client);
  });

  it('I1: stays open when its invoice is set to paid with the balance left', async () => {
    const client = await held();
    await world.cs.set('invoices', client.invoice, { hs_invoice_status: 'paid' });
    await expectOpen(client);
  });

  it('I1: stays open when another company is made the primary one; the note names both', async () => {
    const client = await held();
    const dummy = await world.cs.addCompany('Dummy');
    await associate(`tickets/${client.ticketId}`, `companies/${dummy}`);
    await dissociate(`tickets/${client.ticketId}`, `companies/${client.companyId}`);
    await expectOpen(client);
    await world.untilNote(client, `changed from company ${client.companyId} to company ${dummy}`);
  });

  it('I1: stays open when CS sets Outstanding Invoice to No, and closes when Finance does', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes', outstanding_invoice: 'Yes' }, 'saved');
    await hasNoted(client);
    await world.cs.setOnTicket(client.ticketId, { outstanding_invoice: 'No' });
    await expectOpen(client);
    await world.untilNote(client, 'was set to No by Casey Success (casey.success@example.com)');
    await world.finance.setOnTicket(client.ticketId, { outstanding_invoice: 'Yes' });
    await world.finance.setOnTicket(client.ticketId, { outstanding_invoice: 'No' });
    await world.signal(client, 'recheck');
    await expectClosed(client);
    await world.untilNote(client, 'Finn Finance (finn.finance@example.com) of Finance cleared Outstanding Invoice');
  });

  it('I2: an invoice on the ticket alone holds it', async () => {
    const client = await world.client();
    await world.portal.call(
      'POST',
      '/crm/v3/objects/invoices',
      {
        properties: { hs_number: 'INV-T', hs_invoice_status: 'open', hs_balance_due: '10' },
        associations: [
          {
            to: { id: client.ticketId },
            types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: INVOICE_TO_TICKET }],
          },
        ],
      },
      world.cs.userId,
    );
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await hasNoted(client);
    await expectOpen(client);
  });

  it('I1, I4: not answered yet and closed by hand it is opened again once, then reported', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', '800101');
    await world.untilNote(client, 'closed manually by');
    await world.set(client, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilNote(client, 'The ticket was closed again by');
    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
  });

  it('I4: opened again as the report asks, it continues as before: it closes once Finance has approved', async () => {
    const client = await held();
    await world.set(client, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', '800101');
    await world.set(client, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilNote(client, 'The ticket was closed again by');
    await world.set(client, world.cs, { hs_pipeline_stage: '800101' }, 'recheck');
    await world.until(client, 'no attention', ({ decision }) => decision !== undefined && !decision.attention);
    await world.cs.set('invoices', client.invoice, { hs_invoice_status: 'paid', hs_balance_due: '0' });
    await expectOpen(client);
    await approved(client);
    await expectClosed(client);
  });

  it('I4: closed by hand when a newer ticket was answered it is opened again', async () => {
    const client = await held();
    const newer = await world.ticketOf(client.companyId);
    await world.set(newer, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.set(client, world.cs, { hs_pipeline_stage: '800102' }, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', '800101');
    await world.untilNote(client, 'closed manually by');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it('X1: moved to another pipeline it says so in a note', async () => {
    const client = await held();
    await world.set(client, world.cs, { hs_pipeline: '800200', hs_pipeline_stage: '800202' }, 'recheck');
    await world.untilNote(client, 'moved out of the At-Risk pipeline by');
    const { decision } = await world.view(client);
    expect(decision?.attention?.code).toBe('notAtRisk');
  });

  describe('and approved, while other things are missing', () => {
    async function approvedButOpen(): Promise<Played & { readonly invoice: string }> {
      const client = await world.client();
      const invoice = await world.cs.addInvoice(client.companyId, 'INV-2', '500.00');
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await hasNoted(client);
      await approved(client);
      await world.untilNote(client, 'was accepted. It covers:');
      return { ...client, invoice };
    }

    async function expectVoid(client: Played, says: string): Promise<void> {
      await world.signal(client, 'recheck');
      await world.untilNote(client, says);
      await world.untilTicket(client, 'finance_approval', '');
      await world.addEvidence(client, await world.dateIn(20));
      await world.advance(60_000);
      expect(await world.portal.isClosed(client.ticketId)).toBe(false);
    }

    it('I3: closes on what was approved, though the approver left Finance and the ticket has another owner', async () => {
      const client = await approvedButOpen();
      await world.cs.setOnTicket(client.ticketId, { hubspot_owner_id: '7003' });
      await world.addEvidence(client, await world.dateIn(20));
      await expectClosed(client);
    });

    it('I3: the approval is void when an older invoice is linked to the client', async () => {
      const elsewhere = await world.cs.addCompany('Elsewhere');
      const older = await world.cs.addInvoice(elsewhere, 'INV-0', '77.00');
      const client = await approvedButOpen();
      await associate(`invoices/${older}`, `companies/${client.companyId}`);
      await expectVoid(client, `invoice ${older} (77.00 due) was added`);
    });

    it('I3: the approval is void when the ticket moves to another company', async () => {
      const client = await approvedButOpen();
      const other = await world.cs.addCompany('Other');
      await associate(`tickets/${client.ticketId}`, `companies/${other}`);
      await dissociate(`tickets/${client.ticketId}`, `companies/${client.companyId}`);
      await expectVoid(client, `changed from company ${client.companyId} to company ${other}`);
    });

    it('I3: the approval is void when its invoice is paid', async () => {
      const client = await approvedButOpen();
      await world.cs.set('invoices', client.invoice, { hs_invoice_status: 'paid', hs_balance_due: '0' });
      await expectVoid(client, 'was set to paid');
    });

    it('I3: it approves no other ticket that it is merged into', async () => {
      const client = await held();
      const other = await approvedButOpen();
      const merged = (await world.portal.call(
        'POST',
        '/crm/v3/objects/tickets/merge',
        { primaryObjectId: client.ticketId, objectIdToMerge: other.ticketId },
        world.cs.userId,
      )) as { readonly id: Played['ticketId'] };
      const ticketId = merged.id;
      for (const gone of [other.companyId]) await dissociate(`tickets/${ticketId}`, `companies/${gone}`);
      const after: Played = { ticketId, companyId: client.companyId };
      await world.signal(after, 'recheck');
      await world.untilNote(after, 'the ticket was merged with another one after it');
      expect(await world.portal.isClosed(ticketId)).toBe(false);
    });
  });

  it('X2: an invoice that is entered for the company soon after the answer has the closed ticket opened again', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    await world.cs.addInvoice(client.companyId, 'INV-3', '80.00');
    await world.signal(client, 'recheck');
    await world.untilTicket(client, 'hs_pipeline_stage', '800101');
    await hasNoted(client);
    await expectOpen(client);
    await approved(client);
    await expectClosed(client);
  });

  it('I1: the note of a hold is written again when a person deletes it', async () => {
    const client = await held();
    const [id] = (
      (await call('GET', `/crm/v3/objects/tickets/${client.ticketId}?associations=notes`)) as {
        readonly associations: { readonly notes: { readonly results: readonly { readonly id: string }[] } };
      }
    ).associations.notes.results.map((note) => note.id);
    await world.cs.remove('notes', id ?? '');
    expect(await world.notes(client)).toEqual([]);
    await world.signal(client, 'recheck');
    await world.untilNote(client, 'This ticket is on hold because of an outstanding invoice');
    await dissociate(`invoices/${client.invoice}`, `companies/${client.companyId}`);
    await expectOpen(client);
  });

  /** CS deletes what the service has written on the ticket. */
  async function deleteServiceNotes({ ticketId }: Played): Promise<void> {
    const { associations } = (await call('GET', `/crm/v3/objects/tickets/${ticketId}?associations=notes`)) as {
      readonly associations?: { readonly notes?: { readonly results: readonly { readonly id: string }[] } };
    };
    for (const { id } of associations?.notes?.results ?? []) await world.cs.remove('notes', id);
  }

  it.each<[string, string, (invoice: string, client: Played) => Promise<unknown>]>([
    [
      'set to draft',
      'was set back to draft by Casey Success',
      (id) => world.cs.set('invoices', id, { hs_invoice_status: 'draft' }),
    ],
    [
      'unlinked',
      'is no longer associated',
      (id, { companyId }) => dissociate(`invoices/${id}`, `companies/${companyId}`),
    ],
    ['deleted', 'was deleted', (id) => world.cs.remove('invoices', id)],
  ])(
    'I1: stays open when its invoice is %s and the notes of the hold are deleted; they are written again, and Finance frees it',
    async (_what, says, act) => {
      const client = await held();
      await act(client.invoice, client);
      await deleteServiceNotes(client);
      expect(await world.notes(client)).toEqual([]);
      await expectOpen(client);
      await world.untilNote(client, `The note that said so was deleted; the hold remains.`);
      await world.untilNote(client, `invoice ${client.invoice} (1,250.00 due)`);
      await world.untilNote(client, says);
      const notes = await world.notes(client);
      await expectOpen(client);
      expect(await world.notes(client)).toEqual(notes);
      await deleteServiceNotes(client);
      await expectOpen(client);
      await world.untilNote(client, 'The note that said so was deleted; the hold remains.');
      await approved(client);
      await expectClosed(client);
    },
  );

  it('I1: a hold that Finance cleared is not remembered, though the notes are deleted', async () => {
    const client = await world.client();
    const invoice = await world.cs.addInvoice(client.companyId, 'INV-4', '60.00');
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await hasNoted(client);
    await world.cs.set('invoices', invoice, { hs_invoice_status: 'paid', hs_balance_due: '0' });
    await world.signal(client, 'recheck');
    await world.untilNote(client, 'was set to paid');
    await world.finance.setOnTicket(client.ticketId, { outstanding_invoice: 'No' });
    await world.signal(client, 'recheck');
    await world.untilNote(client, 'This ticket is no longer on hold');
    await deleteServiceNotes(client);
    await world.addEvidence(client, await world.dateIn(20));
    await expectClosed(client);
    expect((await world.notes(client)).filter((note) => note.includes('on hold'))).toEqual([]);
  });

  it('I3: the owner who reassigns the ticket, approves and takes it back does not approve', async () => {
    const client = await held();
    await world.finance.setOnTicket(client.ticketId, {
      hubspot_owner_id: '7003',
      invoice_determination: 'Paid in full',
    });
    await world.signal(client, 'invoiceDetermination');
    await world.advance(60_000);
    await world.finance.setOnTicket(client.ticketId, { hubspot_owner_id: '7001' });
    await world.finance.setOnTicket(client.ticketId, { finance_approval: 'Yes' });
    await world.signal(client, 'financeApproval');
    await world.untilNote(client, 'the owner of a ticket cannot approve its closing');
    await world.finance.setOnTicket(client.ticketId, { hubspot_owner_id: '7003' });
    await expectOpen(client);
  });

  it('I3: given before the determination it is undone at once, with one note', async () => {
    const client = await held();
    await world.set(client, world.finance, { finance_approval: 'Yes' }, 'financeApproval');
    await world.untilNote(client, 'older than the Invoice Determination, which is not set yet');
    await world.untilTicket(client, 'finance_approval', '');
    await world.advance(60_000);
    expect((await world.notes(client)).filter((note) => note.includes('undone'))).toHaveLength(1);
  });
});

it('I1, X3: a hold is still there after all of Temporal’s data is lost, although its invoice was unlinked meanwhile', async () => {
  const before = await CaseWorld.start();
  const client = await before.client();
  const invoice = await before.cs.addInvoice(client.companyId, 'INV-1', '1250.00');
  await before.set(client, before.cs, { customer_saved: 'Yes' }, 'saved');
  await before.untilNote(client, 'This ticket is on hold because of an outstanding invoice');
  await before.loseTemporal();
  const path = `/crm/v4/objects/invoices/${invoice}/associations/companies/${client.companyId}`;
  await before.portal.call('DELETE', path, undefined, before.cs.userId);
  const world = await CaseWorld.start('', before.emulator);
  try {
    await world.signal(client, 'recheck');
    await world.until(client, 'the hold', (view) => waitsFor(view).includes('financeApproval'));
    await world.untilNote(client, `invoice ${invoice} (1,250.00 due) is no longer associated`);
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  } finally {
    await world.stop();
    await before.emulator.close();
  }
});
