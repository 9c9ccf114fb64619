import { Command, InvalidArgumentError, Option } from 'commander';
import { cliSettings } from '../config/env';
import { loadPortalConfig } from '../config/portal';
import { SettingsError } from '../config/settings-error';
import { createHubSpot } from '../hubspot';
import type { InvoiceDetermination } from '../sop/facts';
import type { TicketId, UserId } from '../sop/ids';
import { approveClosingUpdate, caseWorkflowId } from '../workflows/contract';
import { parseTicketId, withSession } from './connect';
import { NotDoneError } from './exit';
import { caseAsText } from './show';

const DETERMINATIONS = {
  paid: 'Paid in full',
  collections: 'Sent to collections',
} as const satisfies Record<string, InvoiceDetermination>;

interface ApproveOptions {
  readonly determination: keyof typeof DETERMINATIONS;
  readonly by: string;
  readonly json?: boolean;
}

export function approveCommand(): Command {
  return new Command('approve')
    .description('approves closing a ticket under an outstanding invoice, for a person of Finance (SOP rules I1, I3)')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .addOption(
      new Option('--determination <which>', 'what became of the invoice')
        .choices(Object.keys(DETERMINATIONS))
        .makeOptionMandatory(),
    )
    .requiredOption('--by <email>', 'e-mail address of the HubSpot user who approves', parseEmail)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .addHelpText('after', '\nNeeds HUBSPOT_ACCESS_TOKEN too, to find the HubSpot user by the e-mail address.')
    .action(approve);
}

async function approve(ticketId: TicketId, options: ApproveOptions): Promise<void> {
  const by = await userOf(options.by);
  const command = { determination: DETERMINATIONS[options.determination], by };
  const found = await withSession(({ temporal, portalId }) =>
    temporal.workflow
      .getHandle(caseWorkflowId(portalId, ticketId))
      .executeUpdate(approveClosingUpdate, { args: [command] }),
  );
  process.stdout.write(options.json === true ? `${JSON.stringify(found, undefined, 2)}\n` : caseAsText(found));
}

/** The address is looked up here, so that it does not come into the case's history. */
async function userOf(email: string): Promise<UserId> {
  const { accessToken, appId, apiUrl, portalConfig } = cliSettings();
  if (accessToken === undefined) throw new SettingsError('the environment', ['HUBSPOT_ACCESS_TOKEN: is not set']);
  const portal = loadPortalConfig(portalConfig);
  const hubspot = createHubSpot({ accessToken, apiUrl, appId: appId ?? '', portal });
  try {
    const userId = await hubspot.userByEmail(email);
    if (userId === undefined) throw new NotDoneError('HubSpot has no user with that e-mail address');
    return userId;
  } finally {
    hubspot.close();
  }
}

function parseEmail(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new InvalidArgumentError('This is no e-mail address.');
  return text;
}
