import type { Attention } from '../decision/attention';
import type { Write } from '../decision/decision';
import type { Instant } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';

type Note = Extract<Write, { kind: 'addNote' }>;

/** X1: says on the ticket what a person must do. */
export function attentionNote(
  ticketId: TicketId,
  reference: string,
  { sentence, resolvedBy }: Pick<Attention, 'sentence' | 'resolvedBy'>,
): Note {
  const paragraphs = [sentence, `What to do: ${resolvedBy}.`];
  return { kind: 'addNote', purpose: 'message', rules: ['X1'], ticketId, reference, paragraphs };
}

/** X1: the same for a change that HubSpot rejects, which the case runs into at `since`. */
export function refusalByHubSpot(ticketId: TicketId, attention: Attention, since: Instant): Note {
  const reference = referenceText({ kind: 'attention', code: attention.code, occurrence: String(since) });
  return attentionNote(ticketId, reference, attention);
}
