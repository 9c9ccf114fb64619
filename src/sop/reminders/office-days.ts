import {
  boundaryOf,
  calendarDateSchema,
  dayOf,
  daysAfter,
  shiftDate,
  type CalendarDate,
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

/** In milliseconds, of a day of the calendar, which has no zone. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** A Thursday. Days are counted from it, as arithmetic with numbers is far cheaper than with a date library. */
const FIRST_DAY = calendarDateSchema.parse('1970-01-01');
const FIRST_WEEKDAY = 4;

const numberOf = (date: CalendarDate): number => Date.parse(date) / DAY_MS;
const dateOf = (number: number): CalendarDate => shiftDate(FIRST_DAY, { days: number });

export function isBusinessDay(date: CalendarDate, office: Pick<Office, 'holidays'>): boolean {
  return isBusinessDayNumber(numberOf(date), office);
}

function isBusinessDayNumber(number: number, { holidays }: Pick<Office, 'holidays'>): boolean {
  const weekday = (((number + FIRST_WEEKDAY) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6 && !holidays.some((holiday) => numberOf(holiday) === number);
}

/** The first moment of office hours that is not before `instant`. */
export function firstOfficeMoment(instant: Instant, office: Office): Instant {
  const day = dayOf(instant, office.timeZone);
  if (isBusinessDay(day, office)) {
    const opens = opensOn(day, office);
    if (instant < opens) return opens;
    if (instant < closesOn(day, office)) return instant;
  }
  return opensOn(businessDayAfter(day, 1, office), office);
}

/**
 * The same wall-clock time `days` business days after the first moment of office hours; also in office hours. A time that spring
 * skips becomes the one an hour later.
 */
export function addBusinessDays(instant: Instant, days: number, office: Office): Instant {
  const begins = firstOfficeMoment(instant, office);
  if (days === 0) return begins;
  const { timeZone: zone } = office;
  const today = dayOf(begins, zone);
  const date = businessDayAfter(today, days, office);
  return firstOfficeMoment(daysAfter(begins, numberOf(date) - numberOf(today), zone), office);
}

/**
 * When office hours begin on the first business day from which `date` is closer than `days` business days; undefined where no date
 * is that close. A Monday is one business day after the Friday before it.
 */
export function closerThan(date: CalendarDate, days: number, office: Office): Instant | undefined {
  if (days === 0) return undefined;
  let first = numberOf(date);
  for (let number = first, left = 0; left < days; number -= 1) {
    if (!isBusinessDayNumber(number, office)) continue;
    first = number;
    left += 1;
  }
  return opensOn(dateOf(first), office);
}

function businessDayAfter(date: CalendarDate, days: number, office: Office): CalendarDate {
  let number = numberOf(date);
  for (let left = days; left > 0;) {
    number += 1;
    if (isBusinessDayNumber(number, office)) left -= 1;
  }
  return dateOf(number);
}

function opensOn(date: CalendarDate, { officeHours, timeZone }: Office): Instant {
  return boundaryOf(date, officeHours.from, timeZone);
}

function closesOn(date: CalendarDate, { officeHours, timeZone }: Office): Instant {
  return officeHours.to === 24
    ? boundaryOf(dateOf(numberOf(date) + 1), 0, timeZone)
    : boundaryOf(date, officeHours.to, timeZone);
}

/** Noon of the next business day: when a task is due. */
export function noonOfNextDay(instant: Instant, office: Office): Instant {
  return boundaryOf(businessDayAfter(dayOf(instant, office.timeZone), 1, office), 12, office.timeZone);
}
