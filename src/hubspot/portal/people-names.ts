import type { UserId } from '../../sop/vocabulary/ids';
import { printableText } from '../../sop/vocabulary/printable-text';
import { ownerSchema } from '../client/answers';
import { CALL, ask, unlessGone, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';

const LONGEST = 100;

/**
 * For notes: the name of a person, and the e-mail address, which tells two of the same name apart. One call; two for a person who has
 * left. A note must not wait for a scope, so a refusal gives the id.
 */
export async function readName(client: HubSpotClient, userId: UserId): Promise<string> {
  try {
    const owner = (await readOwner(client, userId, false)) ?? (await readOwner(client, userId, true));
    const name = shown([owner?.firstName, owner?.lastName].filter(Boolean).join(' '));
    const email = shown(owner?.email ?? '');
    if (name !== '') return email === '' ? name : `${name} (${email})`;
    return email === '' ? `a person whom HubSpot does not list (id ${userId})` : email;
  } catch (error) {
    if (!(error instanceof HubSpotError) || error.kind === 'retryLater') throw error;
    return `a person whose name HubSpot does not show (id ${userId})`;
  }
}

/** For lists: by name, or by e-mail address. */
export function ownerName({ firstName, lastName, email }: ReturnType<typeof ownerSchema.parse>): string | undefined {
  return [firstName, lastName].filter(Boolean).join(' ') || (email ?? undefined);
}

/** Every user is an owner; one who has left is an archived one. */
function readOwner(
  { api }: HubSpotClient,
  userId: UserId,
  archived: boolean,
): Promise<ReturnType<typeof ownerSchema.parse> | undefined> {
  return unlessGone(() =>
    ask('read the name of a user', ownerSchema, () =>
      api.crm.owners.ownersApi.getById(Number(userId), 'userId', archived, CALL),
    ),
  );
}

function shown(text: string): string {
  return printableText(text).trim().slice(0, LONGEST);
}
