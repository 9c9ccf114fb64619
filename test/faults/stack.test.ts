import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { inspect } from '../../dev/chaos/inspection';
import { until } from '../../dev/process/until';
import { bundledWorkflows } from '../../dev/stack/workflow-bundle';
import { createActivities } from '../../src/activities';
import { parsePortalConfig } from '../../src/config/portal';
import { createHubSpot } from '../../src/hubspot';
import { visibleCasesOf } from '../../src/temporal/list';
import { StackWorld, type Played } from '../end-to-end/stack-world';

const deliveriesSchema = z.object({ lastStatus: z.number().nullable() });
const portalConfig = parsePortalConfig('', 'the defaults');
const HOUR_MS = 60 * 60 * 1000;
const SEEN_WITHIN_MS = 50_000;

let world: StackWorld;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  world = await StackWorld.start();
});

afterAll(async () => {
  await world.stop();
});

describe('webhooks over a bad network', () => {
  afterEach(async () => {
    await world.portal.clearFaults();
  });

  it('N1–N7: doubled, reordered and late: the case ends as it would have', async () => {
    await world.portal.addFault({ kind: 'webhookDuplicate' });
    await world.portal.addFault({ kind: 'webhookReorder', seed: 3 });
    await world.portal.addFault({ kind: 'webhookDelay', delayMs: 1_500, probability: 0.5, seed: 5 });
    const client = await notSaved(30);
    await world.untilStatus(client, 'Cancellation in Progress');
    await untilClosed(client);
    await world.portal.webhooksDelivered();

    expect(await problemsOf(client, ['Cancellation in Progress'])).toEqual([]);
  });

  it('N1: dropped: the next event of the ticket makes up for it', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.portal.addFault({ kind: 'webhookDrop', pathPattern: 'customer_saved' });
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.cs.addEtfNote(client.ticketId);

    await world.waitsFor(client, 'cancellationNotice', 'rcmCancellationDate', 'cancellationApproval');
    expect((await world.view(client)).timeline.filter(({ text }) => text.startsWith('HubSpot: Customer'))).toEqual([]);
  });

  it('X2: an hour late, after the answer was turned: what HubSpot shows now counts', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    const late = world.event(client.ticketId, 9001, { propertyValue: 'Yes', occurredAt: Date.now() - HOUR_MS });
    expect(await world.sendEvents(late)).toMatchObject({ status: 200, body: { taken: 1 } });

    const isNotified = async (): Promise<true | undefined> =>
      (await world.view(client)).timeline.some(({ text }) => text === 'HubSpot: Customer Saved = Yes') || undefined;
    await until(isNotified, { what: 'the case to be signaled', withinMs: SEEN_WITHIN_MS });
    expect(await world.portal.clientStatus(client.companyId)).toBe('At-Risk');
    expect((await world.view(client)).decision?.phase).toBe('collecting');
  });
});

