import { startEmulator, type Emulator } from '../../emulator';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { dayOf, type Instant } from '../../src/sop/vocabulary/dates';
import {
  companyIdSchema,
  noteIdSchema,
  taskIdSchema,
  ticketIdSchema,
  userIdSchema,
} from '../../src/sop/vocabulary/ids';
import { caller, companyNamed, createTicket } from '../emulator/support';
import { APP_ID, PORTAL, portalWith } from '../hubspot/build';
import { ETF_NOTE } from '../hubspot/world';
import { loadContracts } from './openapi';
import { startRecorder, type Recorder } from './recorder';

const zone = PORTAL.sop.timeZone;
const contracts = loadContracts();
const described = contracts === undefined ? describe.skip : describe;
const VERSIONS = ['2026-09', 'v3'] as const;

/** What the documents call the operations of the gateway. */
const OPERATIONS: Readonly<Record<(typeof VERSIONS)[number], readonly string[]>> = {
  '2026-09': [
    'GET /crm/objects/2026-09/{objectType}/{objectId}',
    'GET /crm/owners/2026-09/{ownerId}',
    'GET /crm/pipelines/2026-09/{objectType}',
    // Called as /files/2026-03/files/{fileId}.
    'GET /files/v3/files/{fileId}',
    'GET /settings/users/2026-03/teams',
    'GET /settings/users/2026-03/{userId}',
    'PATCH /crm/objects/2026-09/{objectType}/{objectId}',
    'POST /crm/associations/2026-09/{fromObjectType}/{toObjectType}/batch/archive',
    'POST /crm/associations/2026-09/{fromObjectType}/{toObjectType}/batch/create',
    'POST /crm/associations/2026-09/{fromObjectType}/{toObjectType}/batch/read',
    'POST /crm/objects/2026-09/{objectType}',
    'POST /crm/objects/2026-09/{objectType}/batch/archive',
    'POST /crm/objects/2026-09/{objectType}/batch/create',
    'POST /crm/objects/2026-09/{objectType}/batch/read',
    'POST /crm/objects/2026-09/{objectType}/batch/update',
    'POST /crm/objects/2026-09/{objectType}/search',
    'POST /crm/properties/2026-09/{objectType}/batch/read',
  ],
  v3: [
    'GET /crm/v3/objects/companies/{companyId}',
    'GET /crm/v3/objects/tickets/{ticketId}',
    'GET /crm/v3/owners/{ownerId}',
    'GET /crm/v3/pipelines/{objectType}',
    'GET /files/v3/files/{fileId}',
    'GET /settings/v3/users/teams',
    'GET /settings/v3/users/{userId}',
    'PATCH /crm/v3/objects/companies/{companyId}',
    'PATCH /crm/v3/objects/notes/{noteId}',
    'PATCH /crm/v3/objects/tickets/{ticketId}',
    'POST /crm/v3/objects/companies/batch/read',
    'POST /crm/v3/objects/companies/search',
    'POST /crm/v3/objects/invoices/batch/read',
    'POST /crm/v3/objects/invoices/search',
    'POST /crm/v3/objects/notes',
    'POST /crm/v3/objects/notes/batch/read',
    'POST /crm/v3/objects/notes/search',
    'POST /crm/v3/objects/tasks/batch/archive',
    'POST /crm/v3/objects/tasks/batch/create',
    'POST /crm/v3/objects/tasks/batch/read',
    'POST /crm/v3/objects/tasks/batch/update',
    'POST /crm/v3/objects/tasks/search',
    'POST /crm/v3/objects/tickets/batch/read',
    'POST /crm/v3/objects/tickets/search',
    'POST /crm/v3/objects/{objectType}/batch/read',
    'POST /crm/v3/objects/{objectType}/search',
    'POST /crm/v3/properties/{objectType}/batch/read',
    'POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/archive',
    'POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/create',
    'POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/read',
  ],
};

