import { sureReading, type Reading } from './answer';
import { closedAt, newerIs } from './cancellation';
import { dateOf, isApproved, isCancellation, isPlausible } from './evidence';
import { entriesOf, currentRun } from './history';
import type { Memory } from './memory';
import type { SopChoices } from './settings';
import { openedAt, stagesOf, wasMerged, type Company, type Ticket, type View, ticketsOfClient } from './view';

/** S5: the ticket that decides the Client Status, and how; `unclear` where RULES leave it open. */
export type Decider =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unclear' }
  | {
      readonly kind: 'saved';
      readonly ticket: Ticket;
      readonly reading: Extract<Reading, { kind: 'saved' }>;
      /** A newer ticket holds back the Active. */
      readonly heldBack: boolean;
      /** It does so with the answer No: this one is not followed any more. */
      readonly takenOver: boolean;
    }
  | { readonly kind: 'cancellation'; readonly ticket: Ticket; readonly since: number; readonly day: string };

/** From the newest ticket to the oldest: each takes over only by what it completes. */
export function deciderOf(company: Company, view: View, memory: Memory, choices: SopChoices): Decider {
  const tickets = [...ticketsOfClient(view, company.id)].reverse();
  if (hasTwins(tickets)) return { kind: 'unclear' };
  let heldBack = false;
  let takenOver = false;
  for (const ticket of tickets) {
    const reading = sureReading(ticket, choices);
    switch (newerIs(ticket, choices)) {
      case 'unclear':
        return { kind: 'unclear' };
      case 'void':
      case 'old':
        break;
      case 'unanswered':
        heldBack = true;
        break;
      case 'saved':
        return reading?.kind === 'saved'
          ? { kind: 'saved', ticket, reading, heldBack, takenOver }
          : { kind: 'unclear' };
      case 'lost': {
        const found = cancellationOf(ticket, view, memory, choices);
        if (found !== 'no') return found;
        heldBack = true;
        takenOver = true;
      }
    }
  }
  return { kind: 'nobody' };
}

/** Two that were opened in the same instant, or one that is two: which is the newer, nobody can say. */
function hasTwins(tickets: readonly Ticket[]): boolean {
  const instants = new Set(tickets.map(openedAt));
  return instants.size < tickets.length || (tickets.length > 1 && tickets.some(({ record }) => wasMerged(record)));
}

function cancellationOf(ticket: Ticket, view: View, memory: Memory, choices: SopChoices): Decider | 'no' {
  const reading = sureReading(ticket, choices);
  const date = dateOf(ticket);
  if (reading?.kind !== 'notSaved') return { kind: 'unclear' };
  if (isCancellation(ticket, view, choices) || wasClosedComplete(ticket, memory, choices)) {
    const approval = currentRun(entriesOf(ticket.record, 'cancellation_approval'));
    // What the service approves itself it approves last.
    const approvedAt = approval === undefined || approval.by === 'service' ? 0 : approval.at;
    const since = Math.max(reading.since, date?.since ?? 0, approvedAt);
    return { kind: 'cancellation', ticket, since, day: date?.day ?? '' };
  }
  // Complete once, and not any more: RULES do not say what becomes of it.
  return memory.stoodSince(ticket.id, reading.since) ? { kind: 'unclear' } : 'no';
}

/** Closed by itself with all of N1–N5, which by what shows now still stand but for notes that were deleted since. */
function wasClosedComplete(ticket: Ticket, memory: Memory, choices: SopChoices): boolean {
  const at = closedAt(ticket);
  const date = dateOf(ticket);
  if (at === undefined || date === undefined || stagesOf(ticket).at(-1)?.by !== 'service') return false;
  return memory.stoodSince(ticket.id, at) && isPlausible(date, choices, -2) && isApproved(ticket, choices);
}
