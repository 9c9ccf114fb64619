import { createHmac } from 'node:crypto';
import { Signature } from '@hubspot/api-client';
import { signatureProblem, type SignedRequest } from '../../src/hubspot/webhooks/signature';

const NOW = Date.parse('2026-01-20T10:00:00Z');
const MINUTE = 60_000;
const BODY = Buffer.from('[{"eventId":1,"text":"Zoë"}]');
const URI = 'https://at-risk.example.com/webhooks/hubspot?via=a%20b';

/** Signs as HubSpot does, over bytes. */
function signed(
  { rawBody = BODY, timestamp = String(NOW), uri = URI }: Partial<SignedRequest> = {},
  secret = 'current-secret',
  signedUri = uri,
): SignedRequest {
  const hmac = createHmac('sha256', secret).update(`POST${signedUri}`).update(rawBody).update(timestamp);
  return { method: 'POST', uri, rawBody, timestamp, signature: hmac.digest('base64') };
}

const check = (request: SignedRequest, secrets = ['current-secret']) => signatureProblem(request, secrets, NOW);

describe('a signature of HubSpot', () => {
  it('is genuine when method, URI, body and time are what was signed', () => {
    expect(check(signed())).toBeUndefined();
  });

  it("is the one that HubSpot's own client makes", () => {
    const signature = Signature.getSignature('POST', 'v3', {
      clientSecret: 'current-secret',
      signature: '',
      requestBody: BODY.toString('utf8'),
      url: URI,
      timestamp: NOW,
    });

    expect(check({ method: 'POST', uri: URI, rawBody: BODY, timestamp: String(NOW), signature })).toBeUndefined();
  });

  it.each([
    [-5 * MINUTE, undefined],
    [-5 * MINUTE - 1, 'outOfTime'],
    [5 * MINUTE, undefined],
    [5 * MINUTE + 1, 'outOfTime'],
  ])('%p ms from now is %p', (difference, problem) => {
    expect(check(signed({ timestamp: String(NOW + difference) }))).toBe(problem);
  });

  it.each([
    ['no signature', { signature: undefined }, 'unsigned'],
    ['no time', { timestamp: undefined }, 'unsigned'],
    ['a time that is none', { timestamp: '1e12' }, 'badTimestamp'],
    ['an empty time', { timestamp: '' }, 'badTimestamp'],
    ['another time than was signed', { timestamp: String(NOW - 1) }, 'mismatch'],
    ['another body', { rawBody: Buffer.from('[]') }, 'mismatch'],
    ['the same JSON written otherwise', { rawBody: Buffer.from('[{"eventId":1, "text":"Zoë"}]') }, 'mismatch'],
    ['another method', { method: 'PUT' }, 'mismatch'],
    ['another host', { uri: URI.replace('at-risk', 'other') }, 'mismatch'],
    ['another query', { uri: `${URI}&x=1` }, 'mismatch'],
    ['an empty signature', { signature: '' }, 'mismatch'],
    ['a signature of another length', { signature: 'AAAA' }, 'mismatch'],
  ])('is refused with %s', (_what, change, problem) => {
    expect(check({ ...signed(), ...change })).toBe(problem);
  });

  it('may be made with either of two secrets while one is being replaced', () => {
    expect(check(signed({}, 'old-secret'), ['current-secret', 'old-secret'])).toBeUndefined();
    expect(check(signed({}, 'third-secret'), ['current-secret', 'old-secret'])).toBe('mismatch');
    expect(check(signed(), [])).toBe('mismatch');
  });

  it('is over the URI with the characters decoded that HubSpot names, and no others', () => {
    const called = 'https://x.example.com/p%3A%2f%3F%40%21%24%27%28%29%2A%2C%3B?a=b%20c%26d';
    const asSigned = "https://x.example.com/p:/?@!$'()*,;?a=b%20c%26d";

    expect(check(signed({ uri: called }, 'current-secret', asSigned))).toBeUndefined();
  });

  it('distinguishes bytes that are not UTF-8, which would be the same as text', () => {
    const request = signed({ rawBody: Buffer.from([0x5b, 0xff, 0x5d]) });

    expect(check(request)).toBeUndefined();
    expect(check({ ...request, rawBody: Buffer.from([0x5b, 0xfe, 0x5d]) })).toBe('mismatch');
  });
});
