import { boundaryOf } from '../vocabulary/dates';
import type { CaseFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

/** X3: a closed ticket by whose date the client is Cancelled: evidence that is deleted afterwards is not asked for again. */
export function isCarriedOut({ ticket, company }: CaseFacts, settings: SopSettings): boolean {
  const given = company?.kind === 'one' ? currentValue(company.clientStatus) : undefined;
  const closing = currentValue(ticket.stage);
  const date = currentValue(ticket.rcmCancellationDate);
  if (given?.value !== 'Cancelled' || given.by.kind !== 'service') return false;
  if (closing?.value !== 'closed' || date === undefined) return false;
  const approval = currentValue(ticket.cancellationApproval);
  if (settings.cancellationApproval === 'person' && approval?.value !== 'Yes') return false;
  const grounds = [closing, date, currentValue(ticket.customerSaved), approval].map((each) => each?.since ?? 0);
  const due = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  return Math.max(due, ...grounds) <= given.since;
}
