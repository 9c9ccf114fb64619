import { attention } from '../decision/attention';
import type { Decision } from '../decision/decision';
import { drifted } from '../decision/drift';
import { ticketUpdate } from '../decision/ticket-update';
import { onClosedByHand } from '../ticket/closed-by-hand';
import { closedByHand, closedByService } from '../ticket/closing';
import type { CaseFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { lastChanged, currentValue } from '../vocabulary/timeline';
import { holdNotes, standsNoteOf } from './hold-notes';
import { NO_HOLD, invoiceHold, isHeld } from './invoice';

/** I1–I4 of a ticket that is not answered yet; the paths of an answered one (`saved.ts`, `not-saved.ts`) ask the same. */
export function withHold(path: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const { ticket } = facts;
  const hold = closedByService(ticket) ? NO_HOLD : invoiceHold(facts, settings);
  const closing = closedByHand(ticket);
  const hand =
    closing && hold.missing.length > 0
      ? onClosedByHand(facts, closing, { invoice: hold.missing, evidence: [] }, settings)
      : undefined;
  const update = ticketUpdate(ticket.id, [
    ...(hold.undo ? [{ rule: 'I3' as const, change: hold.undo }] : []),
    ...(hand?.changes ?? []),
  ]);
  const asked = path.attention ?? hand?.attention;
  return {
    ...path,
    waitingFor: [...path.waitingFor, ...hold.missing],
    writes: [...path.writes, ...hold.notes, ...(hand?.notes ?? []), ...update],
    ...(asked && { attention: asked }),
    ...drifted(...(path.drift ?? []), hand?.drift),
  };
}

/** X1, I1: a ticket that left the pipeline; while it is on hold, the ticket itself says so. */
export function decideLeftPipeline(facts: CaseFacts): Decision {
  const approval = currentValue(facts.ticket.financeApproval);
  const approved = approval?.value === 'Yes' && standsNoteOf(holdNotes(facts), approval.since) !== undefined;
  const held = isHeld(facts) && !approved && !closedByService(facts.ticket);
  const asked = attention.notAtRisk(held ? { movedAt: lastChanged(facts.ticket.stage) } : undefined);
  return { phase: 'deciding', waitingFor: [], writes: [], attention: asked };
}
