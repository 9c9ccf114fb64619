import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { notAuthenticated } from '../http/errors';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';

const DAY_MS = 86_400_000;

const tokenQuestion = z.object({ tokenKey: z.string() });

/** `/account-info/2026-09`: which portal this is, and how much of the day's quota is used; and whose a token is. Every token may ask. */
export function registerAccountInfo(app: FastifyInstance, portal: Portal): void {
  app.get('/account-info/2026-09/details', () => ({
    portalId: portal.options.portalId,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'America/New_York',
    companyCurrency: 'USD',
    additionalCurrencies: [],
    utcOffset: '-05:00',
    utcOffsetMilliseconds: -18_000_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }));

  app.post('/oauth/v2/private-apps/get/access-token-info', (request) => {
    const { tokenKey } = parse(tokenQuestion, request.body);
    const found = portal.tokens.list().find(({ token, revoked }) => token === tokenKey && !revoked);
    if (found === undefined) throw notAuthenticated('The access token is expired, revoked or not known.');
    const { portalId: hubId, appId } = portal.options;
    return { userId: 5001, hubId, appId, scopes: found.scopes };
  });

  app.get('/account-info/2026-09/api-usage/daily/private-apps', () => {
    const now = Date.now();
    return {
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: portal.limits.settings.perDay,
          currentUsage: portal.limits.usedToday(),
          collectedAt: new Date(now).toISOString(),
          fetchStatus: 'SUCCESS',
          resetsAt: new Date((Math.floor(now / DAY_MS) + 1) * DAY_MS).toISOString(),
        },
      ],
    };
  });
}
