import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { approveClosingUpdate } from '../../contract/commands';
import type { InvoiceDetermination } from '../../sop/vocabulary/facts';
import type { TicketId } from '../../sop/vocabulary/ids';
import { personCommand, required, type PersonOptions } from '../case-command';
import { userOf } from '../people';
import { steer } from '../steer';

const DETERMINATIONS = {
  paid: 'Paid in full',
  collections: 'Sent to collections',
} as const satisfies Record<string, InvoiceDetermination>;

interface ApproveOptions extends PersonOptions {
  readonly determination: keyof typeof DETERMINATIONS;
}

export function approveCommand(): Command {
  return personCommand(
    'approve',
    'approves closing a ticket despite an outstanding invoice, for a person in Finance, where the portal file allows it (SOP rules I1, I3)',
    'approves',
    required('--determination <which>', 'the determination for the invoice').choices(Object.keys(DETERMINATIONS)),
  ).action(approve);
}

async function approve(ticketId: TicketId, options: ApproveOptions): Promise<void> {
  const by = await userOf(options.by);
  const from = `at-risk approve, run by ${userInfo().username} on ${hostname()}`.slice(0, 200);
  const command = { determination: DETERMINATIONS[options.determination], by, from };
  await steer(ticketId, approveClosingUpdate, command, options);
}
