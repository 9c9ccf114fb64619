import { Command } from 'commander';
import { caseWorkflowId } from '../../contract/names';
import type { TicketId } from '../../sop/vocabulary/ids';
import { describeCase, isOpen } from '../../temporal/describe';
import type { PortalClient } from '../../temporal/portal-client';
import { restart } from '../../temporal/restart';
import { stuckWorkflows } from '../../temporal/stuck';
import { parseTicketId } from '../arguments';
import { answeredSoon, inSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { createProgress } from '../output/progress';
import { lineOf, print, printJson } from '../output/terminal';

interface HealOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function healCommand(): Command {
  return new Command('heal')
    .description('starts a case again that does nothing, because its tasks fail in Temporal')
    .argument('[ticket]', "the ticket's HubSpot record id", parseTicketId)
    .option('--all', 'all cases, support requests and webhooks of the portal that Temporal reports as failing')
    .option('--dry-run', 'only say which')
    .option('--json', 'print JSON: an array of workflow ids')
    .addHelpText(
      'after',
      `
HubSpot is the system of record, so nothing of the SOP is lost: the case reads HubSpot and finds its place again. Its timeline begins
again; the run that failed stays in the Temporal UI, as terminated. Roll out workers that run the case first (docs/operations.md):
with the same workers it fails again.`,
    )
    .action(heal);
}

async function heal(ticketId: TicketId | undefined, options: HealOptions, command: Command): Promise<void> {
  if ((ticketId === undefined) === (options.all !== true)) command.error('at-risk: name a ticket, or --all');
  const healed = await inSession(async (client) => {
    const ids = ticketId === undefined ? await allStuck(client) : [await openCase(client, ticketId)];
    if (options.dryRun !== true) await restartEach(client, ids);
    return ids;
  });
  if (options.json === true) printJson(healed);
  else print(inWords(healed, options));
}

function allStuck({ temporal, portalId }: PortalClient): Promise<readonly string[]> {
  return answeredSoon(temporal, () => stuckWorkflows(temporal, portalId));
}

async function openCase(client: PortalClient, ticketId: TicketId): Promise<string> {
  const found = await answeredSoon(client.temporal, () => describeCase(client, ticketId));
  if (found !== undefined && isOpen(found)) return caseWorkflowId(client.portalId, ticketId);
  throw new NotDoneError(`no case of ticket ${ticketId} runs: at-risk adopt --ticket ${ticketId} starts one`);
}

async function restartEach({ temporal }: PortalClient, ids: readonly string[]): Promise<void> {
  await createProgress(process.stderr)('started again', ids.length, async (tell) => {
    for (const [index, workflowId] of ids.entries()) {
      await answeredSoon(temporal, () => restart(temporal, workflowId));
      tell(index + 1);
    }
  });
}

function inWords(ids: readonly string[], { dryRun }: HealOptions): string {
  if (ids.length === 0) return 'Temporal reports none that fails\n';
  const what = dryRun === true ? 'would be started again' : 'started again';
  return [...ids.map(lineOf), `${what}: ${String(ids.length)}`, ''].join('\n');
}
