import type { Attention } from '../decision/attention';
import type { Requirement, Write } from '../decision/decision';
import type { Drift } from '../decision/drift';
import type { RuledChange } from '../decision/ticket-update';
import { onClosedByHand } from '../ticket/closed-by-hand';
import { closedByHand, closedByService } from '../ticket/closing';
import type { CaseFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { NO_HOLD, invoiceHold } from './invoice';

/** I1–I4: what an outstanding invoice asks of the ticket, and what a manual closing that came too early does. */
export interface KeptOpen {
  /** I1: what has to happen before the ticket may be closed. */
  readonly waitingFor: readonly Requirement[];
  readonly changes: readonly RuledChange[];
  readonly notes: readonly Write[];
  readonly attention?: Attention | undefined;
  readonly drift?: Drift | undefined;
  /** I4: a ticket that was closed too early is opened again. */
  readonly reopens: boolean;
}

/** The same for every answer; only a ticket that is not saved has evidence that can be missing. */
export function keptOpen(facts: CaseFacts, missingEvidence: readonly Requirement[], settings: SopSettings): KeptOpen {
  const { ticket } = facts;
  const hold = closedByService(ticket) ? NO_HOLD : invoiceHold(facts, settings);
  const closing = closedByHand(ticket);
  const missing = { invoice: hold.missing, evidence: missingEvidence };
  const reopening = closing && onClosedByHand(facts, closing, missing, settings);
  const changes = reopening?.changes ?? [];
  return {
    waitingFor: hold.missing,
    changes: [...(hold.undo ? [{ rule: 'I3' as const, change: hold.undo }] : []), ...changes],
    notes: [...hold.notes, ...(reopening?.notes ?? [])],
    attention: reopening?.attention,
    drift: reopening?.drift,
    reopens: changes.length > 0,
  };
}
