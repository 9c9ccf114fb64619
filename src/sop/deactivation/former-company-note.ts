import type { Write } from '../decision/decision';
import type { ClientStatus, FormerCompany } from '../vocabulary/facts';
import type { CompanyId, TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';

/** What happens to the Client Status of the wrong company. */
export type PutBack =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'set'; readonly write: Extract<Write, { kind: 'setClientStatus' }> }
  | { readonly kind: 'asked'; readonly found: ClientStatus };

export function correctionReference(from: CompanyId, to: CompanyId): string {
  return referenceText({ kind: 'formerCompany', from, to });
}

/** N9: tells whoever corrects the company of a ticket what happened to the wrong one. */
export function correctionNote(ticketId: TicketId, { id }: FormerCompany, to: CompanyId, status: PutBack): Write {
  return {
    kind: 'addNote',
    purpose: 'message',
    rules: ['N9', 'X1'],
    ticketId,
    reference: correctionReference(id, to),
    paragraphs: [
      `The company of this ticket was corrected. Client Status and deactivation tasks follow the ticket to company ${to}.`,
      ...statusOf(id, status),
    ],
  };
}

function statusOf(id: CompanyId, status: PutBack): readonly string[] {
  switch (status.kind) {
    case 'nothing':
      return [`The Client Status of company ${id} was not set for this ticket, and was left as it is.`];
    case 'set':
      return [`The Client Status of company ${id} is "${status.write.status}" again, as before this ticket.`];
    case 'asked':
      return [
        `The Client Status of company ${id} is "${status.found}". It is not clear what it was before this ticket, or someone has changed it since.`,
        'What to do (Client Success): set it to the correct value.',
      ];
  }
}
