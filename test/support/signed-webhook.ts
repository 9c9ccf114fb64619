import { createHmac } from 'node:crypto';

/** What HubSpot signs of a webhook, or of what its pages ask for. */
export interface Signed {
  readonly secret: string;
  readonly method?: 'GET' | 'POST';
  /** As HubSpot calls it. */
  readonly uri: string;
  readonly body: string | Uint8Array;
  /** In milliseconds; now unless given. */
  readonly timestamp?: number | undefined;
}

/**
 * The headers of a signed request, by HubSpot's documentation and without the code of the service or the emulator, which both have one:
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function signedHeaders(signed: Signed): Readonly<Record<string, string>> {
  const { secret, method = 'POST', uri, body, timestamp = Date.now() } = signed;
  const signature = createHmac('sha256', secret)
    .update(`${method}${uri}`)
    .update(body)
    .update(String(timestamp))
    .digest('base64');
  return {
    'content-type': 'application/json',
    'x-hubspot-request-timestamp': String(timestamp),
    'x-hubspot-signature-v3': signature,
  };
}
