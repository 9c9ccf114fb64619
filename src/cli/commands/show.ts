import type { WorkflowExecutionStatusName } from '@temporalio/client';
import type { Command } from 'commander';
import { caseQuery, type CaseView } from '../../contract/case';
import { readable } from '../../contract/payloads/readable';
import type { TicketId } from '../../sop/vocabulary/ids';
import { caseOf } from '../../temporal/describe';
import { caseCommand, type CaseOptions } from '../case-command';
import { withSession } from '../connect';
import { lineOf, print, printJson } from '../output/terminal';
import { failingCalls } from '../output/why-silent';

type Status = WorkflowExecutionStatusName;

export function showCommand(): Command {
  return caseCommand('show', 'shows one case: its phase, what it waits for, and what happened').action(show);
}

async function show(ticketId: TicketId, options: CaseOptions): Promise<void> {
  const [found, description] = await withSession(async (client) => {
    const handle = caseOf(client, ticketId);
    return [readable(await handle.query(caseQuery)), await handle.describe()] as const;
  });
  const status = description.status.name;
  const failing = failingCalls(description).map((line) => `${lineOf(line)}\n`);
  if (options.json === true) printJson({ ...found, status: status.toLowerCase() });
  else print([caseAsText(found, status), ...failing].join(''));
}

export function printCase(found: CaseView, { json }: CaseOptions): void {
  if (json === true) printJson(found);
  else print(caseAsText(found));
}

/** A case for the terminal; instants in UTC, as operators compare them with logs. */
export function caseAsText(found: CaseView, status: Status = 'RUNNING'): string {
  const { ticketId, decision, decidedAt, timeline, mode } = found;
  const lines = [`ticket ${ticketId}`, ...stoppedLine(ticketId, status)];
  if (mode === 'observe') lines.push('mode   observe: nothing is written to HubSpot');
  if (decision === undefined || decidedAt === undefined)
    return `${[...lines, 'HubSpot was not read yet'].join('\n')}\n`;
  lines.push(`phase  ${decision.phase}${decision.end === undefined ? '' : `, ended: ${decision.end}`}`);
  lines.push(`as of  ${iso(decidedAt)}`);
  for (const { rule, sentence } of decision.waitingFor) lines.push(`waits for ${rule}: ${sentence}`);
  if (decision.attention) {
    lines.push(`NEEDS ATTENTION (${decision.attention.code}): ${decision.attention.sentence}`);
    lines.push(`what to do: ${decision.attention.resolvedBy}`);
  }
  if (decision.wakeUp && status === 'RUNNING')
    lines.push(`next check ${iso(decision.wakeUp.at)}: ${decision.wakeUp.reason}`);
  lines.push('', ...timeline.map(({ at, rules, text }) => `${iso(at)}  ${rules.join(', ').padEnd(6)}  ${text}`));
  return `${lines.map(lineOf).join('\n')}\n`;
}

/** For a case that was stopped before its end: nobody checks any more what it waited for. */
function stoppedLine(ticketId: TicketId, status: Status): readonly string[] {
  if (status === 'RUNNING' || status === 'COMPLETED') return [];
  const word = status.toLowerCase().replace('_', ' ');
  return [`status ${word}: the case checks nothing any more; at-risk adopt --ticket ${ticketId} starts it again`];
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
