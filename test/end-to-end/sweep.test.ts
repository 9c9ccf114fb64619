import { z } from 'zod';
import { SUPPORT_PIPELINE, type Person } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { sweepResultSchema } from '../../src/contract/sweep';
import { CATALOG, TEMPORAL_METRICS } from '../../src/telemetry/catalog';
import { atRisk } from '../cli/command';
import { hasSeries, isExported, namedSeries, namesInDocs, namesInRulesAndDashboard } from '../deploy/metric-names';
import { StackWorld, type Played } from './stack-world';

const SEEN_WITHIN_MS = 50_000;

let world: StackWorld;
let finance: Person;

beforeAll(async () => {
  world = await StackWorld.start();
  finance = await world.portal.personOf('Finance');
  await world.portal.addFault({ kind: 'webhookDrop', pathPattern: '.' });
});

afterAll(async () => {
  await world.stop();
});

describe('with every webhook dropped, the sweep alone', () => {
  it('N1–N8, I1–I3, C1–C3, S1–S5: brings every case to its right end', async () => {
    const saved = await world.open('Saved');
    const lost = await world.open('Not saved');
    const held = await world.open('Held by an invoice');
    const rescinding = await world.open('Rescinding');
    const again = await world.open('At risk again');
    const supported = await world.open('Supported');
    await world.cs.addInvoice(held.companyId, 'INV-1', '250.00');
    const all = [saved, lost, held, rescinding, again, supported];
    await sweep();
    for (const client of all) await world.waitsFor(client, 'customerSaved');

    for (const client of [saved, held, again]) await answer(client, 'Yes');
    for (const client of [lost, rescinding, supported]) await cancel(client);
    await sweep();
    for (const client of [saved, again]) await world.waitsFor(client, 'monitoringPeriod');
    await world.waitsFor(held, 'monitoringPeriod', 'invoiceDetermination', 'financeApproval');
    for (const client of [lost, rescinding, supported]) await world.waitsFor(client, 'cancellationDay');
    for (const client of all) {
      await world.untilStatus(
        client,
        [saved, held, again].includes(client) ? 'Monitor for 30 days' : 'Cancellation in Progress',
      );
    }

    // After closing: a rescission by hand, one by a support ticket, a new ticket during monitoring, and Finance.
    await answer(rescinding, 'Yes');
    await world.cs.addNote(rescinding.ticketId, 'The client signed again.');
    const request = await world.cs.openSupportTicket(
      { requested_change: 'Rescind cancellation', change_explanation: 'They stay.' },
      { ticketId: supported.ticketId },
    );
    const newer = await world.openFor(again, 'At risk again, the second ticket');
    await finance.setOnTicket(held.ticketId, { invoice_determination: 'Sent to collections' });
    await sweep();
    await finance.setOnTicket(held.ticketId, { finance_approval: 'Yes' });
    await sweep();
    await world.untilStatus(rescinding, 'Monitor for 30 days');
    await world.untilStatus(supported, 'Monitor for 30 days');
    await untilClosed(held);
    await world.waitsFor(again, 'monitoringPeriod', 'newerTicket');
    await world.waitsFor(newer, 'customerSaved');
    await until(async () => (await stageOf(request)) === SUPPORT_PIPELINE.closed || undefined, {
      what: 'the support ticket to be closed',
      withinMs: SEEN_WITHIN_MS,
    });
    await answer(newer, 'Yes');
    await sweep();
    await world.waitsFor(newer, 'monitoringPeriod');
    await world.untilEnded(again);

    await world.advanceDays(32);
    const ends: [Played, string, string][] = [
      [saved, 'active', 'Active'],
      [lost, 'cancelled', 'Cancelled'],
      [held, 'active', 'Active'],
      [rescinding, 'active', 'Active'],
      [supported, 'active', 'Active'],
      [newer, 'active', 'Active'],
    ];
    for (const [client, end, status] of ends) {
      await world.untilEnded(client);
      expect(await world.case(client).result()).toBe(end);
      expect(await world.portal.clientStatus(client.companyId)).toBe(status);
      expect(await world.portal.isClosed(client.ticketId)).toBe(true);
    }
    expect(await world.case(again).result()).toBe('superseded');
    expect(await notified()).toBe(0);
  });

  it('finds nothing where nothing changed, for one search of each type', async () => {
    const searches = ['tickets', 'notes', 'companies', 'invoices'].map((type) => `${type}/search`).join();
    const found = await until(
      async () => {
        await world.portal.beginCount();
        const result = await sweep();
        const calls = await world.callsOfService();
        // A case that an earlier sweep signaled may still read its ticket.
        return calls.map((call) => call.replace(/.*\/(?=\w+\/search$)/, '')).join() === searches ? result : undefined;
      },
      { what: `a sweep that calls HubSpot for ${searches} alone`, withinMs: SEEN_WITHIN_MS },
    );
    expect(found).toMatchObject({ changed: 0, signalled: 0, started: 0, problems: [] });
  });

  it('says how old an undelivered change can be, in the metrics too', async () => {
    const { oldestUnreconciledMs } = await sweep();
    const metrics = await scraped(world.stack.metrics.bridge);
    const [, seconds] = /^at_risk_oldest_unreconciled_change_seconds (\d+)$/m.exec(metrics) ?? [];

    expect(oldestUnreconciledMs).toBeGreaterThanOrEqual(60_000);
    expect(oldestUnreconciledMs).toBeLessThan(120_000);
    expect(Number(seconds)).toBeGreaterThanOrEqual(Math.floor(oldestUnreconciledMs / 1000));
    expect(Number(seconds)).toBeLessThan(oldestUnreconciledMs / 1000 + 60);
  });

  it('exports every metric that the catalog and the docs have, and that alerts and the dashboard read, with the labels that these name', async () => {
    const audit = await atRisk(world.commandEnv, 'audit');
    expect(audit.stdout).toContain('Compared');
    // The list of all cases is read for the first scrape, and shown by the second one.
    const text = await until(
      async () => {
        const both = await Promise.all([world.stack.metrics.worker, world.stack.metrics.bridge].map(scraped));
        const joined = both.join('');
        return [TEMPORAL_METRICS.oldest, TEMPORAL_METRICS.auditFindings].every(({ name }) => joined.includes(name))
          ? joined
          : undefined;
      },
      { what: 'the metrics of the audit and of the age of cases', withinMs: SEEN_WITHIN_MS },
    );
    const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]));
    const ours = [...types].filter(([name]) => name.startsWith('at_risk_')).sort();

    expect(ours).toEqual(CATALOG.map(({ name, type }) => [name, type]).sort());
    for (const { name, labels } of CATALOG)
      for (const label of labels) expect(text).toMatch(new RegExp(`^${name}\\{(?:.*,)?${label}="`, 'm'));
    expect([...namesInRulesAndDashboard(), ...namesInDocs()].filter((name) => !isExported(name, types))).toEqual([]);
    expect(namedSeries().filter((series) => !hasSeries(text, series))).toEqual([]);
    // No id, name or text of the portal is a label.
    expect(text).not.toMatch(/Not saved|Held by|Rescinding|At risk again|INV-1|pat-|@/);
    expect(text).toMatch(/^at_risk_event_to_write_seconds_count\{.*\} [1-9]/m);
  });
});