describe('two workers of different builds', () => {
  it('serve the same cases in turns, and every history replays on both', async () => {
    const current = await readFile(await bundledWorkflows(), 'utf8');
    // Another text for people; the commands of a case are the same, as they must be between builds of running cases.
    const other = current.replaceAll('gather changes made together', 'gather what belongs together');
    expect(other).not.toBe(current);
    const connection = await NativeConnection.connect({ address: world.stack.temporal });
    const { stack, temporal } = world;
    const hubspot = createHubSpot({
      accessToken: stack.hubspotToken,
      apiUrl: stack.hubspot,
      appId: stack.appId,
      portal: portalConfig,
    });
    const { taskQueue } = stack;
    const casesOf = visibleCasesOf(temporal, stack.portalId);
    const worker = await Worker.create({
      connection,
      taskQueue,
      identity: 'other-build',
      workflowBundle: { code: other },
      activities: createActivities({ hubspot, portal: portalConfig, temporal, taskQueue, casesOf }),
      // Nothing is kept between two tasks: each is replayed by whichever worker takes it.
      maxCachedWorkflows: 0,
    });
    const clients = await worker.runUntil(untilOneWasServedByBoth());
    hubspot.close();
    await connection.close();

    expect((await workersOf(clients.at(-1))).size).toBe(2);
    for (const client of clients) {
      const history = await world.case(client).fetchHistory();
      const { workflowId } = world.case(client);
      await Worker.runReplayHistory({ workflowBundle: { code: current } }, history, workflowId);
      await Worker.runReplayHistory({ workflowBundle: { code: other } }, history, workflowId);
    }
  });

  async function untilOneWasServedByBoth(): Promise<readonly Played[]> {
    const clients: Played[] = [];
    for (let tries = 0; tries < 20; tries += 1) {
      const client = await notSaved(30);
      clients.push(client);
      await untilClosed(client);
      if ((await workersOf(client)).size > 1) return clients;
    }
    throw new Error('none of 20 cases was served by both workers');
  }

  async function workersOf(client: Played | undefined): Promise<ReadonlySet<string>> {
    if (client === undefined) return new Set();
    const { events } = await world.case(client).fetchHistory();
    return new Set((events ?? []).flatMap((event) => event.workflowTaskCompletedEventAttributes?.identity ?? []));
  }
});

const canLimitFiles = spawnSync('prlimit', ['--version']).status === 0;
const title = 'a full disk under the database of Temporal';

(canLimitFiles ? describe : describe.skip)(canLimitFiles ? title : `${title} (skipped: no prlimit)`, () => {
  it('N1: makes HubSpot repeat its webhooks; with room again nothing is lost', async () => {
    const client = await world.open();
    await world.waitsFor(client, 'customerSaved');
    await world.portal.webhooksDelivered();
    const { temporal } = world.stack.children;
    if (temporal?.pid === undefined) throw new Error('this test needs a Temporal server that the stack has started');
    // No file of the server can be written beyond its first page: what a full disk means, without being root.
    limitFiles(temporal.pid, '4096');
    await world.cs.setOnTicket(client.ticketId, { customer_saved: 'No' });
    const isRefused = async (): Promise<true | undefined> => (await lastStatus()) === 503 || undefined;
    await until(isRefused, { what: 'the bridge to refuse what it cannot keep', withinMs: SEEN_WITHIN_MS });
    limitFiles(temporal.pid, 'unlimited');

    await world.waitsFor(client, 'cancellationNotice', 'etfNote', 'rcmCancellationDate', 'cancellationApproval');
    await world.portal.webhooksDelivered();
    expect(await lastStatus()).toBe(200);
  });
});

/** The soft limit alone, which anybody may lift again. */
function limitFiles(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

async function lastStatus(): Promise<number | null> {
  const { lastStatus: status } = deliveriesSchema.parse(
    await world.portal.call('GET', '/emulator/webhooks/deliveries'),
  );
  return status;
}

async function notSaved(days: number): Promise<Played> {
  const client = await world.open();
  const { ticketId } = client;
  await world.cs.setOnTicket(ticketId, { customer_saved: 'No' });
  await world.cs.attachFile(ticketId, 'notice.pdf');
  await world.cs.addEtfNote(ticketId);
  await world.cs.setOnTicket(ticketId, {
    rcm_cancellation_date: await world.dateIn(days),
    cancellation_approval: 'Yes',
  });
  return client;
}

async function untilClosed({ ticketId }: Played): Promise<void> {
  const isClosed = async (): Promise<true | undefined> => (await world.portal.isClosed(ticketId)) || undefined;
  await until(isClosed, { what: 'the ticket to be closed', withinMs: SEEN_WITHIN_MS });
}

async function problemsOf({ companyId, ticketId }: Played, statuses: readonly string[]): Promise<readonly string[]> {
  const tickets = [{ ticketId, end: 'cancelled' as const }];
  const tasks = portalConfig.sop.checklist.length;
  return (await inspect(world.portal, 'the client', { companyId, statuses, tickets }, tasks)).problems;
}