described.each(VERSIONS)(
  'what the gateway sends to HubSpot by the paths of %s is as HubSpot documents it',
  (version) => {
    let emulator: Emulator;
    let recorder: Recorder;
    let hubspot: HubSpot;

    beforeAll(async () => {
      if (contracts === undefined) throw new Error('no documents');
      emulator = await startEmulator({ limits: { searchPerSecond: 1_000 } });
      recorder = await startRecorder(emulator.url, contracts);
      hubspot = createHubSpot({
        accessToken: emulator.accessToken,
        apiUrl: recorder.url,
        appId: APP_ID,
        // Everything that can be read is read.
        portal: portalWith(
          `{ hubspot: { apiVersion: ${version} }, notice: { fileName: notice, emailAttachments: true } }`,
        ),
      });
    });

    afterAll(async () => {
      hubspot.close();
      await recorder.close();
      await emulator.close();
    });

    it('in every call that it makes', async () => {
      const casey = caller(emulator, '5001');
      const finn = caller(emulator, '5003');
      const associate = (from: string, fromId: string, to: string, toId: string) =>
        casey('PUT', `/crm/v4/objects/${from}/${fromId}/associations/default/${to}/${toId}`);
      const ticketId = ticketIdSchema.parse(
        await createTicket(casey, {
          customer_saved: 'No',
          cancellation_approval: 'Yes',
          rcm_cancellation_date: '2027-03-01',
          hubspot_owner_id: '7001',
          invoice_determination: 'Paid in full',
        }),
      );
      const companyId = companyIdSchema.parse(await companyNamed(casey, 'Summit Orthopedics'));
      await associate('tickets', ticketId, 'companies', companyId);
      const form = new FormData();
      form.set('file', new Blob(['x']), 'notice.pdf');
      form.set('options', JSON.stringify({ access: 'PRIVATE' }));
      form.set('folderPath', '/');
      const uploaded = await fetch(`${emulator.url}/files/v3/files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${emulator.accessToken}` },
        body: form,
      });
      const file = (await uploaded.json()) as { readonly id: string };
      const hs_timestamp = new Date().toISOString();
      const email = await casey('POST', '/crm/v3/objects/emails', {
        properties: { hs_timestamp, hs_attachment_ids: file.id, hs_email_direction: 'EMAIL' },
      });
      await associate('emails', email.body.id, 'tickets', ticketId);
      const note = await casey('POST', '/crm/v3/objects/notes', {
        properties: { hs_timestamp, hs_note_body: ETF_NOTE },
      });
      await associate('notes', note.body.id, 'tickets', ticketId);
      await finn('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { finance_approval: 'Yes' } });

      const reading = await hubspot.readCase(ticketId);
      expect(reading).toMatchObject({
        facts: {
          evidence: { noticeFiles: 1 },
          company: { outstandingInvoices: [{}] },
          approver: { teams: ['Finance'], ownsTicket: false },
        },
      });
      await hubspot.perform({ kind: 'setClientStatus', rules: ['N7'], companyId, status: 'Cancellation in Progress' });
      await hubspot.perform({
        kind: 'updateTicket',
        rules: ['I3'],
        ticketId,
        change: { financeApproval: null, stage: 'closed' },
      });
      await hubspot.perform({ kind: 'addNote', rules: ['I3'], ticketId, reference: 'I3-1', paragraphs: ['Undone.'] });
      const withNote = await hubspot.readCase(ticketId, undefined, { hasNotes: true });
      const [own] = withNote.kind === 'found' ? (withNote.facts.evidence?.serviceNotes ?? []) : [];
      const noteId = noteIdSchema.parse(own?.id);
      await hubspot.perform({
        kind: 'updateNote',
        purpose: 'record',
        rules: ['I3'],
        ticketId,
        noteId,
        reference: 'I3-2',
        version: '1a',
        paragraphs: ['Undone again.'],
      });
      const task = { subject: 'Tasks', paragraphs: ['By then.'], dueAt: Date.parse('2027-03-01T17:00:00Z') as Instant };
      const created = { ...task, reference: `N9-${ticketId}-billing`, ownerId: '7001' };
      const since = 0 as Instant;
      await hubspot.perform({ kind: 'createTasks', rules: ['N9'], ticketId, companyId, since, tasks: [created] });
      await casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, {
        properties: { rcm_cancellation_date: '2027-04-01' },
      });
      const withTask = await hubspot.readCase(ticketId);
      expect(withTask).toMatchObject({ facts: { checklist: [{ key: 'billing', open: true, edited: false }] } });
      const [found] = withTask.kind === 'found' ? (withTask.facts.checklist ?? []) : [];
      const id = found?.id ?? taskIdSchema.parse('1');
      await hubspot.perform({ kind: 'moveTasks', rules: ['N9'], tasks: [{ id, dueAt: task.dueAt, text: created }] });
      await hubspot.perform({ kind: 'reassociateTasks', rules: ['N9'], taskIds: [id], from: companyId, to: companyId });
      await hubspot.perform({ kind: 'callOffTasks', rules: ['N9'], taskIds: [id] });
      await casey('PATCH', `/crm/v3/objects/companies/${companyId}`, { properties: { client_status: 'Cancelled' } });
      expect(await hubspot.workOnCancelled(dayOf(Date.now() as Instant, zone))).toEqual({ found: [], notRead: [] });
      for (const type of ['ticket', 'note', 'email', 'company', 'invoice'] as const) {
        const { since, until } = await hubspot.findChanges({ type, seen: [] });
        const further = until && { until, after: '0' };
        const page = await hubspot.findChanges({ type, since, further, seen: [] });
        expect(page.stamps.length).toBeGreaterThan(0);
      }
      await hubspot.readApprover(ticketId, userIdSchema.parse('5003'));
      expect(await hubspot.userByEmail('finn.finance@example.com')).toBe('5003');
      await hubspot.atRiskTickets([ticketId]);
      for await (const page of hubspot.allAtRiskTickets()) expect(page).toContain(ticketId);
      expect((await hubspot.readCases([ticketId])).get(ticketId)).toEqual(await hubspot.readCase(ticketId));
      await hubspot.ticketsOf('note', [note.body.id]);
      await hubspot.ticketsOf('invoice', ['1']);
      expect(await hubspot.readCase(ticketIdSchema.parse('1'))).toEqual({ kind: 'gone' });

      expect(recorder.operations()).toEqual(OPERATIONS[version]);
      expect(recorder.problems()).toEqual([]);
    });

    it('in every call that asks what is associated, and whom and what the portal file names', async () => {
      const casey = caller(emulator, '5001');
      const ticketId = ticketIdSchema.parse(await createTicket(casey));
      const companyId = await companyNamed(casey, 'Summit Orthopedics');
      await casey('PUT', `/crm/v4/objects/tickets/${ticketId}/associations/default/companies/${companyId}`);
      expect((await hubspot.readLinked([ticketId])).get(ticketId)).toBeDefined();

      const named = '{ key: billing, team: Billing, subject: End, owner: "7001" }';
      const hubspotSection = `hubspot: { apiVersion: ${version} }`;
      const people = portalWith(
        `${hubspotSection}\nsop: { financeTeams: [Nobody], financeUserIds: ['5003', '99'], checklist: [${named}] }`,
      );
      const hidden = portalWith(`${hubspotSection}\nticket: { properties: { financeApproval: nowhere } }`);
      for (const portal of [people, hidden]) {
        const other = createHubSpot({ accessToken: emulator.accessToken, apiUrl: recorder.url, appId: APP_ID, portal });
        await other.readCase(ticketId).catch(() => undefined);
        other.close();
      }

      expect(recorder.problems()).toEqual([]);
    });

    it('in every call for a support request (C3)', async () => {
      const casey = caller(emulator, '5001');
      const cancelled = { customer_saved: 'No', rcm_cancellation_date: '2027-03-01', hs_pipeline_stage: '800102' };
      const atRisk = ticketIdSchema.parse(await createTicket(casey, cancelled));
      const requestId = ticketIdSchema.parse(
        await createTicket(casey, {
          hs_pipeline: '800200',
          hs_pipeline_stage: '800201',
          support_form: 'Properties & Objects',
          requested_change: 'Rescind cancellation',
          change_explanation: 'The client stays.',
        }),
      );
      const companyId = await companyNamed(casey, 'Cedar Eye Care');
      for (const id of [atRisk, requestId]) {
        await casey('PUT', `/crm/v4/objects/tickets/${id}/associations/default/companies/${companyId}`);
      }
      await hubspot.performSupport({
        kind: 'explainChange',
        rules: ['C3', 'C4'],
        requestId,
        ticketId: atRisk,
        reference: `C4-${requestId}`,
        sentence: 'The cancellation is rescinded.',
      });

      expect(await hubspot.readSupportRequest(requestId)).toMatchObject({
        facts: { candidates: [{ ticket: { id: atRisk }, explanations: [{ reference: `C4-${requestId}` }] }] },
      });
      await hubspot.performSupport({ kind: 'closeRequest', rules: ['C3'], requestId });
      expect(await hubspot.ticketKinds([atRisk, requestId])).toEqual(new Map([[atRisk, 'atRisk']]));
      expect(recorder.problems()).toEqual([]);
    });
  },
);
