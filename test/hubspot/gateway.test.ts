import { HubSpotError } from '../../src/hubspot';
import type { Write } from '../../src/sop/decision/decision';
import { instantOf } from '../../src/sop/vocabulary/dates';
import type { CaseFacts } from '../../src/sop/vocabulary/facts';
import {
  companyIdSchema,
  noteIdSchema,
  taskIdSchema,
  ticketIdSchema,
  userIdSchema,
  type CompanyId,
  type TicketId,
} from '../../src/sop/vocabulary/ids';
import { portalWith } from './build';
import { ETF_NOTE, startWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(async () => {
  await world.close();
});

async function facts(ticketId: TicketId, hubspot = world.hubspot): Promise<CaseFacts> {
  const reading = await hubspot.readCase(ticketId);
  if (reading.kind !== 'found') throw new Error(`the ticket is ${reading.kind}`);
  return reading.facts;
}

const set = (ticketId: TicketId, properties: Readonly<Record<string, string>>, by = world.casey) =>
  by('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties });

describe('reading a case', () => {
  beforeAll(async () => {
    // Pipelines and properties are read once an hour; the calls counted below are those of every read.
    await world.hubspot.readCase(await world.ticket());
  });

  it('takes one call while there is no answer', async () => {
    const ticketId = await world.ticket();
    await world.calls();

    expect(await facts(ticketId)).toMatchObject({
      ticket: { id: ticketId, inAtRiskPipeline: true, customerSaved: [] },
    });
    expect(await world.calls()).toEqual([`GET /crm/objects/2026-09/tickets/${ticketId}`]);
  });

  it('takes two calls when the client is saved: the ticket and its company (S1)', async () => {
    const ticketId = await world.ticket();
    const companyId = await world.companyOf(ticketId, 'Maple Street Clinic');
    await set(ticketId, { customer_saved: 'Yes' });
    await world.calls();

    expect(await facts(ticketId)).toMatchObject({
      ticket: { customerSaved: [{ value: 'Yes', by: { kind: 'person', userId: '5001' } }] },
      company: { kind: 'one', id: companyId, clientStatus: [{ value: 'Active' }], unknownStatus: false },
    });
    expect(await world.calls()).toEqual([
      `GET /crm/objects/2026-09/tickets/${ticketId}`,
      `GET /crm/objects/2026-09/companies/${companyId}`,
    ]);
  });

  it('takes two calls more when the client is not saved, for the notes and the newest file, if there are any (N2, N3)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.calls();
    expect(await facts(ticketId)).toMatchObject({ evidence: { noticeFiles: 0, etfNotes: [] } });
    expect(await world.calls()).toHaveLength(1);

    const [older, file] = [await world.file(), await world.file()];
    await world.noteOn(ticketId, '<p>The notice</p>', `${older};${file}`);
    const etfNote = await world.noteOn(ticketId, ETF_NOTE);
    await world.calls();

    const found = await facts(ticketId);
    expect(found.evidence).toMatchObject({ noticeFiles: 1, etfNotes: [{ id: etfNote, blankLabels: [] }] });
    expect(found.company).toBeUndefined();
    expect(await world.calls()).toEqual([
      `GET /crm/objects/2026-09/tickets/${ticketId}`,
      'POST /crm/objects/2026-09/notes/batch/read',
      `GET /files/2026-03/files/${file}`,
    ]);
    await facts(ticketId);
    expect(await world.calls()).toHaveLength(2);
  });

  it('reads the company once nothing is missing (N7), and its invoices only if it has any (I2)', async () => {
    const ticketId = await world.ticket({
      customer_saved: 'No',
      rcm_cancellation_date: '2027-03-01',
      cancellation_approval: 'Yes',
    });
    await world.noteOn(ticketId, ETF_NOTE, await world.file());
    await world.companyOf(ticketId, 'Summit Orthopedics');
    await world.calls();

    const { company } = await facts(ticketId);
    expect(company).toMatchObject({ kind: 'one', outstandingInvoices: [{ id: expect.any(String) }] });
    expect((await world.calls()).map((call) => call.split('/').at(4))).toEqual([
      'tickets',
      'notes',
      expect.stringMatching(/^\d+$/),
      'companies',
      'invoices',
    ]);
  });

  it('reads who approved, by teams, and the owner, once in five minutes (I3)', async () => {
    const ticketId = await world.ticket({
      customer_saved: 'Yes',
      outstanding_invoice: 'Yes',
      hubspot_owner_id: '7001',
    });
    await world.companyOf(ticketId, 'Maple Street Clinic');
    await set(ticketId, { invoice_determination: 'Paid in full', finance_approval: 'Yes' }, world.finn);
    await world.calls();

    const found = await facts(ticketId);
    expect(found.approver).toEqual({ userId: '5003', teams: ['Finance'], ownsTicket: false });
    expect((await world.calls()).slice(-2)).toEqual([
      'GET /settings/users/2026-03/teams',
      'GET /crm/owners/2026-09/7001',
    ]);

    await facts(ticketId);
    expect((await world.calls()).filter((call) => /users|owners/.test(call))).toEqual([]);
  });

  it('counts as owners all who owned the ticket since the determination, each looked up once (I3)', async () => {
    const ticketId = await world.ticket({
      customer_saved: 'Yes',
      outstanding_invoice: 'Yes',
      hubspot_owner_id: '7003',
    });
    await world.companyOf(ticketId, 'Maple Street Clinic');
    await set(ticketId, { invoice_determination: 'Paid in full' });
    await world.app('POST', '/emulator/clock', { advanceMs: 1_000 });
    await set(ticketId, { hubspot_owner_id: '7001' });
    await set(ticketId, { finance_approval: 'Yes' }, world.finn);

    expect((await facts(ticketId)).approver).toEqual({ userId: '5003', teams: ['Finance'], ownsTicket: true });
    expect(await world.hubspot.readApprover(ticketId, userIdSchema.parse('5003'))).toMatchObject({ ownsTicket: true });
  });

  it('has the invoices of the ticket itself, for one call if there are any (I2)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    await world.companyOf(ticketId, 'Maple Street Clinic');
    const id = await world.invoiceOf(ticketId, 987);
    await world.calls();

    expect((await facts(ticketId)).ticketInvoices).toMatchObject([{ id, balance: 40 }]);
    expect((await world.calls()).filter((call) => call.includes('invoices'))).toEqual([
      'POST /crm/objects/2026-09/invoices/batch/read',
    ]);
    expect(await world.hubspot.ticketsOf('invoice', [id])).toEqual(new Map([[id, [ticketId]]]));
  });

  it("has the invoices of the company's contacts and parent only where the setting says so (I2)", async () => {
    const [ticketId, companyId, parentId] = [
      await world.ticket({ customer_saved: 'Yes' }),
      (await world.casey('POST', '/crm/v3/objects/companies', { properties: { name: 'Child' } })).body.id,
      (await world.casey('POST', '/crm/v3/objects/companies', { properties: { name: 'Parent' } })).body.id,
    ];
    const contact = (await world.casey('POST', '/crm/v3/objects/contacts', { properties: { lastname: 'Doe' } })).body
      .id;
    await world.app('PUT', `/crm/v4/objects/tickets/${ticketId}/associations/default/companies/${companyId}`);
    await world.app('PUT', `/crm/v4/objects/contacts/${contact}/associations/default/companies/${companyId}`);
    await world.casey('PATCH', `/crm/v3/objects/companies/${companyId}`, {
      properties: { hs_parent_company_id: parentId },
    });
    const ofContact = await world.invoiceOf(contact, 177);
    const ofParent = await world.invoiceOf(parentId, 179);
    const invoicesWith = async (yaml: string): Promise<readonly string[]> => {
      const hubspot = world.gateway({ portal: portalWith(yaml) });
      const { company } = await facts(ticketId, hubspot);
      const all = (await hubspot.readCases([ticketId])).get(ticketId);
      expect(all).toMatchObject({ facts: { company } });
      return company?.kind === 'one' ? company.outstandingInvoices.map(({ id }) => id) : [];
    };

    expect(await invoicesWith('')).toEqual([]);
    expect(await invoicesWith('sop: { invoicesAlsoOf: [contacts] }')).toEqual([ofContact]);
    expect(await invoicesWith('sop: { invoicesAlsoOf: [parentCompany] }')).toEqual([ofParent]);
    expect(await invoicesWith('sop: { invoicesAlsoOf: [contacts, parentCompany] }')).toEqual([ofContact, ofParent]);
  });

  it('says what became of an invoice that the note of a hold names, and who did it (I1)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    const companyId = await world.companyOf(ticketId, 'Maple Street Clinic');
    const ids = [];
    for (let count = 0; count < 4; count += 1) ids.push(await world.invoiceOf(companyId, 179));
    const [paid, deleted, unlinked] = ids;
    const list = ids.map((id) => `${id}:40`).join();
    const hold: Write = {
      kind: 'addNote',
      rules: ['I1'],
      ticketId,
      reference: `I1-held-0-c${companyId}_n0_i${list}`,
      paragraphs: ['On hold.'],
    };
    await world.hubspot.perform(hold);
    expect((await facts(ticketId)).settledInvoices).toBeUndefined();
    const properties = { hs_invoice_status: 'paid', hs_balance_due: '0' };
    await world.casey('PATCH', `/crm/v3/objects/invoices/${paid ?? ''}`, { properties });
    await world.casey('DELETE', `/crm/v3/objects/invoices/${deleted ?? ''}`);
    const link = `/crm/v4/objects/invoices/${unlinked ?? ''}/associations/companies/${companyId}`;
    await world.casey('DELETE', link);

    expect((await facts(ticketId)).settledInvoices).toEqual([
      { id: paid, now: 'paid', by: { kind: 'person', userId: '5001' }, at: expect.any(Number) },
      { id: deleted, now: 'deleted' },
      { id: unlinked, now: 'unlinked' },
    ]);
    for (const id of ids) await world.casey('DELETE', `/crm/v3/objects/invoices/${id}`);
  });

  it("counts a team that is not the person's first one (I3)", async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes', outstanding_invoice: 'Yes' });
    await set(
      ticketId,
      { invoice_determination: 'Paid in full', finance_approval: 'Yes' },
      (method, path, body) =>
        fetch(`${world.emulator.url}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${world.emulator.accessToken}`,
            'content-type': 'application/json',
            'x-emulator-user': '5004',
          },
          body: JSON.stringify(body),
        }) as never,
    );
    await world.companyOf(ticketId, 'Maple Street Clinic');

    expect((await facts(ticketId)).approver).toEqual({
      userId: '5004',
      teams: ['Finance', 'RevOps'],
      ownsTicket: false,
    });
  });

  it('counts only the files whose name the portal file asks for (N2), each name read once', async () => {
    const files = [await world.file('Cancellation notice.pdf'), await world.file('logo.png'), '99999999'];
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.noteOn(ticketId, 'files', files.join(';'));
    const hubspot = world.gateway({ portal: portalWith("notice: { fileName: 'notice.*pdf$' }") });

    expect((await facts(ticketId, hubspot)).evidence?.noticeFiles).toBe(1);
    await world.calls();
    await facts(ticketId, hubspot);
    expect(await world.calls()).toHaveLength(2);
  });

  it('finds all of more than a hundred notes', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.noteOn(ticketId, ETF_NOTE, await world.file());
    for (let index = 0; index < 104; index += 1) await world.noteOn(ticketId, `note ${String(index)}`);

    expect((await facts(ticketId)).evidence).toMatchObject({ noticeFiles: 1, etfNotes: [{ blankLabels: [] }] });
  });

  it('of a ticket that is deleted, or never was, is gone (X1)', async () => {
    const ticketId = await world.ticket();
    await world.casey('DELETE', `/crm/v3/objects/tickets/${ticketId}`);

    expect(await world.hubspot.readCase(ticketId)).toEqual({ kind: 'gone' });
    expect(await world.hubspot.readCase(ticketIdSchema.parse('1'))).toEqual({ kind: 'gone' });
  });

  it('of a ticket that was merged names the remaining one (X1)', async () => {
    const [kept, merged] = [await world.ticket(), await world.ticket()];
    const answer = await world.casey('POST', '/crm/v3/objects/tickets/merge', {
      primaryObjectId: kept,
      objectIdToMerge: merged,
    });

    expect(await world.hubspot.readCase(merged)).toEqual({ kind: 'merged', into: answer.body.id });
  });

  it('of a ticket without a company says so; among several it takes the primary one (X1)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    expect((await facts(ticketId)).company).toEqual({ kind: 'none' });
    const primary = await world.companyOf(ticketId, 'Maple Street Clinic');
    await world.companyOf(ticketId, 'Cedar Eye Care');

    expect((await facts(ticketId)).company).toMatchObject({ kind: 'one', id: primary });
  });
});

