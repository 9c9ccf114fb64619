import { readingsOf, sureReading } from './answer';
import { wallClock } from './calendar';
import { dateOf, isPlausible, mayBeApproved, missingEvidence } from './evidence';
import { last } from './history';
import type { Memory } from './memory';
import type { SopChoices } from './settings';
import { isOldImport, isOpen, openedAt, stagesOf, ticketsOfClient, type Ticket, type View } from './view';

export interface Knowledge {
  readonly memory: Memory;
  readonly choices: SopChoices;
  readonly now: number;
}

/** N1–N5: why the client of this ticket is not being cancelled, approved now or at `approvedAt`; undefined where some reading says that it is. */
export function objectionToCancellation(
  ticket: Ticket,
  view: View,
  { memory, choices }: Knowledge,
  approvedAt?: number,
): string | undefined {
  const lost = readingsOf(ticket, choices).find(({ kind }) => kind === 'notSaved');
  if (lost?.kind !== 'notSaved') return 'N1: the client is not lost';
  const date = dateOf(ticket);
  if (date !== undefined && !isPlausible(date, choices, 2)) return 'N4: with a date that makes no sense';
  const missing = [
    // What stood once, or when it was closed, is not undone by a note that somebody deletes afterwards: RULES do not say.
    ...(memory.stoodSince(ticket.id, Math.min(lost.since, closedAt(ticket) ?? lost.since))
      ? []
      : missingEvidence(ticket, view)),
    ...(date === undefined ? ['N4 date'] : []),
    ...(mayBeApproved(ticket, choices) || mayBeApproved(ticket, choices, approvedAt) ? [] : ['N5 approval']),
  ];
  return missing.length === 0 ? undefined : `${missing.join(', ')} missing`;
}

/** N8: work has ended. */
export function isDue(ticket: Ticket, { timeZone, cancellationHour }: SopChoices, now: number): boolean {
  const date = dateOf(ticket);
  if (date === undefined) return false;
  const { day, hour } = wallClock(now, timeZone);
  return day > date.day || (day === date.day && hour >= cancellationHour);
}

/** S5: what the client's newer At-Risk tickets are. `void`: closed without an answer; `old`: imported closed, which nobody follows. */
export type Newer = 'unanswered' | 'saved' | 'lost' | 'void' | 'old' | 'unclear';

export function newerTickets(ticket: Ticket, companyId: string, view: View): readonly Ticket[] {
  return ticketsOfClient(view, companyId).filter(
    (other) => other.id !== ticket.id && openedAt(other) > openedAt(ticket),
  );
}

export function newerIs(ticket: Ticket, choices: SopChoices): Newer {
  if (isOldImport(ticket)) return 'old';
  const reading = sureReading(ticket, choices);
  switch (reading?.kind) {
    case undefined:
      return 'unclear';
    case 'none':
      return isOpen(ticket) ? 'unanswered' : 'void';
    case 'saved':
      return 'saved';
    case 'notSaved':
      return 'lost';
  }
}

export function closedAt(ticket: Ticket): number | undefined {
  const newest = last(stagesOf(ticket));
  return newest?.value === 'closed' ? newest.at : undefined;
}
