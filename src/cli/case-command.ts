import { Command, Option } from 'commander';
import { parseTicketId } from './arguments';
import { NEEDS_TOKEN, parsePerson, type Person } from './people';

/** Options of every command that prints a case. */
export interface CaseOptions {
  readonly json?: boolean;
}

/** Options of a command that a person asks for. */
export interface PersonOptions extends CaseOptions {
  readonly by: Person;
}

/** Options of a command that changes a closed ticket. */
export interface ChangeOptions extends PersonOptions {
  readonly reason: string;
}

/** A command about one ticket, which prints its case. */
export function caseCommand(name: string, description: string, ...options: readonly Option[]): Command {
  const command = new Command(name)
    .description(description)
    .argument('<ticket>', "the ticket's HubSpot record id", parseTicketId);
  for (const option of options) command.addOption(option);
  return command.option('--json', 'print JSON: the whole case, with the facts read from HubSpot');
}

/** The same for a command that a person asks for; `does`: what that person does. */
export function personCommand(name: string, description: string, does: string, ...options: readonly Option[]): Command {
  const by = required('--by <person>', `the HubSpot user who ${does}, by e-mail address or user id`);
  return caseCommand(name, description, ...options, by.argParser(parsePerson)).addHelpText('after', NEEDS_TOKEN);
}

/** The same for a change after closing, which a note explains (C4). */
export function changeCommand(name: string, description: string, ...options: readonly Option[]): Command {
  const reason = required('--reason <text>', "why; becomes part of the note, and of the case's history");
  return personCommand(name, description, 'asks for it', ...options, reason);
}

export function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}
