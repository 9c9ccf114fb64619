import { Connection, WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startEmulator } from '../../emulator';
import { createBridge } from '../../src/bridge/bridge';
import { createTakeIn, digestOf } from '../../src/bridge/take-in';
import { isTemporalReady } from '../../src/bridge/temporal';
import { createPayloadCodec } from '../../src/codec/payload-codec';
import { temporalClient } from '../../src/codec/temporal-client';
import { createLogger } from '../../src/config/logging';
import { parsePortalConfig } from '../../src/config/portal';
import { caseStart } from '../../src/contract/case';
import { CASE_WORKFLOW } from '../../src/contract/names';
import { WEBHOOK_PATH, type IntakeBatch, type HubSpotEvent } from '../../src/hubspot';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { keysOf, newKey } from '../codec/keys';
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

const QUEUE = 'nobody-works-here';
const PORTAL = parsePortalConfig('', 'the defaults');

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
    const takeIn = takeInOf(temporal);
    const handle = temporal.client.workflow.getHandle(`intake:4242001:${digestOf(batchOf(EVENT))}`);
    const start = async (): Promise<string> => {
      await takeIn(batchOf(EVENT));
      return (await handle.describe()).runId;
    };
    const first = await start();

    expect(await start()).toBe(first);
    await handle.terminate('counts as failed');
    expect(await start()).not.toBe(first);
  });

  it('signals a running case itself, once, however often HubSpot sends the request, and starts no intake for it', async () => {
    const batch = batchOf({ ...EVENT, objectId: '201' });
    const running = await startCase(temporal, '201');
    await takeInOf(temporal)(batch);
    await takeInOf(temporal)(batch);

    expect(signalsIn(await running.fetchHistory())).toEqual([
      { name: 'saved', payload: { eventIds: ['1'], occurredAt: EVENT.occurredAt, answer: 'Yes' } },
    ]);
    const intake = temporal.client.workflow.getHandle(`intake:4242001:${digestOf(batch)}`);
    await expect(intake.describe()).rejects.toThrow(WorkflowNotFoundError);
  });

  it('encrypts that signal as the client encrypts all others', async () => {
    const keys = keysOf(newKey('of-the-bridge'));
    const { connection } = temporal.client;
    const client = temporalClient({ connection, namespace: 'default' }, keys);
    const running = await startCase(temporal, '401');
    await createTakeIn({ client, taskQueue: QUEUE, portal: PORTAL })(batchOf({ ...EVENT, objectId: '401' }));
    const { events } = await running.fetchHistory();
    const [kept] = (events ?? []).flatMap(
      (event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [],
    );
    if (kept === undefined) throw new Error('the case was not signaled');

    expect(Buffer.from(kept.data ?? [])).not.toContain('eventIds');
    const context = { type: 'workflow', namespace: 'default', workflowId: running.workflowId } as const;
    expect(valueOf(await createPayloadCodec(keys).decode([kept], context))).toMatchObject({ eventIds: ['1'] });
  });

  it('leaves to the intake what is about no running case, and all of a request that names many tickets', async () => {
    const running = await startCase(temporal, '301');
    const mixed = batchOf({ ...EVENT, objectId: '301' }, { ...EVENT, objectId: '302' });
    const many = batchOf(...Array.from({ length: 11 }, (_, index) => ({ ...EVENT, objectId: String(301 + index) })));
    await takeInOf(temporal)(mixed);
    await takeInOf(temporal)(many);

    expect(signalsIn(await running.fetchHistory())).toHaveLength(1);
    expect(await inputOfIntake(temporal, mixed)).toEqual({ ...mixed, events: [mixed.events[1]], signaled: true });
    expect(await inputOfIntake(temporal, many)).toEqual(many);
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
      takeIn: (batch) => {
        batches.push(batch);
        return Promise.resolve();
      },
      temporalReady: () => Promise.resolve(true),
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

function takeInOf({ client }: TestWorkflowEnvironment): (batch: IntakeBatch) => Promise<void> {
  return createTakeIn({ client, taskQueue: QUEUE, portal: PORTAL });
}

function startCase({ client }: TestWorkflowEnvironment, ticketId: string): Promise<WorkflowHandle> {
  const input = { portalId: '4242001', ticketId: ticketIdSchema.parse(ticketId) };
  return client.workflow.start(CASE_WORKFLOW, caseStart(input, QUEUE));
}

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

function signalsIn({ events }: History): readonly unknown[] {
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal ? [{ name: signal.signalName, payload: valueOf(signal.input?.payloads) }] : [],
  );
}

async function inputOfIntake({ client }: TestWorkflowEnvironment, batch: IntakeBatch): Promise<unknown> {
  const { events } = await client.workflow.getHandle(`intake:4242001:${digestOf(batch)}`).fetchHistory();
  return valueOf((events ?? [])[0]?.workflowExecutionStartedEventAttributes?.input?.payloads);
}

function valueOf(payloads: Payload[] | null | undefined): unknown {
  const [payload] = payloads ?? [];
  return payload && defaultPayloadConverter.fromPayload(payload);
}
