import { Command } from 'commander';
import type { TicketId } from '../sop/ids';
import { rescindUpdate } from '../workflows/contract';
import { parseTicketId } from './connect';
import { NEEDS_TOKEN, parseEmail, userOf } from './people';
import { steer } from './steer';

interface RescindOptions {
  readonly reason: string;
  readonly by?: string;
  readonly json?: boolean;
}

export function rescindCommand(): Command {
  return new Command('rescind')
    .description('rescinds a cancellation: the client is saved from now on, and a note says why (SOP rules C2, C4)')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .requiredOption('--reason <text>', "why; becomes part of the note, and of the case's history")
    .option('--by <email>', 'e-mail address of the HubSpot user who asks for it', parseEmail)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .addHelpText('after', `\nWith --by: ${NEEDS_TOKEN.trim()}`)
    .action(rescind);
}

async function rescind(ticketId: TicketId, options: RescindOptions): Promise<void> {
  const { reason, by } = options;
  const command = { reason, ...(by !== undefined && { by: await userOf(by) }) };
  await steer(ticketId, rescindUpdate, command, options);
}
