import { Command } from 'commander';
import type { TicketId } from '../sop/ids';
import { caseWorkflowId, recheckUpdate } from '../workflows/contract';
import { parseTicketId, withSession } from './connect';
import { caseAsText } from './show';

export function recheckCommand(): Command {
  return new Command('recheck')
    .description('makes a running case read HubSpot again at once, and shows what the SOP then says')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .action(recheck);
}

async function recheck(ticketId: TicketId, options: { readonly json?: boolean }): Promise<void> {
  const found = await withSession(({ temporal, portalId }) =>
    temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId)).executeUpdate(recheckUpdate),
  );
  process.stdout.write(options.json === true ? `${JSON.stringify(found, undefined, 2)}\n` : caseAsText(found));
}
