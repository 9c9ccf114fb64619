import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { cliSearchAttributes } from '../dev/stack/temporal';
import { startTemporal } from '../dev/temporal/dev-server';
import { findTemporalCli } from '../dev/temporal/executables';
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
import { APP_ID, PORTAL_ID } from './webhook-event';

const CASES = 5_000;
const TOGETHER = 50;
const READS = 7;
const VISITS = 30;
/** Longer than a list is answered with as it is, so that every visit finds an older one. */
const PAUSE_MS = 6_000;
const SECRET = 'bench';
const DAY_MS = 86_400_000;

/** The page's first list with 5,000 open cases, on a development server: no worker is needed to list them. */
export async function benchCases(): Promise<string> {
  const log = (): void => undefined;
  const cliPath = await findTemporalCli({ log });
  const server = await startTemporal({ cliPath, searchAttributes: cliSearchAttributes(), log });
  const connection = await Connection.connect({ address: server.address });
  try {
    const client = new Client({ connection });
    await startAll(client);
    await untilListed(client);
    const reads = await timed(READS, () => readCases(client, PORTAL_ID));
    const visits = await visitsOfPage(client);
    return [
      `cases: ${String(CASES)} open ones`,
      `  read from Temporal's visibility: median ${medianOf(reads).toFixed(0)} ms`,
      `  the page's first list, opened ${String(VISITS)} times, ${String(PAUSE_MS / 1000)} s apart: median ${medianOf(visits).toFixed(0)} ms`,
      `  the slowest of them ${Math.max(...visits).toFixed(0)} ms`,
    ].join('\n');
  } finally {
    await connection.close();
    await server.stop();
  }
}

/** As HubSpot opens it: signed, over HTTP, answered by the bridge from what Temporal shows. */
async function visitsOfPage(client: Client): Promise<readonly number[]> {
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
    return await timed(VISITS, () => open(uri), PAUSE_MS);
  } finally {
    await bridge.close();
  }
}

async function open(uri: string): Promise<void> {
  const answer = await fetch(uri, { headers: signedHeaders({ secret: SECRET, method: 'GET', uri, body: '' }) });
  if (!answer.ok) throw new Error(`the bridge answered ${String(answer.status)}`);
  await answer.json();
}

async function startAll({ workflow }: Client): Promise<void> {
  for (let from = 0; from < CASES; from += TOGETHER)
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
async function untilListed(client: Client): Promise<void> {
  while ((await readCases(client, PORTAL_ID)).length < CASES) await pause(500);
}

/** In milliseconds, each. */
async function timed(times: number, work: () => Promise<unknown>, pauseMs = 0): Promise<readonly number[]> {
  const took: number[] = [];
  for (let each = 0; each < times; each += 1) {
    if (each > 0 && pauseMs > 0) await pause(pauseMs);
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}

function medianOf(took: readonly number[]): number {
  return took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
}
