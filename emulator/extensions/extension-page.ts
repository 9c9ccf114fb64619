import type { User } from '../model/types';
import type { Portal } from '../portal/portal';
import type { ExtensionName } from './bundle';

const TITLES: Readonly<Record<ExtensionName, string>> = { card: 'At-Risk', page: 'At-Risk Closer' };

/** HubSpot's number for tickets. */
const TICKET_TYPE = '0-5';

const TIME_ZONE = 'America/New_York';

/** The page that shows an extension, with the context that HubSpot would give it. */
export function extensionPage(name: ExtensionName, portal: Portal, user: User, ticketId: string | undefined): string {
  const context = {
    location: name === 'card' ? 'crm.record.tab' : 'pages',
    user: {
      id: Number(user.id),
      email: user.email,
      emails: [user.email],
      firstName: user.firstName,
      lastName: user.lastName,
      roles: [],
      teams: [],
      permissions: [],
    },
    portal: { id: portal.options.portalId, timezone: TIME_ZONE },
    ...(ticketId !== undefined && { crm: { objectId: Number(ticketId), objectTypeId: TICKET_TYPE } }),
  };
  // A card has no title of its own in HubSpot's frame around it.
  const title = name === 'card' ? `<h1 class="hidden">${TITLES.card}</h1>` : '';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${TITLES[name]}</title>
    <link rel="stylesheet" href="/extensions/style.css" />
    <link rel="icon" href="data:," />
    <script type="application/json" id="context">${inScript(context)}</script>
    <script type="module" src="/extensions/${name}.js"></script>
  </head>
  <body>
    <main>${title}<div id="extension"></div></main>
    <div id="alerts" role="status"></div>
  </body>
</html>
`;
}

/** No value may end the script element that it stands in. */
function inScript(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
