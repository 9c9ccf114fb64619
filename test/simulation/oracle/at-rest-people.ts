import type { CrmRecord } from '../../../emulator/model/types';
import { sureReading } from './answer';
import { DAY, MINUTE } from './calendar';
import { closedAt, isDue } from './cancellation';
import { approvalOf, dateOf, isPlausible, mayBeApproved, missingEvidence } from './evidence';
import { entriesOf, last, valueAt, valueIn } from './history';
import { isOutstanding, objectionToApproval, financeApproval } from './invoices';
import { bodyOf, createdAt, hasOwnWords, isCompleted, isOfService, referenceOf } from './note';
import { hasNote, isNotified, serviceNotes } from './records';
import { isAnyLost, isForeignAfter, isStatusForeign, statusOf, type Rest } from './rest';
import { isAtRisk, isLive, isOldImport, isOpen, openedAt, stagesOf, wasMerged, type Ticket } from './view';

/** I3, I4, C4, S5, X1: what HubSpot must say to the people who work in it. */
export function restOfPeople(rest: Rest): readonly string[] {
  const tickets = rest.tickets.filter((ticket) => !isOldImport(ticket) && !wasMerged(ticket.record));
  const ofEach = tickets.flatMap((ticket) => RULES.map((rule) => rule(ticket, rest)));
  return [...ofEach, statusChanged(rest)].flatMap((missed) => missed ?? []);
}

type Rule = (ticket: Ticket, rest: Rest) => string | undefined;

/** I3: an approval that does not count is undone; one that came before the determination is at least reported. */
const uncountedApproval: Rule = (ticket, rest) => {
  const { memory, choices, view } = rest;
  if (!isOpen(ticket) || !(isOutstanding(ticket, view) || memory.isHeld(ticket.id))) return undefined;
  const approval = financeApproval(ticket);
  const objection = objectionToApproval(ticket, view, choices);
  if (approval === undefined || objection === undefined || rest.tickets.length > 1) return undefined;
  if (objection === 'I1: without a determination')
    return isNotified(ticket, approval.at)
      ? undefined
      : 'I3: nobody says that the approval came before the determination';
  return 'I3: an approval that does not count still shows';
};

/** I4: closed by hand under a hold, answered or not, it is opened again once, and then reported. */
const closedUnderHold: Rule = (ticket, rest) => {
  const { memory, choices, view, now } = rest;
  const closing = last(stagesOf(ticket));
  if (closing?.value !== 'closed' || closing.by === 'service' || now - closing.at < DAY) return undefined;
  const wasHeld = memory.isHeld(ticket.id) && isOutstanding(ticket, view);
  if (!wasHeld || objectionToApproval(ticket, view, choices) === undefined || rest.tickets.length > 1) return undefined;
  const notified = serviceNotes(ticket).filter((note) => (referenceOf(note) ?? '').startsWith('I4-'));
  if (notified.length < choices.reopenings) return 'I4: closed by hand under a hold, and not opened again';
  return isNotified(ticket, closing.at) ? undefined : 'I4: closed by hand under a hold again, and nobody says so';
};

/** X1: closed by hand without an answer. */
const closedUnanswered: Rule = (ticket, { choices, now }) => {
  const closing = last(stagesOf(ticket));
  if (closing?.value !== 'closed' || closing.by === 'service' || now - closing.at < DAY) return undefined;
  if (sureReading(ticket, choices)?.kind !== 'none' || valueIn(ticket.record, 'customer_saved') !== '')
    return undefined;
  return isNotified(ticket, closing.at) ? undefined : 'X1: closed by hand without an answer, and nobody says so';
};

/** X2: a late No is not followed, and somebody must make a new ticket. */
const contradicted: Rule = (ticket, { choices, decider, view }) => {
  const reading = sureReading(ticket, choices);
  const at = reading?.kind === 'saved' ? reading.contradictedAt : undefined;
  if (at === undefined) return undefined;
  // Somebody made it at once, whatever became of it.
  if (view.tickets.some((other) => isAtRisk(other) && openedAt(other) > at - MINUTE)) return undefined;
  if (decider.kind !== 'saved' || decider.ticket.id !== ticket.id || decider.takenOver) return undefined;
  return isNotified(ticket, at) ? undefined : 'X2: a late No is not followed, and nobody says so';
};

