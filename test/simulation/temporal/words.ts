import type { Command } from './run';

/** What a workflow asked of Temporal, to be compared. */
export function inWords(commands: readonly Command[]): string {
  return JSON.stringify(
    commands.map((command) => {
      switch (command.kind) {
        case 'activity':
          return [command.kind, command.seq, command.type, command.args];
        case 'searchAttributes':
          return [command.kind, [...command.values]];
        case 'answer':
          return [command.kind, command.id, command.outcome.ok];
        case 'end':
          return [command.kind, command.outcome.ok];
        default:
          return command;
      }
    }),
  );
}
