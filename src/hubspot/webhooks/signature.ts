import { createHmac, timingSafeEqual } from 'node:crypto';

/** What of an HTTP request is signed. https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
export interface SignedRequest {
  readonly method: string;
  /** The public URI that HubSpot called, with its query. */
  readonly uri: string;
  /** The body as it came: a body parsed and written again may differ. */
  readonly rawBody: Uint8Array;
  /** `X-HubSpot-Request-Timestamp`: milliseconds. */
  readonly timestamp: string | undefined;
  /** `X-HubSpot-Signature-v3`. */
  readonly signature: string | undefined;
}

/** Why a request is rejected; none of it helps a forger. */
export type SignatureProblem = 'unsigned' | 'badTimestamp' | 'outOfTime' | 'mismatch';

/** HubSpot says: older than five minutes is refused; the same the other way, for a clock that is ahead. */
export const MAX_CLOCK_DIFFERENCE_MS = 5 * 60 * 1000;

/** What the headers alone say against a request: worth knowing before its body is read. */
export function headerProblem(
  { timestamp, signature }: Pick<SignedRequest, 'timestamp' | 'signature'>,
  now: number,
): Exclude<SignatureProblem, 'mismatch'> | undefined {
  if (timestamp === undefined || signature === undefined) return 'unsigned';
  if (!/^\d{1,16}$/.test(timestamp)) return 'badTimestamp';
  return Math.abs(now - Number(timestamp)) > MAX_CLOCK_DIFFERENCE_MS ? 'outOfTime' : undefined;
}

/** Checks a v3 signature against each secret (two are valid while one is being replaced); undefined means genuine. */
export function signatureProblem(
  request: SignedRequest,
  secrets: readonly string[],
  now: number,
): SignatureProblem | undefined {
  const { timestamp = '', signature = '' } = request;
  const problem = headerProblem(request, now);
  if (problem !== undefined) return problem;
  // Every secret is tried, so that the time taken does not reveal which one was right.
  const matches = secrets.map((secret) => isSame(signatureOf(request, timestamp, secret), signature));
  return matches.includes(true) ? undefined : 'mismatch';
}

/**
 * Base64 HMAC-SHA256 over method, URI, body and timestamp. Not the client library's `Signature`: that joins the parts as
 * text, in which bytes that are not UTF-8 all become the same replacement character, compares with `===`, and takes
 * timestamps of any future.
 */
export function signatureOf(
  request: Pick<SignedRequest, 'method' | 'uri' | 'rawBody'>,
  timestamp: string,
  secret: string,
): string {
  return createHmac('sha256', secret)
    .update(`${request.method}${decodeUri(request.uri)}`)
    .update(request.rawBody)
    .update(timestamp)
    .digest('base64');
}

function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The characters that HubSpot decodes before it signs; all others stay as they are encoded. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

function decodeUri(uri: string): string {
  return uri.replace(/%[0-9a-f]{2}/gi, (encoded) => DECODED[encoded.toUpperCase()] ?? encoded);
}
