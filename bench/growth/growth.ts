import { setTimeout as pause } from 'node:timers/promises';
import { DemoPortal } from '../../dev/portal/people';
import { until } from '../../dev/process/until';
import { readCases } from '../../src/app-backend/cases/case-list';
import { parsePortalConfig } from '../../src/config/portal';
import { CASE_WORKFLOW, DEFAULT_TASK_QUEUE } from '../../src/contract/names';
import { createHubSpot } from '../../src/hubspot';
import type { AuditReport } from '../../src/sop/audit/audit-report';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { runningCasesQuery } from '../../src/temporal/list';
import { startUnlessRunning } from '../../src/temporal/start';
import { fillPortal } from '../../test/cli/portal-of-many';
import { bringToRest } from './at-rest';
import { runAudit, runSweep, type Histories } from './runs';
import { startService, type Service } from './service';

/** What was measured with so many open cases. */
export interface Grown {
  readonly cases: number;
  /** `real`: each ran until it slept; `stand-in`: each is a started workflow that shows what a real case would. */
  readonly kind: 'real' | 'stand-in';
  /** HubSpot calls of a case until it slept, and cases in a second. */
  readonly callsToSleep: number;
  readonly casesPerSecond: number;
  /** Resident, in bytes; the worker's greatest while the audit ran. */
  readonly memory: { readonly asleep: number; readonly audit: number; readonly temporal: number };
  /** Of Temporal's SQLite file, in bytes. */
  readonly databaseBytes: number;
  /** Reading all cases for the page. */
  readonly listSeconds: number;
  readonly sweep: Costs;
  readonly audit: Costs & { readonly checked: AuditReport['checked']; readonly found: number };
}

export interface Costs extends Histories {
  readonly calls: number;
  readonly seconds: number;
}

type Progress = (line: string) => void;

const LISTS = 3;
const AT_ONCE = 25;
/** So long HubSpot gets no call once all cases sleep. */
const QUIET_MS = 4_000;
const HOUR_MS = 3_600_000;

/** One portal that grows, with the real service behind it; each size is measured while everything sleeps. */
export async function measureReal(sizes: readonly number[], progress: Progress): Promise<readonly Grown[]> {
  const service = await startService();
  try {
    await begin(service);
    const grown: Grown[] = [];
    for (const cases of sizes) {
      const before = grown.at(-1)?.cases ?? 0;
      grown.push(
        await measured(service, cases, 'real', () => putToSleep(service, cases, cases - before, progress), progress),
      );
      progress(`${String(cases)} cases: done`);
    }
    return grown;
  } finally {
    await service.stop();
  }
}

/** The same with stand-ins, for more cases than a development server runs in minutes. */
export async function measureStandIns(cases: number, progress: Progress): Promise<Grown> {
  const service = await startService();
  try {
    return await measured(service, cases, 'stand-in', () => standIn(service, cases, progress), progress);
  } finally {
    await service.stop();
  }
}

/** The emulator's default portal has tickets of its own, whose cases begin. */
async function begin(service: Service): Promise<void> {
  await service.startWorker();
  await runAudit(service.client, service.portalId);
}

type Started = Pick<Grown, 'callsToSleep' | 'casesPerSecond'>;

async function measured(
  service: Service,
  cases: number,
  kind: Grown['kind'],
  start: () => Promise<Started>,
  progress: Progress,
): Promise<Grown> {
  const { client, portalId } = service;
  const started = await start();
  if (kind === 'real') await untilListed(service, cases);
  const { worker: asleep, temporal } = await service.memory();
  const databaseBytes = await service.databaseBytes();
  const said = (what: string): void => {
    progress(`${String(cases)} cases: ${what}`);
  };
  said('list');
  const listSeconds = await secondsOfList(service);
  said('sweep');
  // The first one wakes each case that has written a note of its own since it read its ticket.
  await runSweep(client, portalId);
  await untilQuiet(service);
  const sweep = await counted(service, () => runSweep(client, portalId));
  said('audit');
  const peak = watchMemory(service);
  const audit = await counted(service, () => runAudit(client, portalId));
  const { checked, counts } = audit.result;
  return {
    ...{ cases, kind, ...started, databaseBytes, listSeconds },
    memory: { asleep, temporal, audit: await peak() },
    sweep: costsOf(sweep),
    audit: { ...costsOf(audit), checked, found: Object.values(counts).reduce((a, b) => a + b, 0) },
  };
}

