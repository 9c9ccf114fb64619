import type { ClientShown, Phase, Who } from './answers.ts';

/** Who must act, in words. */
export const WHO: Readonly<Record<Who, string>> = {
  clientSuccess: 'Client Success',
  client: 'Client',
  finance: 'Finance',
  calendar: 'By itself',
  operator: 'Operator',
};

/** HubSpot's colors of a tag. */
export type Color = 'danger' | 'warning' | 'info' | 'success' | 'default';

export const PHASE_COLORS: Readonly<Record<Phase, Color>> = {
  deciding: 'warning',
  monitoring: 'success',
  collecting: 'warning',
  cancelling: 'danger',
};

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' };
const MOMENT: Intl.DateTimeFormatOptions = { ...DAY, hour: 'numeric', minute: '2-digit' };

/** `2026-12-28` → `Dec 28, 2026`: a day of the calendar, in no time zone. */
export function dayInWords(day: string): string {
  return new Intl.DateTimeFormat('en-US', { ...DAY, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** `2026-12` → `Dec 2026` */
export function monthInWords(month: string): string {
  return new Intl.DateTimeFormat('en-US', { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/** `2026-12-28T05:00:00.000Z` → `Dec 28, 2026, 12:00 AM` in the portal's zone. */
export function momentInWords(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { ...MOMENT, timeZone }).format(new Date(instant));
}

/** The day of an instant in the portal's zone: `Dec 28, 2026`. */
export function dayOfMoment(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { ...DAY, timeZone }).format(new Date(instant));
}

/** The setting `showClientNames` may be off, and a ticket may have no company. */
export function clientName({ name, companyId }: ClientShown): string {
  if (name !== null) return name;
  return companyId === null ? 'No company' : `Company ${companyId}`;
}

/** `1 case`, `2 cases` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `the client becomes Active` → `The client becomes Active` */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** 0.256 → `26%`; nothing to count yet → `–` */
export function percent(rate: number | null): string {
  return rate === null ? '–' : `${String(Math.round(rate * 100))}%`;
}
