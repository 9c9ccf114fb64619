import { Connection } from '@temporalio/client';
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';
import { temporal as proto } from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { until } from '../../dev/process/until';
import { startEmulator } from '../../emulator';
import { createBridge } from '../../src/bridge/bridge';
import { createStartIntake, digestOf, isTemporalReady, oldestUnreconciledMs } from '../../src/bridge/temporal';
import { createLogger } from '../../src/config/logging';
import { parsePortalConfig } from '../../src/config/portal';
import { SWEEP_WORKFLOW, sweepWorkflowId } from '../../src/contract/names';
import type { SweepResult } from '../../src/contract/sweep';
import { WEBHOOK_PATH, type IntakeBatch, type HubSpotEvent } from '../../src/hubspot';
import { caller, companyNamed, createTicket } from '../emulator/support';
import { startLocalServer } from '../support/temporal';

const EVENT: HubSpotEvent = {
  eventId: '1',
  portalId: '4242001',
  objectType: 'ticket',
  objectId: '101',
  change: 'property',
  property: 'customer_saved',
  value: 'Yes',
  occurredAt: 1_768_903_200_000,
  own: false,
};

const batchOf = (...events: readonly HubSpotEvent[]): IntakeBatch => ({ portalId: '4242001', events });

describe('the id of an intake', () => {
  it('is the same for the same events in any order, whatever else a repetition says', () => {
    const other = { ...EVENT, eventId: '2' };

    expect(digestOf(batchOf(EVENT, other))).toBe(digestOf(batchOf(other, EVENT)));
    expect(digestOf(batchOf(EVENT))).toMatch(/^[0-9a-f]{32}$/);
  });

  it('differs for other events, even where HubSpot gives them the same id', () => {
    const digests = [
      batchOf(EVENT),
      batchOf(EVENT, EVENT),
      batchOf({ ...EVENT, objectId: '102' }),
      batchOf({ ...EVENT, occurredAt: EVENT.occurredAt + 1 }),
      batchOf({ ...EVENT, property: 'finance_approval' }),
    ].map(digestOf);

    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('the bridge between HubSpot and Temporal', () => {
  let temporal: TestWorkflowEnvironment;

  beforeAll(async () => {
    temporal = await startLocalServer();
  });

  afterAll(async () => {
    await temporal.teardown();
  });

  it('keeps a request that HubSpot repeats once, unless its intake has failed', async () => {
    const startIntake = createStartIntake(temporal.client, 'nobody-works-here');
    const handle = temporal.client.workflow.getHandle(`intake:4242001:${digestOf(batchOf(EVENT))}`);
    const start = async (): Promise<string> => {
      await startIntake(batchOf(EVENT));
      return (await handle.describe()).runId;
    };
    const first = await start();

    expect(await start()).toBe(first);
    await handle.terminate('counts as failed');
    expect(await start()).not.toBe(first);
  });

  it('says how old a change of its own portal can be, whatever the sweeps of another portal found', async () => {
    const result = (oldestUnreconciledMs: number): SweepResult => ({
      changed: 0,
      signalled: 0,
      started: 0,
      problems: [],
      watermarks: {},
      oldestUnreconciledMs,
    });
    const sweepOf = async (portalId: string, oldestUnreconciledMs: number): Promise<void> => {
      const workflowId = `${sweepWorkflowId(portalId)}-2026-11-28T00:00:00Z`;
      await swept(temporal, workflowId, result(oldestUnreconciledMs));
    };
    await sweepOf('4242001', 60_000);
    // Its id begins alike.
    await sweepOf('42420019', 9_000_000);
    const age = await until(() => oldestUnreconciledMs(temporal.client, '4242001'), {
      what: 'the age of the oldest change',
      withinMs: 20_000,
    });

    expect(age).toBeGreaterThanOrEqual(60_000);
    expect(age).toBeLessThan(120_000);
  });

  it('is ready when Temporal has the namespace', async () => {
    if (!(temporal.connection instanceof Connection)) throw new Error('not the connection of a client');

    expect(await isTemporalReady(temporal.connection, 'default')).toBe(true);
    await expect(isTemporalReady(temporal.connection, 'nowhere')).rejects.toThrow('nowhere');
  });

  it('takes what the emulator signs and sends, in both forms', async () => {
    const batches: IntakeBatch[] = [];
    const emulator = await startEmulator();
    const bridge = createBridge({
      settings: {
        clientSecrets: [emulator.clientSecret],
        portalId: String(emulator.portalId),
        appId: String(emulator.appId),
        publicUrl: undefined,
      },
      portal: parsePortalConfig('', 'the defaults'),
      logger: createLogger('bridge', 'silent'),
      startIntake: (batch) => {
        batches.push(batch);
        return Promise.resolve();
      },
      temporalReady: () => Promise.resolve(true),
      oldestUnreconciledMs: () => Promise.resolve(undefined),
    });
    const targetUrl = `${await bridge.listen({ host: '127.0.0.1', port: 0 })}${WEBHOOK_PATH}`;
    const casey = caller(emulator, '5001');

    for (const form of ['classic', 'generic']) {
      await casey('PUT', '/emulator/webhooks', { targetUrl, form });
      const ticketId = await createTicket(casey);
      await casey('PATCH', `/crm/v3/objects/tickets/${ticketId}`, { properties: { customer_saved: 'No' } });
      const companyId = await companyNamed(casey, 'Cedar Eye Care');
      await casey('PUT', `/crm/v4/objects/tickets/${ticketId}/associations/default/companies/${companyId}`);
      const report = await casey('POST', '/emulator/webhooks/flush');
      const events = batches.splice(0).flatMap((batch) => batch.events);

      expect(report.body).toMatchObject({ drained: true, failed: 0, lastStatus: 200 });
      expect(events).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ objectType: 'ticket', objectId: ticketId, change: 'created', byUserId: '5001' }),
          expect.objectContaining({ objectId: ticketId, property: 'customer_saved', value: 'No', own: false }),
          expect.objectContaining({
            association: expect.objectContaining({
              fromType: 'ticket',
              fromId: ticketId,
              toType: 'company',
              toId: companyId,
            }),
          }),
        ]),
      );
    }
    await bridge.close();
    await emulator.close();
  });
});

/** A sweep that ended with this result; no worker is needed for it. */
async function swept({ client }: TestWorkflowEnvironment, workflowId: string, result: SweepResult): Promise<void> {
  const { workflowService: service } = client;
  const taskQueue = `queue-of-${workflowId}`;
  const namespace = 'default';
  await client.workflow.start(SWEEP_WORKFLOW, { workflowId, taskQueue, args: [] });
  const { taskToken } = await client.withDeadline(Date.now() + 20_000, () =>
    service.pollWorkflowTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
  );
  const attributes = { result: { payloads: toPayloads(defaultPayloadConverter, result) ?? [] } };
  const commandType = proto.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
  const commands = [{ commandType, completeWorkflowExecutionCommandAttributes: attributes }];
  await service.respondWorkflowTaskCompleted({ namespace, taskToken, commands });
}
