import type { Client } from '@temporalio/client';
import { Command } from 'commander';
import { cliSettings } from '../../config/env';
import { loadPortalConfig } from '../../config/portal';
import { raiseRetention, type Retention } from '../../temporal/retention';
import { registerSchedules } from '../../temporal/schedules';
import { addMissingSearchAttributes } from '../../temporal/search-attributes';
import { wholeNumber } from '../arguments';
import { withSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { print } from '../output/terminal';

/** Closed cases stay readable while their client is monitored or cancelled, and for questions about it afterwards. */
const RETENTION_DAYS = 90;
/** Ten years: what Temporal's server takes at most is far more. */
const LONGEST_RETENTION_DAYS = 3_650;

export function setupCommand(): Command {
  return new Command('setup')
    .description(
      'registers search attributes and schedules with Temporal, and raises the retention; changes nothing where that was done',
    )
    .option(
      '--retention-days <n>',
      'keep ended cases at least so long; a longer retention stays',
      wholeNumber('The retention in days', LONGEST_RETENTION_DAYS),
      RETENTION_DAYS,
    )
    .action(setup);
}

/** On Temporal Cloud search attributes and retention are set with its own tools, and only the schedules are registered here. */
async function setup(options: { readonly retentionDays: number }): Promise<void> {
  const { sop } = loadPortalConfig(cliSettings().portalConfig);
  const { added, removed } = await withSession(async (session) => {
    const { added: schedules, removed: former } = await registerSchedules(session, sop);
    print(retentionText(await raiseRetention(session.temporal, options.retentionDays), options.retentionDays));
    return { added: [...schedules, ...(await registerSearchAttributes(session.temporal))], removed: former };
  });
  print(
    added.length === 0 ? 'all search attributes and schedules are registered\n' : `registered ${added.join(', ')}\n`,
  );
  if (removed.length > 0) print(`removed the schedules of an older version: ${removed.join(', ')}\n`);
}

/** Nothing where it was long enough. */
export function retentionText({ before, after }: Retention, wanted: number): string {
  if (after > before) return `ended cases are now kept for ${String(after)} days instead of ${String(before)}\n`;
  if (after >= wanted) return '';
  return `ended cases are kept for ${String(before)} days only, and Temporal does not let that be changed from here: set ${String(wanted)} days with its own tools\n`;
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
