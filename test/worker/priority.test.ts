import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { DemoPortal, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { beginCase } from '../../src/activities/deliver-events';
import { casesOf } from '../../src/cli/cases';
import { DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { searchAttributeTypes } from '../../src/temporal/search-attributes';
import { createWorkers, type Workers } from '../../src/worker/workers';
import { PORTAL } from '../hubspot/build';
import { startLocalServer, workflowBundle } from '../support/temporal';

/** Activities in a second, for all workers together. */
const RATE = 5;
/** Twelve seconds' work at this rate; each of these cases reads its ticket with one call. */
const BULK = 60;

/** Two processes' workers on a real Temporal server, as `at-risk adopt` and a person make work for them. */
describe('workers that share one rate', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  let other: NativeConnection;
  let hubspot: HubSpot;
  let workers: readonly Workers[];
  let running: Promise<unknown>;
  let portal: DemoPortal;
  let cs: Person;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [env, emulator] = await Promise.all([startLocalServer(), startEmulator({ limits: { perTenSeconds: 1_000_000 } })]);
    const searchAttributes = searchAttributeTypes();
    await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
    const { accessToken, url: apiUrl, appId } = emulator;
    hubspot = createHubSpot({ accessToken, apiUrl, appId: String(appId), portal: PORTAL });
    portal = new DemoPortal({ url: apiUrl, token: accessToken });
    cs = await portal.personOf('Client Success');
    other = await NativeConnection.connect({ address: env.address });
    workers = await Promise.all([startWorkers(env.nativeConnection), startWorkers(other)]);
    running = Promise.all(workers.map((each) => each.run()));
  });

  afterAll(async () => {
    for (const each of workers) each.shutdown();
    await running;
    hubspot.close();
    await other.close();
    await env.teardown();
    await emulator.close();
  });

  const startWorkers = (connection: NativeConnection): Promise<Workers> =>
    createWorkers({
      connection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: workflowBundle() },
      activities: createActivities({
        hubspot,
        portal: PORTAL,
        temporal: env.client,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf: () => Promise.resolve([]),
      }),
      hubspotRate: RATE,
    });

  const calls = async () => (await portal.requestsOfService()).requests;

  it('S1: apply what follows from a person’s answer before what adopt has queued', async () => {
    const companyId = await cs.addCompany('Client under test');
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: client under test'));
    const portalId = String(emulator.portalId);
    await hubspot.readCase(ticketId);
    const adopted = Array.from({ length: BULK }, (_, index) => ticketIdSchema.parse(String(700_000 + index)));
    const isAdopted = ({ path }: { readonly path: string }): boolean => /\/tickets\/700\d{3}$/.test(path);
    const cases = casesOf(env.client, portalId, DEFAULT_TASK_QUEUE);
    await Promise.all(adopted.map((id) => cases.start(id)));

    await until(async () => ((await calls()).some(isAdopted) ? true : undefined), {
      what: 'the work to begin',
      withinMs: 20_000,
    });
    await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
    await beginCase({ portalId, ticketId }, { temporal: env.client, taskQueue: DEFAULT_TASK_QUEUE }, 'saved');
    await until(async () => ((await calls()).filter(isAdopted).length === BULK ? true : undefined), {
      what: 'all adopted cases to have read their tickets',
      withinMs: 40_000,
    });

    const made = await calls();
    const written = made.findIndex(({ method, path }) => method === 'PATCH' && path.endsWith(companyId));
    expect(written).toBeGreaterThan(0);
    // One after another, all of them would have come before it.
    expect(made.slice(0, written).filter(isAdopted).length).toBeLessThan(BULK - RATE);
    const times = made.filter(isAdopted).map(({ at }) => Date.parse(at));
    const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
    expect(seconds).toBeGreaterThan(BULK / RATE - 2);
  });
});
