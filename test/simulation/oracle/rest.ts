import { deciderOf, type Decider } from './decider';
import { entriesOf, last, type Entry } from './history';
import type { Memory } from './memory';
import type { SopChoices } from './settings';
import {
  companyOf,
  isAtRisk,
  isLive,
  isSupport,
  ticketsOfClient,
  wasMerged,
  type Company,
  type Ticket,
  type View,
} from './view';

/** A client, with everything that people did long ago. */
export interface Rest {
  readonly company: Company;
  readonly tickets: readonly Ticket[];
  readonly decider: Decider;
  readonly view: View;
  readonly memory: Memory;
  readonly choices: SopChoices;
  readonly now: number;
  /** X1: statuses that others set; by creation or by a merge they are nobody's objection. */
  readonly foreignStatuses: readonly Entry[];
}

export function restOf(company: Company, view: View, memory: Memory, choices: SopChoices): Rest | undefined {
  const tickets = ticketsOfClient(view, company.id);
  if (tickets.length === 0 || company.record.archivedAt !== undefined) return undefined;
  return {
    company,
    tickets,
    decider: deciderOf(company, view, memory, choices),
    view,
    memory,
    choices,
    now: view.at,
    foreignStatuses: foreignStatuses(company),
  };
}

function foreignStatuses({ record }: Company): readonly Entry[] {
  const created = Date.parse(record.createdAt);
  return entriesOf(record, 'client_status').filter(({ by, at }) => by !== 'service' && by !== 'merge' && at > created);
}

/** X1: somebody set the Client Status after that, so it stays. After a merge the history is that of two, and says nothing of it. */
export function isStatusForeign({ company, foreignStatuses: foreign }: Rest, since: number): boolean {
  return foreign.some(({ at }) => at >= since) || (wasMerged(company.record) && foreign.length > 0);
}

/**
 * A ticket was deleted, left the pipeline or its company: it may have done so after its case had ended, and RULES do not say what
 * then. Where it has no tasks, nothing remembers a company that was corrected so late.
 */
export function isAnyLost({ view, memory, choices }: Rest): boolean {
  return view.tickets.some(
    (ticket) =>
      !isSupport(ticket) &&
      (!isAtRisk(ticket) ||
        companyOf(ticket) === undefined ||
        (choices.checklist.length === 0 && memory.hasMoved(ticket.id))),
  );
}

export function isAnyDeleted({ view }: Rest): boolean {
  return view.tickets.some(({ record }) => !isLive(record));
}

export function statusOf({ company }: Rest): string {
  return last(entriesOf(company.record, 'client_status'))?.value ?? '';
}

export function isForeignAfter(entries: readonly Entry[], since: number): boolean {
  return entries.some(({ by, at }) => by !== 'service' && at > since);
}
