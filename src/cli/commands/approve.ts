import { hostname, userInfo } from 'node:os';
import { Command, Option } from 'commander';
import { approveClosingUpdate } from '../../contract/commands';
import type { InvoiceDetermination } from '../../sop/vocabulary/facts';
import type { TicketId } from '../../sop/vocabulary/ids';
import { parseTicketId } from '../connect';
import { NEEDS_TOKEN, parsePerson, userOf, type Person } from '../people';
import { steer } from '../steer';

const DETERMINATIONS = {
  paid: 'Paid in full',
  collections: 'Sent to collections',
} as const satisfies Record<string, InvoiceDetermination>;

interface ApproveOptions {
  readonly determination: keyof typeof DETERMINATIONS;
  readonly by: Person;
  readonly json?: boolean;
}

export function approveCommand(): Command {
  return new Command('approve')
    .description(
      'approves closing a ticket despite an outstanding invoice, for a person in Finance, where the portal file allows it (SOP rules I1, I3)',
    )
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .addOption(
      new Option('--determination <which>', 'the determination for the invoice')
        .choices(Object.keys(DETERMINATIONS))
        .makeOptionMandatory(),
    )
    .requiredOption('--by <person>', 'the HubSpot user who approves, by e-mail address or user id', parsePerson)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .addHelpText('after', NEEDS_TOKEN)
    .action(approve);
}

async function approve(ticketId: TicketId, options: ApproveOptions): Promise<void> {
  const by = await userOf(options.by);
  const from = `at-risk approve, run by ${userInfo().username} on ${hostname()}`.slice(0, 200);
  const command = { determination: DETERMINATIONS[options.determination], by, from };
  await steer(ticketId, approveClosingUpdate, command, options);
}
