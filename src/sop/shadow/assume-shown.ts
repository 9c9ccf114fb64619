import type { ShownChange, ShownField, Write } from '../decision/decision';
import { SHOWN_FIELDS } from '../decision/shown';
import { textMark } from '../decision/text-mark';
import type { ShownFacts } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import type { KeptWrite } from './kept';

/** `mode: observe`: what the ticket would show if the kept writes had been made. Nobody else writes it, so their order is enough. */
export function assumeShown(shown: ShownFacts, ticketId: TicketId, kept: readonly KeptWrite[]): ShownFacts {
  return kept.reduce((before, { write }) => afterWrite(before, shownIn(write, ticketId)), shown);
}

function shownIn(write: Write, ticketId: TicketId): ShownChange {
  const isOfTicket = (write.kind === 'updateTicket' || write.kind === 'showOnTicket') && write.ticketId === ticketId;
  return isOfTicket ? (write.shown ?? {}) : {};
}

/** Only fields that the portal has. */
function afterWrite(before: ShownFacts, change: ShownChange): ShownFacts {
  const fields = SHOWN_FIELDS.filter((field) => before[field] !== undefined && change[field] !== undefined);
  return { ...before, ...Object.fromEntries(fields.map((field) => [field, asFact(field, change)])) };
}

function asFact(field: ShownField, change: ShownChange): ShownFacts[ShownField] {
  const value = change[field];
  const isText = field === 'nextStep' || field === 'needsAttention';
  return isText && typeof value === 'string' ? textMark(value) : value;
}
