import type { ClientShown } from '@at-risk/backend/answers.ts';
import { clientName } from '@at-risk/backend/words.ts';
import { Link, useExtensionContext } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** HubSpot's number for tickets. */
const TICKET_TYPE = '0-5';

interface TicketLinkProps {
  readonly ticketId: string;
  readonly client: ClientShown;
}

/** The client's name, which opens the At-Risk ticket. */
export function TicketLink({ ticketId, client }: TicketLinkProps): ReactElement {
  const { portal } = useExtensionContext<'pages'>();
  return (
    <Link href={`https://app.hubspot.com/contacts/${String(portal.id)}/record/${TICKET_TYPE}/${ticketId}`}>
      {clientName(client)}
    </Link>
  );
}
