import { adopt, type Adoptee } from '../../src/cli/adoption/adoption';
import { casesOf } from '../../src/cli/cases';
import { createProgress } from '../../src/cli/output/progress';
import { parsePortalConfig } from '../../src/config/portal';
import type { CaseView } from '../../src/contract/case';
import { DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import type { Instant } from '../../src/sop/vocabulary/dates';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { CaseWorld, DAY_MS, waitsFor, type Played } from './case-world';

const SETTINGS = parsePortalConfig('', 'test').sop;
const SILENT = createProgress({ write: () => undefined });

async function adoptInto(world: CaseWorld, ticketIds: readonly TicketId[] = []): Promise<readonly Adoptee[]> {
  const now = (await world.portal.now()).getTime() as Instant;
  const { adoptees } = await adopt(
    {
      hubspot: world.hubspot,
      settings: SETTINGS,
      cases: casesOf(world.env.client, world.portalId, DEFAULT_TASK_QUEUE),
      progress: SILENT,
      now: () => now,
    },
    { ticketIds, dryRun: false, rate: 1_000 },
  );
  return adoptees;
}

/** What the service changed in HubSpot: everything but reading, of which batch reads and searches are POSTs too. */
async function writesOf(world: CaseWorld): Promise<readonly string[]> {
  const { requests } = await world.portal.requestsOfService();
  return requests
    .filter(({ method, path }) => method !== 'GET' && !/\/(read|search)$/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Cases of every phase, as the real worker brought them there before Temporal lost everything. */
interface Clients {
  readonly deciding: Played;
  readonly monitoring: Played;
  readonly collecting: Played;
  readonly cancelling: Played;
  readonly savedUnderInvoice: Played;
  readonly leavingUnderInvoice: Played;
  readonly reopened: Played;
  readonly withoutCompany: Played;
  readonly cancelled: Played;
}

const CANCELLED_IN_DAYS = 5;
const MONITORED_DAYS = 12;
const CANCELLATION_IN_DAYS = 40;

async function bringToTheirPhases(world: CaseWorld): Promise<Clients> {
  const clients: Clients = {
    deciding: await world.client(),
    monitoring: await world.client(),
    collecting: await world.client(),
    cancelling: await world.client(),
    savedUnderInvoice: await world.client(),
    leavingUnderInvoice: await world.client(),
    reopened: await world.client(),
    withoutCompany: await world.client(),
    cancelled: await world.client(),
  };
  await world.signal(clients.deciding, 'recheck');
  await save(world, clients);
  await leave(world, clients);
  await trouble(world, clients);
  return clients;
}

async function save(world: CaseWorld, { monitoring, savedUnderInvoice }: Clients): Promise<void> {
  await world.set(monitoring, world.cs, { customer_saved: 'Yes' }, 'saved');
  await world.untilStatus(monitoring, 'Monitor for 30 days');
  await world.cs.addInvoice(savedUnderInvoice.companyId, 'INV-1', '250.00');
  await world.set(savedUnderInvoice, world.cs, { customer_saved: 'Yes' }, 'saved');
  await world.until(savedUnderInvoice, 'held', (view) => waitsFor(view).includes('invoiceDetermination'));
}

async function leave(world: CaseWorld, clients: Clients): Promise<void> {
  const { collecting, cancelling, leavingUnderInvoice, cancelled } = clients;
  await world.cs.attachFile(collecting.ticketId, 'notice.pdf');
  await world.set(collecting, world.cs, { customer_saved: 'No' }, 'saved');
  await world.until(collecting, 'collecting', ({ decision }) => decision?.phase === 'collecting');

  await world.cs.setOnTicket(cancelling.ticketId, { customer_saved: 'No' });
  await world.addEvidence(cancelling, await world.dateIn(CANCELLATION_IN_DAYS));
  await world.untilStatus(cancelling, 'Cancellation in Progress');

  await world.cs.addInvoice(leavingUnderInvoice.companyId, 'INV-2', '75.00');
  await world.cs.setOnTicket(leavingUnderInvoice.ticketId, { customer_saved: 'No' });
  await world.addEvidence(leavingUnderInvoice, await world.dateIn(CANCELLATION_IN_DAYS));
  await world.untilStatus(leavingUnderInvoice, 'Cancellation in Progress');

  await world.cs.setOnTicket(cancelled.ticketId, { customer_saved: 'No' });
  await world.addEvidence(cancelled, await world.dateIn(CANCELLED_IN_DAYS));
  await world.untilStatus(cancelled, 'Cancellation in Progress');
}

/** Cases about which the service has written a note that must not come twice. */
async function trouble(world: CaseWorld, { reopened, withoutCompany }: Clients): Promise<void> {
  await world.cs.setOnTicket(reopened.ticketId, { customer_saved: 'Yes', outstanding_invoice: 'Yes' });
  await world.set(reopened, world.cs, { hs_pipeline_stage: '800102' }, 'saved');
  await world.untilNote(reopened, 'I4-');
  await world.untilTicket(reopened, 'hs_pipeline_stage', '800101');

  const { ticketId, companyId } = withoutCompany;
  const association = `/crm/v4/objects/tickets/${ticketId}/associations/companies/${companyId}`;
  await world.portal.call('DELETE', association, undefined, world.cs.userId);
  await world.set(withoutCompany, world.cs, { customer_saved: 'No' }, 'saved');
  await world.addEvidence(withoutCompany, await world.dateIn(CANCELLATION_IN_DAYS));
  await world.untilNote(withoutCompany, 'X1-noCompany');
}

/** What must be the same afterwards. A case that needs a person also checks once a day, counted from its previous check. */
function essence(view: CaseView | undefined): unknown {
  const decision = view?.decision;
  return {
    phase: decision?.phase,
    waitingFor: decision?.waitingFor,
    attention: decision?.attention,
    nextDate: decision?.attention === undefined ? decision?.wakeUp : 'within a day',
  };
}

describe('X3: Temporal loses all its data, and the portal is adopted again', () => {
  let before: CaseWorld;
  let after: CaseWorld;
  let clients: Clients;
  let running: readonly Played[];
  const views = new Map<TicketId, CaseView | undefined>();
  let adoptees: readonly Adoptee[];

  beforeAll(async () => {
    before = await CaseWorld.start();
    // Also the tickets that the emulator starts with: on some days a reminder of theirs falls due while these days pass.
    await adoptInto(before);
    clients = await bringToTheirPhases(before);
    await before.advance(MONITORED_DAYS * DAY_MS);
    await before.untilStatus(clients.cancelled, 'Cancelled');
    await before.untilEnded(clients.cancelled);
    running = Object.values(clients).filter((client) => client !== clients.cancelled) as readonly Played[];
    for (const client of running) views.set(client.ticketId, await before.view(client));
    await before.loseTemporal();

    after = await CaseWorld.start('', before.emulator);
    await after.env.sleep((await after.portal.now()).getTime() - (await after.env.currentTimeMs()));
    await after.portal.beginCount();
    adoptees = await adoptInto(after);
    for (const client of running) {
      await after.until(client, 'a decision', ({ decision }) => decision !== undefined);
    }
  });

  afterAll(async () => {
    await after.stop();
    await before.emulator.close();
  });

  it('every ticket of the pipeline is read, and the finished ones are not started', () => {
    const fates = new Map(adoptees.map(({ ticketId, fate }) => [ticketId, fate]));

    expect(running.map(({ ticketId }) => fates.get(ticketId))).toEqual(running.map(() => 'started'));
    expect(fates.get(clients.cancelled.ticketId)).toBe('finished');
  });

  it('nothing at all is written to HubSpot', async () => {
    expect(await writesOf(after)).toEqual([]);
  });

  it('every case is where it was, with the same next date', async () => {
    for (const client of running) {
      expect(essence(await after.view(client))).toEqual(essence(views.get(client.ticketId)));
    }
  });

  it('adopted once more, all of them run already, and still nothing is written', async () => {
    const again = await adoptInto(after);
    const fates = new Map(again.map(({ ticketId, fate }) => [ticketId, fate]));

    expect(running.map(({ ticketId }) => fates.get(ticketId))).toEqual(running.map(() => 'running'));
    expect(again.map(({ fate }) => fate)).not.toContain('started');
    expect(await writesOf(after)).toEqual([]);
  });

  it('S2: a monitored client becomes Active after the days that remained, and not before', async () => {
    await after.advance((30 - MONITORED_DAYS - 1) * DAY_MS);
    expect(await after.portal.clientStatus(clients.monitoring.companyId)).toBe('Monitor for 30 days');

    await after.advance(DAY_MS);
    await after.untilStatus(clients.monitoring, 'Active');
    await after.untilEnded(clients.monitoring);
  });

  it('N8: a client whose cancellation was in progress is Cancelled on the date', async () => {
    expect(await after.portal.clientStatus(clients.cancelling.companyId)).toBe('Cancellation in Progress');

    await after.advance((CANCELLATION_IN_DAYS - 30 + 1) * DAY_MS);
    await after.untilStatus(clients.cancelling, 'Cancelled');
    await after.untilEnded(clients.cancelling);
  });
});
