import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { atMost } from '../dev/process/at-most';
import { runCommand } from '../dev/process/run-command';
import type { RunningProcess } from '../dev/process/running-process';
import { until } from '../dev/process/until';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE, caseWorkflowId } from '../src/contract/names';
import { ticketIdSchema } from '../src/sop/vocabulary/ids';
import { BARE_QUEUE, bareWorker } from './bare';
import type { BenchOptions } from './bench';
import type { Found } from './figure';
import { withServer } from './server';
import { serviceWorker, stopped, untilAtRest, withSurface, type Surface } from './service';

interface Sizes {
  readonly repetitions: number;
  readonly cases: number;
}

const FULL: Sizes = { repetitions: 3, cases: 2_000 };
const QUICK: Sizes = { repetitions: 3, cases: 20 };
/** Before what a case takes is measured: functions are compiled, and connections open. */
const WARMING = 10;
const AT_ONCE = 20;
const SETTLED_MS = 400;
const WITHIN_MS = 60_000;
const KIB = 1_024;

/** Resident memory of one worker, in KiB: when it is ready, and with cases that sleep in its cache. */
interface Memory {
  readonly ready: number;
  readonly asleep: number;
  readonly perCase: number;
}

/** How a worker is started, and one workflow that then sleeps. */
interface Subject {
  readonly start: () => Promise<RunningProcess>;
  readonly startOne: () => Promise<void>;
}

/** Resident memory of the worker, beside one with nothing but the SDK that keeps as many workflows that sleep. */
export function benchMemory({ quick, progress }: BenchOptions): Promise<Found> {
  const { repetitions, cases } = quick ? QUICK : FULL;
  return withServer((client, address) =>
    withSurface(address, async (surface) => {
      const cachedWorkflows = cases + WARMING;
      const bareOptions = { address, logFile: join(surface.folder, 'bare.log'), cachedWorkflows };
      const bare: Subject = { start: await bareWorker(bareOptions), startOne: () => startAsleep(client) };
      const service: Subject = {
        start: await serviceWorker(surface, { WORKER_CACHED_WORKFLOWS: String(cachedWorkflows) }),
        startOne: await caseStarter(client, surface),
      };
      const found: { readonly bare: Memory; readonly service: Memory }[] = [];
      for (let repetition = 1; repetition <= repetitions; repetition += 1) {
        progress(`repetition ${String(repetition)} of ${String(repetitions)}, ${String(cases)} cases`);
        found.push({ bare: await memoryOf(bare, cases), service: await memoryOf(service, cases) });
      }
      const figure = (name: string, what: string, unit: string, value: (memory: Memory) => number) => ({
        ...{ name, what, unit, goal: { atMost: 1.3 } },
        measured: found.map((each) => value(each.service)),
        floor: { what: 'a worker with nothing but the SDK', values: found.map((each) => value(each.bare)) },
      });
      const figures = [
        figure('memory', 'resident memory of the worker, ready', 'MiB', ({ ready }) => ready / KIB),
        figure(
          'memory-asleep',
          `the same with ${String(cases)} cases asleep in its cache`,
          'MiB',
          (each) => each.asleep / KIB,
        ),
        figure('memory-case', 'what a case in the cache takes', 'KiB', ({ perCase }) => perCase),
      ];
      return { figures, growths: [] };
    }),
  );
}

async function memoryOf({ start, startOne }: Subject, cases: number): Promise<Memory> {
  const running = await start();
  try {
    const startMany = (count: number): Promise<unknown> => atMost(AT_ONCE, Array.from({ length: count }), startOne);
    const ready = await residentKiB(running);
    await startMany(WARMING);
    const warm = await residentKiB(running);
    await startMany(cases);
    const asleep = await residentKiB(running);
    return { ready, asleep, perCase: (asleep - warm) / cases };
  } finally {
    await stopped(running);
  }
}

async function residentKiB({ pid }: RunningProcess): Promise<number> {
  await pause(SETTLED_MS);
  const { stdout } = await runCommand('ps', ['-o', 'rss=', '-p', String(pid)], WITHIN_MS);
  return Number(stdout);
}

let started = 0;

async function startAsleep({ workflow }: Client): Promise<void> {
  const workflowId = `asleep-${String((started += 1))}`;
  const handle = await workflow.start('asleep', { workflowId, taskQueue: BARE_QUEUE });
  const isTaken = async (): Promise<true | undefined> => (await handle.describe()).historyLength >= 4 || undefined;
  await until(isTaken, { what: `${workflowId} to sleep`, withinMs: WITHIN_MS });
}

/** A case that has read its ticket, and waits for the answer. */
async function caseStarter({ workflow }: Client, { emulator, portal }: Surface): Promise<() => Promise<void>> {
  const cs = await portal.personOf('Client Success');
  const portalId = String(emulator.portalId);
  return async () => {
    const companyId = await cs.addCompany('Client of the bench');
    const ticketId = ticketIdSchema.parse(await cs.openAtRiskTicket(companyId, 'At-Risk: client of the bench'));
    const workflowId = caseWorkflowId(portalId, ticketId);
    const args = [{ portalId, ticketId }];
    const handle = await workflow.start(CASE_WORKFLOW, { workflowId, taskQueue: DEFAULT_TASK_QUEUE, args });
    await untilAtRest(handle, 'customerSaved');
  };
}
