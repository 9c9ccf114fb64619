import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { DemoPortal } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { startEmulator, type Emulator } from '../../emulator';
import { createActivities } from '../../src/activities';
import { parsePortalConfig } from '../../src/config/portal';
import { caseStart } from '../../src/contract/case';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE, DIGEST_WORKFLOW } from '../../src/contract/names';
import { SIGNALS } from '../../src/contract/signals';
import { createHubSpot, type HubSpot } from '../../src/hubspot';
import { instantAt, type Instant } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { visibleCasesOf } from '../../src/temporal/list';
import { listedRunning } from '../../src/temporal/listed-case';
import { searchAttributeTypes } from '../../src/temporal/search-attributes';
import { createWorkers, type Workers } from '../../src/worker/workers';
import { startLocalServer, workflowBundle } from '../support/temporal';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the morning digest', () => {
  let env: TestWorkflowEnvironment;
  let emulator: Emulator;
  let chat: Server;
  let hubspot: HubSpot;
  let workers: Workers;
  let running: Promise<void>;
  const texts: string[] = [];

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    chat = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        texts.push((JSON.parse(text) as { readonly text: string }).text);
        response.end('ok');
      });
    });
    [env, emulator] = await Promise.all([
      startLocalServer(),
      startEmulator(),
      new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve)),
    ]);
    await env.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: searchAttributeTypes(),
    });
    const portal = parsePortalConfig('', 'test');
    const { accessToken, url: apiUrl, appId } = emulator;
    hubspot = createHubSpot({ accessToken, apiUrl, appId: String(appId), portal });
    workers = await createWorkers({
      connection: env.nativeConnection,
      namespace: 'default',
      taskQueue: DEFAULT_TASK_QUEUE,
      workflows: { workflowBundle: workflowBundle() },
      activities: createActivities({
        hubspot,
        portal,
        temporal: env.client,
        taskQueue: DEFAULT_TASK_QUEUE,
        casesOf: visibleCasesOf(env.client, portalId()),
        digestUrl: `http://127.0.0.1:${String((chat.address() as AddressInfo).port)}/hook`,
      }),
    });
    running = workers.run();
  });

  afterAll(async () => {
    workers.shutdown();
    await running;
    hubspot.close();
    chat.closeAllConnections();
    chat.close();
    await env.teardown();
    await emulator.close();
  });

  const portalId = (): string => String(emulator.portalId);

  const digest = (workflowId: string, scheduledAt: Instant): Promise<string> =>
    env.client.workflow.execute<(input: { portalId: string; scheduledAt: Instant }) => Promise<string>>(
      DIGEST_WORKFLOW,
      { workflowId, taskQueue: DEFAULT_TASK_QUEUE, args: [{ portalId: portalId(), scheduledAt }] },
    );

  it('X1: says from the list of running cases which clients make no progress, once a day', async () => {
    const cs = await new DemoPortal({ url: emulator.url, token: emulator.accessToken }).personOf('Client Success');
    const companyId = await cs.addCompany('Harbor Clinic');
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: Harbor Clinic'));
    await env.client.workflow.signalWithStart(CASE_WORKFLOW, {
      ...caseStart({ portalId: portalId(), ticketId }, DEFAULT_TASK_QUEUE),
      signal: SIGNALS.recheck,
      signalArgs: [{ eventIds: [], occurredAt: instantAt(0) }],
    });
    await until(
      async () => {
        for await (const { overview } of listedRunning(env.client, portalId())) if (overview?.client) return true;
        return undefined;
      },
      { what: 'the case in the list', withinMs: 40_000 },
    );
    const wednesday = wednesdayAfter(Date.now() + 14 * DAY_MS);

    expect(await digest('digest-1', wednesday)).toBe('posted');
    expect(await digest('digest-2', wednesday)).toBe('the digest of this day was posted before');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(`*No progress (1)*\n• <${hubspot.ticketUrl(ticketId)}|Harbor Clinic>: Customer Saved`);
  });
});

/** At 12:00 UTC. */
function wednesdayAfter(ms: number): Instant {
  const date = new Date(ms);
  date.setUTCHours(12, 0, 0, 0);
  date.setUTCDate(date.getUTCDate() + ((3 - date.getUTCDay() + 7) % 7));
  return instantAt(date);
}
