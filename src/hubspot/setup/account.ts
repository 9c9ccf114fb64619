import { z } from 'zod';
import { pathIn, type ApiVersion } from '../client/api-version';
import { HubSpotError, errorOfAnswer } from '../client/errors';
import { boundedText } from '../http/bounded-body';
import { TIME_LIMITS } from '../http/time-limits';

/** What HubSpot says of the account as a whole. Parts that it does not say are absent. */
export interface Account {
  readonly timeZone?: string;
  /** Of all private apps, today. */
  readonly calls?: { readonly used: number; readonly limit: number };
  /** Calls in ten seconds that it allows this app. */
  readonly callsPerTenSeconds?: number;
  /** HubSpot's clock, in milliseconds; to the second. */
  readonly clock?: number;
}

export interface AccountAccess {
  readonly accessToken: string;
  readonly apiUrl: string;
  /** 2026-09 unless given. */
  readonly apiVersion?: ApiVersion | undefined;
}

const DETAILS = '/account-info/v3/details';
const USAGE = '/account-info/v3/api-usage/daily/private-apps';

const detailsSchema = z.object({ timeZone: z.string() });
const usageSchema = z.object({
  results: z.array(z.object({ usageLimit: z.number(), currentUsage: z.number(), fetchStatus: z.string() })),
});

export async function readAccount(access: AccountAccess): Promise<Account> {
  const details = await call(access, DETAILS);
  const usage = await call(access, USAGE);
  const { timeZone } = detailsSchema.parse(details.body);
  const [today] = usageSchema
    .parse(usage.body)
    .results.filter(({ fetchStatus }) => fetchStatus === 'SUCCESS' || fetchStatus === 'CACHED');
  const perTenSeconds = Number(usage.headers.get('x-hubspot-ratelimit-max') ?? Number.NaN);
  const clock = Date.parse(usage.headers.get('date') ?? '');
  return {
    timeZone,
    ...(today && { calls: { used: today.currentUsage, limit: today.usageLimit } }),
    ...(Number.isFinite(perTenSeconds) && { callsPerTenSeconds: perTenSeconds }),
    ...(Number.isFinite(clock) && { clock }),
  };
}

/** Not through HubSpot's client, which has neither of the two calls and hides an answer's headers. */
async function call(
  { accessToken, apiUrl, apiVersion = '2026-09' }: AccountAccess,
  path: string,
): Promise<{ readonly body: unknown; readonly headers: Headers }> {
  try {
    const answer = await fetch(`${apiUrl}${pathIn(apiVersion, path)}`, {
      headers: { authorization: `Bearer ${accessToken}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMITS.totalMs),
    });
    const text = await boundedText(answer);
    if (!answer.ok) throw errorOfAnswer(answer.status, Object.fromEntries(answer.headers), text, Date.now());
    return { body: JSON.parse(text), headers: answer.headers };
  } catch (error) {
    if (error instanceof HubSpotError) throw error;
    const detail = 'HubSpot gave no usable answer about the account.';
    throw new HubSpotError({ kind: 'retryLater', detail, cause: error });
  }
}
