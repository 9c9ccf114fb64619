import { InvalidArgumentError } from 'commander';
import { cliSettings } from '../config/env';
import { loadPortalConfig } from '../config/portal';
import { SettingsError } from '../config/settings-error';
import { createHubSpot, verifyToken } from '../hubspot';
import type { UserId } from '../sop/ids';
import { NotDoneError } from './exit';

/** For a command's help. */
export const NEEDS_TOKEN = '\nNeeds HUBSPOT_ACCESS_TOKEN too, to find the HubSpot user by the e-mail address.';

/** The HubSpot user of an e-mail address, looked up here so that the address does not come into a case's history. */
export async function userOf(email: string): Promise<UserId> {
  const { accessToken, appId, apiUrl, portalId, portalConfig } = cliSettings();
  if (accessToken === undefined) throw new SettingsError('the environment', ['HUBSPOT_ACCESS_TOKEN: is not set']);
  const portal = loadPortalConfig(portalConfig);
  await verifyToken({ accessToken, apiUrl, portalId, appId });
  const hubspot = createHubSpot({ accessToken, apiUrl, appId: appId ?? '', portal });
  try {
    const userId = await hubspot.userByEmail(email);
    if (userId === undefined) throw new NotDoneError('HubSpot has no user with that e-mail address');
    return userId;
  } finally {
    hubspot.close();
  }
}

/** A command's e-mail address. */
export function parseEmail(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new InvalidArgumentError('This is no e-mail address.');
  return text;
}
