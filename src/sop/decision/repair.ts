import type { TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { Decision, Write } from './decision';
import { describeDrift, type Drift } from './drift';

/** X1: a value that is set back is explained on the ticket first, so that whoever changed it knows why it did not last. */
export function withRepairNotes(decision: Decision, ticketId: TicketId): Decision {
  const repaired = (decision.drift ?? []).filter(({ policy }) => policy === 'repair');
  if (repaired.length === 0) return decision;
  return { ...decision, writes: [...repaired.map((drift) => repairNote(drift, ticketId)), ...decision.writes] };
}

function repairNote(drift: Drift, ticketId: TicketId): Write {
  return {
    kind: 'addNote',
    purpose: 'message',
    rules: ['X1'],
    ticketId,
    reference: referenceText({ kind: 'repaired', field: drift.field, at: drift.at }),
    paragraphs: [
      `${describeDrift(drift)}. According to the SOP it is ${drift.wanted ?? 'empty'}, so it was set back.`,
      'What to do: nothing, if the answer on this ticket is right; otherwise Client Success corrects the answer. If the value is changed again, it is left as it is and someone is asked to decide.',
    ],
  };
}
