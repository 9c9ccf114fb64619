import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { Command } from 'commander';
import { cliSettings } from '../config/env';
import { SEARCH_ATTRIBUTES } from '../workflows/contract';
import { withSession } from './connect';
import { registerSchedules } from './schedules';

const { IndexedValueType } = proto.api.enums.v1;

const VALUE_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
} as const;

export function setupCommand(): Command {
  return new Command('setup')
    .description('registers search attributes and schedules with Temporal; adds nothing where they are registered')
    .action(setup);
}

/** Temporal Cloud registers search attributes by its own tools: there this is refused, and docs/operations.md says how. */
async function setup(): Promise<void> {
  const { taskQueue } = cliSettings();
  const added = await withSession(async ({ temporal, portalId }) => [
    ...(await registerSchedules(temporal, taskQueue, portalId)),
    ...(await registerSearchAttributes(temporal)),
  ]);
  process.stdout.write(
    added.length === 0 ? 'all search attributes and schedules are registered\n' : `registered ${added.join(', ')}\n`,
  );
}

/** Registers what is missing, and answers with its names. */
async function registerSearchAttributes(temporal: Client): Promise<readonly string[]> {
  const { operatorService } = temporal.connection;
  const { namespace } = temporal.options;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributeTypes()).filter(([name]) => !(name in customAttributes));
  if (missing.length > 0) {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
  }
  return missing.map(([name]) => name);
}

/** The cases' search attributes, as Temporal's operator service takes them. */
export function searchAttributeTypes(): Readonly<Record<string, proto.api.enums.v1.IndexedValueType>> {
  return Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, VALUE_TYPES[type]]));
}
