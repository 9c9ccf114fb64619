import type { Client } from '@temporalio/client';
import { Command } from 'commander';
import { registerSchedules } from '../../temporal/schedules';
import { addMissingSearchAttributes } from '../../temporal/search-attributes';
import { withSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { print } from '../output/terminal';

export function setupCommand(): Command {
  return new Command('setup')
    .description('registers search attributes and schedules with Temporal; adds nothing where they are registered')
    .action(setup);
}

/** On Temporal Cloud the search attributes are added with its own tools, and only the schedules are registered here. */
async function setup(): Promise<void> {
  const { added, removed } = await withSession(async (session) => {
    const { added: schedules, removed: former } = await registerSchedules(session);
    return { added: [...schedules, ...(await registerSearchAttributes(session.temporal))], removed: former };
  });
  print(
    added.length === 0 ? 'all search attributes and schedules are registered\n' : `registered ${added.join(', ')}\n`,
  );
  if (removed.length > 0) print(`removed the schedules of an older version: ${removed.join(', ')}\n`);
}

/** Registers what is missing, and answers with its names. */
export async function registerSearchAttributes(temporal: Client): Promise<readonly string[]> {
  const { added, missing } = await addMissingSearchAttributes(temporal);
  if (missing.length === 0) return added;
  const names = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
  throw new NotDoneError(
    `the schedules are registered, but Temporal does not let search attributes be registered from here. Add them with its own tools, as docs/operations.md says: ${names}`,
  );
}
