import type { FastifyInstance } from 'fastify';
import type { Portal } from '../portal/portal';

const DAY_MS = 86_400_000;

/** `/account-info/v3`: which portal this is, and how much of the day's quota is used. Every token may ask. */
export function registerAccountInfo(app: FastifyInstance, portal: Portal): void {
  app.get('/account-info/v3/details', () => ({
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

  app.get('/account-info/v3/api-usage/daily/private-apps', () => {
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
