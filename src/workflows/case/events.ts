import type { CaseEvent } from '../../contract/signals';
import type { CaseFacts } from '../../sop/vocabulary/facts';
import { lastChanged } from '../../sop/vocabulary/timeline';
import type { Received } from '../turn/freshness';

/** An event for the timeline. For the answer it says the new value, as the signal's own name would say the opposite of No. */
export function eventInWords({ signal, event }: Received): string {
  if (signal !== 'saved') return signal;
  return event.answer === undefined ? 'Customer Saved changed' : `Customer Saved = ${event.answer}`;
}

/**
 * Whether a change that the sweep found no longer matters to facts that were read: they show it, mostly because a webhook
 * reported it before, or the SOP did not need that part at all.
 */
export function hasSeen({ ticket, evidence, company }: CaseFacts, { swept, occurredAt }: CaseEvent): boolean {
  switch (swept) {
    case 'ticket':
      return ticket.changedAt >= occurredAt;
    case 'note':
      return evidence === undefined || evidence.changedAt >= occurredAt;
    case 'company':
      if (company === undefined) return true;
      return company.kind === 'one' && (lastChanged(company.clientStatus) ?? 0) >= occurredAt;
    case 'invoice':
      // Those that are paid are not among the facts.
      return company === undefined;
    case undefined:
      return false;
  }
}
