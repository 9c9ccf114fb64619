import { z } from 'zod';
import { badRequest } from '../http/errors';
import type { User } from '../model/types';
import { signV3 } from '../webhooks/signature';

/** What `hubspot.fetch` takes. */
export const fetchSchema = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  body: z.record(z.string(), z.unknown()).optional(),
});

export type FetchRequest = z.infer<typeof fetchSchema>;

/** For whom, and for which app, HubSpot calls. */
export interface Caller {
  readonly user: User;
  readonly portalId: number;
  readonly appId: number;
  readonly clientSecret: string;
}

export interface FetchAnswer {
  readonly status: number;
  /** As it came. */
  readonly text: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Calls the app's service as HubSpot does for `hubspot.fetch`: from a server of its own, with the user and the portal added to the URL,
 * and signed with the app's client secret. `serviceUrl` takes the place of the URL's origin, as HubSpot's own local development does it.
 */
export async function signedFetch(request: FetchRequest, caller: Caller, serviceUrl: string): Promise<FetchAnswer> {
  const url = identified(new URL(request.url), caller);
  const { pathname, search } = url;
  const uri = `${new URL(serviceUrl).origin}${pathname}${search}`;
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  const timestamp = Date.now();
  const response = await fetch(uri, {
    method: request.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      ...(body !== '' && { 'Content-Type': 'application/json' }),
      'X-HubSpot-Request-Timestamp': String(timestamp),
      'X-HubSpot-Signature-v3': signV3(caller.clientSecret, { method: request.method, uri, rawBody: body, timestamp }),
    },
    ...(body !== '' && { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data */
function identified(url: URL, { user, portalId, appId }: Caller): URL {
  const added = { userId: user.id, portalId: String(portalId), userEmail: user.email, appId: String(appId) };
  for (const [name, value] of Object.entries(added)) {
    if (url.searchParams.has(name)) throw badRequest(`HubSpot adds ${name} itself`);
    url.searchParams.append(name, value);
  }
  return url;
}
