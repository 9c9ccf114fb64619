import { Command } from 'commander';
import { recheckUpdate, type CaseView } from '../../contract/case';
import type { TicketId } from '../../sop/vocabulary/ids';
import { caseOf } from '../../temporal/describe';
import { isTimeout } from '../../temporal/errors';
import type { PortalClient } from '../../temporal/portal-client';
import { answeredSoon, openSession, parseTicketId } from '../connect';
import { UnreachableError } from '../output/exit';
import { print, printJson } from '../output/terminal';
import { whySilent } from '../output/why-silent';
import { caseAsText } from './show';

export function recheckCommand(): Command {
  return new Command('recheck')
    .description('makes a running case read HubSpot again at once, and shows what the SOP then says')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .action(recheck);
}

async function recheck(ticketId: TicketId, options: { readonly json?: boolean }): Promise<void> {
  const session = await openSession();
  try {
    const found = await recheckCase(session, ticketId);
    if (options.json === true) printJson(found);
    else print(caseAsText(found));
  } finally {
    await session.close();
  }
}

async function recheckCase(client: PortalClient, ticketId: TicketId): Promise<CaseView> {
  const { temporal } = client;
  const handle = caseOf(client, ticketId);
  try {
    return await answeredSoon(temporal, () => handle.executeUpdate(recheckUpdate));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new UnreachableError(`no answer in time: ${await whySilent(temporal, handle)}. The case continues by itself`);
  }
}