/** N4, X1: a date that makes no sense. */
const implausible: Rule = (ticket, { choices, decider }) => {
  const date = dateOf(ticket);
  const isOlder = decider.kind === 'saved' || decider.kind === 'cancellation';
  if (
    date === undefined ||
    isOlder ||
    isPlausible(date, choices, 2) ||
    sureReading(ticket, choices)?.kind !== 'notSaved'
  )
    return undefined;
  return isNotified(ticket, date.since) ? undefined : 'X1: the date makes no sense, and nobody says so';
};

/** X1: the date has come, and something that a person must do is missing. */
const incomplete: Rule = (ticket, rest) => {
  const { choices, now, view, decider } = rest;
  const date = dateOf(ticket);
  if (date === undefined || decider.kind !== 'nobody' || rest.tickets.length > 1) return undefined;
  if (sureReading(ticket, choices)?.kind !== 'notSaved' || !isOpen(ticket)) return undefined;
  if (missingEvidence(ticket, view).length === 0 || !isDue(ticket, choices, now - DAY)) return undefined;
  return isNotified(ticket, date.since) ? undefined : 'X1: the date has come with evidence missing, and nobody says so';
};

/** N5: taken back after closing, a person is asked. */
const withdrawn: Rule = (ticket, rest) => {
  const { choices, decider } = rest;
  const entries = entriesOf(ticket.record, 'cancellation_approval');
  const newest = last(entries);
  const at = closedAt(ticket);
  if (at === undefined || newest === undefined || newest.at <= at || newest.value === 'Yes' || newest.by === 'service')
    return undefined;
  if (decider.kind !== 'nobody' || sureReading(ticket, choices)?.kind !== 'notSaved' || approvalOf(ticket) !== 'none')
    return undefined;
  if (last(stagesOf(ticket))?.by !== 'service' || choices.cancellationApproval === 'automatic') return undefined;
  return isNotified(ticket, newest.at) ? undefined : 'N5: the approval was taken back after closing, and nobody asks';
};

/** S5: a newer ticket took over, which the older one says; of a saved client it also loses its live date. */
const takenOver: Rule = (ticket, { decider, choices, memory, view }) => {
  if (decider.kind !== 'saved' && decider.kind !== 'cancellation') return undefined;
  if (openedAt(decider.ticket) <= openedAt(ticket)) return undefined;
  const since = decider.kind === 'saved' ? decider.reading.since : decider.since;
  const reading = sureReading(ticket, choices);
  const isSaid = isNotified(ticket, since) || hasNote(ticket, new RegExp(`^(S5-${decider.ticket.id}-|X1-newerTicket)`));
  // Closed by hand, it stands only as long as its evidence does.
  const stands = last(stagesOf(ticket))?.by === 'service' || missingEvidence(ticket, view).length === 0;
  // N5: the date of a ticket whose approval was taken back is not carried out.
  const wasLive =
    stands &&
    reading?.kind === 'notSaved' &&
    memory.stoodSince(ticket.id, reading.since) &&
    mayBeApproved(ticket, choices) &&
    dateOf(ticket) !== undefined &&
    (closedAt(ticket) ?? Infinity) < since;
  // What another one had taken over before is said already, and no live date any more.
  const byAnother = serviceNotes(ticket).some((note) => (referenceOf(note) ?? '').startsWith('S5-')) && !isSaid;
  const completed = [closedAt(decider.ticket), memory.standsSince(decider.ticket.id)].map((at) => at ?? since);
  const over = decider.kind === 'cancellation' ? Math.max(since, ...completed) : since;
  if (!wasLive || byAnother || isDue(ticket, choices, over)) return undefined;
  if (!isSaid) return 'S5: a newer ticket took over, and the older one does not say so';
  const date = dateOf(ticket);
  // Taken over as a cancellation, which was rescinded since, or complete only after that: the older date was no live one any more.
  if (hasNote(ticket, new RegExp(`^(S5-${decider.ticket.id}-cancellation|X1-newerTicket)`))) return undefined;
  return decider.kind === 'saved' && date !== undefined && date.since < since
    ? 'S5: the client is saved by a newer ticket, and the older one keeps its date'
    : undefined;
};

