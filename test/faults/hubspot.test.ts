import { z } from 'zod';
import { inspect } from '../../dev/chaos/inspection';
import { parsePortalConfig } from '../../src/config/portal';
import type { Outcome } from '../../src/sop/decision/decision';
import { CaseWorld, DAY_MS, type Played } from '../workflows/case-world';

const TASKS = parsePortalConfig('', 'the defaults').sop.checklist.length;
/** Virtual: retries of an activity are at most five minutes apart, and a parked case checks after an hour. */
const STEP_MS = 10 * 60 * 1000;
const STEPS = 24;

const faultsSchema = z.object({ results: z.array(z.object({ struck: z.number() })) });

type Fault = Readonly<Record<string, unknown>>;

const CALLS = { probability: 0.5, count: 12, pathPattern: '/crm/' };

const STORMS: readonly (readonly [string, readonly Fault[]])[] = [
  ['429 without Retry-After', [{ ...CALLS, kind: 'rateLimit', seed: 1 }]],
  ['429 that says to come back in 20 seconds', [{ ...CALLS, kind: 'rateLimit', retryAfterSeconds: 20, seed: 2 }]],
  ['500, 502 and 504', [500, 502, 504].map((status) => ({ ...CALLS, kind: 'status', status, count: 5, seed: status }))],
  ['connections that break before anything is done', [{ ...CALLS, kind: 'reset', seed: 4 }]],
  [
    'writes that are done and never answered',
    ['POST', 'PATCH'].map((method) => ({ kind: 'resetAfter', method, count: 2 })),
  ],
  [
    'all of that together',
    [
      { ...CALLS, kind: 'rateLimit', count: 4, seed: 6 },
      { ...CALLS, kind: 'status', status: 503, count: 4, seed: 7 },
      { ...CALLS, kind: 'reset', count: 4, seed: 8 },
      { ...CALLS, kind: 'resetAfter', method: 'PATCH', count: 3, seed: 9 },
      { ...CALLS, kind: 'resetAfter', method: 'POST', count: 3, seed: 10 },
      { ...CALLS, kind: 'latency', delayMs: 50, count: 6, seed: 11 },
    ],
  ],
];

describe('HubSpot in trouble while a client is cancelled', () => {
  let world: CaseWorld;

  beforeAll(async () => {
    world = await CaseWorld.start();
  });

  afterEach(async () => {
    await world.portal.clearFaults();
    await lag(0);
  });

  afterAll(async () => {
    await world.stop();
  });

  it.each(STORMS)('N1–N9: %s: nothing is lost, and nothing is written twice', async (_what, faults) => {
    const client = await world.client();
    const date = await world.dateIn(9);
    for (const fault of faults) await world.portal.addFault(fault);
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, date);
    await eventually(async () => (await world.portal.clientStatus(client.companyId)) === 'Cancellation in Progress');
    await eventually(() => world.portal.isClosed(client.ticketId));
    await world.advance(10 * DAY_MS);
    await eventually(async () => !(await world.isRunning(client)));

    expect(await problemsOf(client, ['Cancellation in Progress', 'Cancelled'], 'cancelled', date)).toEqual([]);
  });

  it('X1: a write that had to wait does not overwrite what a person set meanwhile: it is decided again', async () => {
    const client = await world.client();
    const path = `/crm/objects/2026-09/tickets/${client.ticketId}`;
    await world.portal.addFault({ kind: 'status', status: 503, method: 'PATCH', pathPattern: path });
    await world.set(client, world.cs, { outstanding_invoice: 'Yes', customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    await eventually(hasStruck);
    await world.set(client, world.cs, { customer_saved: 'No' }, 'saved');
    await world.addEvidence(client, await world.dateIn(9));
    await world.portal.clearFaults();
    await eventually(async () => (await world.portal.clientStatus(client.companyId)) === 'Cancellation in Progress');

    const { properties } = await world.portal.get('tickets', client.ticketId, ['cancellation_approval']);
    expect(properties['cancellation_approval']).toBe('Yes');
  });

  it('S5: an index that is an hour behind hides no newer ticket', async () => {
    await lag(60 * 60 * 1000);
    const first = await world.client();
    await world.set(first, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(first, 'Monitor for 30 days');
    const second = await world.ticketOf(first.companyId);
    await world.set(second, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilEnded(first);

    expect((await world.view(first)).decision?.end).toBe('superseded');
  });

  async function hasStruck(): Promise<boolean> {
    const { results } = faultsSchema.parse(await world.portal.call('GET', '/emulator/faults'));
    return results.some(({ struck }) => struck > 0);
  }

  async function lag(lagMs: number): Promise<void> {
    await world.portal.call('PUT', '/emulator/index', { lagMs });
  }

  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    for (let step = 0; step < STEPS && !(await holds()); step += 1) await world.advance(STEP_MS);
    expect(await holds()).toBe(true);
  }

  async function problemsOf(
    { companyId, ticketId }: Played,
    statuses: readonly string[],
    end: Outcome,
    date: string,
  ): Promise<readonly string[]> {
    const { problems } = await inspect(
      world.portal,
      'the client',
      { companyId, statuses, tickets: [{ ticketId, end }], date },
      TASKS,
    );
    return problems;
  }
});
