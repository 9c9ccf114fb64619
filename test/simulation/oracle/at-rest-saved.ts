import { DAY, HOUR } from './calendar';
import { entriesOf, last, valueIn } from './history';
import { objectionToApproval } from './invoices';
import { isCompleted, isOfService, referenceOf } from './note';
import { isAnyDeleted, isAnyLost, isForeignAfter, isStatusForeign, statusOf, type Rest } from './rest';
import { wasEnding } from './status';
import { isLive, isOpen, stagesOf, companyOf } from './view';

/** S1–S4, C2: what a saved client lacks. */
export function restOfSaved(rest: Rest): readonly string[] {
  const { decider } = rest;
  if (decider.kind !== 'saved') return [];
  return [status(rest), approval(rest), closing(rest), date(rest), tasks(rest)].flatMap((missed) => missed ?? []);
}

type Of = Extract<Rest['decider'], { kind: 'saved' }>;

function status(rest: Rest): string | undefined {
  const { reading, heldBack, takenOver } = rest.decider as Of;
  // S5: a newer ticket that says No takes over at once, and gives no status before it is complete.
  if (takenOver) return undefined;
  const { choices, now } = rest;
  if (isStatusForeign(rest, reading.since)) return undefined;
  const due = reading.since + choices.monitoringDays * DAY;
  const isOver = now > due;
  if (Math.abs(now - due) < 3 * HOUR || (isOver && heldBack)) return undefined;
  const atOnce = reading.rescinds && choices.rescindedClient === 'active' && !heldBack;
  if (reading.rescinds && heldBack) return undefined;
  // Closed by hand too early, it was no cancellation yet: whether that can be rescinded, RULES do not say.
  const { ticket } = rest.decider as Of;
  if (reading.rescinds && choices.rescindedClient === 'active' && !rest.memory.stoodSince(ticket.id, 0))
    return undefined;
  // Cancelled by a newer ticket that is gone since: RULES do not say whether the client is back.
  const newest = last(entriesOf(rest.company.record, 'client_status'));
  const isOfAnother = newest?.by === 'service' && ['Cancellation in Progress', 'Cancelled'].includes(newest.value);
  if (isOfAnother && (isAnyDeleted(rest) || (newest.at > reading.since && isAnyLost(rest)))) return undefined;
  if (!reading.rescinds && choices.rescindedClient === 'active' && wasEnding(rest.company, reading.since))
    return undefined;
  const wanted = isOver || atOnce ? 'Active' : 'Monitor for 30 days';
  return statusOf(rest) === wanted ? undefined : `S1, S2, C2: a saved client is ${statusOf(rest)} instead of ${wanted}`;
}

function approval(rest: Rest): string | undefined {
  const { ticket, reading } = rest.decider as Of;
  const entries = entriesOf(ticket.record, 'cancellation_approval');
  if (isForeignAfter(entries, reading.since) || valueIn(ticket.record, 'cancellation_approval') === 'No')
    return undefined;
  return 'S3: Cancellation Approval of a saved client is not No';
}

function closing(rest: Rest): string | undefined {
  const { ticket, reading } = rest.decider as Of;
  const { choices, memory, now } = rest;
  if (!isOpen(ticket) || companyOf(ticket) === undefined) return undefined;
  if (isForeignAfter(stagesOf(ticket), reading.since)) return undefined;
  const isFree = !memory.mayBeHeld(ticket.id) || objectionToApproval(ticket, rest.view, choices) === undefined;
  if (!isFree) return undefined;
  const isDue = now - reading.since > choices.monitoringDays * DAY + 3 * HOUR;
  // While a newer ticket holds back the Active, RULES do not say whether the monitoring is over.
  const { heldBack } = rest.decider as Of;
  if (choices.closeSavedTicket === 'after-monitoring' && (heldBack || !isDue)) return undefined;
  return 'S4: the ticket of a saved client is open';
}

function date(rest: Rest): string | undefined {
  const { ticket, reading } = rest.decider as Of;
  const entries = entriesOf(ticket.record, 'rcm_cancellation_date');
  if (!reading.rescinds || isForeignAfter(entries, reading.since)) return undefined;
  return valueIn(ticket.record, 'rcm_cancellation_date') === ''
    ? undefined
    : 'C2: a rescinded cancellation keeps its date';
}

/** N9: called off; what a person completed or changed is theirs. */
function tasks(rest: Rest): string | undefined {
  const { ticket } = rest.decider as Of;
  const left = ticket.tasks.filter(
    (task) => isLive(task) && isOfService(task) && !isCompleted(task) && /^N9-\d+-[a-z]/.test(referenceOf(task) ?? ''),
  );
  const ours = left.filter(
    (task) =>
      !['hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_timestamp'].some((name) =>
        isForeignAfter(entriesOf(task, name), 0),
      ),
  );
  // Those of an undo are made for the rescission.
  const old = ours.filter((task) => Date.parse(task.createdAt) < (rest.decider as Of).reading.since);
  return old.length === 0 ? undefined : `N9: ${String(old.length)} open tasks of a client who stays`;
}
