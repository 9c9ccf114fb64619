import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { until } from '../../dev/process/until';
import type { Activities } from '../../src/activities';
import { temporalClient } from '../../src/codec/temporal-client';
import type { PayloadKeys } from '../../src/config/payload-keys';
import { caseQuery, caseStart, recheckUpdate } from '../../src/contract/case';
import { rescindUpdate } from '../../src/contract/commands';
import { CASE_MEMO, CASE_WORKFLOW, DEFAULT_TASK_QUEUE, SEARCH_ATTRIBUTES } from '../../src/contract/names';
import { overviewMemoSchema, type OverviewMemo } from '../../src/contract/overview';
import { readable } from '../../src/contract/payloads/readable';
import { userIdSchema, type TicketId } from '../../src/sop/vocabulary/ids';
import { restart } from '../../src/temporal/restart';
import { keysOf, newKey } from '../codec/keys';
import { historyText } from '../end-to-end/history-text';
import { CaseWorld, type Played } from './case-world';

const [KEY, NEXT, LOST] = [newKey('2026-11'), newKey('2027-11'), newKey('lost')];
const SECRET = 'Jo Reyes (jo@harbor.example) said that the patient moved away';

describe('with payload keys', () => {
  let world: CaseWorld;
  /** Of a ticket: HubSpot rejects its next read. */
  let rejected: TicketId | undefined;

  beforeAll(async () => {
    const activities = (real: Activities): Activities => ({
      ...real,
      readCase: async (ticketId, ...rest) => {
        if (ticketId !== rejected) return real.readCase(ticketId, ...rest);
        throw ApplicationFailure.nonRetryable(SECRET, 'HubSpot.invalid');
      },
    });
    world = await CaseWorld.start('', undefined, { activities, payloadKeys: keysOf(KEY) });
  });
  afterAll(async () => {
    await world.stop();
  });

  const handleOf = ({ ticketId }: Played): WorkflowHandle =>
    world.env.client.workflow.getHandle(world.workflowId(ticketId));
  const otherClient = (keys: PayloadKeys | undefined) => temporalClient({ connection: world.env.connection }, keys);

  /** As lists read it. */
  const overviewIn = ({ memo }: WorkflowExecutionDescription): OverviewMemo | undefined =>
    overviewMemoSchema.safeParse(memo?.[CASE_MEMO.overview]).data;

  async function saved(): Promise<Played> {
    const client = await world.client();
    await world.set(client, world.cs, { customer_saved: 'Yes' }, 'saved');
    await world.untilStatus(client, 'Monitor for 30 days');
    return client;
  }

  it('lists name the client from the memo, and no search attribute holds the name', async () => {
    const client = await saved();
    const description = await handleOf(client).describe();
    expect(overviewIn(description)).toMatchObject({ client: 'Client under test' });
    expect(description.typedSearchAttributes.get(SEARCH_ATTRIBUTES.client)).toBeUndefined();
    const text = await historyText(handleOf(client));
    expect(text).toContain('binary/encrypted');
    for (const plain of ['Client under test', 'Client Status', 'read ticket and client'])
      expect(text).not.toContain(plain);
  });

  it('X1: what HubSpot said stands in the case, and encrypted in the history', async () => {
    const client = await saved();
    rejected = client.ticketId;
    await world.signal(client, 'recheck');
    const view = await world.until(
      client,
      'the refusal',
      ({ decision }) => decision?.attention?.code === 'hubspotInvalid',
    );
    rejected = undefined;
    expect(view.decision?.attention?.sentence).toContain('jo@harbor.example');
    const text = await historyText(handleOf(client));
    expect(text).toContain('Encoded failure');
    expect(text).toContain('HubSpot.invalid');
    expect(text).not.toMatch(/Reyes|harbor/);
  });

  it('C2: a refusal is read by whoever gave the command, and encrypted in the history', async () => {
    const client = await saved();
    const command = { reason: 'Jo Reyes asked for it', by: userIdSchema.parse(world.cs.userId) };
    const refused = await handleOf(client)
      .executeUpdate(rescindUpdate, { args: [command] })
      .catch((error: unknown) => (error as Error).cause as Error);
    expect(refused).toMatchObject({ type: 'CommandRefused', message: expect.not.stringContaining('Encoded failure') });
    const text = await historyText(handleOf(client));
    expect(text).not.toContain('Reyes');
    expect(text).not.toContain((refused as Error).message);
  });

  it('a command without the keys lists the case by its ids, and says which key its answers need', async () => {
    const client = await saved();
    for (const [keys, why] of [
      [undefined, /AT_RISK_PAYLOAD_KEYS/],
      [keysOf(NEXT), /encrypted with key 2026-11, which is not there/],
    ] as const) {
      const handle = otherClient(keys).workflow.getHandle(world.workflowId(client.ticketId));
      const description = await handle.describe();
      expect(overviewIn(description)).toBeUndefined();
      const answer = await handle.query(caseQuery);
      expect(() => readable(answer)).toThrow(why);
    }
  });

  it('a signal or an update that no worker can decrypt wakes the case, or is refused, and the case continues', async () => {
    const client = await saved();
    const stranger = otherClient(keysOf(LOST)).workflow.getHandle(world.workflowId(client.ticketId));
    await stranger.signal('saved', { eventIds: [], occurredAt: 0 });
    const command = { reason: 'The client signed.', by: userIdSchema.parse(world.cs.userId) };
    await expect(stranger.executeUpdate(rescindUpdate, { args: [command] })).rejects.toThrow();
    const view = await handleOf(client).executeUpdate(recheckUpdate);
    expect(view.decision?.phase).toBe('monitoring');
  });

  it('a case whose input no worker can decrypt waits for the key, and heals without it', async () => {
    const client = await world.client();
    const { portalId } = world;
    const lost = otherClient(keysOf(LOST));
    const start = caseStart({ portalId, ticketId: client.ticketId }, DEFAULT_TASK_QUEUE);
    const handle = await lost.workflow.start(CASE_WORKFLOW, start);
    const failures = async (): Promise<true | undefined> =>
      (await historyText(handle)).includes('cannot be read') || undefined;
    await until(failures, { what: 'a failed task', withinMs: 20_000 });
    expect((await handle.describe()).status.name).toBe('RUNNING');

    await restart(world.env.client, handle.workflowId);
    await world.until(client, 'a decision', ({ decision }) => decision !== undefined);
  });

  it('a case that is started again is encrypted with the key of today', async () => {
    const client = await saved();
    await restart(otherClient(keysOf(NEXT, KEY)), world.workflowId(client.ticketId));
    expect(await historyText(handleOf(client))).toContain('2027-11');
    await restart(otherClient(keysOf(KEY, NEXT)), world.workflowId(client.ticketId));
    await world.until(client, 'its place', ({ decision }) => decision?.phase === 'monitoring');
  });
});
