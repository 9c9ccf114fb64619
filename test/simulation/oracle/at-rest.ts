import { restOfCancellation } from './at-rest-cancellation';
import { restOfNotes, twice } from './at-rest-notes';
import { restOfPeople } from './at-rest-people';
import { restOfReminders } from './at-rest-reminders';
import { restOfSaved } from './at-rest-saved';
import { calledOffShown, restOfShown } from './at-rest-shown';
import type { Memory } from './memory';
import { restOf } from './rest';
import type { SopChoices } from './settings';
import { isSupport, wasMerged, type View } from './view';

/** What the rules miss in a portal where everything has come to rest. */
export function missedAtRest(view: View, memory: Memory, choices: SopChoices): readonly string[] {
  const clients = [...view.companies.values()].flatMap((company) => restOf(company, view, memory, choices) ?? []);
  return [
    ...clients.flatMap((rest) => [
      ...restOfSaved(rest),
      ...restOfCancellation(rest),
      ...restOfPeople(rest),
      ...restOfReminders(rest),
      ...restOfNotes(rest),
      ...restOfShown(rest),
    ]),
    ...view.tickets.filter((ticket) => isSupport(ticket) && !wasMerged(ticket.record)).flatMap(twice),
    ...calledOffShown(view, memory),
  ];
}
