import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { appRoutes } from '../src/app-backend/app-routes';
import { readCases } from '../src/app-backend/cases/case-list';
import { createAppBackend } from '../src/app-backend/entry/backend';
import { appCases } from '../src/app-backend/temporal';
import { createBridge } from '../src/bridge/bridge';
import { createLogger } from '../src/config/logging';
import { parsePortalConfig } from '../src/config/portal';
import { CASE_MEMO, CASE_WORKFLOW, SEARCH_ATTRIBUTES, caseWorkflowId } from '../src/contract/names';
import { overviewMemoSchema } from '../src/contract/overview';
import { ticketIdSchema } from '../src/sop/vocabulary/ids';
import { signedHeaders } from '../test/support/signed-webhook';
import type { BenchOptions } from './bench';
import { shareOf, type Found } from './figure';
import { withServer } from './server';
import { APP_ID, PORTAL_ID } from './webhook-event';

interface Sizes {
  readonly repetitions: number;
  readonly cases: number;
  /** Of the page, in each repetition. */
  readonly visits: number;
}

const FULL: Sizes = { repetitions: 5, cases: 5_000, visits: 6 };
const QUICK: Sizes = { repetitions: 3, cases: 500, visits: 1 };
const TOGETHER = 50;
/** Longer than a list is answered with as it is, so that every visit finds an older one. */
const PAUSE_MS = 6_000;
const SECRET = 'bench';
const DAY_MS = 86_400_000;

/** The page's first list of many open cases, on a development server: no worker is needed to list them. */
export function benchList({ quick, progress }: BenchOptions): Promise<Found> {
  const { repetitions, cases, visits } = quick ? QUICK : FULL;
  return withServer(async (client) => {
    progress(`starting ${String(cases)} cases`);
    await startAll(client, cases);
    await untilListed(client, cases);
    const readsMs: number[] = [];
    const visitsMs: number[] = [];
    await withPage(client, async (open) => {
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        progress(`repetition ${String(repetition + 1)} of ${String(repetitions)}`);
        const [read] = await timed(1, () => readCases(client, PORTAL_ID));
        readsMs.push(read ?? Number.NaN);
        visitsMs.push(shareOf(0.5, await timed(visits, open, PAUSE_MS)));
      }
    });
    const figure = {
      name: 'list',
      what: `the page's first list of ${String(cases)} open cases, opened ${String(PAUSE_MS / 1_000)} s apart`,
      unit: 'ms',
      measured: visitsMs,
      floor: { what: "reading them all from Temporal's visibility", values: readsMs },
      goal: { atMost: 0.1 },
    };
    return { figures: [figure], growths: [] };
  });
}

/** As HubSpot opens it: signed, over HTTP, answered by the bridge from what Temporal shows. */
async function withPage(client: Client, work: (open: () => Promise<void>) => Promise<void>): Promise<void> {
  const settings = { clientSecrets: [SECRET], portalId: PORTAL_ID, appId: APP_ID, publicUrl: undefined };
  const portal = parsePortalConfig('', 'the default portal');
  const logger = createLogger('bridge', 'silent');
  const cases = appCases(client, PORTAL_ID);
  cases.lists.begin();
  await cases.lists.current();
  const bridge = createBridge({
    ...{ settings, portal, logger },
    app: createAppBackend({ settings, portal, logger, routes: appRoutes(cases, portal) }),
    takeIn: () => Promise.resolve(),
    temporalReady: () => Promise.resolve(true),
  });
  const url = await bridge.listen({ host: '127.0.0.1', port: 0 });
  const uri = `${url}/app/cases?portalId=${PORTAL_ID}&appId=${APP_ID}&userId=5001&userEmail=cs`;
  try {
    await work(() => open(uri));
  } finally {
    await bridge.close();
  }
}

async function open(uri: string): Promise<void> {
  const answer = await fetch(uri, { headers: signedHeaders({ secret: SECRET, method: 'GET', uri, body: '' }) });
  if (!answer.ok) throw new Error(`the bridge answered ${String(answer.status)}`);
  await answer.json();
}

async function startAll({ workflow }: Client, cases: number): Promise<void> {
  for (let from = 0; from < cases; from += TOGETHER)
    await Promise.all(Array.from({ length: TOGETHER }, (_none, index) => startOne(workflow, from + index)));
}

async function startOne(workflow: Client['workflow'], index: number): Promise<void> {
  const ticketId = ticketIdSchema.parse(String(100_000 + index));
  const since = Date.now() - (index % 90) * DAY_MS;
  const next = { kind: 'cancellation', day: '2027-01-31', at: Date.now() + 30 * DAY_MS };
  const overview = overviewMemoSchema.parse({
    ...{ client: `Client ${String(index)} of the bench`, owner: `Owner ${String(index % 9)}` },
    ...{ openedAt: since, since, next, answer: { value: 'No', at: since } },
  });
  await workflow.start(CASE_WORKFLOW, {
    workflowId: caseWorkflowId(PORTAL_ID, ticketId),
    taskQueue: 'nobody',
    args: [],
    memo: { [CASE_MEMO.overview]: overview, [CASE_MEMO.linked]: { ticket: 'x'.repeat(40), company: 'y'.repeat(40) } },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.phase, value: 'cancelling' },
      { key: SEARCH_ATTRIBUTES.waitingFor, value: ['cancellationDay', 'financeApproval'] },
      { key: SEARCH_ATTRIBUTES.companyId, value: String(index) },
      { key: SEARCH_ATTRIBUTES.client, value: overview.client ?? '' },
    ]),
  });
}

/** Visibility lags by a moment. */
async function untilListed(client: Client, cases: number): Promise<void> {
  while ((await readCases(client, PORTAL_ID)).length < cases) await pause(500);
}

/** In milliseconds, each. */
async function timed(times: number, work: () => Promise<unknown>, pauseMs = 0): Promise<readonly number[]> {
  const took: number[] = [];
  for (let each = 0; each < times; each += 1) {
    if (pauseMs > 0) await pause(pauseMs);
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}
