import { earliest, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { SopSettings } from '../vocabulary/settings';
import type { CurrentValue } from '../vocabulary/timeline';
import { addBusinessDays, closerThan, firstOfficeMoment, officeOf } from './office-days';

/** When it is time to remind. */
export interface Due {
  readonly owner: Instant;
  readonly leader: Instant;
  /** From when on the tasks are urgent; undefined without a date. */
  readonly urgent: Instant | undefined;
}

/** What is missing: an answer (N1), or what a cancellation needs (N2-N5). */
export type Missing = 'answer' | 'evidence';

/**
 * Of something that has been missing since then: after so many business days, and at once where the RCM Cancellation Date is close.
 * All of them are in office hours.
 */
export function dueOf(
  missing: Missing,
  since: Instant,
  date: Pick<CurrentValue<CalendarDate>, 'value' | 'since'> | undefined,
  settings: Pick<SopSettings, 'timeZone' | 'reminders'>,
): Due {
  const office = officeOf(settings);
  const { ownerAfterDays, answerAfterDays, leaderAfterDays, nearDate } = settings.reminders;
  const days = missing === 'answer' ? answerAfterDays : ownerAfterDays;
  const near = (closer: number): Instant | undefined => {
    if (date === undefined) return undefined;
    const begins = closerThan(date.value, closer, office);
    return begins === undefined ? undefined : latest(begins, firstOfficeMoment(latest(since, date.since), office));
  };
  const sooner = (at: Instant, other: Instant | undefined): Instant => (other === undefined ? at : earliest(at, other));
  return {
    owner: sooner(addBusinessDays(since, days, office), near(nearDate.owner)),
    leader: sooner(addBusinessDays(since, days + leaderAfterDays, office), near(nearDate.leader)),
    urgent: near(nearDate.urgent),
  };
}
