import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Person } from '../dev/portal/people';
import { until } from '../dev/process/until';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE, caseWorkflowId } from '../src/contract/names';
import { WEBHOOK_PATH } from '../src/hubspot';
import { ticketIdSchema } from '../src/sop/vocabulary/ids';
import { BARE_QUEUE } from './bare';
import type { BenchOptions } from './bench';
import { withServiceBesideBare } from './beside-bare';
import { shareOf, type Figure, type Found } from './figure';
import { statusCall, untilAtRest, type Surface } from './service';
import { postWebhook, webhookEvent } from './webhook-event';

interface Sizes {
  readonly repetitions: number;
  readonly events: number;
}

const FULL: Sizes = { repetitions: 5, events: 50 };
const QUICK: Sizes = { repetitions: 3, events: 10 };
/** Five a second. */
const EVERY_MS = 200;
const WITHIN_MS = 120_000;
const WARMING = 5;

interface Engine {
  /** Makes ready so many cases, each of a company, that wait for the answer. */
  readonly prepare: (count: number) => Promise<readonly Prepared[]>;
}

interface Prepared {
  readonly companyId: string;
  /** Reports the answer; from here on the time counts. */
  readonly answer: () => Promise<void>;
  /** What comes before that. */
  readonly before?: () => Promise<void>;
}

/** From the webhook that reports an answer to the Client Status that is written, beside a workflow that makes one call when it is signaled. */
export function benchLatency({ quick, progress }: BenchOptions): Promise<Found> {
  const { repetitions, events } = quick ? QUICK : FULL;
  return withServiceBesideBare(async ({ client, surface, bridgeUrl }) => {
    const cs = await surface.portal.personOf('Client Success');
    const service = serviceEngine(client, surface, cs, bridgeUrl);
    const bare = bareEngine(client, surface, cs);
    const found: { readonly service: readonly number[]; readonly bare: readonly number[] }[] = [];
    progress('warming up');
    for (const engine of [bare, service]) await measure(engine, surface, WARMING);
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`repetition ${String(repetition)} of ${String(repetitions)}`);
      found.push({ bare: await measure(bare, surface, events), service: await measure(service, surface, events) });
    }
    return { figures: [50, 95].map((percent) => figureOf(percent, found)), growths: [] };
  });
}

function figureOf(
  percent: number,
  found: readonly { readonly service: readonly number[]; readonly bare: readonly number[] }[],
): Figure {
  const percentile = (took: readonly number[]): number => shareOf(percent / 100, took);
  return {
    name: `latency-p${String(percent)}`,
    what: `webhook until the Client Status is written, 5 a second, ${String(percent)} of 100`,
    unit: 'ms',
    measured: found.map(({ service }) => percentile(service)),
    floor: {
      what: 'signal until the same call by a workflow with that one activity',
      values: found.map(({ bare }) => percentile(bare)),
    },
    goal: { atMost: 2 },
  };
}

async function measure({ prepare }: Engine, { portal }: Surface, count: number): Promise<readonly number[]> {
  const prepared = await prepare(count);
  await portal.beginCount();
  const begun = Date.now();
  const sentAt = new Map<string, number>();
  const answers = prepared.map(async ({ companyId, before, answer }, place) => {
    await pause(Math.max(0, begun + place * EVERY_MS - Date.now()));
    await before?.();
    sentAt.set(companyId, Date.now());
    await answer();
  });
  await Promise.all(answers);
  const writtenAt = await until(
    async () => {
      const written = await companyWrites(portal);
      return prepared.every(({ companyId }) => written.has(companyId)) ? written : undefined;
    },
    { what: 'every Client Status to be written', withinMs: WITHIN_MS },
  );
  return prepared.map(
    ({ companyId }) => (writtenAt.get(companyId) ?? Number.NaN) - (sentAt.get(companyId) ?? Number.NaN),
  );
}

/** When the first write to each company came, by the emulator's clock, which is this process's. */
async function companyWrites(portal: Surface['portal']): Promise<ReadonlyMap<string, number>> {
  const { requests } = await portal.requestsOfService();
  const writes = new Map<string, number>();
  for (const { method, path, at } of requests) {
    const id = /\/companies\/(\d+)$/.exec(path)?.[1];
    if (method === 'PATCH' && id !== undefined && !writes.has(id)) writes.set(id, Date.parse(at));
  }
  return writes;
}

function bareEngine(client: Client, { emulator }: Surface, cs: Person): Engine {
  const prepareOne = async (): Promise<Prepared> => {
    const companyId = await cs.addCompany('Client of the bench');
    const call = statusCall(emulator, companyId, 'Monitor for 30 days');
    const workflowId = `bare-${companyId}`;
    const handle = await client.workflow.start('signaled', { workflowId, taskQueue: BARE_QUEUE, args: [call] });
    await untilTaken(client, workflowId);
    return { companyId, answer: () => handle.signal('answered') };
  };
  return { prepare: (count) => Promise.all(Array.from({ length: count }, prepareOne)) };
}

/** A worker has the workflow in its memory. */
async function untilTaken(client: Client, workflowId: string): Promise<void> {
  const check = async (): Promise<true | undefined> =>
    (await client.workflow.getHandle(workflowId).describe()).historyLength >= 4 || undefined;
  await until(check, { what: `${workflowId} to wait`, withinMs: WITHIN_MS });
}

function serviceEngine(client: Client, { emulator }: Surface, cs: Person, bridge: string): Engine {
  const portalId = String(emulator.portalId);
  const uri = `${bridge}${WEBHOOK_PATH}`;
  const prepareOne = async (): Promise<Prepared> => {
    const companyId = await cs.addCompany('Client of the bench');
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: client of the bench'));
    const handle = await client.workflow.start(CASE_WORKFLOW, {
      workflowId: caseWorkflowId(portalId, ticketId),
      taskQueue: DEFAULT_TASK_QUEUE,
      args: [{ portalId, ticketId }],
    });
    await untilAtRest(handle, 'customerSaved');
    return {
      companyId,
      before: () => cs.setOnTicket(ticketId, { customer_saved: 'Yes' }),
      answer: () => postWebhook(uri, emulator.clientSecret, [answered(Number(ticketId))]),
    };
  };
  return { prepare: (count) => Promise.all(Array.from({ length: count }, prepareOne)) };
}

function answered(objectId: number): unknown {
  return { ...webhookEvent(objectId), objectId, propertyValue: 'Yes' };
}
