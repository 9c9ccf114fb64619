import type { Attention, AttentionCode } from '../decision/attention';
import type { Write } from '../decision/decision';
import { versionOf } from '../notes/note-cause';
import type { Instant } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';

type Note = Extract<Write, { kind: 'addNote' }>;

/** Of these, what to do says itself by whom. */
const SAYS_WHO: readonly AttentionCode[] = [
  'approvalByNobody',
  'closedUnderInvoice',
  'hubspotIncomplete',
  'hubspotInvalid',
  'portalMismatch',
];

/** X1: says on the ticket what a person must do. */
export function attentionNote(
  ticketId: TicketId,
  reference: string,
  { code, sentence, resolvedBy }: Pick<Attention, 'code' | 'sentence' | 'resolvedBy'>,
): Note {
  const paragraphs = [sentence, `What to do${SAYS_WHO.includes(code) ? '' : ' (Client Success)'}: ${resolvedBy}.`];
  return { kind: 'addNote', purpose: 'message', rules: ['X1'], ticketId, reference, paragraphs };
}

/** X1: the same for a change that HubSpot rejects, which the case runs into at `since`. */
export function refusalByHubSpot(ticketId: TicketId, attention: Attention, since: Instant): Note {
  const reference = referenceText({ kind: 'attention', code: attention.code, occurrence: String(since) });
  const note = attentionNote(ticketId, reference, attention);
  return { ...note, version: versionOf(note.paragraphs) };
}
