import { z } from 'zod';
import { signatureOf } from '../webhooks/signature';
import { WEBHOOK_PATH } from '../webhooks/subscriptions';

/** What became of a webhook without events, signed as HubSpot signs. It changes nothing: the bridge counts it and answers. */
export type ProbeResult =
  | { readonly kind: 'taken' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'otherAnswer'; readonly status: number };

const LIMIT_MS = 10_000;
const takenSchema = z.object({ taken: z.literal(0) });

export async function probeWebhook(publicUrl: string, secret: string, now: number): Promise<ProbeResult> {
  const uri = `${publicUrl}${WEBHOOK_PATH}`;
  const body = '[]';
  const timestamp = String(now);
  const signature = signatureOf({ method: 'POST', uri, rawBody: Buffer.from(body) }, timestamp, secret);
  const headers = {
    'content-type': 'application/json',
    'x-hubspot-signature-v3': signature,
    'x-hubspot-request-timestamp': timestamp,
  };
  try {
    // HubSpot follows no redirect either.
    const answer = await fetch(uri, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (answer.status === 401) return { kind: 'refused' };
    const isOurs = answer.status === 200 && takenSchema.safeParse(await answer.json().catch(() => undefined)).success;
    return isOurs ? { kind: 'taken' } : { kind: 'otherAnswer', status: answer.status };
  } catch (error) {
    return { kind: 'unreachable', reason: reasonOf(error) };
  }
}

/** Node's code of a network or TLS error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer';
}