/** C4: a change by hand after closing is asked about with one task until a person's note explains it. */
const unexplained: Rule = (ticket, { decider, memory }) => {
  const isDecider = (decider.kind === 'saved' || decider.kind === 'cancellation') && decider.ticket.id === ticket.id;
  // S5: a newer ticket that is answered has taken over from a monitoring: what is changed on this one has no effect.
  if (decider.kind === 'saved' && decider.takenOver) return undefined;
  const at = closedAt(ticket);
  if (!isDecider || at === undefined || valueAt(entriesOf(ticket.record, 'customer_saved'), at) !== 'No')
    return undefined;
  // A closing that crossed with a No: there never was a cancellation that could be changed.
  if (last(stagesOf(ticket))?.by === 'service' && !memory.stoodSince(ticket.id, 0)) return undefined;
  const changes = ['rcm_cancellation_date', 'customer_saved'].flatMap((name) =>
    entriesOf(ticket.record, name).filter(
      (entry) => entry.at > at && entry.by !== 'service' && (name !== 'customer_saved' || entry.value === 'Yes'),
    ),
  );
  const changedAt = Math.max(...changes.map((entry) => entry.at));
  const asking = ticket.tasks.filter((task) => isOfService(task) && (referenceOf(task) ?? '').startsWith('C4-explain'));
  if (changes.length === 0 || asking.some(isTheirs)) return undefined;
  const open = asking.filter((task) => isLive(task) && !isCompleted(task));
  const explanation = ticket.notes.map((note) => explains(note, changedAt));
  if (explanation.includes('unclear')) return undefined;
  const isExplained = explanation.includes('yes');
  // Deleted by a person: the service calls its task off only where a note explains the change.
  const isDeleted = asking.some((task) => !isLive(task) && createdAt(task) >= changedAt);
  if (isDeleted && !isExplained) return undefined;
  if (isExplained) return open.length === 0 ? undefined : 'C4: the note is there, and still somebody is asked for it';
  return open.length === 1 ? undefined : `C4: ${String(open.length)} tasks ask for the explanation`;
};

/**
 * At most 15 minutes before the change; what a person corrected at about that time may be taken either way. C3: what a person wrote
 * on a support ticket is copied by the service, and explains what was changed before.
 */
function explains(note: CrmRecord, changedAt: number): 'yes' | 'no' | 'unclear' {
  if (isLive(note) && isOfService(note) && /^C4-\d+$/.test(referenceOf(note) ?? ''))
    return createdAt(note) >= changedAt ? 'yes' : 'no';
  if (!isLive(note) || isOfService(note) || !hasOwnWords(note)) return 'no';
  const before = changedAt - createdAt(note);
  const isForm = /ETF Review/i.test(bodyOf(note));
  if (before > 16 * MINUTE)
    return isForeignAfter(entriesOf(note, 'hs_note_body'), changedAt - 16 * MINUTE) ? 'unclear' : 'no';
  return isForm || before > 14 * MINUTE ? 'unclear' : 'yes';
}

function isTheirs(task: CrmRecord): boolean {
  return ['hs_task_subject', 'hs_task_body', 'hs_task_status'].some((name) => isForeignAfter(entriesOf(task, name), 0));
}

const RULES: readonly Rule[] = [
  uncountedApproval,
  closedUnderHold,
  closedUnanswered,
  contradicted,
  implausible,
  incomplete,
  withdrawn,
  takenOver,
  unexplained,
];

/** X1: a Client Status that somebody set against the rules stays, and the ticket says so. */
function statusChanged(rest: Rest): string | undefined {
  const { decider, foreignStatuses, company, choices, now } = rest;
  if (decider.kind !== 'cancellation' || wasMerged(company.record)) return undefined;
  const newest = last(entriesOf(company.record, 'client_status'));
  const { ticket, since } = decider;
  if (newest === undefined || newest.by === 'service' || newest.at < since + MINUTE || !isStatusForeign(rest, since))
    return undefined;
  const wanted = isDue(ticket, choices, now) ? 'Cancelled' : 'Cancellation in Progress';
  if (statusOf(rest) === wanted || foreignStatuses.length === 0 || now - newest.at < DAY) return undefined;
  // After the case had given its last status, it is over.
  const given = last(entriesOf(company.record, 'client_status').filter(({ by }) => by === 'service'));
  // Or it was Cancelled by a newer ticket that is gone since: RULES do not say what becomes of the client then.
  if (given?.value === 'Cancelled' && (isAnyLost(rest) || isDue(ticket, choices, newest.at))) return undefined;
  if (wanted === 'Cancelled' && statusOf(rest) === 'Cancellation in Progress') return undefined;
  return isNotified(ticket, newest.at) || hasNote(ticket, /^X1-clientStatus/)
    ? undefined
    : 'X1: somebody changed the Client Status, and nobody says so';
}
