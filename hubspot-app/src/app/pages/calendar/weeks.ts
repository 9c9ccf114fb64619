import type { CalendarEntry } from '@at-risk/backend/answers.ts';

/** The entries of one week, which begins on `monday`. */
export interface Week {
  readonly monday: string;
  readonly entries: readonly CalendarEntry[];
}

const DAY_MS = 86_400_000;

/** In order of time; a week without entries is left out. */
export function byWeek(entries: readonly CalendarEntry[]): readonly Week[] {
  const mondays = [...new Set(entries.map(({ next }) => mondayOf(next.day)))].sort();
  return mondays.map((monday) => ({ monday, entries: entries.filter(({ next }) => mondayOf(next.day) === monday) }));
}

/** `dayAfter('2026-12-28', 7)` → `2027-01-04`. Days of the calendar, in no time zone. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function mondayOf(day: string): string {
  const sundayIsZero = new Date(Date.parse(day)).getUTCDay();
  return dayAfter(day, -((sundayIsZero + 6) % 7));
}
