import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { cliSearchAttributes } from '../dev/stack/temporal';
import { startTemporal } from '../dev/temporal/dev-server';
import { findTemporalCli } from '../dev/temporal/executables';
import { readCases } from '../src/app-backend/cases/case-list';
import { casesQuerySchema, findPage } from '../src/app-backend/cases/find';
import { caseRow } from '../src/app-backend/cases/shown';
import { CASE_MEMO, CASE_WORKFLOW, SEARCH_ATTRIBUTES, caseWorkflowId } from '../src/contract/names';
import { overviewMemoSchema } from '../src/contract/overview';
import { ticketIdSchema } from '../src/sop/vocabulary/ids';

const CASES = 5_000;
const TOGETHER = 50;
const READS = 7;
const ANSWERS = 50;
const PORTAL = '4242001';
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
    const reads = await timed(READS, () => readCases(client, PORTAL));
    const cases = await readCases(client, PORTAL);
    const query = casesQuerySchema.parse({});
    const answers = await timed(ANSWERS, () =>
      Promise.resolve(JSON.stringify(findPage(cases, query).cases.map(caseRow))),
    );
    return [
      `cases: ${String(cases.length)} open ones`,
      `  read from Temporal's visibility: median ${reads.toFixed(0)} ms`,
      `  the first page of a list that was read: median ${answers.toFixed(1)} ms`,
    ].join('\n');
  } finally {
    await connection.close();
    await server.stop();
  }
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
    workflowId: caseWorkflowId(PORTAL, ticketId),
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
  while ((await readCases(client, PORTAL)).length < CASES) await new Promise((resolve) => setTimeout(resolve, 500));
}

/** The median, in milliseconds. */
async function timed(times: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let each = 0; each < times; each += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
}
