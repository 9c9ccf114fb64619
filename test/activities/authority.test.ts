import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities, type CaseSnapshot } from '../../src/activities';
import type { Ground } from '../../src/activities/proof/grounds';
import { caseInputSchema, type HoldMemory } from '../../src/contract/case';
import type { Write } from '../../src/sop/decision/decision';
import { calendarDateSchema, type Instant } from '../../src/sop/vocabulary/dates';
import { companyIdSchema, userIdSchema, type CompanyId, type TicketId } from '../../src/sop/vocabulary/ids';
import { PORTAL, portalWith } from '../hubspot/build';
import { ETF_NOTE, startWorld, type World } from '../hubspot/world';
import { inDays } from '../support/in-days';

const CLOSED = '800102';
const DAY_MS = 86_400_000;

function the<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('there is none');
  return found;
}

/** Somebody who reaches Temporal runs the service's activities with inputs of their own: a workflow, or a standalone activity. */
describe('an activity that a stranger runs with an input of their own', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.hubspot.readCase(await world.ticket());
  });
  afterAll(() => world.close());

  const activitiesWith = (portal = PORTAL, sealSecret?: string): Activities =>
    createActivities({
      hubspot: world.gateway({ portal }),
      portal,
      temporal: new Client({ connection: Connection.lazy() }),
      taskQueue: 'unused',
      casesOf: () => Promise.resolve([]),
      ...(sealSecret !== undefined && { sealSecret }),
    });

  /** The service runs it: the server says when. `attempt`: a later one reads again. */
  function run<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
    const info = { scheduledTimestampMs: Date.now(), startToCloseTimeoutMs: 180_000, attempt };
    // What is refused here is meant to fail.
    const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    return environment.run<[], T, () => Promise<T>>(work);
  }

  async function client(properties: Readonly<Record<string, string>> = {}): Promise<[TicketId, CompanyId]> {
    const ticketId = await world.ticket(properties);
    const company = { properties: { name: `Client ${ticketId}`, client_status: 'At-Risk' } };
    const companyId = companyIdSchema.parse((await world.casey('POST', '/crm/v3/objects/companies', company)).body.id);
    await world.app('PUT', `/crm/v4/objects/tickets/${ticketId}/associations/default/companies/${companyId}`);
    return [ticketId, companyId];
  }

  const statusOf = async (companyId: CompanyId): Promise<unknown> =>
    (await world.casey('GET', `/crm/v3/objects/companies/${companyId}?properties=client_status`)).body.properties;
  const ticketOf = async (ticketId: TicketId): Promise<Record<string, string>> =>
    (
      await world.casey(
        'GET',
        `/crm/v3/objects/tickets/${ticketId}?properties=hs_pipeline_stage,finance_approval,customer_saved,rcm_cancellation_date`,
      )
    ).body.properties as never;

  const OUTDATED = { type: 'DecisionOutdated' };

  describe('writes nothing that no rule wants', () => {
    const soon = (Date.now() + 400 * DAY_MS) as Instant;
    const saidToBe = (ticketId: TicketId): readonly (Ground | undefined)[] => [
      undefined,
      { ticketId, readAt: Date.now() as Instant },
      { ticketId, readAt: (Date.now() + DAY_MS) as Instant, seals: ['AAAA', ''] },
      { ticketId, readAt: Date.now() as Instant, at: soon },
      {
        kind: 'command',
        ticketId,
        command: { kind: 'rescind', reason: 'They stay', by: userIdSchema.parse('5001') },
        at: Date.now() as Instant,
        readAt: Date.now() as Instant,
      },
      {
        kind: 'command',
        ticketId,
        command: { kind: 'approveClosing', determination: 'Paid in full', by: userIdSchema.parse('5003') },
        at: Date.now() as Instant,
        readAt: Date.now() as Instant,
      },
      { kind: 'refusal', ticketId, type: 'HubSpot.invalid', message: 'Pay at once', since: soon },
    ];

    it.each<[string, (ticketId: TicketId, companyId: CompanyId) => Write]>([
      [
        'I1: closing a held ticket',
        (ticketId) => ({ kind: 'updateTicket', rules: ['S4'], ticketId, change: { stage: 'closed' } }),
      ],
      [
        'I3: an approval',
        (ticketId) => ({
          kind: 'updateTicket',
          rules: ['I3'],
          ticketId,
          change: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
        }),
      ],
      [
        'N8: Cancelled',
        (_id, companyId) => ({ kind: 'setClientStatus', rules: ['N8'], companyId, status: 'Cancelled' }),
      ],
      ['S2: Active', (_id, companyId) => ({ kind: 'setClientStatus', rules: ['S2'], companyId, status: 'Active' })],
      [
        'C2: a rescission',
        (ticketId) => ({ kind: 'updateTicket', rules: ['C2'], ticketId, change: { customerSaved: 'No' } }),
      ],
      [
        'I3: the record of an approval',
        (ticketId) => ({
          kind: 'addNote',
          rules: ['I3'],
          ticketId,
          reference: `I3-by-5003-${String(Date.now())}`,
          paragraphs: ['Finance approved.'],
        }),
      ],
      [
        'N9: a note on work',
        (ticketId) => ({
          kind: 'addNote',
          rules: ['N9'],
          ticketId,
          reference: 'N9-work-2026-01-01',
          paragraphs: ['Work was logged.'],
        }),
      ],
    ])('%s: nothing is written', async (_what, writeOf) => {
      const [ticketId, companyId] = await client({ customer_saved: 'Yes', outstanding_invoice: 'Yes' });
      const acts = activitiesWith();
      // What the service itself wants of it, so that nothing of this is left to be wanted.
      const { decision } = await run(() => acts.readCase(ticketId, Date.now() as Instant));
      const write = writeOf(ticketId, companyId);
      expect(decision.writes).not.toContainEqual(write);
      for (const ground of saidToBe(ticketId)) {
        await world.calls();
        await expect(run(() => acts.perform(write, ground))).rejects.toMatchObject(OUTDATED);
        expect(
          (await world.calls()).filter(
            (call) => !call.startsWith('GET') && !call.includes('/batch/read') && !call.includes('/search'),
          ),
        ).toEqual([]);
      }
      expect((await ticketOf(ticketId))['hs_pipeline_stage']).not.toBe(CLOSED);
      expect(await statusOf(companyId)).toMatchObject({ client_status: 'At-Risk' });
    });
  });

  it('S2, N8: a decision at an instant that the caller made up carries no seal, and none of its writes are made', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'Yes' });
    const acts = activitiesWith();
    const later = (Date.now() + 31 * DAY_MS) as Instant;
    const snapshot = await run(() => acts.readCase(ticketId, later));
    const active = snapshot.decision.writes.find((write) => write.kind === 'setClientStatus');
    expect(active).toMatchObject({ kind: 'setClientStatus' });
    expect(snapshot.seals).toBeUndefined();
    const forged: Write = { kind: 'setClientStatus', rules: ['S2'], companyId, status: 'Active' };
    const ground = { ticketId, readAt: snapshot.readAt, seals: ['AAAA'] };
    await expect(run(() => acts.perform(forged, ground))).rejects.toMatchObject(OUTDATED);
    expect(await statusOf(companyId)).toMatchObject({ client_status: 'At-Risk' });
  });

  it('X1: a seal is of one write on one ticket, and another secret proves nothing', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'Yes' });
    const [other] = await client();
    const acts = activitiesWith(PORTAL, 'secret of this portal');
    const { readAt, seals, decision } = await run(() => acts.readCase(ticketId, Date.now() as Instant));
    const [write] = decision.writes;
    const cancelled: Write = { kind: 'setClientStatus', rules: ['N8'], companyId, status: 'Cancelled' };
    await expect(run(() => acts.perform(cancelled, { ticketId, readAt, seals }))).rejects.toMatchObject(OUTDATED);
    await expect(run(() => acts.perform(the(write), { ticketId: other, readAt, seals }))).rejects.toMatchObject(
      OUTDATED,
    );
    const strangers = activitiesWith(PORTAL, 'secret of another portal');
    await world.calls();
    await run(() => strangers.perform(the(write), { ticketId, readAt, seals }));
    // Read again, as the seal proved nothing; the SOP wants it, so it is written.
    expect((await world.calls())[0]).toContain('GET /crm/objects/2026-09/tickets/');
  });

  it('X1: a write right after its read, by any worker of the portal, takes one call', async () => {
    const [ticketId] = await client({ customer_saved: 'Yes' });
    const [reads, writes] = [activitiesWith(PORTAL, 'one secret'), activitiesWith(PORTAL, 'one secret')];
    // The portal's own names are read once, by each worker.
    await run(() => writes.readCase(ticketId, Date.now() as Instant));
    const { readAt, seals, decision } = await run(() => reads.readCase(ticketId, Date.now() as Instant));
    await world.calls();
    for (const write of decision.writes) await run(() => writes.perform(write, { ticketId, readAt, seals }));
    expect(await world.calls()).toHaveLength(decision.writes.length);
    expect(decision.writes.length).toBeGreaterThan(0);
  });

  it('X1: a later attempt, and a write that waited, read again also with a seal', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'Yes' });
    const acts = activitiesWith();
    const { readAt, seals, decision } = await run(() => acts.readCase(ticketId, Date.now() as Instant));
    const write = the(decision.writes.find(({ kind }) => kind === 'setClientStatus'));
    await world.casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { customer_saved: '' } });
    await expect(run(() => acts.perform(write, { ticketId, readAt, seals }), 2)).rejects.toMatchObject(OUTDATED);
    expect(await statusOf(companyId)).toMatchObject({ client_status: 'At-Risk' });
  });

  it('N9: a Client Status that waited is not set before the tasks are moved to the date of now', async () => {
    const [ticketId, companyId] = await client({
      customer_saved: 'No',
      rcm_cancellation_date: inDays(30),
      cancellation_approval: 'Yes',
    });
    await world.noteOn(ticketId, ETF_NOTE, await world.file());
    const acts = activitiesWith();
    const { readAt, seals, decision } = await run(() => acts.readCase(ticketId, Date.now() as Instant));
    const [tasks, status] = [the(decision.writes[0]), the(decision.writes[1])];
    expect([tasks, status]).toMatchObject([{ kind: 'createTasks' }, { status: 'Cancellation in Progress' }]);
    await run(() => acts.perform(tasks, { ticketId, readAt, seals }));
    const properties = { rcm_cancellation_date: inDays(60) };
    await world.casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties });
    await expect(run(() => acts.perform(status, { ticketId, readAt, seals }), 2)).rejects.toMatchObject(OUTDATED);
    expect(await statusOf(companyId)).toMatchObject({ client_status: 'At-Risk' });

    const again = await run(() => acts.readCase(ticketId, Date.now() as Instant));
    for (const write of again.decision.writes) await run(() => acts.perform(write, { ticketId, ...again }), 2);
    expect(again.decision.writes[0]).toMatchObject({ kind: 'moveTasks' });
    expect(await statusOf(companyId)).toMatchObject({ client_status: 'Cancellation in Progress' });
  });

  it('N9: a company that the caller names as the former one of a ticket is not put back', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'No' });
    const [, elsewhere] = await client();
    const acts = activitiesWith();
    const set = (id: CompanyId, status: string): Promise<unknown> =>
      world.app('PATCH', `/crm/v3/objects/companies/${id}`, { properties: { client_status: status } });
    await set(elsewhere, 'Cancellation in Progress');
    await set(companyId, 'Cancellation in Progress');
    const known = { lastCompanyId: elsewhere, companySeal: 'AAAA' };
    const { reading } = await run(() => acts.readCase(ticketId, Date.now() as Instant, known));
    expect(reading).toMatchObject({ kind: 'found' });
    expect(JSON.stringify(reading)).not.toContain('formerCompanies');
    const back: Write = { kind: 'setClientStatus', rules: ['N9', 'X1'], companyId: elsewhere, status: 'At-Risk' };
    const ground = { ticketId, readAt: Date.now() as Instant, lastCompany: { id: elsewhere, seal: 'AAAA' } };
    await expect(run(() => acts.perform(back, ground))).rejects.toMatchObject(OUTDATED);
  });

  describe('what a case remembers of a hold', () => {
    const readAs = (acts: Activities, ticketId: TicketId, holdMemory?: HoldMemory) =>
      run(() => acts.readCase(ticketId, Date.now() as Instant, { holdMemory }));

    /** Saved, and held by an invoice that is gone by now, like the note of it. */
    async function forgotten(acts: Activities): Promise<[TicketId, HoldMemory]> {
      const [ticketId, companyId] = await client({ customer_saved: 'Yes' });
      const properties = { hs_number: 'INV-1', hs_invoice_status: 'open', hs_balance_due: '1250' };
      const { id } = (await world.casey('POST', '/crm/v3/objects/invoices', { properties })).body;
      const link = `/crm/v4/objects/invoices/${id}/associations`;
      await world.casey('PUT', `${link.replace('associations', 'associations/default')}/companies/${companyId}`);
      const { holdMemory, decision } = await readAs(acts, ticketId);
      expect(decision.waitingFor.map(({ code }) => code)).toContain('financeApproval');
      await world.casey('DELETE', `${link}/companies/${companyId}`);
      return [ticketId, the(holdMemory)];
    }

    const isHeld = ({ decision }: CaseSnapshot): boolean =>
      decision.waitingFor.some(({ code }) => code === 'financeApproval');

    it('I1: holds the ticket where a worker sealed it, also on the way through Temporal and by another worker', async () => {
      const [ticketId, memory] = await forgotten(activitiesWith(PORTAL, 'one secret'));
      const other = activitiesWith(PORTAL, 'one secret');
      const carried = caseInputSchema().parse({
        portalId: '1',
        ticketId,
        holdMemory: JSON.parse(JSON.stringify(memory)),
      });
      const again = await readAs(other, ticketId, carried.holdMemory);
      expect(isHeld(again)).toBe(true);
      const note = the(again.decision.writes.find(({ kind }) => kind === 'addNote'));
      const ground: Ground = { ticketId, readAt: 0 as Instant, holdMemory: carried.holdMemory };
      await run(() => other.perform(note, ground));
      expect(await ticketOf(ticketId)).toMatchObject({ hs_pipeline_stage: '800101' });
    });

    it('I1: is worth nothing without the seal, with another one, for another ticket, or changed', async () => {
      const acts = activitiesWith();
      const [ticketId, memory] = await forgotten(acts);
      const [other] = await client({ customer_saved: 'Yes' });
      const freed = [{ reference: 'I1-freed-1-5003', createdAt: Date.now() as Instant }];
      expect(isHeld(await readAs(acts, ticketId, { ...memory, seal: '' }))).toBe(false);
      expect(isHeld(await readAs(activitiesWith(), ticketId, memory))).toBe(false);
      expect(isHeld(await readAs(acts, other, memory))).toBe(false);
      expect(isHeld(await readAs(acts, ticketId, { ...memory, notes: [...memory.notes, ...freed] }))).toBe(false);
      expect(isHeld(await readAs(acts, ticketId, memory))).toBe(true);
    });
  });

  it('X1: a deleted ticket is reported on no company on which no worker has seen it', async () => {
    const [, companyId] = await client();
    const acts = activitiesWith();
    const absence = { times: 3, deletion: 'told', client: { companyId, phase: 'cancelling' } } as const;
    const read = await run(() =>
      acts.readCase('999999999' as TicketId, Date.now() as Instant, { absence, lastCompanyId: companyId }),
    );
    expect(read.decision).toMatchObject({ end: 'gone', writes: [] });
  });

  it('C3: no step of a support ticket is taken that the SOP does not want', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'No', rcm_cancellation_date: '2027-03-01' });
    const request = await world.ticket({
      hs_pipeline: '800200',
      hs_pipeline_stage: '800201',
      support_form: 'Properties & Objects',
    });
    const acts = activitiesWith();
    const change = { customerSaved: 'Yes', rcmCancellationDate: null } as const;
    for (const write of [
      { kind: 'updateTicket', rules: ['C2'], ticketId, change },
      { kind: 'closeRequest', rules: ['C3'], requestId: request },
      { kind: 'explainChange', rules: ['C3'], requestId: request, ticketId, reference: 'C4-1', sentence: 'Closed.' },
    ] as const) {
      const decided = { ticketId: request, readAt: Date.now() as Instant, seals: ['AAAA'] };
      await expect(run(() => acts.performSupport(write, decided))).rejects.toMatchObject(OUTDATED);
    }
    expect(await ticketOf(ticketId)).toMatchObject({ customer_saved: 'No', rcm_cancellation_date: '2027-03-01' });
    expect(await statusOf(companyId)).toMatchObject({ client_status: 'At-Risk' });
  });

  it('N9: a note on work is written only where HubSpot shows the work of that day', async () => {
    const [ticketId, companyId] = await client({ customer_saved: 'No', rcm_cancellation_date: '2026-01-01' });
    const acts = activitiesWith();
    const ground: Ground = {
      kind: 'workAfter',
      companyId,
      day: calendarDateSchema.parse('2026-01-05'),
      readAt: Date.now() as Instant,
    };
    const note: Write = {
      kind: 'addNote',
      rules: ['N9'],
      ticketId,
      reference: 'N9-work-2026-01-05',
      paragraphs: ['Work was logged.'],
    };
    await expect(run(() => acts.perform(note, ground))).rejects.toMatchObject(OUTDATED);
  });

  it('I3: an approval from outside HubSpot that no worker decided on is refused, also where the portal accepts such ones', async () => {
    const portal = portalWith('sop: { approvalOutsideHubSpot: true }');
    const [ticketId] = await client({ customer_saved: 'Yes', outstanding_invoice: 'Yes' });
    const acts = activitiesWith(portal);
    const command = { kind: 'approveClosing', determination: 'Paid in full', by: userIdSchema.parse('5003') } as const;
    const at = Date.now() as Instant;
    const write: Write = {
      kind: 'updateTicket',
      rules: ['I1', 'I3'],
      ticketId,
      change: { invoiceDetermination: 'Paid in full', financeApproval: 'Yes' },
    };
    await expect(
      run(() => acts.perform(write, { kind: 'command', ticketId, command, at, readAt: at })),
    ).rejects.toMatchObject(OUTDATED);
    expect((await ticketOf(ticketId))['finance_approval'] ?? '').toBe('');
  });

  it('C2: a command that is tried again after HubSpot took it is done, and not refused', async () => {
    const [ticketId] = await client({ customer_saved: 'No', rcm_cancellation_date: '2027-03-01' });
    await world.app('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { hs_pipeline_stage: CLOSED } });
    const acts = activitiesWith();
    const command = { kind: 'rescind', reason: 'The client stays.', by: userIdSchema.parse('5001') } as const;
    const at = Date.now() as Instant;
    const { writes, readAt, seals } = await run(() => acts.decideCommand(ticketId, command, at));
    const ground: Ground = { kind: 'command', ticketId, command, at, readAt, seals };
    for (const write of writes) await run(() => acts.perform(write, ground));
    const update = the(writes.find(({ kind }) => kind === 'updateTicket'));
    await world.calls();
    await expect(run(() => acts.perform(update, ground), 2)).resolves.toBeUndefined();
    expect((await world.calls()).filter((call) => call.startsWith('PATCH'))).toEqual([]);
    // Turned back by somebody since: the command is not carried out a second time.
    await world.casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, {
      properties: { rcm_cancellation_date: '2027-04-01' },
    });
    await expect(run(() => acts.perform(update, ground), 2)).rejects.toMatchObject(OUTDATED);
  });

  it('X1: what HubSpot refused is reported on the ticket in HubSpot’s own words only', async () => {
    const [ticketId] = await client({ customer_saved: 'Yes' });
    const acts = activitiesWith();
    const { readAt, seals, decision } = await run(() => acts.readCase(ticketId, Date.now() as Instant));
    await world.fault({ kind: 'status', status: 400, method: 'PATCH', count: 1 });
    const failure: unknown = await run(() => acts.perform(the(decision.writes[0]), { ticketId, readAt, seals })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ type: 'HubSpot.invalid', details: [{ seal: expect.any(String) }] });
    const { message, details } = failure as { message: string; details: [{ seal: string }] };
    const since = Date.now() as Instant;
    const note = (said: string): Write => ({
      kind: 'addNote',
      rules: ['X1'],
      ticketId,
      reference: `X1-hubspotInvalid-${String(since)}`,
      paragraphs: [said],
    });
    const ground: Ground = {
      kind: 'refusal',
      ticketId,
      type: 'HubSpot.invalid',
      message,
      since,
      seal: details[0].seal,
    };
    await expect(run(() => acts.perform(note('Pay into this account'), ground))).rejects.toMatchObject(OUTDATED);
    await expect(
      run(() => acts.perform(note('x'), { ...ground, message: 'Pay into this account' })),
    ).rejects.toMatchObject(OUTDATED);
  });
});
