import {
  boundaryOfNumber,
  dateOfNumber,
  dayNumberAt,
  dayNumberOf,
  daysAfter,
  type CalendarDate,
  type DayNumber,
  type Instant,
  type TimeZone,
} from '../vocabulary/dates';
import type { ReminderSettings, SopSettings } from '../vocabulary/settings';

/** When people are at work: Monday to Friday without the holidays, in hours of the portal's zone. */
export interface Office extends Pick<ReminderSettings, 'officeHours' | 'holidays'> {
  readonly timeZone: TimeZone;
}

export function officeOf({ timeZone, reminders }: Pick<SopSettings, 'timeZone' | 'reminders'>): Office {
  const { officeHours, holidays } = reminders;
  return { timeZone, officeHours, holidays };
}

/** Of the day with the number 0, counted from Sunday. */
const FIRST_WEEKDAY = 4;

export function isBusinessDay(date: CalendarDate, office: Pick<Office, 'holidays'>): boolean {
  return isBusinessDayNumber(dayNumberOf(date), office);
}

function isBusinessDayNumber(number: DayNumber, { holidays }: Pick<Office, 'holidays'>): boolean {
  const weekday = (((number + FIRST_WEEKDAY) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6 && (holidays.length === 0 || !holidays.includes(dateOfNumber(number)));
}

/** The first moment of office hours that is not before `instant`. */
export function firstOfficeMoment(instant: Instant, office: Office): Instant {
  const { timeZone: zone, officeHours } = office;
  const day = dayNumberAt(instant, zone);
  if (isBusinessDayNumber(day, office)) {
    const opens = boundaryOfNumber(day, officeHours.from, zone);
    if (instant < opens) return opens;
    if (instant < closesOn(day, office)) return instant;
  }
  return boundaryOfNumber(businessDayAfter(day, 1, office), officeHours.from, zone);
}

/**
 * The same wall-clock time `days` business days after the first moment of office hours; also in office hours. A time that spring
 * skips becomes the one an hour later.
 */
export function addBusinessDays(instant: Instant, days: number, office: Office): Instant {
  const begins = firstOfficeMoment(instant, office);
  if (days === 0) return begins;
  const { timeZone: zone } = office;
  const today = dayNumberAt(begins, zone);
  return firstOfficeMoment(daysAfter(begins, businessDayAfter(today, days, office) - today, zone), office);
}

/**
 * When office hours begin on the first business day from which `date` is closer than `days` business days; undefined where no date
 * is that close. A Monday is one business day after the Friday before it.
 */
export function closerThan(date: CalendarDate, days: number, office: Office): Instant | undefined {
  if (days === 0) return undefined;
  let first = dayNumberOf(date);
  for (let number = first, left = 0; left < days; number -= 1) {
    if (!isBusinessDayNumber(number, office)) continue;
    first = number;
    left += 1;
  }
  return boundaryOfNumber(first, office.officeHours.from, office.timeZone);
}

function businessDayAfter(day: DayNumber, days: number, office: Office): DayNumber {
  let number = day;
  for (let left = days; left > 0;) {
    number += 1;
    if (isBusinessDayNumber(number, office)) left -= 1;
  }
  return number;
}

function closesOn(day: DayNumber, { officeHours: { to }, timeZone }: Office): Instant {
  return to === 24 ? boundaryOfNumber(day + 1, 0, timeZone) : boundaryOfNumber(day, to, timeZone);
}

/** Noon of the next business day: when a task is due. */
export function noonOfNextDay(instant: Instant, office: Office): Instant {
  const { timeZone: zone } = office;
  return boundaryOfNumber(businessDayAfter(dayNumberAt(instant, zone), 1, office), 12, zone);
}
