import { Command } from 'commander';
import { rescindUpdate } from '../../contract/commands';
import type { TicketId } from '../../sop/vocabulary/ids';
import { parseTicketId } from '../connect';
import { NEEDS_TOKEN, parsePerson, userOf, type Person } from '../people';
import { steer } from '../steer';

interface RescindOptions {
  readonly reason: string;
  readonly by: Person;
  readonly json?: boolean;
}

export function rescindCommand(): Command {
  return new Command('rescind')
    .description('rescinds a cancellation: the client is saved from now on, and a note says why (SOP rules C2, C4)')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .requiredOption('--reason <text>', "why; becomes part of the note, and of the case's history")
    .requiredOption('--by <person>', 'the HubSpot user who asks for it, by e-mail address or user id', parsePerson)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .addHelpText('after', NEEDS_TOKEN)
    .action(rescind);
}

async function rescind(ticketId: TicketId, options: RescindOptions): Promise<void> {
  const { reason, by } = options;
  const command = { reason, by: await userOf(by) };
  await steer(ticketId, rescindUpdate, command, options);
}
