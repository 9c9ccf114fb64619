import { sureReading } from './answer';
import { closedAt } from './cancellation';
import { dateOf, isPlausible, missingEvidence } from './evidence';
import { last, valueIn } from './history';
import { isEdited, isSettled, referenceOf } from './note';
import { serviceNotes } from './records';
import type { Rest } from './rest';
import type { SopChoices } from './settings';
import { companyOf, isOldImport, stagesOf, wasMerged, type Ticket, type View } from './view';

/** X1: one note for one cause on each ticket, and none that asks for what is done. */
export function restOfNotes({ tickets, view, choices }: Rest): readonly string[] {
  return tickets
    .filter((ticket) => !isOldImport(ticket) && !wasMerged(ticket.record))
    .flatMap((ticket) => [...twice(ticket), ...asksInVain(ticket, view, choices)]);
}

/** C3: of a support ticket, too. */
export function twice(ticket: Ticket): readonly string[] {
  const causes = serviceNotes(ticket)
    .filter((note) => !isEdited(note))
    .flatMap((note) => causeOf(referenceOf(note) ?? '') ?? []);
  const more = causes.filter((cause, index) => causes.indexOf(cause) !== index);
  return [...new Set(more)].map((cause) => `X1: ${cause} has more than one note on ticket ${ticket.id}`);
}

/** A cause has a word; an instant or an id behind it says which time it was. */
function causeOf(reference: string): string | undefined {
  if (reference.startsWith('C3-')) return 'the request';
  if (reference.startsWith('I3-undone-')) return 'an approval that does not count';
  return /^X1-([a-z][A-Za-z]+)(?:-\d+)?$/.exec(reference)?.[1];
}

function asksInVain(ticket: Ticket, view: View, choices: SopChoices): readonly string[] {
  const asking = serviceNotes(ticket).filter((note) => !isEdited(note) && !isSettled(note));
  return asking.flatMap((note) => {
    const reference = referenceOf(note) ?? '';
    const cause = reference.startsWith('I4-') ? 'I4' : (causeOf(reference) ?? '');
    const isGone = GONE[cause]?.(ticket, view, choices) === true;
    return isGone ? [`X1: the cause of ${reference} is gone, and the note does not say so (ticket ${ticket.id})`] : [];
  });
}

type IsGone = (ticket: Ticket, view: View, choices: SopChoices) => boolean;

const isAnswered = (ticket: Ticket): boolean => valueIn(ticket.record, 'customer_saved') !== '';
const isClosedByService = (ticket: Ticket): boolean => {
  const closing = last(stagesOf(ticket));
  return closing?.value === 'closed' && closing.by === 'service' && closedAt(ticket) !== undefined;
};
/** The client stays, whatever was asked for the cancellation. */
const isSaved = (ticket: Ticket, choices: SopChoices): boolean => sureReading(ticket, choices)?.kind === 'saved';
const isNothingMissing: IsGone = (ticket, view, choices) =>
  dateOf(ticket) === undefined ||
  isSaved(ticket, choices) ||
  (isClosedByService(ticket) && missingEvidence(ticket, view).length === 0);

/** Where it is certain that nothing is left of a cause. */
const GONE: Readonly<Record<string, IsGone>> = {
  dateOutOfBounds: (ticket, _view, choices) => {
    const date = dateOf(ticket);
    return date === undefined || isPlausible(date, choices, -2) || isSaved(ticket, choices);
  },
  dateEnteredIncomplete: isNothingMissing,
  dateCameIncomplete: isNothingMissing,
  noCompany: (ticket) => companyOf(ticket) !== undefined,
  severalCompanies: (ticket) => companyOf(ticket) !== undefined,
  closedUnanswered: (ticket) => last(stagesOf(ticket))?.value === 'open' || isAnswered(ticket),
  dateRemoved: (ticket, _view, choices) => dateOf(ticket) !== undefined || isSaved(ticket, choices),
  answerRemoved: isAnswered,
  reopenedByHand: (ticket) => last(stagesOf(ticket))?.value === 'closed',
  closedIncomplete: (ticket) => last(stagesOf(ticket))?.value === 'open',
  closedUnderInvoice: (ticket) => last(stagesOf(ticket))?.value === 'open',
  I4: isClosedByService,
};
