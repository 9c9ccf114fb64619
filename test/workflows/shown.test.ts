import { z } from 'zod';
import { ETF_ANSWERS } from '../../dev/portal/people';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { caller } from '../emulator/support';
import { actionsOf } from '../support/temporal-actions';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const HOUR_MS = 60 * 60_000;
const ticketSchema = z.object({ id: ticketIdSchema });
/** Longer than the pause after which a ticket shows what people did. */
const PAUSE_MS = 40_000;

describe('what a ticket shows of its case', () => {
  let world: CaseWorld;
  beforeAll(async () => {
    // Other cases' reminders are no cost of this part.
    world = await CaseWorld.start('sop: { reminders: { financeTasks: false, ownerTasks: false } }');
    // Pipelines and properties are read once an hour; the calls counted below are those of every case.
    const first = await world.client();
    await world.signal(first, 'recheck');
    await world.until(first, 'its first read', ({ decision }) => decision !== undefined);
  });
  afterAll(async () => {
    await world.stop();
  });

  const callsOfTheApp = async (): Promise<readonly string[]> => {
    const { body } = await caller(world.emulator)('GET', '/emulator/requests?actor=app');
    return (body['requests'] as readonly { method: string; path: string }[])
      .filter(({ path }) => !/\/(?:properties|pipelines|owners|teams)/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
  };
  /** Cases of other tests may check meanwhile. */
  const costOf = async ({ ticketId, companyId }: Played, before: number): Promise<readonly string[]> =>
    (await callsOfTheApp())
      .slice(before)
      .filter(
        (call) => !/(?:tickets|companies)\/\d+$/.test(call) || call.endsWith(ticketId) || call.endsWith(companyId),
      );
  const shown = async ({ ticketId }: Played): Promise<Readonly<Record<string, string | null>>> => {
    const names = ['phase', 'waiting_for', 'waiting_since', 'next_step', 'next_date', 'needs_attention', 'outcome'];
    const { properties } = await world.portal.get(
      'tickets',
      ticketId,
      names.map((name) => `at_risk_${name}`),
    );
    return Object.fromEntries(names.map((name) => [name, orNull(properties[`at_risk_${name}`])]));
  };
  const waits = (client: Played, ...codes: readonly string[]): Promise<unknown> =>
    world.until(client, codes.join(', '), (view) => waitsFor(view).join() === codes.join());

  it('N1: an unanswered ticket says so, half a minute after it was opened', async () => {
    const client = await world.client();
    await world.signal(client, 'saved');
    await waits(client, 'customerSaved');
    await world.advance(PAUSE_MS);

    expect(await shown(client)).toEqual({
      phase: 'deciding',
      waiting_for: 'customerSaved',
      waiting_since: expect.stringMatching(/^\d{4}-.*Z$/),
      next_step: 'Client Success sets Customer Saved to Yes or No.',
      next_date: null,
      needs_attention: null,
      outcome: null,
    });
    const { properties } = await world.portal.get('companies', client.companyId, ['at_risk_case_ticket']);
    expect(orNull(properties['at_risk_case_ticket'])).toBeNull();
  });

  it.each([
    ['in one go', 0, 8, 15],
    ['an hour apart', HOUR_MS, 9, 16],
  ])(
    'S1–S4: a saved client, opened and answered %s, costs exactly that many calls to HubSpot, and at most that many actions of Temporal',
    async (_how, apart, calls, actions) => {
      const client = await world.client();
      const before = (await callsOfTheApp()).length;
      await world.signal(client, 'saved');
      await waits(client, 'customerSaved');
      if (apart > 0) await world.advance(apart);
      await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
      await waits(client, 'monitoringPeriod');
      await world.untilStatus(client, 'Monitor for 30 days');
      await world.untilTicket(client, 'at_risk_phase', 'monitoring');
      expect(await shown(client)).toMatchObject({
        waiting_for: 'monitoringPeriod',
        next_step: expect.stringMatching(/^Monitored until .+; then Active by itself\.$/),
        next_date: await world.dateIn(30),
      });
      const { properties } = await world.portal.get('companies', client.companyId, ['at_risk_case_ticket']);
      expect(properties['at_risk_case_ticket']).toBe(client.ticketId);
      await world.advance(30 * DAY_MS + 2 * HOUR_MS);
      await world.untilEnded(client);
      expect(counted(await costOf(client, before), calls)).toBe(calls);
      expect(atMost(await actionsOf(world.handle(client)), actions)).toBe(true);
    },
  );

  it.each([
    ['in one go', 0, 20, 34],
    ['an hour apart', HOUR_MS, 25, 42],
  ])(
    'N2–N8: a client who is not saved, in five steps %s, costs exactly that many calls to HubSpot, and at most that many actions of Temporal',
    async (_how, apart, calls, actions) => {
      const client = await world.client();
      const { ticketId } = client;
      const before = (await callsOfTheApp()).length;
      const all = ['cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval'];
      await world.signal(client, 'saved');
      await waits(client, 'customerSaved');
      if (apart > 0) await world.advance(apart);
      await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
      await waits(client, ...all);
      if (apart > 0) await world.advance(apart);
      await world.cs.attachFile(ticketId, 'notice.pdf');
      await world.signal(client, 'cancellationNotice');
      await waits(client, ...all.slice(1));
      if (apart > 0) await world.advance(apart);
      await world.cs.addEtfNote(ticketId, ETF_ANSWERS);
      await world.signal(client, 'etfNote');
      await waits(client, ...all.slice(2));
      if (apart > 0) await world.advance(apart);
      await world.set(client, world.cs, { rcm_cancellation_date: await world.dateIn(12) }, 'rcmCancellationDate');
      await waits(client, 'cancellationApproval');
      if (apart > 0) await world.advance(apart);
      await world.set(client, world.cs, { cancellation_approval: 'Yes' }, 'cancellationApproval');
      await world.untilTicket(client, 'at_risk_phase', 'cancelling');
      expect(await shown(client)).toMatchObject({ waiting_for: 'cancellationDay', needs_attention: null });
      await world.advance(13 * DAY_MS);
      await world.untilEnded(client);
      expect(counted(await costOf(client, before), calls)).toBe(calls);
      expect(atMost(await actionsOf(world.handle(client)), actions)).toBe(true);
    },
  );

  it('X1: wakes no case by its own echo', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.untilTicket(client, 'at_risk_phase', 'collecting');
    await world.advance(PAUSE_MS);
    const before = (await callsOfTheApp()).length;
    const swept = await world.sweep();
    await world.sweep(swept);
    await world.advance(HOUR_MS);

    const since = (await callsOfTheApp()).slice(before);
    expect(since.filter((call) => call.includes(`/tickets/${client.ticketId}`))).toEqual([]);
  });

  it('X1: is emptied when the ticket leaves the pipeline, and its company no longer names it', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'at_risk_phase', 'monitoring');
    await world.cs.setOnTicket(client.ticketId, { hs_pipeline: '800200', hs_pipeline_stage: '800201' });
    await world.signal(client, 'recheck', {
      eventIds: ['1'],
      occurredAt: (await world.portal.now()).getTime(),
    });
    await world.untilTicket(client, 'at_risk_phase', '');

    expect(Object.values(await shown(client)).filter((value) => value !== null)).toEqual([]);
    const { properties } = await world.portal.get('companies', client.companyId, ['at_risk_case_ticket']);
    expect(orNull(properties['at_risk_case_ticket'])).toBeNull();
  });

  it.each([
    ['deleted', undefined],
    ['merged into another ticket', 'primary'],
  ])('X1: a company no longer names a ticket that was %s', async (_how, kept) => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.advance(PAUSE_MS);
    const named = async (): Promise<string | null> =>
      orNull(
        (await world.portal.get('companies', client.companyId, ['at_risk_case_ticket'])).properties[
          'at_risk_case_ticket'
        ],
      );
    expect(await named()).toBe(client.ticketId);

    if (kept === undefined) {
      await world.cs.remove('tickets', client.ticketId);
      await world.signal(client, 'recheck');
      await world.advance(3 * DAY_MS);
    } else {
      const ids = { primaryObjectId: (await world.client()).ticketId, objectIdToMerge: client.ticketId };
      await world.portal.call('POST', '/crm/v3/objects/tickets/merge', ids, world.cs.userId);
      await world.signal(client, 'recheck');
    }
    await world.untilEnded(client);
    expect(await named()).toBeNull();
  });

  it('X1: keeps no change from being made: HubSpot refusing what is shown leaves the change', async () => {
    const client = await world.client();
    await world.signal(client, 'recheck');
    await waits(client, 'customerSaved');
    const call = caller(world.emulator);
    const path = '/crm/v3/properties/tickets/at_risk_phase';
    const { body } = await call('GET', path);
    const options = (body['options'] as readonly { value: string }[]).filter(({ value }) => value !== 'monitoring');
    await call('PATCH', path, { options });
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await world.untilTicket(client, 'cancellation_approval', 'No');

    expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    expect((await world.view(client)).decision?.attention).toBeUndefined();
    await call('PATCH', path, { options: body['options'] });
  });

  // The last one: while the audit runs, the test server's clock runs ahead of the portal's.
  it('X1: the nightly audit shows what came by the calendar, a hundred tickets in one call, and empties tickets that have left', async () => {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilTicket(client, 'at_risk_phase', 'monitoring');
    await world.advance(30 * DAY_MS + 2 * HOUR_MS);
    await world.untilEnded(client);
    const before = (await callsOfTheApp()).length;
    await world.audit();

    expect(await shown(client)).toMatchObject({
      phase: 'ended',
      waiting_for: null,
      next_date: null,
      outcome: 'active',
    });
    const writes = (await callsOfTheApp()).slice(before).filter((call) => call.includes('/batch/update'));
    expect(writes).toHaveLength(1);
    await world.audit();
    expect((await callsOfTheApp()).filter((call) => call.includes('/batch/update'))).toHaveLength(1);

    await world.cs.setOnTicket(client.ticketId, { hs_pipeline: '800200', hs_pipeline_stage: '800201' });
    const copied = { objectType: 'tickets', id: client.ticketId };
    const clone = await world.portal.call('POST', '/emulator/clone', copied, world.cs.userId);
    await world.advance(HOUR_MS);
    await world.audit();

    for (const ticketId of [client.ticketId, ticketSchema.parse(clone).id])
      expect(Object.values(await shown({ ...client, ticketId })).filter((value) => value !== null)).toEqual([]);
    const { properties } = await world.portal.get('companies', client.companyId, ['at_risk_case_ticket']);
    expect(orNull(properties['at_risk_case_ticket'])).toBeNull();
  });
});

/** Prints what was counted only when it was not that much. */
function counted(calls: readonly string[], expected: number): number {
  if (calls.length === expected) return expected;
  throw new Error(`${String(calls.length)}, and ${String(expected)} were expected:\n  ${calls.join('\n  ')}`);
}

/** How often the pause begins again depends on how fast the steps follow each other. */
function atMost(actions: readonly string[], limit: number): boolean {
  if (actions.length <= limit) return true;
  throw new Error(
    `${String(actions.length)} actions, and at most ${String(limit)} were expected:\n  ${actions.join('\n  ')}`,
  );
}

/** HubSpot shows an empty text where something was cleared. */
function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
