import { Command, InvalidArgumentError } from 'commander';
import { changeDateUpdate } from '../../contract/commands';
import { calendarDateSchema, type CalendarDate } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';
import { parseTicketId } from '../connect';
import { NEEDS_TOKEN, parsePerson, userOf, type Person } from '../people';
import { steer } from '../steer';

interface ChangeDateOptions {
  readonly date: CalendarDate;
  readonly reason: string;
  readonly by: Person;
  readonly json?: boolean;
}

export function changeDateCommand(): Command {
  return new Command('change-date')
    .description('moves the RCM Cancellation Date, and writes a note that says why (SOP rules C1, C4)')
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId)
    .requiredOption('--date <day>', 'the new date, YYYY-MM-DD', parseDate)
    .requiredOption('--reason <text>', "why; becomes part of the note, and of the case's history")
    .requiredOption('--by <person>', 'the HubSpot user who asks for it, by e-mail address or user id', parsePerson)
    .option('--json', 'print JSON: the whole case, with the facts read from HubSpot')
    .addHelpText('after', NEEDS_TOKEN)
    .action(changeDate);
}

async function changeDate(ticketId: TicketId, options: ChangeDateOptions): Promise<void> {
  const { date, reason, by } = options;
  const command = { date, reason, by: await userOf(by) };
  await steer(ticketId, changeDateUpdate, command, options);
}

function parseDate(text: string): CalendarDate {
  const parsed = calendarDateSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A date is written YYYY-MM-DD.');
  return parsed.data;
}
