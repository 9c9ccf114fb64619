import type { Check } from './check';
import { notChecked, ok, warning, type Finding } from './finding';
import type { HubSpotContext } from './hubspot-context';

/** What HubSpot has no API for: as far as it can be seen otherwise, and for the rest the clicks. */
export const BY_HAND_CHECKS: readonly Check<HubSpotContext>[] = [
  {
    name: 'snippet',
    about: 'the labels of the #ETF snippet (N3)',
    scopes: ['crm.objects.contacts.read'],
    run: async ({ portal: { etfSnippet }, inspector }: HubSpotContext): Promise<readonly Finding[]> => {
      const found = await inspector.labelsInNotes(etfSnippet);
      const clicks = `In HubSpot: Library → Snippets → "${etfSnippet.title}": compare its lines with etfSnippet.labels in the portal file.`;
      if (found === undefined)
        return [notChecked(`HubSpot has no API for snippets, and no note made from "${etfSnippet.title}" yet`, clicks)];
      const missing = etfSnippet.labels.filter((label) => !found.includes(label));
      return [
        missing.length === 0
          ? ok(`the newest notes made from "${etfSnippet.title}" have all its labels`)
          : warning(
              `no recent note made from "${etfSnippet.title}" has the label ${missing.map((label) => `"${label}"`).join(', ')} (N3)`,
              clicks,
            ),
      ];
    },
  },
  {
    name: 'workflows',
    about: 'other workflows of the portal',
    run: ({ portal: { company, ticket } }: HubSpotContext): Promise<readonly Finding[]> =>
      Promise.resolve([
        notChecked(
          'HubSpot’s documented API does not show what the other workflows of a portal set',
          `In HubSpot: Settings → Properties → the property → Used in, for ${[company.properties.clientStatus, ...Object.values(ticket.properties)].join(', ')}. Turn off each active workflow that sets one of them.`,
        ),
      ]),
  },
  {
    name: 'subscriptions',
    about: 'the webhook subscriptions in HubSpot',
    run: (): Promise<readonly Finding[]> =>
      Promise.resolve([
        notChecked(
          'HubSpot’s API does not show the webhook subscriptions of an app made as a project',
          'In HubSpot: Development → Projects → at-risk-closer → At-Risk Closer → Webhooks. They are those of the last hs project upload.',
        ),
      ]),
  },
];
