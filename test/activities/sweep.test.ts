import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { DemoPortal } from '../../dev/portal/people';
import { sweepPage, type SweptPage } from '../../src/activities/sweep';
import { caseWorkflowId } from '../../src/contract/names';
import type { CaseEvent } from '../../src/contract/signals';
import type { ChangesAsked } from '../../src/hubspot';
import { instantAt, later, type Instant } from '../../src/sop/vocabulary/dates';
import type { TicketId } from '../../src/sop/vocabulary/ids';
import { PORTAL } from '../hubspot/build';
import { ETF_NOTE, startWorld, type World } from '../hubspot/world';

const PORTAL_ID = '4242001';

interface Sent {
  readonly workflowId: string;
  readonly signal: string;
  readonly payload: CaseEvent;
}

/** Stands in for Temporal: which workflows run, and what they were sent. */
class Signals {
  readonly running = new Set<string>();
  sent: Sent[] = [];
  started: Sent[] = [];

  client(): Client {
    const getHandle = (workflowId: string): unknown => ({
      signal: ({ name: signal }: { readonly name: string }, payload: CaseEvent): Promise<void> => {
        if (!this.running.has(workflowId)) {
          return Promise.reject(new WorkflowNotFoundError('not found', workflowId, undefined));
        }
        this.sent.push({ workflowId, signal, payload });
        return Promise.resolve();
      },
    });
    const signalWithStart = (
      _type: string,
      { workflowId, signal, signalArgs: [payload] }: StartOptions,
    ): Promise<void> => {
      this.started.push({ workflowId, signal: signal.name, payload });
      return Promise.resolve();
    };
    return { workflow: { getHandle, signalWithStart } } as unknown as Client;
  }
}

interface StartOptions {
  readonly workflowId: string;
  readonly signal: { readonly name: string };
  readonly signalArgs: [CaseEvent];
}

let world: World;
let portal: DemoPortal;
let signals: Signals;
let since: Instant;

beforeEach(async () => {
  world = await startWorld();
  portal = new DemoPortal({ url: world.emulator.url, token: world.emulator.accessToken });
  signals = new Signals();
});

afterEach(async () => {
  await world.close();
});

const caseOf = (id: TicketId): string => caseWorkflowId(PORTAL_ID, id);
const change = (path: string, properties: Readonly<Record<string, string>>): Promise<unknown> =>
  world.casey('PATCH', `/crm/v3/objects/${path}`, { properties });

/** Everything before it was swept. */
async function sweptBefore(): Promise<void> {
  await portal.advanceClock(60_000);
  since = instantAt(await portal.now());
}

async function sweep(type: ChangesAsked['type']): Promise<SweptPage['delivered']> {
  const dependencies = { hubspot: world.hubspot, portal: PORTAL, temporal: signals.client(), taskQueue: 'test' };
  const swept = await sweepPage({ portalId: PORTAL_ID, type, since, seen: [] }, dependencies);
  if (swept === undefined) throw new Error(`${type}s are not swept`);
  return swept.delivered;
}

async function runningTicket(): Promise<TicketId> {
  const id = await world.ticket();
  signals.running.add(caseOf(id));
  await sweptBefore();
  return id;
}

