import { Command, Option } from 'commander';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { PHASES, type RequirementCode } from '../../sop/decision/decision';
import { WAITS } from '../../sop/overview/words';
import type { Instant } from '../../sop/vocabulary/dates';
import { casesQuery, runningCasesQuery } from '../../temporal/list';
import { listedCase, type ListedCase } from '../../temporal/listed-case';
import { REPORTED } from '../../temporal/stuck';
import { wholeNumber } from '../arguments';
import { withSession } from '../connect';
import { plainTable } from '../output/table';
import { print, printJson } from '../output/terminal';

interface ListOptions {
  readonly phase?: string;
  readonly waitingFor?: string;
  readonly attention?: boolean;
  readonly stuck?: boolean;
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** One case, as Temporal's visibility shows it; instants are ISO 8601 in UTC. */
interface CaseRow {
  readonly ticketId: string;
  readonly client: string | null;
  readonly status: string;
  /** Of a case that only observes. */
  readonly mode: 'observe' | null;
  readonly phase: string | null;
  /** Since when it is in the phase. */
  readonly since: string | null;
  readonly waitingFor: readonly string[];
  /** What comes by itself, whatever needs attention: the RCM Cancellation Date, or the end of monitoring. */
  readonly nextDate: string | null;
  /** When the case reads HubSpot again, if there is no event before. */
  readonly nextCheck: string | null;
  readonly attention: string | null;
  /** Why the case does nothing, by Temporal's name: its tasks fail (`at-risk heal`). */
  readonly problem: string | null;
  readonly outcome: string | null;
  readonly companyId: string | null;
}

const WAIT_CODES = Object.keys(WAITS) as RequirementCode[];

export function listCommand(): Command {
  return new Command('list')
    .description('lists the cases: their client and phase, what they wait for, and until when')
    .addOption(new Option('--phase <phase>', 'only cases in this phase').choices([...PHASES]))
    .addOption(new Option('--waiting-for <what>', 'only cases that wait for this').choices(WAIT_CODES))
    .option('--attention', 'only cases that need a person')
    .option('--stuck', 'only cases whose tasks fail in Temporal (at-risk heal)')
    .option('--all', 'ended cases too')
    .option('--limit <n>', 'at most this many', wholeNumber('A limit'), 100)
    .option('--json', 'print JSON: an array of cases')
    .action(list);
}

async function list(options: ListOptions): Promise<void> {
  const rows = await withSession(async ({ temporal, portalId }) => {
    const found: CaseRow[] = [];
    for await (const info of temporal.workflow.list({ query: visibilityQuery(portalId, options) })) {
      if (found.length === options.limit) break;
      const listed = listedCase(info);
      if (listed !== undefined) found.push(rowOf(listed, info.status.name.toLowerCase()));
    }
    return found;
  });
  if (options.json === true) printJson(rows);
  else print(`${tableOf(rows)}\n`);
}

function visibilityQuery(portalId: string, { phase, waitingFor, attention, stuck, all }: ListOptions): string {
  return (all === true ? casesQuery : runningCasesQuery)(
    portalId,
    ...(phase === undefined ? [] : [`${SEARCH_ATTRIBUTES.phase.name} = "${phase}"`]),
    ...(waitingFor === undefined ? [] : [`${SEARCH_ATTRIBUTES.waitingFor.name} = "${waitingFor}"`]),
    ...(attention === true ? [`${SEARCH_ATTRIBUTES.attention.name} IS NOT NULL`] : []),
    ...(stuck === true ? [REPORTED] : []),
  );
}

function rowOf(listed: ListedCase, status: string): CaseRow {
  const { ticketId, observes, phase, waitingFor, attention, problem, companyId, overview, nextCheck } = listed;
  return {
    ticketId,
    client: overview?.client ?? null,
    status,
    mode: observes ? 'observe' : null,
    phase: phase ?? null,
    since: isoOrNull(overview?.since),
    waitingFor,
    nextDate: isoOrNull(overview?.next?.at),
    nextCheck: isoOrNull(nextCheck),
    attention: attention ?? null,
    problem: problem ?? null,
    outcome: overview?.outcome ?? null,
    companyId: companyId ?? null,
  };
}

function isoOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

const COLUMNS = ['ticket', 'client', 'status', 'phase', 'since', 'waiting for', 'next date', 'attention', 'outcome'];

function tableOf(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return 'no cases';
  const table = plainTable(COLUMNS);
  for (const row of rows) {
    const { ticketId, client, phase, since, waitingFor, nextDate, attention, outcome, companyId } = row;
    table.push([
      ticketId,
      client ?? (companyId === null ? '' : `company ${companyId}`),
      statusOf(row),
      phase ?? '',
      dayOf(since),
      waitingFor.join('\n'),
      nextDate ?? '',
      attention ?? '',
      outcome ?? '',
    ]);
  }
  return table.toString();
}

function statusOf({ status, mode, problem }: CaseRow): string {
  return [status, ...(mode === null ? [] : [mode]), ...(problem === null ? [] : [`stuck:\n${problem}`])].join(', ');
}

/** For a column, in UTC. */
function dayOf(at: string | null): string {
  return at?.slice(0, 10) ?? '';
}
