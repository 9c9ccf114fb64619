import { asked } from '../decision/asked';
import { attention } from '../decision/attention';
import type { Decision } from '../decision/decision';
import { drifted } from '../decision/drift';
import { ticketUpdate } from '../decision/ticket-update';
import { closedByService } from '../ticket/closing';
import type { CaseFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { holdNotes, standsNoteOf } from './hold-notes';
import { isHeld } from './invoice';
import { keptOpen } from './kept-open';

/** I1–I4 of a ticket that is not answered yet; the paths of an answered one (`saved.ts`, `not-saved.ts`) ask the same. */
export function withHold(path: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const kept = keptOpen(facts, [], settings);
  return {
    ...path,
    waitingFor: [...path.waitingFor, ...kept.waitingFor],
    writes: [...path.writes, ...kept.notes, ...ticketUpdate(facts.ticket.id, kept.changes)],
    ...asked(path.attention, ...(path.others ?? []), kept.attention),
    ...drifted(...(path.drift ?? []), kept.drift),
  };
}

/** X1, I1: a ticket that left the pipeline; while it is on hold, the ticket itself says so. */
export function decideLeftPipeline(facts: CaseFacts): Decision {
  const approval = currentValue(facts.ticket.financeApproval);
  const approved = approval?.value === 'Yes' && standsNoteOf(holdNotes(facts), approval.since) !== undefined;
  const held = isHeld(facts) && !approved && !closedByService(facts.ticket);
  const [moved] = facts.ticket.stage;
  return {
    phase: 'deciding',
    waitingFor: [],
    writes: [],
    attention: attention.notAtRisk(held ? { moved } : undefined),
  };
}
