import { probeWebhook } from '../hubspot';
import type { Check } from './check';
import { notChecked, ok, problem, type Finding } from './finding';

export interface WebhookContext {
  readonly publicUrl: string | undefined;
  readonly clientSecrets: readonly string[] | undefined;
  readonly now: () => number;
}

/** A signed webhook without events, through the public URL, as HubSpot would send it. */
export const WEBHOOK_CHECK: Check<WebhookContext> = {
  name: 'webhook',
  about: 'the bridge behind its public URL',
  run: async ({ publicUrl, clientSecrets, now }: WebhookContext): Promise<readonly Finding[]> => {
    if (publicUrl === undefined || clientSecrets === undefined) {
      return [
        notChecked(
          'no webhook was sent through the public URL',
          'Set BRIDGE_PUBLIC_URL and HUBSPOT_CLIENT_SECRETS for this command, and run it where the URL can be reached.',
        ),
      ];
    }
    const findings: Finding[] = [];
    for (const [index, secret] of clientSecrets.entries()) {
      const which = clientSecrets.length === 1 ? 'the client secret' : `client secret ${String(index + 1)}`;
      findings.push(await probe(publicUrl, secret, which, now()));
    }
    return findings;
  },
};

async function probe(publicUrl: string, secret: string, which: string, now: number): Promise<Finding> {
  const result = await probeWebhook(publicUrl, secret, now);
  switch (result.kind) {
    case 'taken':
      return ok(`a webhook signed with ${which} came back through ${publicUrl}`);
    case 'unreachable':
      return problem(
        `the bridge cannot be reached at ${publicUrl} (${result.reason})`,
        'Start the bridge; check BRIDGE_PUBLIC_URL, DNS, the certificate, and that the proxy forwards /webhooks/hubspot.',
      );
    case 'refused':
      return problem(
        `the bridge refuses a webhook signed with ${which}`,
        'The bridge has another HUBSPOT_CLIENT_SECRETS or BRIDGE_PUBLIC_URL than this command, or another clock.',
      );
    case 'otherAnswer':
      return problem(
        `${publicUrl} answers a webhook with ${String(result.status)}, and not as the bridge does`,
        result.status >= 500
          ? 'See the logs of proxy and bridge.'
          : 'The URL leads elsewhere: check BRIDGE_PUBLIC_URL, and that the proxy forwards /webhooks/hubspot unchanged.',
      );
  }
}
