import type { WantedStatus } from '../ticket/client-status';
import type { Instant } from '../vocabulary/dates';
import type { CompanyFacts } from '../vocabulary/facts';
import { currentValue } from '../vocabulary/timeline';

/**
 * N7, then N8: a date that is due at once still brings Cancellation in Progress first, so that the history shows both. C1 when
 * a later date brings a client back that was Cancelled already.
 */
export function cancellationStatuses(company: CompanyFacts, due: boolean, since: Instant): readonly WantedStatus[] {
  const found = company.kind === 'one' ? currentValue(company.clientStatus)?.value : undefined;
  const back = found === 'Cancelled' && !due;
  const inProgress: WantedStatus = { status: 'Cancellation in Progress', rules: [back ? 'C1' : 'N7'], since };
  if (!due) return [inProgress];
  const cancelled: WantedStatus = {
    status: 'Cancelled',
    rules: ['N8'],
    since,
    final: true,
    follows: inProgress.status,
  };
  return [inProgress, cancelled];
}

/** N5: an approval that is taken back after the date has taken effect changes nothing, while no other status was given since. */
export function isCancelled(company: CompanyFacts, since: Instant): boolean {
  if (company.kind !== 'one') return false;
  if (currentValue(company.clientStatus)?.value === 'Cancelled') return true;
  const newest = company.clientStatus.find(({ by }) => by.kind === 'service');
  return newest?.value === 'Cancelled' && newest.at >= since;
}