describe('writing', () => {
  it('a Client Status is one PATCH, and ours in the history (S1)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'Yes' });
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Cedar Eye Care'));
    await world.calls();
    await world.hubspot.perform({ kind: 'setClientStatus', rules: ['S1'], companyId, status: 'Monitor for 30 days' });

    expect(await world.calls()).toEqual([`PATCH /crm/objects/2026-09/companies/${companyId}`]);
    expect((await facts(ticketId)).company).toMatchObject({
      clientStatus: [{ value: 'Monitor for 30 days', by: { kind: 'service' } }, { value: 'Active' }],
    });
  });

  it('everything wanted on a ticket is one PATCH; null clears (C2, S4)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No', rcm_cancellation_date: '2027-03-01' });
    await world.calls();
    await world.hubspot.perform({
      kind: 'updateTicket',
      rules: ['C2', 'S4'],
      ticketId,
      change: { stage: 'closed', customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
    });

    expect(await world.calls()).toEqual([`PATCH /crm/objects/2026-09/tickets/${ticketId}`]);
    expect((await facts(ticketId)).ticket).toMatchObject({
      stage: [{ value: 'closed', by: { kind: 'service' } }, { value: 'open' }],
      customerSaved: [{ value: 'Yes' }, { value: 'No' }],
      cancellationApproval: [{ value: 'No' }],
      rcmCancellationDate: [{ value: null }, { value: '2027-03-01' }],
    });
  });

  it('a note is written once, however often it is asked for, and known again by its reference (X3)', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.calls();
    const note: Write = {
      kind: 'addNote',
      rules: ['I3'],
      ticketId,
      reference: 'I3-1768903200000',
      paragraphs: ['Finance Approval was undone: <b> & "why".', 'Second paragraph, about the #ETF note.'],
    };
    await world.hubspot.perform(note);
    await world.hubspot.perform(note);

    expect((await world.calls()).filter((call) => call === 'POST /crm/objects/2026-09/notes')).toHaveLength(1);
    expect((await facts(ticketId)).evidence).toMatchObject({
      serviceNotes: [{ reference: 'I3-1768903200000' }],
      etfNotes: [],
    });
  });
});

