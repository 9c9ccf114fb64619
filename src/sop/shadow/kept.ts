import type { Write } from '../decision/decision';
import type { SupportWrite } from '../support/support-decision';
import { later, latest, type Instant } from '../vocabulary/dates';
import type { CaseReading } from '../vocabulary/facts';

/** A write that `mode: observe` did not make: what it was, and when it would have been made. Texts are left out. */
export interface Kept<Wanted> {
  readonly at: Instant;
  readonly write: Wanted;
}
export type KeptWrite = Kept<Write>;
export type KeptStep = Kept<SupportWrite>;

/** Enough for years of a case, and far below Temporal's limit for a payload. */
const MOST_KEPT = 200;

/**
 * Adds writes that would have been made now, in their order. `after`: the newest change that was read, as HubSpot's clock may be ahead
 * of Temporal's, and what is decided on a change comes after it.
 */
export function keep<Wanted extends SupportWrite | Write>(
  before: readonly Kept<Wanted>[],
  write: Wanted,
  now: Instant,
  after: Instant,
): readonly Kept<Wanted>[] {
  const last = before.at(-1);
  const at = latest(now, later(after, 1), ...(last === undefined ? [] : [later(last.at, 1)]));
  return [...before, { at, write: withoutTexts(write) }].slice(-MOST_KEPT);
}

/** When what a decision was based on last changed, as far as HubSpot says it. */
export function newestChange(reading: CaseReading): Instant {
  if (reading.kind !== 'found') return latest();
  const { ticket, company, evidence } = reading.facts;
  const statusAt = company?.kind === 'one' ? (company.clientStatus[0]?.at ?? ticket.changedAt) : ticket.changedAt;
  return latest(ticket.changedAt, statusAt, evidence?.changedAt ?? ticket.changedAt);
}

/** The same write without what only people read. */
export function withoutTexts<Wanted extends SupportWrite | Write>(wanted: Wanted): Wanted {
  const write: SupportWrite | Write = wanted;
  switch (write.kind) {
    case 'addNote':
    case 'updateNote':
    case 'addCompanyNote':
      return { ...write, paragraphs: [] } as unknown as Wanted;
    case 'explainChange':
      return { ...write, sentence: '' } as unknown as Wanted;
    case 'createTasks': {
      const tasks = write.tasks.map((task) => ({ ...task, paragraphs: [] }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'changeTasks': {
      const tasks = write.tasks.map(({ text, ...task }) => ({
        ...task,
        ...(text && { text: { ...text, paragraphs: [] } }),
      }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'moveTasks': {
      const tasks = write.tasks.map(({ id, dueAt }) => ({ id, dueAt }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'setClientStatus':
    case 'updateTicket':
    case 'showOnTicket':
    case 'clearCaseTicket':
    case 'reassociateTasks':
    case 'callOffTasks':
    case 'closeRequest':
      return wanted;
  }
}
