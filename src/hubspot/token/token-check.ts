import { z } from 'zod';
import { SettingsError } from '../../config/settings-error';
import { callDirectly, type DirectAccess, type DirectAnswer } from '../client/direct-call';
import { HubSpotError } from '../client/errors';

/** What HubSpot says of an access token. `appId` and `scopes` are absent where it does not say. */
export interface TokenIdentity {
  readonly portalId: string;
  readonly appId?: string;
  readonly scopes?: readonly string[];
}

export interface TokenCheckOptions extends DirectAccess {
  /** What the environment says of the token; anything it does not say is not compared. */
  readonly portalId?: string | undefined;
  readonly appId?: string | undefined;
}

const FAILED = 'HubSpot could not be asked whose access token this is.';

const DETAILS = {
  path: '/account-info/v3/details',
  answer: z.object({ portalId: z.int() }),
  failed: FAILED,
};

/** It has no dated path. https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview */
const TOKEN_INFO = {
  path: '/oauth/v2/private-apps/get/access-token-info',
  answer: z.object({ hubId: z.int(), appId: z.int(), scopes: z.array(z.string()) }),
  failed: FAILED,
};

/**
 * Compares the access token with the environment: the token of another portal would read and change other people's tickets, and
 * with another app's id this service would not know its own changes. Fails with a SettingsError that names every variable that does
 * not match, and with a HubSpotError for a token that HubSpot does not accept (`refused`), or cannot be asked about (`retryLater`).
 */
export async function verifyToken(options: TokenCheckOptions): Promise<TokenIdentity> {
  const identity = await identify(options);
  const problems = [
    ...differing('HUBSPOT_PORTAL_ID', options.portalId, 'portal', identity.portalId),
    ...differing('HUBSPOT_APP_ID', options.appId, 'app', identity.appId),
  ];
  if (problems.length > 0) throw new SettingsError('the environment', problems);
  return identity;
}

function differing(
  variable: string,
  set: string | undefined,
  what: string,
  found: string | undefined,
): readonly string[] {
  if (set === undefined || found === undefined || set === found) return [];
  return [`${variable}: is ${set}, but HUBSPOT_ACCESS_TOKEN belongs to ${what} ${found}`];
}

/** Every token may ask for its portal. A HubSpot that says nothing of the app leaves the app's id unchecked. */
async function identify(options: TokenCheckOptions): Promise<TokenIdentity> {
  const { accessToken } = options;
  const details = await unlessUnsaid(() => callDirectly(options, DETAILS));
  const info = await unlessUnsaid(() => callDirectly(options, { ...TOKEN_INFO, body: { tokenKey: accessToken } }));
  const portalId = details?.portalId ?? info?.hubId;
  if (portalId === undefined) {
    const detail = 'HubSpot does not say which portal the access token belongs to.';
    throw new HubSpotError({ kind: 'retryLater', detail });
  }
  const ofApp = info && { appId: String(info.appId), scopes: info.scopes };
  return { portalId: String(portalId), ...ofApp };
}

/** Undefined where HubSpot does not say this, though it accepts the token. */
async function unlessUnsaid<T>(call: () => Promise<DirectAnswer<T>>): Promise<T | undefined> {
  try {
    return (await call()).body;
  } catch (error) {
    const isUnsaid = error instanceof HubSpotError && error.kind !== 'retryLater' && error.status !== 401;
    if (!isUnsaid) throw error;
    return undefined;
  }
}