describe('whose a note is', () => {
  const reopening = (ticketId: TicketId): Write => ({
    kind: 'addNote',
    rules: ['I4'],
    ticketId,
    reference: 'I4-1768903200000',
    paragraphs: ['This ticket was opened again.'],
  });
  const noteIdsOf = async (ticketId: TicketId): Promise<readonly string[]> => {
    const { body } = await world.app('GET', `/crm/v3/objects/tickets/${ticketId}?associations=notes`);
    const { notes } = body['associations'] as { readonly notes?: { readonly results: readonly { id: string }[] } };
    return (notes?.results ?? []).map(({ id }) => id);
  };

  it('I4, X3: a reference that a person types uses up no reopening, and holds back no note', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.noteOn(ticketId, '<p>Reference: I4-0</p>');
    await world.noteOn(ticketId, '<p>Copied. Reference: I4-1768903200000</p>');
    expect((await facts(ticketId)).evidence?.serviceNotes).toEqual([]);

    await world.hubspot.perform(reopening(ticketId));
    expect((await facts(ticketId)).evidence?.serviceNotes).toMatchObject([{ reference: 'I4-1768903200000' }]);
  });

  it('N3: an ETF note of a person that ends with a reference is an ETF note', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.noteOn(ticketId, `${ETF_NOTE}<p>Reference: INV-2026-0117</p>`);
    expect((await facts(ticketId)).evidence).toMatchObject({ etfNotes: [{ blankLabels: [] }], serviceNotes: [] });
  });

  it('X3, I3: a note of the service that a person edited is not written again, and proves nothing', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.hubspot.perform(reopening(ticketId));
    const [id = ''] = await noteIdsOf(ticketId);
    const edited = {
      properties: { hs_note_body: '<p>This ticket was opened again.</p><p>Thanks! Reference: I4-0</p>' },
    };
    await world.casey('PATCH', `/crm/v3/objects/notes/${id}`, edited);
    await world.hubspot.perform(reopening(ticketId));

    expect(await noteIdsOf(ticketId)).toEqual([id]);
    expect((await facts(ticketId)).evidence?.serviceNotes).toMatchObject([
      { reference: 'I4-1768903200000', edited: true },
    ]);
  });

  it('X3: a note of a former app, which the portal file names, is the service’s own', async () => {
    const ticketId = await world.ticket({ customer_saved: 'No' });
    await world.hubspot.perform(reopening(ticketId));
    const portal = portalWith(`app: { formerIds: ['${String(world.emulator.appId)}'] }`);
    const later = world.gateway({ portal, appId: '4711' });
    await later.perform(reopening(ticketId));
    expect(await noteIdsOf(ticketId)).toHaveLength(1);

    const stranger = world.gateway({ appId: '4711' });
    await stranger.perform(reopening(ticketId));
    expect(await noteIdsOf(ticketId)).toHaveLength(2);
  });
});

