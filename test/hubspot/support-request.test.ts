import { supportMisfits } from '../../src/hubspot/portal/portal-fit';
import type { SupportWrite } from '../../src/sop/support/support-decision';
import type { SupportFacts } from '../../src/sop/support/support-facts';
import { ticketIdSchema, userIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { caller, createTicket, type Caller } from '../emulator/support';
import { PORTAL, portalWith } from './build';
import { startWorld, type World } from './world';

const SUPPORT = { hs_pipeline: '800200', hs_pipeline_stage: '800201', support_form: 'Properties & Objects' };
const DATE = { requested_change: 'Change RCM Cancellation Date', requested_rcm_cancellation_date: '2027-05-01' };
const COMPLETE = { ...SUPPORT, ...DATE, change_explanation: 'The client asked\nfor <more> & "time".' };
const NOT_SAVED = { customer_saved: 'No', cancellation_approval: 'Yes', rcm_cancellation_date: '2027-03-01' };

let world: World;

beforeAll(async () => {
  world = await startWorld();
  // Pipelines and properties are read seldom; the calls counted below are those of every read.
  await world.hubspot.readSupportRequest(await request(COMPLETE));
  await world.hubspot.readCase(await world.ticket());
});

afterAll(async () => {
  await world.close();
});

const request = async (properties: Readonly<Record<string, string>> = COMPLETE): Promise<TicketId> =>
  ticketIdSchema.parse(await createTicket(world.casey, properties));

const join = (from: string, fromId: string, to: string, toId: string) =>
  world.casey('PUT', `/crm/v4/objects/${from}/${fromId}/associations/default/${to}/${toId}`);

const company = async (): Promise<string> => {
  const created = await world.casey('POST', '/crm/v3/objects/companies', { properties: { name: 'Client under test' } });
  return created.body.id;
};

const closedTicket = async (): Promise<TicketId> => {
  const ticketId = await world.ticket(NOT_SAVED);
  await world.app('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { hs_pipeline_stage: '800102' } });
  return ticketId;
};

async function facts(id: TicketId): Promise<SupportFacts> {
  const reading = await world.hubspot.readSupportRequest(id);
  if (reading.kind !== 'found') throw new Error(`the support ticket is ${reading.kind}`);
  return reading.facts;
}

const kindsOf = (calls: readonly string[]) =>
  calls.map((call) =>
    call.replace(/^(\w+) \/crm\/(?:objects\/|(associations\/))2026-09\//, '$1 $2').replace(/\/\d+/, '/…'),
  );

describe('reading a support request', () => {
  it('C3: takes the ticket, its At-Risk ticket and the notes of that one', async () => {
    const [atRisk, id] = [await closedTicket(), await request()];
    await join('tickets', id, 'tickets', atRisk);
    await world.hubspot.perform({
      kind: 'addNote',
      rules: ['C4'],
      ticketId: atRisk,
      reference: 'C4-7',
      paragraphs: ['x'],
    });
    await world.noteOn(atRisk, '<p>Something else</p>');
    await world.calls();

    expect(await facts(id)).toMatchObject({
      id,
      stage: [{ value: 'new', by: { kind: 'person', userId: '5001' } }],
      form: { change: 'date', date: '2027-05-01', explained: true },
      candidates: [
        {
          named: true,
          ticket: { id: atRisk, customerSaved: [{ value: 'No' }], stage: [{ value: 'closed' }, { value: 'open' }] },
          explanations: [{ reference: 'C4-7' }],
        },
      ],
      others: [],
    });
    expect(kindsOf(await world.calls())).toEqual(['GET tickets/…', 'GET tickets/…', 'POST notes/batch/read']);
  });

  it('C3: finds the At-Risk tickets of its company, and the other requests around them', async () => {
    const [companyId, atRisk, id, older] = [await company(), await closedTicket(), await request(), await request()];
    for (const ticket of [atRisk, id]) await join('tickets', ticket, 'companies', companyId);
    await join('tickets', older, 'tickets', atRisk);
    await world.noteOn(atRisk, '<p>Something else</p>');
    await world.calls();

    expect(await facts(id)).toMatchObject({
      candidates: [{ named: false, ticket: { id: atRisk }, explanations: [] }],
      others: [{ id: older, open: true, form: { change: 'date', date: '2027-05-01', explained: true } }],
    });
    expect(kindsOf(await world.calls())).toEqual([
      'GET tickets/…',
      'POST associations/companies/tickets/batch/read',
      'POST tickets/batch/read',
      'GET tickets/…',
      'POST tickets/batch/read',
      'POST notes/batch/read',
    ]);
  });

  it("C3: sees the company's requests from one that names the ticket, too", async () => {
    const [companyId, atRisk, id, other] = [await company(), await closedTicket(), await request(), await request()];
    for (const ticket of [atRisk, other]) await join('tickets', ticket, 'companies', companyId);
    await join('tickets', id, 'tickets', atRisk);
    const elsewhere = ticketIdSchema.parse(
      await createTicket(world.casey, { hs_pipeline: '800200', hs_pipeline_stage: '800201' }),
    );
    await join('tickets', elsewhere, 'tickets', atRisk);

    expect((await facts(id)).others).toMatchObject([{ id: other }]);
  });

  it('C3: takes two calls while the form is not filled in', async () => {
    const [atRisk, id] = [await closedTicket(), await request({ ...SUPPORT, ...DATE, change_explanation: ' \n ' })];
    await join('tickets', id, 'tickets', atRisk);
    await world.calls();

    expect(await facts(id)).toMatchObject({ form: { explained: false }, candidates: [{ ticket: { id: atRisk } }] });
    expect(await world.calls()).toHaveLength(2);
  });

  it.each(['.', 'n/a', '<p>N/A</p>', 'none', '\u200b', '<s>Because</s>'])(
    'C4: is not explained by "%s"',
    async (text) => {
      const id = await request({ ...SUPPORT, ...DATE, change_explanation: text });
      expect(await facts(id)).toMatchObject({ form: { explained: false } });
    },
  );

  it('C3: takes one call for a closed one, one that was taken over, or one of another form', async () => {
    const closed = await request({ ...COMPLETE, hs_pipeline_stage: '800202' });
    const otherForm = await request({ hs_pipeline: '800200', hs_pipeline_stage: '800201' });
    await world.calls();

    expect((await facts(closed)).stage).toMatchObject([{ value: 'closed' }]);
    expect(await world.hubspot.readSupportRequest(otherForm)).toEqual({ kind: 'otherForm' });
    expect(await world.hubspot.readSupportRequest(await world.ticket())).toEqual({ kind: 'otherForm' });
    expect(await world.hubspot.readSupportRequest(ticketIdSchema.parse('1'))).toEqual({ kind: 'gone' });
    expect(await world.calls()).toHaveLength(4);
  });

  it('C3: of one that was merged names the remaining ticket', async () => {
    const [primaryObjectId, objectIdToMerge] = [await request(), await request()];
    const merged = await world.casey('POST', '/crm/v3/objects/tickets/merge', { primaryObjectId, objectIdToMerge });

    expect(await world.hubspot.readSupportRequest(objectIdToMerge)).toEqual({ kind: 'merged', into: merged.body.id });
  });

  it('C3: knows when the form was last changed, whatever else was changed since', async () => {
    const id = await request();
    const before = await facts(id);
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { subject: 'Another' } });
    const renamed = await facts(id);
    await world.casey('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { change_explanation: 'Still holds.' } });

    expect(renamed.askedAt).toBe(before.askedAt);
    expect((await facts(id)).askedAt).toBeGreaterThanOrEqual(renamed.changedAt);
  });

  describe('who asks', () => {
    const CASEY = { kind: 'user', userId: '5001', teams: ['Client Success'] };
    const as = (source: string) => caller(world.emulator, undefined, { 'x-emulator-source': source });
    const created = async (by: Caller, properties: Readonly<Record<string, string>> = COMPLETE): Promise<TicketId> =>
      ticketIdSchema.parse(await createTicket(by, properties));
    const save = async (by: Caller, id: TicketId, properties: Readonly<Record<string, string>>): Promise<void> => {
      await by('PATCH', `/crm/v3/objects/tickets/${id}`, { properties });
    };
    const contact = async (id: TicketId, email: string): Promise<void> => {
      const made = await world.casey('POST', '/crm/v3/objects/contacts', { properties: { email } });
      await join('tickets', id, 'contacts', made.body.id);
    };
    const requester = async (id: TicketId) => (await facts(id)).requester;

    it('C3: is the person who saved the form last, with their teams', async () => {
      const id = await created(world.casey);
      expect(await requester(id)).toEqual(CASEY);
      await save(world.finn, id, { requested_rcm_cancellation_date: '2027-05-02' });
      expect(await requester(id)).toEqual({ kind: 'user', userId: '5003', teams: ['Finance'] });
      await save(world.finn, id, { subject: 'Another' });
      await save(world.casey, id, { change_explanation: 'I confirm it.' });
      expect(await requester(id)).toEqual(CASEY);
    });

    it('C3: is unknown where an automation, the token, an import or a clone made the change', async () => {
      for (const by of [as('AUTOMATION_PLATFORM'), world.app, as('IMPORT'), as('CLONE_OBJECTS')]) {
        const id = await created(by);
        expect(await requester(id)).toEqual({ kind: 'unknown' });
        await save(world.casey, id, { change_explanation: 'I confirm it.' });
        expect(await requester(id)).toEqual(CASEY);
      }
    });

    it('C3, X1: is unknown where software names a person, except for sources that the portal file adds', async () => {
      const asCasey = (source: string) => caller(world.emulator, '5001', { 'x-emulator-source': source });
      for (const source of ['CLONE_OBJECTS', 'IMPORT', 'AUTOMATION_PLATFORM', 'BATCH_UPDATE']) {
        expect(await requester(await created(asCasey(source)))).toEqual({ kind: 'unknown' });
      }
      const id = await created(asCasey('SIDEKICK'));
      const hubspot = world.gateway({ portal: portalWith('people: { sources: [SIDEKICK] }') });
      expect(await requester(id)).toEqual({ kind: 'unknown' });
      expect(await hubspot.readSupportRequest(id)).toMatchObject({ facts: { requester: CASEY } });
    });

    it('C3: is the creator of the ticket where an automation filled in the form, and nobody where it changed it', async () => {
      const id = await created(world.casey, SUPPORT);
      const { change_explanation } = COMPLETE;
      await save(as('AUTOMATION_PLATFORM'), id, { ...DATE, change_explanation });
      expect(await requester(id)).toEqual(CASEY);
      await save(as('AUTOMATION_PLATFORM'), id, { requested_rcm_cancellation_date: '2027-05-02' });
      expect(await requester(id)).toEqual({ kind: 'unknown' });
    });

    it('C3, X1: is nobody where an import filled in the form of a ticket that was there', async () => {
      const id = await created(world.casey, SUPPORT);
      const { change_explanation } = COMPLETE;
      await save(as('IMPORT'), id, { ...DATE, change_explanation });
      expect(await requester(id)).toEqual({ kind: 'unknown' });
    });

    it('C3: is the person who filled in the form that an automation added to', async () => {
      const id = await created(world.casey, SUPPORT);
      await save(world.finn, id, DATE);
      await save(as('AUTOMATION_PLATFORM'), id, { change_explanation: 'Copied.' });

      expect(await requester(id)).toMatchObject({ userId: '5003' });
    });

    it('C3: is the contact who submitted the form, if a user of the portal has the address', async () => {
      const id = await created(as('FORM'));
      expect(await requester(id)).toEqual({ kind: 'unknown' });
      await contact(id, 'Casey.Success@example.com');
      expect(await requester(id)).toEqual(CASEY);
      await contact(id, 'another@example.com');
      expect(await requester(id)).toEqual({ kind: 'unknown' });

      const stranger = await created(as('FORM'));
      await contact(stranger, 'office@willow.example.com');
      expect(await requester(stranger)).toEqual({ kind: 'unknown' });
    });

    it('C3, X1: is nobody after a merge, until a person saves the form again', async () => {
      const [primaryObjectId, objectIdToMerge] = [await request(), await request()];
      const merged = await world.casey('POST', '/crm/v3/objects/tickets/merge', { primaryObjectId, objectIdToMerge });
      const id = ticketIdSchema.parse(merged.body.id);
      expect(await requester(id)).toEqual({ kind: 'unknown' });
      await save(world.casey, id, { change_explanation: 'Both of them.' });
      expect(await requester(id)).toEqual(CASEY);
    });

    it('C3: is not searched while the form is not filled in', async () => {
      expect(await requester(await created(as('FORM'), { ...SUPPORT, ...DATE }))).toBeUndefined();
    });
  });

  describe('the client', () => {
    it('C3: is the primary one of several companies', async () => {
      const [id, first, second] = [await request(), await company(), await company()];
      expect(await facts(id)).toMatchObject({ companyIds: [] });
      await join('tickets', id, 'companies', first);
      await join('tickets', id, 'companies', second);

      expect(await facts(id)).toMatchObject({ companyIds: [first, second], clientId: first });
    });

    it('C3: has the Client Status that tells whether an open ticket is kept open by an invoice', async () => {
      const [companyId, atRisk, id] = [await company(), await world.ticket(NOT_SAVED), await request()];
      await world.app('PATCH', `/crm/v3/objects/companies/${companyId}`, {
        properties: { client_status: 'Cancellation in Progress' },
      });
      await join('tickets', atRisk, 'companies', companyId);
      await join('tickets', id, 'tickets', atRisk);
      await world.calls();

      expect((await facts(id)).candidates).toMatchObject([{ clientStatus: 'Cancellation in Progress' }]);
      expect(kindsOf(await world.calls())).toContain('POST companies/batch/read');
    });

    it('C3: is read again after a rescission, and not for a date', async () => {
      const [companyId, atRisk] = [await company(), await closedTicket()];
      const rescission = await request({ ...COMPLETE, requested_change: 'Rescind cancellation' });
      const date = await request();
      await join('tickets', atRisk, 'companies', companyId);
      for (const id of [rescission, date]) {
        await join('tickets', id, 'tickets', atRisk);
        const reference = `C4-${id}`;
        await world.hubspot.perform({ kind: 'addNote', rules: ['C4'], ticketId: atRisk, reference, paragraphs: ['x'] });
      }
      await world.app('PATCH', `/crm/v3/objects/companies/${companyId}`, {
        properties: { client_status: 'Cancelled' },
      });

      expect((await facts(rescission)).candidates).toMatchObject([{ clientStatus: 'Cancelled' }]);
      expect((await facts(date)).candidates[0]).not.toHaveProperty('clientStatus');
    });
  });

  it('C3: never says what the explanation says', async () => {
    const [atRisk, id] = [await closedTicket(), await request()];
    await join('tickets', id, 'tickets', atRisk);

    expect(JSON.stringify(await facts(id))).not.toContain('time');
  });

  it.each([
    ['a pipeline', 'supportRequests: { pipeline: Nowhere }', 'a ticket pipeline "Nowhere"'],
    ['a stage', 'supportRequests: { newStage: Nowhere }', 'a stage "Nowhere" in its pipeline PrimeSupport'],
    ['an option', 'supportRequests: { changes: { rescission: Stay } }', 'requested_change has no option "Stay"'],
    ['a property', 'supportRequests: { properties: { explanation: nowhere } }', 'property nowhere does not exist'],
  ])('C3: without %s that the portal file names is a mismatch, and cases go on', async (_what, yaml, detail) => {
    const hubspot = world.gateway({ portal: portalWith(yaml) });
    const [id, ticketId] = [await request(), await world.ticket()];

    await expect(hubspot.readSupportRequest(id)).rejects.toMatchObject({
      kind: 'mismatch',
      detail: expect.stringContaining(detail),
    });
    expect(await hubspot.readCase(ticketId)).toMatchObject({ kind: 'found' });
    expect((await hubspot.ticketKinds([ticketId])).get(ticketId)).toBe('atRisk');
  });
});

describe('applying a support request', () => {
  const explanation = (requestId: TicketId, ticketId: TicketId, by?: string): SupportWrite => ({
    kind: 'explainChange',
    rules: ['C3', 'C4'],
    requestId,
    ticketId,
    reference: `C4-${requestId}`,
    sentence: 'The date is changed.',
    ...(by !== undefined && { by: userIdSchema.parse(by) }),
  });

  /** The note that is then on the At-Risk ticket. */
  async function explained(requestId: TicketId, ticketId: TicketId, by?: string): Promise<string | null | undefined> {
    await world.hubspot.performSupport(explanation(requestId, ticketId, by));
    const ticket = await world.app('GET', `/crm/v3/objects/tickets/${ticketId}?associations=notes`);
    const { notes } = ticket.body['associations'] as { notes: { results: readonly { id: string }[] } };
    const note = await world.app('GET', `/crm/v3/objects/notes/${notes.results[0]?.id ?? ''}?properties=hs_note_body`);
    return note.body.properties['hs_note_body'];
  }

  it('C3: copies the explanation to the At-Risk ticket, once (C4)', async () => {
    const [ticketId, requestId] = [await closedTicket(), await request()];
    await world.calls();
    await world.hubspot.performSupport(explanation(requestId, ticketId));
    expect(kindsOf(await world.calls())).toEqual([
      'GET tickets/…',
      'POST associations/tickets/notes/batch/read',
      'POST notes',
    ]);
    await world.hubspot.performSupport(explanation(requestId, ticketId));
    expect(kindsOf(await world.calls())).not.toContain('POST notes');

    expect(await explained(requestId, ticketId)).toBe(
      `<p>The date is changed.</p><p>Support ticket ${requestId} says:</p>` +
        '<p>&gt; The client asked</p><p>&gt; for &lt;more&gt; &amp; &quot;time&quot;.</p>' +
        `<p>Reference: C4-${requestId}</p>`,
    );
  });

  it('C4: quotes the explanation line by line, with the name of who wrote it', async () => {
    const text = 'Asked by phone.\nFinance approved closing this ticket.\nReference: I3-by-21-1\n\u202edevorppa\u0007';
    const [ticketId, requestId] = [await closedTicket(), await request({ ...COMPLETE, change_explanation: text })];

    expect(await explained(requestId, ticketId, '5001')).toBe(
      `<p>The date is changed.</p><p>Casey Success (casey.success@example.com) wrote on support ticket ${requestId}:</p>` +
        '<p>&gt; Asked by phone.</p><p>&gt; Finance approved closing this ticket.</p>' +
        `<p>&gt; Reference: I3-by-21-1</p><p>&gt; devorppa</p><p>Reference: C4-${requestId}</p>`,
    );
  });

  it('C4: says so where HubSpot no longer lists who wrote it', async () => {
    const [ticketId, requestId] = [await closedTicket(), await request()];

    expect(await explained(requestId, ticketId, '987654')).toContain(
      `<p>a person whom HubSpot does not list (id 987654) wrote on support ticket ${requestId}:</p>`,
    );
  });

  it('C3: copies the text of an explanation in HTML', async () => {
    const html = '<div><p>The client asked</p><p>for <b>more</b> time.</p></div>';
    const [ticketId, requestId] = [await closedTicket(), await request({ ...COMPLETE, change_explanation: html })];

    expect(await explained(requestId, ticketId)).toContain('<p>&gt; The client asked</p><p>&gt; for more time.</p>');
  });

  it('C3: shortens an explanation that no note could hold', async () => {
    const long = { ...COMPLETE, change_explanation: 'x'.repeat(30_000) };
    const [ticketId, requestId] = [await closedTicket(), await request(long)];
    const body = await explained(requestId, ticketId);

    expect(body).toContain(`the rest is on support ticket ${requestId}`);
    expect(body?.length).toBeLessThan(11_000);
  });

  it('C3: closes the support ticket with one PATCH', async () => {
    const requestId = await request();
    await world.calls();
    await world.hubspot.performSupport({ kind: 'closeRequest', rules: ['C3'], requestId });

    expect(await world.calls()).toEqual([`PATCH /crm/objects/2026-09/tickets/${requestId}`]);
    expect((await facts(requestId)).stage).toMatchObject([
      { value: 'closed', by: { kind: 'service' } },
      { value: 'new' },
    ]);
  });
});

describe('which tickets concern this service', () => {
  it('C3: one call distinguishes At-Risk tickets, open requests and others', async () => {
    const [atRisk, open] = [await world.ticket(), await request()];
    const closed = await request({ ...COMPLETE, hs_pipeline_stage: '800202' });
    const otherForm = await request({ hs_pipeline: '800200', hs_pipeline_stage: '800201' });
    await world.calls();

    expect(
      await world.hubspot.ticketKinds([atRisk, open, closed, otherForm, ticketIdSchema.parse('1'), atRisk]),
    ).toEqual(
      new Map([
        [atRisk, 'atRisk'],
        [open, 'supportRequest'],
      ]),
    );
    expect(await world.calls()).toEqual(['POST /crm/objects/2026-09/tickets/batch/read']);
    expect(await world.hubspot.ticketKinds([])).toEqual(new Map());
  });
});

describe('a portal that does not fit', () => {
  it('C3: is given every property and option of the form that it lacks', () => {
    expect(supportMisfits(PORTAL, [{ name: 'support_form', options: [{ value: 'Other' }] }])).toEqual([
      'the ticket property support_form has no option "Properties & Objects"',
      'the ticket property requested_change does not exist',
      'the ticket property requested_rcm_cancellation_date does not exist',
      'the ticket property change_explanation does not exist',
    ]);
  });
});
