import type { TicketId } from '../vocabulary/ids';
import type { RuleId } from '../vocabulary/rules';
import type { TicketChange, Write } from './decision';

/** A part of a ticket's update, and the rule that wants it. */
export interface RuledChange {
  readonly rule: RuleId;
  readonly change: TicketChange;
}

/** Everything that the rules want on the ticket, as one PATCH; no write if they want nothing. */
export function ticketUpdate(ticketId: TicketId, changes: readonly RuledChange[]): readonly Write[] {
  if (changes.length === 0) return [];
  return [
    {
      kind: 'updateTicket',
      rules: changes.map(({ rule }) => rule),
      ticketId,
      change: Object.assign({}, ...changes.map(({ change }) => change)) as TicketChange,
    },
  ];
}