describe('what the intake asks', () => {
  it('is which tickets are At-Risk ones: one call for all, without those that do not exist', async () => {
    const [ours, other] = [await world.ticket(), await world.ticket()];
    const pipelines = await world.app('GET', '/crm/v3/pipelines/tickets');
    const support = pipelines.body.results.find(({ id }) => id !== '800100') as unknown as {
      readonly id: string;
      readonly stages: readonly { readonly id: string }[];
    };
    await set(other, { hs_pipeline: support.id, hs_pipeline_stage: support.stages[0]?.id ?? '' });
    await world.calls();

    expect(await world.hubspot.atRiskTickets([ours, other, ticketIdSchema.parse('1'), ours])).toEqual([ours]);
    expect(await world.calls()).toEqual(['POST /crm/objects/2026-09/tickets/batch/read']);
    expect(await world.hubspot.atRiskTickets([])).toEqual([]);
    expect(await world.calls()).toEqual([]);
  });

  it('is which tickets a note, a company or an invoice leads to', async () => {
    const ticketId = await world.ticket();
    const companyId = await world.companyOf(ticketId, 'Lakeside Imaging');
    const noteId = await world.noteOn(ticketId, 'x');
    const company = await world.app('GET', `/crm/v3/objects/companies/${companyId}?associations=invoices`);
    const associations = company.body['associations'] as {
      readonly invoices: { readonly results: readonly { id: string }[] };
    };
    const invoiceId = associations.invoices.results[0]?.id ?? '';

    expect(await world.hubspot.ticketsOf('note', [noteId, '1'])).toEqual(new Map([[noteId, [ticketId]]]));
    expect(await world.hubspot.ticketsOf('company', [companyId])).toEqual(new Map([[companyId, [ticketId]]]));
    expect(await world.hubspot.ticketsOf('invoice', [invoiceId])).toEqual(new Map([[invoiceId, [ticketId]]]));
    expect(await world.hubspot.ticketsOf('email', [])).toEqual(new Map());
  });
});

