import type { Change, CrmRecord } from '../../../emulator/model/types';
import { entriesOf, last } from './history';
import { createdAt, isCompleted, isOfService, referenceOf, saidAt } from './note';
import { objectionToRequest } from './requests';
import type { SopChoices } from './settings';
import { isAtRisk, isLive, isSupport, ticketIn, wasMerged, type Ticket, type View } from './view';

const NOTE = '0-46';
const TASK = '0-27';
const TICKET = '0-5';

/** A note, a task or an association that the service made or took away: what the rules say against it. */
export function objectionToRecord(change: Change, before: View, after: View, since: number): string | undefined {
  switch (change.kind) {
    case 'association':
      return change.to.typeId === TICKET && !change.removed
        ? objectionToSecond(change.from, change.to.id, after)
        : undefined;
    case 'deleted':
      return change.ref.typeId === TASK
        ? objectionToCallingOff(change.ref.id, before, since)
        : 'X1: deletes a record that is not a task';
    case 'merged':
    case 'restored':
      return `X1: no rule lets a record be ${change.kind}`;
    case 'created':
    case 'property':
      return undefined;
  }
}

/** X3, N9, C4: notes and open tasks are there once, a reminder (X1) once for each cause. A merged ticket has those of both. */
function objectionToSecond(
  made: { readonly typeId: string; readonly id: string },
  ticketId: string,
  view: View,
): string | undefined {
  const ticket = ticketIn(view, ticketId);
  if (ticket === undefined || wasMerged(ticket.record)) return undefined;
  const all =
    made.typeId === NOTE ? ticket.notes : made.typeId === TASK ? ticket.tasks.filter((task) => !isCompleted(task)) : [];
  const record = all.find(({ id }) => id === made.id);
  const reference = record && referenceOf(record);
  if (reference === undefined) return undefined;
  const same = all.filter((other) => isLive(other) && isOfService(other) && referenceOf(other) === reference);
  const cause = record && causeOf(record);
  const ofCause = ticket.tasks.filter((task) => isLive(task) && isOfService(task) && causeOf(task) === cause);
  if (cause !== undefined && ofCause.length > 1) return `X1: two reminders of ${cause}`;
  if (same.length <= 1) return undefined;
  return made.typeId === NOTE ? `X3: the note ${reference} is there twice` : `N9: the task ${reference} is there twice`;
}

/** X1: whom a task reminds of what: its reference without its end, which changes with the text. */
function causeOf(task: CrmRecord): string | undefined {
  return /^(X1-remind-[a-z]+-\d+-\d+)-[a-z0-9]+$/.exec(referenceOf(task) ?? '')?.[1];
}

/** X1: a task that a person completed or made their own is not taken away; `since` is what the service could not yet know. */
function objectionToCallingOff(id: string, before: View, since: number): string | undefined {
  const task = before.tickets.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
  if (task === undefined) return undefined;
  if (!isOfService(task)) return 'X1: takes away a task that is not its own';
  const touched = ['hs_task_status', 'hs_task_subject', 'hs_task_body'].some((name) => {
    const newest = last(entriesOf(task, name));
    return newest !== undefined && newest.by !== 'service' && newest.by !== 'calculated' && newest.at < since;
  });
  return touched ? 'X1: takes away a task that a person completed or changed' : undefined;
}

/** C4: a change that was asked for through the service, or by a support ticket, is explained on the ticket before it is made. */
export function objectionToUnexplained(
  ticketId: string,
  values: Readonly<Record<string, string>>,
  after: View,
): string | undefined {
  const changes = values['customer_saved'] === 'Yes' || (values['rcm_cancellation_date'] ?? '') !== '';
  const ticket = ticketIn(after, ticketId);
  if (!changes || ticket === undefined) return undefined;
  return hasNote(ticket, /^C4-/) ? undefined : 'C4: a change without a note';
}

const FORM = ['requested_change', 'requested_rcm_cancellation_date', 'change_explanation'] as const;

/** C3: a support ticket is closed once HubSpot shows the change that it asks for; `Done` is not said before. */
export function objectionToDone(requestId: string, after: View, choices: SopChoices): string | undefined {
  const request = ticketIn(after, requestId);
  if (request === undefined || !isSupport(request)) return undefined;
  if (!hasNote(request, /^C3-done/)) return 'C3: closed without an answer';
  const { record } = request;
  const day = last(entriesOf(record, 'requested_rcm_cancellation_date'))?.value ?? '';
  const rescinds = last(entriesOf(record, 'requested_change'))?.value === 'Rescind cancellation';
  const targets = after.tickets.filter(
    (ticket) => isAtRisk(ticket) && hasNote(ticket, new RegExp(`^C4-${requestId}\\b`)),
  );
  if (targets.length === 0) return 'C3: closed without a note on the At-Risk ticket';
  // What is entered after the change was made asks for nothing any more.
  const notes = targets.flatMap(serviceNotes).filter((note) => referenceOf(note)?.startsWith(`C4-${requestId}`));
  const asked = FORM.map((name) => last(entriesOf(record, name))?.at ?? 0);
  const madeAt = Math.max(...notes.map(createdAt));
  if (Math.max(...asked) > madeAt) return undefined;
  const shows = ({ record: of }: Ticket): boolean =>
    entriesOf(of, rescinds ? 'customer_saved' : 'rcm_cancellation_date').some(
      ({ value }) => value === (rescinds ? 'Yes' : day),
    );
  if (!targets.some(shows)) return 'C3: closed without the change';
  const objections = targets.map((ticket) =>
    objectionToRequest(request, ticket, rescinds ? undefined : day, after, choices, madeAt),
  );
  return objections.includes(undefined) ? undefined : objections[0];
}

export function hasNote(ticket: Pick<Ticket, 'notes'>, reference: RegExp): boolean {
  return serviceNotes(ticket).some((note) => reference.test(referenceOf(note) ?? ''));
}

export function serviceNotes({ notes }: Pick<Ticket, 'notes'>): readonly CrmRecord[] {
  return notes.filter((note) => isLive(note) && isOfService(note));
}

/** X1: whether a note or a task of the service says something since then. */
export function isNotified({ notes, tasks }: Pick<Ticket, 'notes' | 'tasks'>, since: number): boolean {
  return [...notes, ...tasks].some((record) => isOfService(record) && saidAt(record) >= since - 2_000);
}
