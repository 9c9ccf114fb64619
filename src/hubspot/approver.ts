import type { ApproverFacts } from '../sop/facts';
import { userIdSchema, type TicketId, type UserId } from '../sop/ids';
import { recordSchema, userSchema } from './answers';
import { CALL, ask, unlessGone, type HubSpotClient } from './client';
import type { PortalDirectory } from './portal-directory';
import { OWNER } from './ticket-facts';

interface ApproverContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
}

/** I3: the teams of a person who wants to approve, and whether the ticket is theirs. */
export async function readApprover(
  { client, directory }: ApproverContext,
  ticketId: TicketId,
  userId: UserId,
): Promise<ApproverFacts> {
  const ticket = await ask('read the owner of a ticket', recordSchema, () =>
    client.api.crm.tickets.basicApi.getById(ticketId, [OWNER], undefined, undefined, false, undefined, CALL),
  );
  return approverOf(directory, ticket.properties[OWNER] ?? '', userId);
}

/** The same, when the ticket's owner is known already; an empty `ownerId` is no owner. */
export async function approverOf(directory: PortalDirectory, ownerId: string, userId: UserId): Promise<ApproverFacts> {
  const [teams, owner] = await Promise.all([
    directory.teamsOf(userId),
    ownerId === '' ? undefined : directory.userOfOwner(ownerId),
  ]);
  return { userId, teams, ownsTicket: owner === userId };
}

/** The person with this e-mail address; undefined if the portal has none. */
export async function userByEmail({ api }: HubSpotClient, email: string): Promise<UserId | undefined> {
  const user = await unlessGone(() =>
    ask('look up a person', userSchema, () => api.settings.users.usersApi.getById(email, 'EMAIL', CALL)),
  );
  return user && userIdSchema.parse(user.id);
}
