import type { Command } from 'commander';
import { changeDateUpdate, rescindUpdate } from '../../contract/commands';
import type { CalendarDate } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';
import { parseDate } from '../arguments';
import { changeCommand, required, type ChangeOptions } from '../case-command';
import { userOf } from '../people';
import { steer } from '../steer';

/** The changes after closing (C1, C2). */

export function rescindCommand(): Command {
  return changeCommand(
    'rescind',
    'rescinds a cancellation: the client is saved from now on, and a note says why (SOP rules C2, C4)',
  ).action(rescind);
}

async function rescind(ticketId: TicketId, options: ChangeOptions): Promise<void> {
  const command = { reason: options.reason, by: await userOf(options.by) };
  await steer(ticketId, rescindUpdate, command, options);
}

interface ChangeDateOptions extends ChangeOptions {
  readonly date: CalendarDate;
}

export function changeDateCommand(): Command {
  return changeCommand(
    'change-date',
    'moves the RCM Cancellation Date, and writes a note that says why (SOP rules C1, C4)',
    required('--date <day>', 'the new date, YYYY-MM-DD').argParser(parseDate),
  ).action(changeDate);
}

async function changeDate(ticketId: TicketId, options: ChangeDateOptions): Promise<void> {
  const { date, reason } = options;
  const command = { date, reason, by: await userOf(options.by) };
  await steer(ticketId, changeDateUpdate, command, options);
}