describe('a write whose attempt may not be the only one (X3)', () => {
  const rules = ['X1'] as const;
  const at = instantOf('2026-01-20T10:00-05:00');
  const text = { reference: 'X1-1', paragraphs: ['Please check.'] };
  const task = { ...text, subject: 'Check', dueAt: at };

  it.each<[Write['kind'], (ids: { ticketId: TicketId; companyId: CompanyId }) => Write]>([
    ['setClientStatus', ({ companyId }) => ({ kind: 'setClientStatus', rules, companyId, status: 'Active' })],
    ['updateTicket', ({ ticketId }) => ({ kind: 'updateTicket', rules, ticketId, change: { stage: 'closed' } })],
    ['addNote', ({ ticketId }) => ({ kind: 'addNote', rules, ticketId, ...text })],
    [
      'updateNote',
      ({ ticketId }) => {
        const noteId = noteIdSchema.parse('1');
        return { kind: 'updateNote', purpose: 'message', rules, ticketId, noteId, version: '1a', ...text };
      },
    ],
    ['addCompanyNote', ({ companyId }) => ({ kind: 'addCompanyNote', rules, companyId, ...text })],
    ['createTasks', ({ ticketId }) => ({ kind: 'createTasks', rules, ticketId, since: at, tasks: [task] })],
    ['moveTasks', () => ({ kind: 'moveTasks', rules, tasks: [{ id: taskIdSchema.parse('1'), dueAt: at }] })],
    [
      'reassociateTasks',
      ({ companyId }) => {
        const to = companyIdSchema.parse('1');
        return { kind: 'reassociateTasks', rules, taskIds: [taskIdSchema.parse('1')], from: companyId, to };
      },
    ],
    ['callOffTasks', () => ({ kind: 'callOffTasks', rules, taskIds: [taskIdSchema.parse('1')] })],
  ])('sends nothing: %s', async (_kind, write) => {
    const ticketId = await world.ticket();
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Maple Street Clinic'));
    await world.calls();
    const refusal = new HubSpotError({ kind: 'retryLater', detail: 'not the only one' });
    const written = world.hubspot.perform(write({ ticketId, companyId }), () => Promise.reject(refusal));

    await expect(written).rejects.toMatchObject({ kind: 'retryLater', detail: 'not the only one' });
    const changes = (await world.calls()).filter((call) => !call.startsWith('GET') && !call.endsWith('/batch/read'));
    expect(changes).toEqual([]);
  });
});
