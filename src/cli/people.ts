import { InvalidArgumentError } from 'commander';
import { cliSettings } from '../config/env';
import { loadPortalConfig } from '../config/portal';
import { SettingsError } from '../config/settings-error';
import { createHubSpot, verifyToken } from '../hubspot';
import { userIdSchema, type UserId } from '../sop/vocabulary/ids';
import { NotDoneError } from './output/exit';

/** For a command's help. */
export const NEEDS_TOKEN =
  '\nAn e-mail address needs HUBSPOT_ACCESS_TOKEN too, to find its HubSpot user; a user id does not.';

/** How a person at a terminal names a HubSpot user. */
export type Person =
  { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'email'; readonly email: string };

/** The HubSpot user, looked up here where only the address is known: an address must not come into a case's history. */
export async function userOf(person: Person): Promise<UserId> {
  return person.kind === 'user' ? person.userId : userByEmail(person.email);
}

async function userByEmail(email: string): Promise<UserId> {
  const { accessToken, appId, apiUrl, portalId, portalConfig } = cliSettings();
  if (accessToken === undefined) throw new SettingsError('the environment', ['HUBSPOT_ACCESS_TOKEN: is not set']);
  const portal = loadPortalConfig(portalConfig);
  const { apiVersion } = portal.hubspot;
  await verifyToken({ accessToken, apiUrl, apiVersion, portalId, appId });
  const hubspot = createHubSpot({ accessToken, apiUrl, appId: appId ?? '', portal });
  try {
    const userId = await hubspot.userByEmail(email);
    if (userId === undefined) throw new NotDoneError('HubSpot has no user with that e-mail address');
    return userId;
  } finally {
    hubspot.close();
  }
}

/** A command's e-mail address, or user id. */
export function parsePerson(text: string): Person {
  const id = userIdSchema.safeParse(text);
  if (id.success) return { kind: 'user', userId: id.data };
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) {
    throw new InvalidArgumentError('A person is named by e-mail address or HubSpot user id.');
  }
  return { kind: 'email', email: text };
}
