import { createHmac } from 'node:crypto';

/** HubSpot's v3 signature of a request that it sends: base64 HMAC-SHA256 over method, full URI, raw body and timestamp. */
export function signV3(clientSecret: string, uri: string, rawBody: string, timestamp: number): string {
  return createHmac('sha256', clientSecret)
    .update(`POST${uri}${rawBody}${String(timestamp)}`)
    .digest('base64');
}
