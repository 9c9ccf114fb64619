import type { PortalConfig } from '../../config/portal';
import { REQUIRED_SCOPES } from '../token/scopes';
import { subscriptionsOf, WEBHOOK_PATH } from '../webhooks/subscriptions';
import { extensionFiles } from './extension-files';

/** A file of the project: its path in the project's folder, with `/`, and its text. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** The newest version of HubSpot's developer platform that is not a beta. https://github.com/HubSpot/hubspot-project-components */
const PLATFORM_VERSION = '2026.03';

/** HubSpot's own default. Each request may carry 100 events, and the bridge answers once Temporal has stored them. */
const MAX_CONCURRENT_REQUESTS = 10;

/**
 * This service as an app of HubSpot's developer platform: the scopes and the webhook subscriptions that the code needs, with the
 * portal's own property names, and the card and the page. `targetUrl`: where HubSpot sends webhooks; card and page call the same host.
 */
export function appProject(portal: PortalConfig, targetUrl: string): readonly ProjectFile[] {
  const publicUrl = publicUrlOf(targetUrl);
  return [
    { path: 'hsproject.json', text: json(PROJECT) },
    { path: 'src/app/app-hsmeta.json', text: json(app(publicUrl)) },
    { path: 'src/app/webhooks/webhooks-hsmeta.json', text: json(webhooks(portal, targetUrl)) },
    ...extensionFiles(publicUrl),
  ];
}

const PROJECT = { name: 'at-risk-closer', srcDir: 'src', platformVersion: PLATFORM_VERSION };

/** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/app-configuration */
function app(publicUrl: string): object {
  return {
    uid: 'at_risk_closer',
    type: 'app',
    config: {
      name: 'At-Risk Closer',
      description: 'Closes At-Risk tickets the way the SOP says.',
      distribution: 'private',
      // A static token never expires, and only an app may have webhooks and a client secret.
      auth: { type: 'static', requiredScopes: REQUIRED_SCOPES, optionalScopes: [], conditionallyRequiredScopes: [] },
      permittedUrls: { fetch: [publicUrl], iframe: [], img: [] },
    },
  };
}

/** The service's base URL. A target of another path is behind a proxy, which leads card and page by the host alone. */
function publicUrlOf(targetUrl: string): string {
  return targetUrl.endsWith(WEBHOOK_PATH) ? targetUrl.slice(0, -WEBHOOK_PATH.length) : new URL(targetUrl).origin;
}

/** https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks */
function webhooks(portal: PortalConfig, targetUrl: string): object {
  const active = true;
  return {
    uid: 'at_risk_webhooks',
    type: 'webhooks',
    config: {
      settings: { targetUrl, maxConcurrentRequests: MAX_CONCURRENT_REQUESTS },
      subscriptions: {
        crmObjects: subscriptionsOf(portal).map((subscription) => ({ ...subscription, active })),
        legacyCrmObjects: [],
        hubEvents: [],
      },
    },
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
