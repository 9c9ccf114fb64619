import { missingRequirements, outOfBounds } from '../evidence/missing';
import { answerOf, type Answer } from '../ticket/answer';
import { isLeftAlone } from '../ticket/left-alone';
import type { CompanyFacts, Completion, EvidenceFacts, NewerTicket, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { completeSince } from './cancellation-approval';

/**
 * S5: what a ticket completes, as older tickets of its client see it. Undefined for one that supersedes nothing: it left the
 * pipeline, was closed without an answer, or was created closed (X3). Evidence that was not read does not count as present.
 */
export function completionOf(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  settings: SopSettings,
): Completion | undefined {
  if (!ticket.inAtRiskPipeline || isLeftAlone(ticket)) return undefined;
  const answer = answerOf(ticket, settings);
  switch (answer.kind) {
    case 'none':
      if (currentValue(ticket.stage)?.value === 'closed') return undefined;
      return { completes: 'nothing', since: ticket.createdAt };
    case 'saved':
      return { completes: 'saved', since: answer.since };
    case 'notSaved': {
      const date = currentValue(ticket.rcmCancellationDate);
      const isComplete = date !== undefined && missingRequirements(ticket, evidence, settings).length === 0;
      if (!isComplete || outOfBounds(date, settings)) return { completes: 'notSaved', since: answer.since };
      const since = completeSince(ticket, answer.since, date.since);
      return { completes: 'cancellation', since, date: date.value };
    }
  }
}

/** S5: the newer ticket that has taken over from one with this answer; the newest of several. */
export function takenOverBy(company: CompanyFacts, answer: Answer): NewerTicket | undefined {
  const newer = company.kind === 'one' ? (company.newerTickets ?? []) : [];
  return newer.find((other) => takesOver(other, answer));
}

/** Yes at once; No from a cancellation only when N1–N5 hold on it, and from a monitoring at once. */
function takesOver({ completes }: NewerTicket, answer: Answer): boolean {
  switch (completes) {
    case 'nothing':
      return false;
    case 'saved':
    case 'cancellation':
      return answer.kind !== 'none';
    case 'notSaved':
      return answer.kind === 'saved';
  }
}
