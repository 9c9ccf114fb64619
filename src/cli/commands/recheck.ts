import type { Command } from 'commander';
import { recheckUpdate, type CaseView } from '../../contract/case';
import { readable } from '../../contract/payloads/readable';
import type { TicketId } from '../../sop/vocabulary/ids';
import { caseOf } from '../../temporal/describe';
import { isTimeout } from '../../temporal/errors';
import type { PortalClient } from '../../temporal/portal-client';
import { caseCommand, type CaseOptions } from '../case-command';
import { answeredSoon, inSession } from '../connect';
import { UnreachableError } from '../output/exit';
import { whySilent } from '../output/why-silent';
import { printCase } from './show';

export function recheckCommand(): Command {
  return caseCommand(
    'recheck',
    'makes a running case read HubSpot again at once, and shows what the SOP then says',
  ).action(recheck);
}

async function recheck(ticketId: TicketId, options: CaseOptions): Promise<void> {
  printCase(await inSession((client) => recheckCase(client, ticketId)), options);
}

async function recheckCase(client: PortalClient, ticketId: TicketId): Promise<CaseView> {
  const { temporal } = client;
  const handle = caseOf(client, ticketId);
  try {
    return readable(await answeredSoon(temporal, () => handle.executeUpdate(recheckUpdate)));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new UnreachableError(`no answer in time: ${await whySilent(temporal, handle)}. The case continues by itself`);
  }
}
