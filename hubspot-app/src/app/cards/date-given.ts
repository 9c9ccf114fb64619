import type { DateInputEventsPayload } from '@hubspot/ui-extensions';

/** A day as HubSpot's DateInput gives it. `month` counts from 0, as in JavaScript. */
export type DateGiven = DateInputEventsPayload;

/** `{year: 2026, month: 11, date: 28}` → `2026-12-28` */
export function dayOf({ year, month, date }: DateGiven): string {
  return [String(year).padStart(4, '0'), twoDigits(month + 1), twoDigits(date)].join('-');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
