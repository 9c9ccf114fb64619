import type { z } from 'zod';
import { boundedText } from '../http/bounded-body';
import { TIME_LIMITS } from '../http/time-limits';
import { pathIn, type ApiVersion } from './api-version';
import { HubSpotError, errorOfAnswer } from './errors';

export interface DirectAccess {
  readonly accessToken: string;
  readonly apiUrl: string;
  /** 2026-09 unless given. */
  readonly apiVersion?: ApiVersion | undefined;
  /** For tests; TIME_LIMITS otherwise. In milliseconds. */
  readonly limitMs?: number;
}

export interface DirectCall<T> {
  readonly path: string;
  readonly answer: z.ZodType<T>;
  /** Present: POST. */
  readonly body?: unknown;
  /** A sentence, for where HubSpot gave no usable answer. */
  readonly failed: string;
}

export interface DirectAnswer<T> {
  readonly body: T;
  readonly headers: Headers;
}

/**
 * A call that HubSpot's client does not have, or whose headers it hides. Fails only with a HubSpotError: for an answer that HubSpot
 * refused by what it says, and with `retryLater` for one that did not come or has another shape.
 */
export async function callDirectly<T>(access: DirectAccess, call: DirectCall<T>): Promise<DirectAnswer<T>> {
  const { accessToken, apiUrl, apiVersion = '2026-09', limitMs = TIME_LIMITS.totalMs } = access;
  try {
    const answer = await fetch(`${apiUrl}${pathIn(apiVersion, call.path)}`, {
      method: call.body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      // Neither the header nor a body with the token follows a redirect.
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await boundedText(answer);
    if (!answer.ok) throw errorOfAnswer(answer.status, Object.fromEntries(answer.headers), text, Date.now());
    return { body: call.answer.parse(JSON.parse(text)), headers: answer.headers };
  } catch (error) {
    if (error instanceof HubSpotError) throw error;
    throw new HubSpotError({ kind: 'retryLater', detail: call.failed, cause: error });
  }
}
