import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const CLOSED_LOST = 'Closed - lost';

/** What HubSpot's histories prove: the current value counts, and what merges, clones and imports bring is nobody's act. */
describe('what HubSpot holds of a case', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    world = await CaseWorld.start();
  });
  afterAll(async () => {
    await world.stop();
  });

  async function created(path: string, body: unknown, by: Parameters<typeof world.portal.call>[3]): Promise<string> {
    return ((await world.portal.call('POST', path, body, by)) as { readonly id: string }).id;
  }

  /** An Active client with a ticket that an import, or another software, creates. */
  async function importedTicket(properties: Readonly<Record<string, string>>, source = 'IMPORT'): Promise<Played> {
    const companyId = await world.cs.addCompany('Imported client', 'RCM', 'Active');
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 339 }];
    const body = {
      properties: { subject: 'Old ticket', hs_pipeline: '800100', hs_pipeline_stage: '800101', ...properties },
      associations: [{ to: { id: companyId }, types }],
    };
    const id = await created('/crm/v3/objects/tickets', body, { source });
    return { ticketId: ticketIdSchema.parse(id), companyId };
  }

  async function merged(objectType: string, primaryObjectId: string, objectIdToMerge: string): Promise<string> {
    return created(`/crm/v3/objects/${objectType}/merge`, { primaryObjectId, objectIdToMerge }, world.cs.userId);
  }

  async function saved(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'hs_pipeline_stage', '800102');
    return client;
  }

  it('X1: the clone of a saved ticket does not close itself as saved; it asks for an answer of its own', async () => {
    const original = await saved();
    const body = { objectType: 'tickets', id: original.ticketId, properties: { hs_pipeline_stage: '800101' } };
    const id = await created('/emulator/clone', body, world.cs.userId);
    const clone: Played = { ticketId: ticketIdSchema.parse(id), companyId: original.companyId };
    await world.signal(clone, 'recheck');

    const view = await world.until(clone, 'the question', ({ decision }) => decision?.attention !== undefined);
    expect(view.decision?.attention?.code).toBe('answerBrought');
    expect(waitsFor(view)).toEqual(['customerSaved']);
    await world.untilNote(clone, 'it was copied from another ticket');
    expect(await world.portal.isClosed(clone.ticketId)).toBe(false);

    // As the note asks.
    await world.cs.setOnTicket(clone.ticketId, { customer_saved: '' });
    await world.set(clone, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(clone, 'hs_pipeline_stage', '800102');
  });

  it('X1: saved tickets that an import brings do not put Active clients back to Monitor', async () => {
    const client = await importedTicket({ customer_saved: 'Yes' });
    await world.signal(client, 'recheck');

    await world.until(client, 'the question', ({ decision }) => decision?.attention?.code === 'answerBrought');
    await world.untilNote(client, 'it came with the import that created the ticket');
    expect(await world.portal.clientStatus(client.companyId)).toBe('Active');
    expect(await world.portal.isClosed(client.ticketId)).toBe(false);
  });

  it.each([
    ['saved', { customer_saved: 'Yes' }],
    ['not saved', { customer_saved: 'No', cancellation_approval: 'Yes', rcm_cancellation_date: '2024-05-01' }],
    ['not answered', {}],
  ])('X3: an old ticket that an import brings closed, %s, is left alone without a word', async (_how, values) => {
    const client = await importedTicket({ ...values, hs_pipeline_stage: '800102' });
    await world.signal(client, 'recheck');
    await world.untilEnded(client);

    expect((await world.view(client)).decision).toMatchObject({ end: 'leftAlone', writes: [] });
    expect(await world.notes(client)).toEqual([]);
    expect(await world.portal.clientStatus(client.companyId)).toBe('Active');
  });

  it('X1, S2: a later At-Risk duplicate of the company that is merged into it is no objection', async () => {
    const client = await saved();
    await world.advance(10 * DAY_MS);
    const duplicate = await world.cs.addCompany('Client under test (duplicate)');
    const companyId = await merged('companies', client.companyId, duplicate);
    await world.signal(client, 'recheck');
    await world.advance(DAY_MS);
    expect((await world.view(client)).decision?.attention).toBeUndefined();
    await world.advance(20 * DAY_MS);

    await world.untilStatus({ ...client, companyId }, 'Active');
    await world.untilEnded(client);
  });

  it('X1: the Client Status of a company that is created after the answer is no objection', async () => {
    const id = await world.cs.openAtRiskTicket(await world.cs.addCompany('Removed at once'), 'No company yet');
    const [association] = (
      (await world.portal.call('GET', `/crm/v3/objects/tickets/${id}?associations=companies`)) as {
        associations: { companies: { results: { id: string }[] } };
      }
    ).associations.companies.results;
    await world.portal.call('DELETE', `/crm/v3/objects/companies/${String(association?.id)}`, undefined, '5001');
    const ticketId = ticketIdSchema.parse(id);
    await world.cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    await world.advance(DAY_MS);
    const companyId = await world.cs.addCompany('Client under test');
    await world.portal.call(
      'PUT',
      `/crm/v4/objects/tickets/${id}/associations/default/companies/${companyId}`,
      undefined,
      '5001',
    );
    const client: Played = { ticketId, companyId };
    await world.signal(client, 'recheck');

    await world.untilStatus(client, 'Monitor for 30 days');
    expect((await world.view(client)).decision?.attention).toBeUndefined();
  });

  it('X1: the current answer counts of a ticket into which a newer, contrary one was merged', async () => {
    const kept = await world.client();
    await world.cs.setOnTicket(kept.ticketId, { customer_saved: 'Yes' });
    await world.advance(DAY_MS);
    const other = await world.ticketOf(kept.companyId);
    await world.cs.setOnTicket(other.ticketId, { customer_saved: 'No' });
    const id = await merged('tickets', kept.ticketId, other.ticketId);
    const one: Played = { ticketId: ticketIdSchema.parse(id), companyId: kept.companyId };
    await world.signal(one, 'recheck');

    await world.untilStatus(one, 'Monitor for 30 days');
    await world.untilTicket(one, 'hs_pipeline_stage', '800102');
  });

  it('X1: an answer that came with a merge has no author', async () => {
    const kept = await world.client();
    const other = await world.ticketOf(kept.companyId);
    await world.cs.setOnTicket(other.ticketId, { customer_saved: 'Yes' });
    const id = await merged('tickets', kept.ticketId, other.ticketId);
    const one: Played = { ticketId: ticketIdSchema.parse(id), companyId: kept.companyId };
    await world.signal(one, 'recheck');

    await world.until(one, 'the question', ({ decision }) => decision?.attention?.code === 'answerBrought');
    expect(await world.portal.clientStatus(kept.companyId)).toBe('At-Risk');
  });

  it('X1, N8: a ticket that is closed in another closed stage counts as closed, and its date is applied', async () => {
    const stage = await created(
      '/crm/v3/pipelines/tickets/800100/stages',
      { label: CLOSED_LOST, displayOrder: 5, metadata: { ticketState: 'CLOSED' } },
      world.cs.userId,
    );
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    // Closed first, so that it is closed by hand in the portal's own stage.
    await world.cs.setOnTicket(client.ticketId, { hs_pipeline_stage: stage });
    await world.addEvidence(client, await world.dateIn(5));
    await world.untilStatus(client, 'Cancellation in Progress');
    await world.advance(6 * DAY_MS);

    await world.untilStatus(client, 'Cancelled');
    const ticket = await world.portal.get('tickets', client.ticketId, ['hs_pipeline_stage']);
    expect(ticket.properties['hs_pipeline_stage']).toBe(stage);
  });

  it('N5: an approval by an automation does not count, and the ticket says so; a person’s does', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.cs.addEtfNote(client.ticketId);
    await world.cs.setOnTicket(client.ticketId, { rcm_cancellation_date: await world.dateIn(20) });
    await world.setAsSoftware(client, { cancellation_approval: 'Yes' }, 'AUTOMATION_PLATFORM');
    await world.signal(client, 'cancellationApproval');
    await world.until(client, 'the question', ({ decision }) => decision?.attention?.code === 'approvalByNobody');
    await world.untilNote(client, 'Cancellation Approval is Yes, but no person set it');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');

    await world.cs.setOnTicket(client.ticketId, { cancellation_approval: '' });
    await world.set(client, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval');
    await world.untilStatus(client, 'Cancellation in Progress');
  });

  it('N2: a file that HubSpot does not have is not the notice; after ten minutes the ticket names the scope', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.cs.addNote(client.ticketId, 'The notice', { hs_attachment_ids: '99999999' });
    await world.cs.addEtfNote(client.ticketId);
    const values = { rcm_cancellation_date: await world.dateIn(20), cancellation_approval: 'Yes' };
    await world.set(client, world.cs, values, 'rcmCancellationDate');
    await world.until(client, 'the notice', (view) => waitsFor(view).join() === 'cancellationNotice');
    await world.advance(11 * 60_000);

    await world.untilNote(client, 'files.ui_hidden.read');
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    await world.cs.attachFile(client.ticketId, 'notice.pdf');
    await world.signal(client, 'cancellationNotice');
    await world.untilStatus(client, 'Cancellation in Progress');
  });

  it('N2: a contract that was uploaded long before the ticket is not the notice', async () => {
    const old = await world.client();
    const note = await world.cs.attachFile(old.ticketId, 'contract.pdf');
    const file = (await world.portal.get('notes', note, ['hs_attachment_ids'])).properties['hs_attachment_ids'] ?? '';
    await world.advance(DAY_MS);
    const client = await world.ticketOf(old.companyId);
    await world.cs.addNote(client.ticketId, 'The contract', { hs_attachment_ids: file });
    await world.cs.addEtfNote(client.ticketId);
    const values = {
      customer_saved: 'No',
      rcm_cancellation_date: await world.dateIn(20),
      cancellation_approval: 'Yes',
    };
    await world.set(client, world.cs, values, 'saved');

    await world.untilNote(client, 'had been uploaded to HubSpot before the ticket was opened');
    expect(waitsFor(await world.view(client))).toEqual(['cancellationNotice']);
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
  });
});

describe('a portal whose Customer Saved is a single checkbox', () => {
  it('X1: an unticked box is no answer; ticked and unticked again it is No', async () => {
    const world = await CaseWorld.start('ticket: { properties: { customerSaved: kept }, checkboxes: [customerSaved] }');
    try {
      const box = { name: 'kept', label: 'Kept', type: 'enumeration', fieldType: 'booleancheckbox' };
      await world.portal.call('POST', '/crm/v3/properties/tickets', { ...box, groupName: 'information' });
      const client = await world.client();
      await world.signal(client, 'recheck');
      const view = await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
      expect(view.decision).toMatchObject({ phase: 'deciding' });
      expect(view.decision?.attention).toBeUndefined();

      await world.cs.setOnTicket(client.ticketId, { kept: 'true' });
      await world.set(client, world.cs, { kept: 'false' }, 'saved');
      await world.until(client, 'No', ({ decision }) => decision?.phase === 'collecting');
    } finally {
      await world.stop();
    }
  });
});
