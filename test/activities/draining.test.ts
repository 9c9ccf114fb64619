import { CancelledFailure } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities, type CaseSnapshot } from '../../src/activities';
import { instantOf, type Instant } from '../../src/sop/vocabulary/dates';
import { companyIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { PORTAL } from '../hubspot/build';
import { startWorld, type World } from '../hubspot/world';

describe('a worker that drains', () => {
  let world: World;
  let ticketId: TicketId;

  beforeAll(async () => {
    world = await startWorld();
    ticketId = await world.ticket();
    await world.hubspot.readCase(ticketId);
  });

  afterEach(async () => {
    await world.app('DELETE', '/emulator/faults');
  });

  afterAll(() => world.close());

  const activities = () =>
    createActivities({
      hubspot: world.hubspot,
      portal: PORTAL,
      temporal: new Client({ connection: Connection.lazy() }),
      taskQueue: 'unused',
      casesOf: () => Promise.resolve([]),
    });

  it('cancels a read, which another worker repeats', async () => {
    await world.fault({ kind: 'latency', delayMs: 250 });
    const environment = new MockActivityEnvironment();
    const read = environment
      .run((id: TicketId) => activities().readCase(id, instantOf('2026-03-02T10:00-05:00')), ticketId)
      .catch((error: unknown) => error);
    environment.cancel('WORKER_SHUTDOWN');

    expect(await read).toBeInstanceOf(CancelledFailure);
  });

  it('completes a write, up to its answer', async () => {
    // Its own ticket: what is left of the canceled read asks for the other one.
    const ticketId = await world.ticket();
    const companyId = companyIdSchema.parse(await world.companyOf(ticketId, 'Maple Street Clinic'));
    await world.casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { customer_saved: 'Yes' } });
    const acts = activities();
    const now = Date.now() as Instant;
    const read = new MockActivityEnvironment({ scheduledTimestampMs: now });
    const { readAt, seals, decision } = await read.run<[], CaseSnapshot, () => Promise<CaseSnapshot>>(() =>
      acts.readCase(ticketId, now),
    );
    await world.fault({ kind: 'latency', delayMs: 250 });
    await world.calls();
    const environment = new MockActivityEnvironment({ startToCloseTimeoutMs: 180_000 });
    const write = decision.writes.find(({ kind }) => kind === 'setClientStatus');
    if (write === undefined) throw new Error('no Client Status is to be written');
    const written = environment.run(() => acts.perform(write, { ticketId, readAt, seals }));
    environment.cancel('WORKER_SHUTDOWN');

    await expect(written).resolves.toBeUndefined();
    // What is left of the canceled read may still ask for its own records.
    expect((await world.calls()).filter((call) => call.includes(companyId))).toEqual([
      `PATCH /crm/objects/2026-09/companies/${companyId}`,
    ]);
  });
});
