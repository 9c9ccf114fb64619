import { driftOf } from '../decision/drift';
import { valueStep, type ValueStep } from '../decision/value-step';
import { isTurnedBack } from '../evidence/missing';
import { EPOCH, latest, type Instant } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, givenByPerson } from '../vocabulary/timeline';

/** N5: set by the service where the setting says so; taken back after closing, a person is asked (X1, a setting). */
export function approvalStep(ticket: TicketFacts, closed: boolean, { drift: policies }: SopSettings): ValueStep {
  if (currentValue(ticket.cancellationApproval)?.value === 'Yes') return { changes: [] };
  const change = { cancellationApproval: 'Yes' } as const;
  if (!closed || isTurnedBack(ticket)) return { changes: [{ rule: 'N5', change }] };
  const since = currentValue(ticket.stage)?.since ?? ticket.createdAt;
  const wanted = { field: 'cancellationApproval', value: 'Yes', since } as const;
  const drift = driftOf(ticket.cancellationApproval, wanted, policies.cancellationApproval);
  return drift === undefined ? { changes: [] } : valueStep(drift, { rule: 'N5', change });
}

/** N5: taken back after closing, and set to Yes again by something that is not a person. */
export function isGivenAgainByNobody({ stage, cancellationApproval }: TicketFacts, settings: SopSettings): boolean {
  if (settings.cancellationApproval === 'automatic') return false;
  const closing = currentValue(stage);
  const approval = currentValue(cancellationApproval);
  if (closing?.value !== 'closed' || approval?.value !== 'Yes' || approval.since <= closing.since) return false;
  // What this service set back, it did because the portal's owner wants that (a setting).
  return approval.by.kind !== 'service' && givenByPerson(cancellationApproval) === undefined;
}

/** Since when N1, N4 and N5 have held: the answer, the date and the approval, as they are now. */
export function completeSince(ticket: TicketFacts, answeredAt: Instant, dateSince: Instant): Instant {
  return latest(answeredAt, dateSince, approvedAt(ticket));
}

/** An approval by this service (N5, automatic) came after everything was there, and does not count. */
function approvedAt({ cancellationApproval }: TicketFacts): Instant {
  const approval = currentValue(cancellationApproval);
  return approval?.value === 'Yes' && approval.by.kind !== 'service' ? approval.since : EPOCH;
}
