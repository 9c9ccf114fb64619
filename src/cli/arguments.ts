import { InvalidArgumentError } from 'commander';
import { calendarDateSchema, type CalendarDate } from '../sop/vocabulary/dates';
import { ticketIdSchema, type TicketId } from '../sop/vocabulary/ids';

/** Parsers of what a person types after a command; commander prints what they object to. */

export function parseTicketId(text: string): TicketId {
  const parsed = ticketIdSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A ticket is named by its HubSpot record id, such as 4242.');
  return parsed.data;
}

export function parseDate(text: string): CalendarDate {
  const parsed = calendarDateSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A date is written YYYY-MM-DD.');
  return parsed.data;
}

/** `what`: the number, at the beginning of a sentence. */
export function wholeNumber(what: string, most = Infinity): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(
      `${what} is a whole number from 1${most === Infinity ? '' : ` to ${String(most)}`}.`,
    );
  };
}
