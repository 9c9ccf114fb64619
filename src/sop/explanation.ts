import type { Instant } from './dates';
import type { Decision } from './decision';
import type { CaseFacts, EvidenceFacts, TicketFacts } from './facts';
import { requirement } from './requirement';
import { standing, type Change } from './timeline';

/** Somebody may write the note first and make the change afterwards: a note of the day before explains it too. */
const NOTE_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * C4: the newest change of the RCM Cancellation Date, or to Customer Saved = Yes, that somebody made by hand after the
 * ticket had been closed as not saved. The service's own changes come with their note.
 */
export function changeByHand(ticket: TicketFacts): Instant | undefined {
  const closedAt = closedAsNotSaved(ticket);
  if (closedAt === undefined) return undefined;
  const changes: readonly Change<string>[] = [
    ...ticket.rcmCancellationDate,
    ...ticket.customerSaved.filter(({ value }) => value === 'Yes'),
  ];
  const byHand = changes.filter(({ at, by }) => at > closedAt && by.kind !== 'service').map(({ at }) => at);
  return byHand.length === 0 ? undefined : (Math.max(...byHand) as Instant);
}

/** C4: the case asks for the note until there is one; it never holds the change back. */
export function withExplanation(decision: Decision, { ticket, evidence }: CaseFacts): Decision {
  const changedAt = changeByHand(ticket);
  if (changedAt === undefined || decision.end === 'superseded' || isExplained(evidence, changedAt)) return decision;
  const { phase, waitingFor, writes, attention, wakeUp, drift } = decision;
  return {
    phase,
    waitingFor: [...waitingFor, requirement.explanation()],
    writes,
    ...(attention && { attention }),
    ...(wakeUp && { wakeUp }),
    ...(drift && { drift }),
  };
}

function isExplained(evidence: EvidenceFacts | undefined, changedAt: Instant): boolean {
  return (evidence?.notesByPeople ?? []).some((writtenAt) => writtenAt >= changedAt - NOTE_AHEAD_MS);
}

/** When the ticket was closed as not saved, if it is: later changes are changes "after the ticket is closed". */
export function closedAsNotSaved(ticket: TicketFacts): Instant | undefined {
  const stage = standing(ticket.stage);
  if (stage?.value !== 'closed') return undefined;
  const answer = ticket.customerSaved.find(({ at }) => at <= stage.since);
  return answer?.value === 'No' ? stage.since : undefined;
}
