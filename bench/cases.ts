import type { Client, WorkflowHandle } from '@temporalio/client';
import { CaseClocks } from '../dev/calendar/case-clocks';
import type { Person } from '../dev/portal/people';
import { atMost } from '../dev/process/at-most';
import { caseWorkflowId } from '../src/contract/names';
import { WEBHOOK_PATH } from '../src/hubspot';
import { ticketIdSchema } from '../src/sop/vocabulary/ids';
import { BARE_QUEUE } from './bare';
import type { BenchOptions } from './bench';
import { withServiceBesideBare } from './beside-bare';
import type { Figure, Found } from './figure';
import { statusCall, untilAtRest, type Surface } from './service';

interface Sizes {
  readonly repetitions: number;
  readonly cases: number;
}

const FULL: Sizes = { repetitions: 5, cases: 32 };
const QUICK: Sizes = { repetitions: 3, cases: 5 };
const DAY_MS = 86_400_000;
const AT_ONCE = 16;

/** One way through the SOP, from the opening of the ticket to the end of its case. */
interface Path {
  readonly name: 'saved' | 'not-saved';
  readonly days: number;
  /** Before the days pass. */
  readonly writes: number;
  /** What people do, one after the other, and what the case then waits for first. */
  readonly play: (cs: Person, ticketId: string, handle: WorkflowHandle) => Promise<void>;
}

const PATHS: readonly Path[] = [
  {
    name: 'saved',
    days: 31,
    writes: 2,
    play: async (cs, ticketId, handle) => {
      await untilAtRest(handle, 'customerSaved');
      await cs.setOnTicket(ticketId, { customer_saved: 'Yes' });
      await untilAtRest(handle, 'monitoringPeriod');
    },
  },
  {
    name: 'not-saved',
    days: 13,
    writes: 3,
    play: async (cs, ticketId, handle) => {
      await untilAtRest(handle, 'customerSaved');
      await cs.setOnTicket(ticketId, { customer_saved: 'No' });
      await untilAtRest(handle, 'cancellationNotice');
      await cs.attachFile(ticketId, 'notice.pdf');
      await untilAtRest(handle, 'etfNote');
      await cs.addEtfNote(ticketId);
      await untilAtRest(handle, 'rcmCancellationDate');
      await cs.setOnTicket(ticketId, { rcm_cancellation_date: inDays(12) });
      await untilAtRest(handle, 'cancellationApproval');
      await cs.setOnTicket(ticketId, { cancellation_approval: 'Yes' });
      await untilAtRest(handle, 'cancellationDay');
    },
  },
];

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole cases, with the days skipped, beside a workflow with as many writes and one sleep. */
export function benchCases({ quick, progress }: BenchOptions): Promise<Found> {
  const { repetitions, cases } = quick ? QUICK : FULL;
  return withServiceBesideBare(async ({ client, surface, bridgeUrl }) => {
    const targetUrl = `${bridgeUrl}${WEBHOOK_PATH}`;
    await surface.portal.call('PUT', '/emulator/webhooks', { targetUrl, batchWindowMs: 0 });
    const figures: Figure[] = [];
    for (const path of PATHS) {
      const found: { readonly service: number; readonly bare: number }[] = [];
      for (let repetition = 0; repetition <= repetitions; repetition += 1) {
        progress(
          `${path.name}: ${repetition === 0 ? 'warming up' : `repetition ${String(repetition)} of ${String(repetitions)}`}`,
        );
        const bare = await aSecond(cases, await bareCases(client, surface, path, cases));
        const service = await aSecond(cases, await serviceCases(client, surface, path, cases));
        if (repetition > 0) found.push({ service, bare });
      }
      figures.push(figureOf(path, cases, found));
    }
    return { figures, growths: [] };
  });
}

function figureOf(
  { name, writes }: Path,
  cases: number,
  found: readonly { readonly service: number; readonly bare: number }[],
): Figure {
  return {
    name,
    what: `cases ${name === 'saved' ? 'saved' : 'not saved, in five steps'}, end to end with the days skipped, ${String(cases)} at once`,
    unit: 'a second',
    measured: found.map(({ service }) => service),
    floor: {
      what: `a workflow with ${String(writes + 1)} writes and one sleep`,
      values: found.map(({ bare }) => bare),
    },
    goal: { atLeast: 0.6 },
  };
}

async function aSecond(cases: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (cases * 1_000) / (performance.now() - begun);
}

async function bareCases(client: Client, surface: Surface, { writes, days }: Path, cases: number) {
  const cs = await surface.portal.personOf('Client Success');
  const clocks = new CaseClocks(client, String(surface.emulator.portalId));
  const companies = await Promise.all(Array.from({ length: cases }, () => cs.addCompany('Client of the bench')));
  return () =>
    atMost(AT_ONCE, companies, async (companyId) => {
      const call = statusCall(surface.emulator, companyId, 'Monitor for 30 days');
      const before = Array.from({ length: writes }, () => call);
      const workflowId = `minimal-${companyId}`;
      const args: [typeof before, number, typeof call] = [
        before,
        days - 1,
        statusCall(surface.emulator, companyId, 'Active'),
      ];
      const handle = await client.workflow.start('minimal', { workflowId, taskQueue: BARE_QUEUE, args });
      await clocks.bringTo(workflowId, new Date(Date.now() + days * DAY_MS));
      await handle.result();
    });
}

async function serviceCases(client: Client, surface: Surface, { play, days }: Path, cases: number) {
  const portalId = String(surface.emulator.portalId);
  const cs = await surface.portal.personOf('Client Success');
  const clocks = new CaseClocks(client, portalId);
  const companies = await Promise.all(Array.from({ length: cases }, () => cs.addCompany('Client of the bench')));
  return () =>
    atMost(AT_ONCE, companies, async (companyId) => {
      const ticketId = await cs.openAtRiskTicket(companyId, 'At-Risk: client of the bench');
      const handle = client.workflow.getHandle(caseWorkflowId(portalId, ticketIdSchema.parse(ticketId)));
      await play(cs, ticketId, handle);
      await clocks.bringTo(handle.workflowId, new Date(Date.now() + days * DAY_MS));
      await handle.result();
    });
}
