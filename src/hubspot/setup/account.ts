import { z } from 'zod';
import { callDirectly, type DirectAccess } from '../client/direct-call';

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

const DETAILS = '/account-info/v3/details';
const USAGE = '/account-info/v3/api-usage/daily/private-apps';

const FAILED = 'HubSpot gave no usable answer about the account.';

const detailsSchema = z.object({ timeZone: z.string() });
const usageSchema = z.object({
  results: z.array(z.object({ usageLimit: z.number(), currentUsage: z.number(), fetchStatus: z.string() })),
});

export async function readAccount(access: DirectAccess): Promise<Account> {
  const details = await callDirectly(access, { path: DETAILS, answer: detailsSchema, failed: FAILED });
  const usage = await callDirectly(access, { path: USAGE, answer: usageSchema, failed: FAILED });
  const { timeZone } = details.body;
  const [today] = usage.body.results.filter(({ fetchStatus }) => fetchStatus === 'SUCCESS' || fetchStatus === 'CACHED');
  const perTenSeconds = Number(usage.headers.get('x-hubspot-ratelimit-max') ?? Number.NaN);
  const clock = Date.parse(usage.headers.get('date') ?? '');
  return {
    timeZone,
    ...(today && { calls: { used: today.currentUsage, limit: today.usageLimit } }),
    ...(Number.isFinite(perTenSeconds) && { callsPerTenSeconds: perTenSeconds }),
    ...(Number.isFinite(clock) && { clock }),
  };
}
