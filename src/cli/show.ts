import type { WorkflowExecutionDescription } from '@temporalio/client';
import { Command } from 'commander';
import type { TicketId } from '../sop/ids';
import { caseQuery, caseWorkflowId, type CaseView } from '../workflows/contract';
import { parseTicketId, withSession } from './connect';

export function showCommand(): Command {
  return new Command('show')
    .description('shows one case: where it stands, what it waits for, and what happened')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .action(show);
}

async function show(ticketId: TicketId, options: { readonly json?: boolean }): Promise<void> {
  const [found, retries] = await withSession(async ({ temporal, portalId }) => {
    const handle = temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId));
    return [await handle.query(caseQuery), retriesAsText(await handle.describe())];
  });
  process.stdout.write(
    options.json === true ? `${JSON.stringify(found, undefined, 2)}\n` : caseAsText(found) + retries,
  );
}

/** What could not be done yet and why, such as HubSpot's daily limit; the case itself does not know of it. */
function retriesAsText({ raw }: WorkflowExecutionDescription): string {
  const failed = (raw.pendingActivities ?? []).filter(({ lastFailure }) => lastFailure != null);
  return failed
    .map(({ activityType, attempt, lastFailure, scheduledTime }) => {
      const next = scheduledTime?.seconds == null ? '' : `, again at ${iso(Number(scheduledTime.seconds) * 1_000)}`;
      return `tried ${activityType?.name ?? ''} (attempt ${String(attempt)}${next}): ${lastFailure?.message ?? ''}\n`;
    })
    .join('');
}

/** A case for the terminal; instants in UTC, as operators compare them with logs. */
export function caseAsText({ ticketId, decision, decidedAt, timeline }: CaseView): string {
  const lines = [`ticket ${ticketId}`];
  if (decision === undefined || decidedAt === undefined)
    return `${[...lines, 'HubSpot was not read yet'].join('\n')}\n`;
  lines.push(`phase  ${decision.phase}${decision.end === undefined ? '' : `, ended: ${decision.end}`}`);
  lines.push(`as of  ${iso(decidedAt)}`);
  for (const { rule, sentence } of decision.waitingFor) lines.push(`waits for ${rule}: ${sentence}`);
  if (decision.attention) {
    lines.push(`NEEDS ATTENTION (${decision.attention.code}): ${decision.attention.sentence}`);
    lines.push(`to go on: ${decision.attention.resolvedBy}`);
  }
  if (decision.wakeUp) lines.push(`next look ${iso(decision.wakeUp.at)}: ${decision.wakeUp.reason}`);
  lines.push('', ...timeline.map(({ at, rules, text }) => `${iso(at)}  ${rules.join(', ').padEnd(6)}  ${text}`));
  return `${lines.join('\n')}\n`;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
