import { attention as needsAttention, type Attention } from '../decision/attention';
import type { Requirement } from '../decision/decision';
import { missingEtfNote, requirement } from '../decision/requirement';
import { provesEvidence } from '../ticket/closing';
import type { CalendarDate } from '../vocabulary/dates';
import type { EvidenceFacts, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { givenByPerson, currentValue, type CurrentValue } from '../vocabulary/timeline';
import { boundsInHubSpot, isWithinBounds, showBounds } from './date-bounds';

/** N2–N5 that do not hold yet. Not asked for again once the ticket's own history proves that they all held (X3). */
export function missingRequirements(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  settings: SopSettings,
): readonly Requirement[] {
  if (provesEvidence(ticket)) return isTurnedBack(ticket) ? missingApproval(ticket, settings) : [];
  const missing = [
    ...missingEvidence(evidence),
    ...(currentValue(ticket.rcmCancellationDate) === undefined ? [requirement.rcmCancellationDate()] : []),
  ];
  return [...missing, ...missingApproval(ticket, settings)];
}

/** N5. */
function missingApproval({ cancellationApproval }: TicketFacts, settings: SopSettings): readonly Requirement[] {
  const approved =
    settings.cancellationApproval === 'automatic' || givenByPerson(cancellationApproval)?.value === 'Yes';
  return approved ? [] : [requirement.cancellationApproval()];
}

/** C2, N5: rescinded after closing, and not saved again since: this service withdrew the approval with the rescission. */
export function isTurnedBack({ stage, customerSaved, cancellationApproval }: TicketFacts): boolean {
  const closing = currentValue(stage);
  const answer = currentValue(customerSaved);
  if (closing?.value !== 'closed' || answer?.value !== 'No' || answer.since <= closing.since) return false;
  return cancellationApproval.some(
    ({ value, at, by }) => value === 'No' && by.kind === 'service' && at >= closing.since,
  );
}

/** N2, N3. Evidence that was not read does not count as present. */
function missingEvidence(evidence: EvidenceFacts | undefined): readonly Requirement[] {
  const notice = evidence && evidence.noticeFiles > 0 ? [] : [requirement.cancellationNotice(evidence)];
  const etfNote = evidence ? missingEtfNote(evidence) : requirement.etfNote(undefined);
  return etfNote ? [...notice, etfNote] : notice;
}

/** N4: checked against the day of entry, so that a date does not become implausible while the case waits. */
export function outOfBounds(date: CurrentValue<CalendarDate>, settings: SopSettings): Attention | undefined {
  const bounds = boundsInHubSpot(date.since, settings);
  return isWithinBounds(date.value, bounds) ? undefined : needsAttention.dateOutOfBounds(date, showBounds(bounds));
}
