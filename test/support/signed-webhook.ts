import { createHmac } from 'node:crypto';

/** What HubSpot signs of a webhook. */
export interface Signed {
  readonly secret: string;
  /** As HubSpot calls it. */
  readonly uri: string;
  readonly body: string | Uint8Array;
  /** In milliseconds; now unless given. */
  readonly timestamp?: number | undefined;
}

/**
 * The headers of a signed webhook, by HubSpot's documentation and without the code of the service or the emulator, which both have one:
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function signedHeaders({ secret, uri, body, timestamp = Date.now() }: Signed): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', secret)
    .update(`POST${uri}`)
    .update(body)
    .update(String(timestamp))
    .digest('base64');
  return {
    'content-type': 'application/json',
    'x-hubspot-request-timestamp': String(timestamp),
    'x-hubspot-signature-v3': signature,
  };
}
