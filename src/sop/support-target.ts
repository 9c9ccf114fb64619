import type { ServiceNote } from './facts';
import type { TicketId } from './ids';
import type { AtRiskCandidate, SupportFacts } from './support-facts';
import { gap, isClosedAsNotSaved, type Gap } from './support-gap';

/** The At-Risk ticket that a request is about, or why that is not clear. */
export type Target =
  { readonly kind: 'one'; readonly candidate: AtRiskCandidate } | { readonly kind: 'unclear'; readonly gap: Gap };

/**
 * C3: the At-Risk ticket that is associated with the request; without one, that of the company. Among several it is the
 * only one that is closed as not saved. A ticket that has this request's explanation is the one, as it was chosen before.
 */
export function targetOf({ id, candidates }: SupportFacts): Target {
  const begun = candidates.find((candidate) => explanationOf(candidate, id) !== undefined);
  if (begun !== undefined) return { kind: 'one', candidate: begun };
  const named = candidates.filter((candidate) => candidate.named);
  const possible = named.length > 0 ? named : candidates;
  const cancelled = possible.filter(({ ticket }) => isClosedAsNotSaved(ticket));
  const [only, ...more] = cancelled.length > 0 ? cancelled : possible;
  if (only === undefined) return { kind: 'unclear', gap: gap.noTicket() };
  if (more.length === 0) return { kind: 'one', candidate: only };
  return { kind: 'unclear', gap: gap.severalTickets([only, ...more].map(({ ticket }) => ticket.id)) };
}

/** The note of C4 that this request has on the ticket, if it was taken up before. */
export function explanationOf({ explanations }: AtRiskCandidate, requestId: TicketId): ServiceNote | undefined {
  return explanations.find(({ reference }) => reference === explanationReference(requestId));
}

export function explanationReference(requestId: TicketId): string {
  return `C4-${requestId}`;
}