/** What the command prints. */
const printedSchema = sweepResultSchema().extend({
  watermarks: z.record(z.string(), z.looseObject({ reconciledAt: z.iso.datetime() })),
});

/** Runs one as an operator does. */
async function sweep(): Promise<z.infer<typeof printedSchema>> {
  const { code, stdout, stderr } = await atRisk(world.commandEnv, 'sweep', '--json');
  if (code !== 0) throw new Error(stderr);
  return printedSchema.parse(JSON.parse(stdout));
}

async function answer({ ticketId }: Played, customer_saved: 'Yes' | 'No'): Promise<void> {
  await world.cs.setOnTicket(ticketId, { customer_saved });
}

/** N1–N5 in one go. */
async function cancel(client: Played): Promise<void> {
  await answer(client, 'No');
  await world.cs.attachFile(client.ticketId, 'notice.pdf');
  await world.cs.addEtfNote(client.ticketId);
  await world.cs.setOnTicket(client.ticketId, {
    rcm_cancellation_date: await world.dateIn(12),
    cancellation_approval: 'Yes',
  });
}

async function stageOf(ticketId: string): Promise<string | null | undefined> {
  return (await world.portal.get('tickets', ticketId, ['hs_pipeline_stage'])).properties['hs_pipeline_stage'];
}

async function untilClosed({ ticketId }: Played): Promise<void> {
  await until(async () => (await world.portal.isClosed(ticketId)) || undefined, {
    what: 'the ticket to be closed',
    withinMs: SEEN_WITHIN_MS,
  });
}

/** How many webhooks came through. */
async function notified(): Promise<number> {
  return (await world.temporal.workflow.count('WorkflowType = "intake"')).count;
}

async function scraped(url: string): Promise<string> {
  return (await fetch(url)).text();
}
