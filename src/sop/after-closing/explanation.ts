import type { Decision } from '../decision/decision';
import { requirement } from '../decision/requirement';
import { closedAsNotSaved, firstClosedAsNotSaved } from '../ticket/closing';
import { earlier, latest, type Instant } from '../vocabulary/dates';
import type { CaseFacts, EvidenceFacts, TicketFacts } from '../vocabulary/facts';
import { parseReference } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import type { Change } from '../vocabulary/timeline';
import { explanationTaskWrites } from './explanation-task';

/** A user may write the note first and make the change right afterwards. */
const NOTE_AHEAD_MS = 15 * 60 * 1000;

/**
 * C4: the newest change of the RCM Cancellation Date, or to Customer Saved = Yes, that was made manually after the ticket
 * had been closed as not saved. The service's own changes come with their note.
 */
export function changeByHand(ticket: TicketFacts): Instant | undefined {
  const closedAt = ticket.inAtRiskPipeline ? closedAsNotSaved(ticket) : undefined;
  const byHand = closedAt === undefined ? [] : changesByHandAfter(ticket, closedAt);
  return byHand.length === 0 ? undefined : latest(...byHand);
}

/** C4: whether there ever was such a change, also on a ticket that has been reopened since. */
export function wasChangedByHand(ticket: TicketFacts): boolean {
  const first = firstClosedAsNotSaved(ticket);
  return ticket.inAtRiskPipeline && first !== undefined && changesByHandAfter(ticket, first).length > 0;
}

function changesByHandAfter(
  { rcmCancellationDate, customerSaved }: TicketFacts,
  closedAt: Instant,
): readonly Instant[] {
  const changes: readonly Change<string>[] = [
    ...rcmCancellationDate,
    ...customerSaved.filter(({ value }) => value === 'Yes'),
  ];
  return changes.filter(({ at, by }) => at > closedAt && by.kind !== 'service').map(({ at }) => at);
}

/** C4: the case asks for the note until there is one, with a task for the ticket's owner; it never delays the change. */
export function withExplanation(path: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const { ticket, explanationTasks } = facts;
  const unexplained = path.end === 'superseded' ? undefined : unexplainedChange(facts);
  const ofTasks = explanationTasks ? explanationTaskWrites(ticket, explanationTasks, unexplained, settings) : [];
  const writes = [...path.writes, ...ofTasks];
  if (unexplained === undefined) return ofTasks.length === 0 ? path : { ...path, writes };
  const { phase, waitingFor, attention, others, wakeUp, drift } = path;
  return {
    phase,
    waitingFor: [...waitingFor, requirement.explanation()],
    writes,
    ...(attention && { attention }),
    ...(others && { others }),
    ...(wakeUp && { wakeUp }),
    ...(drift && { drift }),
  };
}

function unexplainedChange({ ticket, evidence }: CaseFacts): Instant | undefined {
  const changedAt = changeByHand(ticket);
  return changedAt === undefined || isExplained(evidence, changedAt) ? undefined : changedAt;
}

/**
 * Any words of a person count; those in the ETF note itself, which is evidence, only if they were written after the change. What a
 * person wrote on a support ticket counts as well, once it was put on this ticket (C3).
 */
function isExplained(evidence: EvidenceFacts | undefined, changedAt: Instant): boolean {
  const inEtfNotes = (evidence?.etfNotes ?? []).flatMap(({ wordsAt }) => wordsAt ?? []);
  const ofRequests = (evidence?.serviceNotes ?? []).filter(
    ({ reference }) => parseReference(reference).kind === 'explanation',
  );
  const ahead = earlier(changedAt, NOTE_AHEAD_MS);
  return (
    (evidence?.notesByPeople ?? []).some((writtenAt) => writtenAt >= ahead) ||
    [...inEtfNotes, ...ofRequests.map(({ createdAt }) => createdAt)].some((writtenAt) => writtenAt >= changedAt)
  );
}
