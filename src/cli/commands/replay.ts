import { Command } from 'commander';
import { cliSettings, temporalConnection } from '../../config/env';
import { caseWorkflowId } from '../../contract/names';
import type { TicketId } from '../../sop/vocabulary/ids';
import { followersQuery, workflowIds } from '../../temporal/list';
import { replay, type Replayed } from '../../worker/replay';
import { parseTicketId } from '../arguments';
import { answeredSoon, inSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { createProgress } from '../output/progress';
import { lineOf, print, printJson } from '../output/terminal';

interface ReplayCommandOptions {
  readonly live?: boolean;
  readonly json?: boolean;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('says whether this build can continue the running cases; changes nothing')
    .argument('[ticket]', "the ticket's HubSpot record id", parseTicketId)
    .option('--live', 'all open cases, support requests and webhooks of the portal')
    .option('--json', 'print JSON: {replayed, failed: [{workflowId, problem}]}')
    .addHelpText(
      'after',
      `
Run it with the build that is to be rolled out: what each case did so far is replayed with the code beside this command, or with
AT_RISK_WORKFLOW_BUNDLE, in this process alone. Ends with 1 when a case could not go on. With build ids (at-risk roll-out) a case
stays on its build until it is moved, so this matters for workers without one.`,
    )
    .action(run);
}

async function run(ticketId: TicketId | undefined, options: ReplayCommandOptions, command: Command): Promise<void> {
  if ((ticketId === undefined) === (options.live !== true)) command.error('at-risk: name a ticket, or --live');
  const { workflowBundle } = cliSettings();
  const { payloadKeys } = temporalConnection();
  const replayed = await inSession(async ({ temporal, portalId }) => {
    const all = (): Promise<readonly string[]> => workflowIds(temporal, followersQuery(portalId));
    const ids = ticketId === undefined ? await answeredSoon(temporal, all) : [caseWorkflowId(portalId, ticketId)];
    return createProgress(process.stderr)('replayed', ids.length, async (tell) => {
      const done: Replayed[] = [];
      for await (const each of replay(ids, { temporal, payloadKeys, workflowBundle })) tell(done.push(each));
      return done;
    });
  });
  report(replayed, options);
}

function report(replayed: readonly Replayed[], { json = false }: ReplayCommandOptions): void {
  const failed = replayed.filter(({ problem }) => problem !== undefined);
  const lines = failed.map(({ workflowId, problem = '' }) => lineOf(`${workflowId}: ${problem}`));
  if (json) printJson({ replayed: replayed.length, failed });
  else print([...lines, `replayed: ${String(replayed.length)}, failed: ${String(failed.length)}`, ''].join('\n'));
  if (failed.length > 0) throw new NotDoneError(`this build cannot continue ${String(failed.length)}`);
}