async function untilListed({ client, portalId }: Service, cases: number): Promise<void> {
  const check = async (): Promise<true | undefined> =>
    (await client.workflow.count(runningCasesQuery(portalId))).count >= cases || undefined;
  await until(check, { what: `${String(cases)} cases in Temporal's list`, withinMs: HOUR_MS });
}

function costsOf({ calls, seconds, runs, events, bytes, payloadBytes }: Costs): Costs {
  return { calls, seconds, runs, events, bytes, payloadBytes };
}

/** As `at-risk adopt` starts them; ended when each sleeps. */
async function putToSleep(service: Service, all: number, more: number, progress: Progress): Promise<Started> {
  const { emulator, client, portalId } = service;
  const ticketIds = await fillPortal(emulator, more);
  const portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
  await portal.beginCount();
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let id = ticketIds[next++]; id !== undefined; id = ticketIds[next++]) {
        await startUnlessRunning(
          { temporal: client, portalId, taskQueue: DEFAULT_TASK_QUEUE },
          ticketIdSchema.parse(id),
          'atRisk',
        );
      }
    }),
  );
  progress(`${String(all)} cases: started`);
  await untilRead(service, all, progress);
  const calls = await untilQuiet(service);
  const seconds = (performance.now() - begun - QUIET_MS) / 1_000;
  return { callsToSleep: calls / more, casesPerSecond: more / seconds };
}

async function untilRead({ client }: Service, all: number, progress: Progress): Promise<void> {
  const query = `WorkflowType = "${CASE_WORKFLOW}" AND AtRiskPhase IS NOT NULL`;
  await until(
    async () => {
      const { count } = await client.workflow.count(query);
      if (all >= 1_000) progress(`${String(all)} cases: ${String(count)} have read their ticket`);
      return count >= all ? true : undefined;
    },
    { what: 'all cases to read their ticket', withinMs: HOUR_MS, everyMs: 2_000 },
  );
}

/** HubSpot is called no more. Answers with the calls since they were counted. */
async function untilQuiet({ emulator }: Service): Promise<number> {
  const portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
  for (let calls = -1; ;) {
    const { total } = await portal.requestsOfService();
    if (total === calls) return total;
    calls = total;
    await pause(QUIET_MS);
  }
}

/** HubSpot as the cases leave it; the worker takes what they would show from a file. */
async function standIn(service: Service, cases: number, progress: Progress): Promise<Started> {
  const { emulator, portalId } = service;
  const portal = parsePortalConfig('', 'the default portal');
  const { accessToken, url: apiUrl } = emulator;
  const hubspot = createHubSpot({ accessToken, apiUrl, appId: String(emulator.appId), portalId, portal });
  await fillPortal(emulator, cases);
  progress(`${String(cases)} stand-ins: HubSpot has their tickets`);
  const begun = performance.now();
  const ids: string[] = [];
  for await (const page of hubspot.allAtRiskTickets()) ids.push(...page);
  const asleep = await bringToRest({ emulator, hubspot, settings: portal.sop }, ids, (count) => {
    if (count % 5_000 === 0) progress(`${String(cases)} stand-ins: ${String(count)} at rest`);
  });
  hubspot.close();
  const seconds = (performance.now() - begun) / 1_000;
  await service.startWorkerOf(asleep);
  return { callsToSleep: Number.NaN, casesPerSecond: cases / seconds };
}

async function secondsOfList({ client, portalId }: Service): Promise<number> {
  const took: number[] = [];
  for (let read = 0; read < LISTS; read += 1) {
    const begun = performance.now();
    await readCases(client, portalId);
    took.push((performance.now() - begun) / 1_000);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(LISTS / 2)] ?? Number.NaN;
}

async function counted<Ran>({ emulator }: Service, run: () => Promise<Ran>): Promise<Ran & { readonly calls: number }> {
  const portal = new DemoPortal({ url: emulator.url, token: emulator.accessToken });
  await portal.beginCount();
  const ran = await run();
  return { ...ran, calls: (await portal.requestsOfService()).total };
}

/** The worker's greatest memory until it is asked. */
function watchMemory(service: Service): () => Promise<number> {
  const over = new AbortController();
  const watch = async (): Promise<number> => {
    let most = 0;
    while (!over.signal.aborted) {
      most = Math.max(most, (await service.memory()).worker);
      await pause(1_000, undefined, { signal: over.signal }).catch(() => undefined);
    }
    return most;
  };
  const watched = watch();
  return () => {
    over.abort();
    return watched;
  };
}
