import type { WorkflowExecutionInfo } from '@temporalio/client';
import { Command, Option } from 'commander';
import { CASE_MEMO, SEARCH_ATTRIBUTES, ticketOfCase } from '../../contract/names';
import { PHASES } from '../../sop/decision/decision';
import { casesQuery, runningCasesQuery } from '../../temporal/list';
import { wholeNumber } from '../arguments';
import { withSession } from '../connect';
import { plainTable } from '../output/table';
import { print, printJson } from '../output/terminal';

interface ListOptions {
  readonly phase?: string;
  readonly attention?: boolean;
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** One case, as Temporal's visibility shows it. */
interface CaseRow {
  readonly ticketId: string;
  readonly status: string;
  /** Of a case that only observes. */
  readonly mode: 'observe' | null;
  readonly phase: string | null;
  readonly waitingFor: readonly string[];
  readonly nextDate: string | null;
  readonly attention: string | null;
  readonly companyId: string | null;
}

export function listCommand(): Command {
  return new Command('list')
    .description('lists the cases: their phase, what they wait for, and until when')
    .addOption(new Option('--phase <phase>', 'only cases in this phase').choices([...PHASES]))
    .option('--attention', 'only cases that need a person')
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
      found.push(rowOf(info));
    }
    return found;
  });
  if (options.json === true) printJson(rows);
  else print(`${tableOf(rows)}\n`);
}

function visibilityQuery(portalId: string, { phase, attention, all }: ListOptions): string {
  return (all === true ? casesQuery : runningCasesQuery)(
    portalId,
    ...(phase === undefined ? [] : [`${SEARCH_ATTRIBUTES.phase.name} = "${phase}"`]),
    ...(attention === true ? [`${SEARCH_ATTRIBUTES.attention.name} IS NOT NULL`] : []),
  );
}

function rowOf(info: WorkflowExecutionInfo): CaseRow {
  const attributes = info.typedSearchAttributes;
  return {
    ticketId: ticketOfCase(info.workflowId) ?? info.workflowId,
    status: info.status.name.toLowerCase(),
    mode: info.memo?.[CASE_MEMO.mode] === 'observe' ? 'observe' : null,
    phase: attributes.get(SEARCH_ATTRIBUTES.phase) ?? null,
    waitingFor: attributes.get(SEARCH_ATTRIBUTES.waitingFor) ?? [],
    nextDate: attributes.get(SEARCH_ATTRIBUTES.nextDate)?.toISOString() ?? null,
    attention: attributes.get(SEARCH_ATTRIBUTES.attention) ?? null,
    companyId: attributes.get(SEARCH_ATTRIBUTES.companyId) ?? null,
  };
}

function tableOf(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return 'no cases';
  const table = plainTable(['ticket', 'status', 'phase', 'waiting for', 'next date', 'attention', 'company']);
  for (const row of rows) {
    const { ticketId, status, mode, phase, waitingFor, nextDate, attention, companyId } = row;
    table.push([
      ticketId,
      mode === null ? status : `${status}, ${mode}`,
      phase ?? '',
      waitingFor.join('\n'),
      nextDate ?? '',
      attention ?? '',
      companyId ?? '',
    ]);
  }
  return table.toString();
}