describe('a page of the sweep', () => {
  it('S1: signals an answer once, with who gave it, its value, and the instant by which the case knows whether it has seen it', async () => {
    const id = await runningTicket();
    await change(`tickets/${id}`, { customer_saved: 'Yes', cancellation_approval: 'No' });
    const delivered = await sweep('ticket');

    expect(delivered).toEqual({ signalled: 1, started: 0, notAtRisk: 0 });
    expect(signals.sent).toEqual([
      {
        workflowId: caseOf(id),
        signal: 'saved',
        payload: { eventIds: [], occurredAt: expect.any(Number), by: '5001', answer: 'Yes', swept: 'ticket' },
      },
    ]);
    const [{ payload } = { payload: undefined }] = signals.sent;
    expect(payload?.occurredAt).toBeGreaterThanOrEqual(since);
    expect(payload?.occurredAt).toBeLessThan(later(since, 10_000));
  });

  it('I4: signals a change of stage with its time, so that the case does not mistake an older state for it', async () => {
    const id = await runningTicket();
    await change(`tickets/${id}`, { hs_pipeline_stage: '800102' });
    await sweep('ticket');

    const [{ signal, payload } = { signal: undefined, payload: undefined }] = signals.sent;
    expect(signal).toBe('recheck');
    expect(payload).toMatchObject({ by: '5001', swept: 'ticket', ticketAt: payload?.occurredAt });
  });

  it('X3: starts the case of a ticket that has none, without asking HubSpot what kind of ticket it is', async () => {
    await sweptBefore();
    const id = await world.ticket({ customer_saved: 'No' });
    await world.calls();

    expect(await sweep('ticket')).toEqual({ signalled: 0, started: 1, notAtRisk: 0 });
    expect(signals.started).toMatchObject([{ workflowId: caseOf(id), signal: 'saved', payload: { answer: 'No' } }]);
    expect((await world.calls()).filter((call) => call.includes('tickets/batch/read'))).toHaveLength(1);
  });

  it('X1: signals the case of a ticket that left the pipeline, and starts none for one that was never in it', async () => {
    const id = await runningTicket();
    const other = await world.ticket();
    await sweptBefore();
    for (const each of [id, other]) {
      await change(`tickets/${each}`, { hs_pipeline: '800200', hs_pipeline_stage: '800201' });
    }

    expect(await sweep('ticket')).toEqual({ signalled: 1, started: 0, notAtRisk: 1 });
    expect(signals.sent).toMatchObject([{ workflowId: caseOf(id), signal: 'recheck', payload: { swept: 'ticket' } }]);
    expect(signals.started).toEqual([]);
  });

  it('X1: signals the cases of tickets that were merged', async () => {
    const [one, two] = [await runningTicket(), await runningTicket()];
    await world.casey('POST', '/crm/v3/objects/tickets/merge', { primaryObjectId: one, objectIdToMerge: two });
    await sweep('ticket');

    expect(signals.sent.map(({ workflowId }) => workflowId).sort()).toEqual([caseOf(one), caseOf(two)].sort());
    for (const { signal, payload } of signals.sent) {
      expect(signal).toBe('recheck');
      expect(payload).toMatchObject({ swept: 'ticket' });
    }
  });

  it('N2, N3: signals what is attached to a ticket by what it is, once for each ticket', async () => {
    const id = await runningTicket();
    await world.noteOn(id, ETF_NOTE);
    const other = await runningTicket();
    await world.noteOn(other, ETF_NOTE);
    await world.noteOn(other, 'the notice', await world.file());
    since = 0 as Instant;

    expect(await sweep('note')).toEqual({ signalled: 2, started: 0, notAtRisk: 0 });
    const sent = signals.sent.map(({ workflowId, signal, payload }) => [workflowId, signal, payload.swept]);
    expect(new Map(sent.map(([workflowId = '', ...rest]) => [workflowId, rest]))).toEqual(
      new Map([
        [caseOf(id), ['etfNote', 'note']],
        [caseOf(other), ['cancellationNotice', 'note']],
      ]),
    );
  });

  it('X1: a Client Status that a person set, and an invoice, wake the cases of the client, and start none', async () => {
    const [id, withoutCase] = [await runningTicket(), await world.ticket()];
    await (await portal.personOf('Client Success')).addCompany('Client under test');
    const companyId = await world.companyOf(id, 'Client under test');
    await world.companyOf(withoutCase, 'Client under test');
    await sweptBefore();
    await change(`companies/${companyId}`, { client_status: 'Active' });
    await world.invoiceOf(companyId, 179);

    expect(await sweep('company')).toEqual({ signalled: 1, started: 0, notAtRisk: 0 });
    expect(await sweep('invoice')).toEqual({ signalled: 1, started: 0, notAtRisk: 0 });
    expect(signals.sent.map(({ signal, payload }) => [signal, payload.swept])).toEqual([
      ['recheck', 'company'],
      ['recheck', 'invoice'],
    ]);
    expect(signals.started).toEqual([]);
  });
});
