import type { IncomingWebhookSendArguments } from '@slack/webhook';
import type { Digest, DigestLine } from '../../sop/reminders/digest';
import type { TicketId } from '../../sop/vocabulary/ids';
import type { SopSettings } from '../../sop/vocabulary/settings';

const TITLE = 'At-Risk tickets this morning';

/** A name in characters; the rest is cut off, as a chat takes some 28 KB at once. */
const LONGEST_NAME = 80;

type UrlOf = (ticketId: TicketId) => string;

export function messageOf(
  digest: Digest,
  format: SopSettings['reminders']['digest']['format'],
  urlOf: UrlOf,
): IncomingWebhookSendArguments {
  switch (format) {
    case 'slack':
      return slackMessage(digest, urlOf);
    case 'teams':
      // The client posts any JSON; its type knows Slack's alone. Teams has no maintained client for its workflow webhooks.
      return teamsMessage(digest, urlOf) as IncomingWebhookSendArguments;
  }
}

/** https://docs.slack.dev/messaging/formatting-message-text */
function slackMessage(digest: Digest, urlOf: UrlOf): IncomingWebhookSendArguments {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '/');
  const paragraphs = digest.map(({ title, tickets, more }) =>
    [
      `*${title}*`,
      ...tickets.map((line) => `• <${urlOf(line.ticketId)}|${escaped(nameOf(line))}>: ${escaped(line.about)}`),
      ...(more > 0 ? [`• and ${String(more)} more`] : []),
    ].join('\n'),
  );
  return { text: [`*${TITLE}*`, ...paragraphs].join('\n\n'), unfurl_links: false };
}

/** An adaptive card, as the webhooks of Teams' Workflows take it. */
function teamsMessage(digest: Digest, urlOf: UrlOf): unknown {
  const escaped = (text: string): string => text.replaceAll(/([\\[\]()*_`])/g, String.raw`\$1`);
  const body = digest.flatMap(({ title, tickets, more }) => [
    { type: 'TextBlock', text: title, weight: 'Bolder', wrap: true },
    {
      type: 'TextBlock',
      wrap: true,
      text: [
        ...tickets.map((line) => `- [${escaped(nameOf(line))}](${urlOf(line.ticketId)}): ${escaped(line.about)}`),
        ...(more > 0 ? [`- and ${String(more)} more`] : []),
      ].join('\n'),
    },
  ]);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'TextBlock', text: TITLE, size: 'Medium', weight: 'Bolder' }, ...body],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}

function nameOf({ ticketId, client }: DigestLine): string {
  return client?.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_NAME) ?? `Ticket ${ticketId}`;
}
