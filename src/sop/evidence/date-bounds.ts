import { dayOf, shiftDate, showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { SopSettings } from '../vocabulary/settings';

/** N4: the first and the last day that the RCM Cancellation Date may be, at the instant at which it is entered. */
export interface DateBounds {
  readonly earliest: CalendarDate;
  readonly latest: CalendarDate;
}

/** N4: for a person who enters the date in HubSpot, whose history says who it was. */
export function boundsInHubSpot(enteredAt: Instant, settings: SopSettings): DateBounds {
  const bounds = boundsThroughService(enteredAt, settings);
  return { ...bounds, earliest: shiftDate(bounds.earliest, { days: -settings.datePastDays }) };
}

/** C1, C3: for a command or a form, which cancel no client retroactively: no day in the past. */
export function boundsThroughService(
  enteredAt: Instant,
  { timeZone, dateFutureYears }: Pick<SopSettings, 'timeZone' | 'dateFutureYears'>,
): DateBounds {
  const earliest = dayOf(enteredAt, timeZone);
  return { earliest, latest: shiftDate(earliest, { years: dateFutureYears }) };
}

export function isWithinBounds(date: CalendarDate, { earliest, latest }: DateBounds): boolean {
  return date >= earliest && date <= latest;
}

/** For people: `between Mon, Feb 2, 2026 and Wed, Feb 2, 2028`. */
export function showBounds({ earliest, latest }: DateBounds): string {
  return `between ${showDate(earliest)} and ${showDate(latest)}`;
}
