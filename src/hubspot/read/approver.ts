import type { PortalConfig } from '../../config/portal';
import { ownersWhoCannotApprove } from '../../sop/invoice/approval';
import type { ApproverFacts } from '../../sop/vocabulary/facts';
import { userIdSchema, type TicketId, type UserId } from '../../sop/vocabulary/ids';
import { recordSchema, userSchema } from '../client/answers';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';
import { readDetermination } from '../portal/values';
import { OWNER, ownersOf } from '../records/ticket-facts';
import { timelineOf, type ServiceApps } from '../records/timeline-of';

interface ApproverContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/** I3: the teams of a person who wants to approve, and whether the ticket is or was theirs. */
export async function readApprover(
  { client, directory, portal, apps }: ApproverContext,
  ticketId: TicketId,
  userId: UserId,
): Promise<ApproverFacts> {
  const { invoiceDetermination } = portal.ticket.properties;
  const properties = [OWNER, invoiceDetermination];
  const ticket = await ask('read the owners of a ticket', recordSchema, () =>
    client.api.crm.tickets.basicApi.getById(ticketId, properties, properties, undefined, false, undefined, CALL),
  );
  const determined = timelineOf(ticket, invoiceDetermination, apps, (value) => readDetermination(value, portal));
  const ownerId = ticket.properties[OWNER] ?? '';
  const owners = ownersWhoCannotApprove({
    owners: ownersOf(ticket, apps),
    ...(ownerId !== '' && { ownerId }),
    invoiceDetermination: determined.timeline,
  });
  return approverOf(directory, owners, userId);
}

/** The same, when it is known who owned the ticket, by owner ids. */
export async function approverOf(
  directory: PortalDirectory,
  ownerIds: readonly string[],
  userId: UserId,
): Promise<ApproverFacts> {
  const [teams, owners] = await Promise.all([
    directory.teamsOf(userId),
    Promise.all(ownerIds.map((ownerId) => directory.userOfOwner(ownerId))),
  ]);
  return { userId, teams, ownsTicket: owners.includes(userId) };
}

/** The person with this e-mail address; undefined if the portal has none. */
export async function userByEmail({ api }: HubSpotClient, email: string): Promise<UserId | undefined> {
  const user = await unlessGone(() =>
    ask('look up a person', userSchema, () => api.settings.users.usersApi.getById(email, 'EMAIL', CALL)),
  );
  return user && userIdSchema.parse(user.id);
}
