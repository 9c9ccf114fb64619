import { earliest, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { ReminderSettings } from '../vocabulary/settings';
import type { CurrentValue } from '../vocabulary/timeline';
import { addBusinessDays, closerThan, firstOfficeMoment, type Office } from './office-days';

/** What is missing: an answer (N1), or what a cancellation needs (N2-N5). */
export type Missing = 'answer' | 'evidence';

/** Who can be reminded of it. */
export type Person = 'owner' | 'leader';

/** An RCM Cancellation Date that was entered. */
export type EnteredDate = Pick<CurrentValue<CalendarDate>, 'value' | 'since'>;

type Times = Pick<ReminderSettings, 'ownerAfterDays' | 'answerAfterDays' | 'leaderAfterDays' | 'nearDate'>;

/**
 * When it is time to remind someone of what has been missing since then: after so many business days, and at once where the RCM
 * Cancellation Date is close. All of them are in office hours.
 */
export function dueOf(
  person: Person,
  missing: Missing,
  since: Instant,
  date: EnteredDate | undefined,
  times: Times,
  office: Office,
): Instant {
  const days = daysOf(missing, times) + (person === 'leader' ? times.leaderAfterDays : 0);
  const due = addBusinessDays(since, days, office);
  const near = date && nearOf(date, times.nearDate[person], since, office);
  return near === undefined ? due : earliest(due, near);
}

/** From when on the tasks are urgent; undefined without a date. */
export function urgentAt(
  since: Instant,
  date: EnteredDate | undefined,
  { nearDate }: Pick<Times, 'nearDate'>,
  office: Office,
): Instant | undefined {
  return date && nearOf(date, nearDate.urgent, since, office);
}

/** The earliest of owner and leader, whichever of these dates was the ticket's: a leader is reminded after the owner, or of a closer date. */
export function firstDueOf(
  missing: Missing,
  since: Instant,
  dates: readonly EnteredDate[],
  times: Times,
  office: Office,
): Instant {
  const closer = Math.max(times.nearDate.owner, times.nearDate.leader);
  const near = dates.flatMap((date) => nearOf(date, closer, since, office) ?? []);
  return earliest(addBusinessDays(since, daysOf(missing, times), office), ...near);
}

function daysOf(missing: Missing, { ownerAfterDays, answerAfterDays }: Times): number {
  return missing === 'answer' ? answerAfterDays : ownerAfterDays;
}

function nearOf(
  { value, since: entered }: EnteredDate,
  closer: number,
  since: Instant,
  office: Office,
): Instant | undefined {
  const begins = closerThan(value, closer, office);
  return begins === undefined ? undefined : latest(begins, firstOfficeMoment(latest(since, entered), office));
}
