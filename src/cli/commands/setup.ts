import { ServiceError, isGrpcServiceError, type Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { Command } from 'commander';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { withSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { print } from '../output/terminal';
import { registerSchedules } from '../schedules';

const { IndexedValueType } = proto.api.enums.v1;

/** As Temporal's own tools name them. */
const CLOUD_TYPES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' } as const;

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
  const { operatorService } = temporal.connection;
  const { namespace } = temporal.options;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributeTypes()).filter(([name]) => !(name in customAttributes));
    if (missing.length > 0) {
      await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
    }
    return missing.map(([name]) => name);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await mustBeSearchable(temporal);
    return [];
  }
}

/** https://grpc.io/docs/guides/status-codes/ */
const GRPC = { invalidArgument: 3, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 } as const;

/** Temporal Cloud has tools of its own for this, and refuses it here. */
function isRefusal(error: unknown): boolean {
  const refusals: readonly number[] = [GRPC.permissionDenied, GRPC.unimplemented, GRPC.unauthenticated];
  return isGrpcServiceError(error) && refusals.includes(error.code);
}

/** A query with a search attribute that the namespace does not have is refused. */
async function mustBeSearchable(temporal: Client): Promise<void> {
  const missing: string[] = [];
  for (const { name, type } of Object.values(SEARCH_ATTRIBUTES)) {
    try {
      await temporal.workflow.count(`${name} IS NOT NULL`);
    } catch (error) {
      const cause = error instanceof ServiceError ? error.cause : error;
      if (!isGrpcServiceError(cause) || (cause.code as number) !== GRPC.invalidArgument) throw error;
      missing.push(`${name} (${CLOUD_TYPES[type]})`);
    }
  }
  if (missing.length > 0) {
    throw new NotDoneError(
      `the schedules are registered, but Temporal does not let search attributes be registered from here. Add them with its own tools, as docs/operations.md says: ${missing.join(', ')}`,
    );
  }
}

/** The cases' search attributes, as Temporal's operator service takes them. */
export function searchAttributeTypes(): Readonly<Record<string, proto.api.enums.v1.IndexedValueType>> {
  return Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, VALUE_TYPES[type]]));
}
