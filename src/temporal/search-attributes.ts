import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { GRPC, isGrpcStatus, isRefusedByCloud } from './errors';

const { IndexedValueType } = proto.api.enums.v1;

/** As Temporal's own tools name them. */
const TYPE_NAMES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime', TEXT: 'Text' } as const;

const VALUE_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  TEXT: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
} as const;

/** A search attribute that the namespace lacks. */
export interface MissingAttribute {
  readonly name: string;
  /** As Temporal's own tools name it. */
  readonly type: string;
}

/** The cases' search attributes, as Temporal's operator service takes them. */
export function searchAttributeTypes(): Readonly<Record<string, proto.api.enums.v1.IndexedValueType>> {
  return Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, VALUE_TYPES[type]]));
}

export interface Registration {
  readonly added: readonly string[];
  /** What could not be added: Temporal Cloud has tools of its own for this, and refuses it here. */
  readonly missing: readonly MissingAttribute[];
}

export async function addMissingSearchAttributes(temporal: Client): Promise<Registration> {
  const { operatorService } = temporal.connection;
  const { namespace } = temporal.options;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributeTypes()).filter(([name]) => !(name in customAttributes));
    if (missing.length > 0) {
      await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
    }
    return { added: missing.map(([name]) => name), missing: [] };
  } catch (error) {
    if (!isRefusedByCloud(error)) throw error;
    return { added: [], missing: await missingSearchAttributes(temporal) };
  }
}

/** The types of the namespace's search attributes; undefined on Temporal Cloud, which does not list them here. */
export async function registeredTypes(temporal: Client): Promise<Readonly<Record<string, number>> | undefined> {
  const { namespace } = temporal.options;
  try {
    const { customAttributes } = await temporal.connection.operatorService.listSearchAttributes({ namespace });
    return customAttributes;
  } catch (error) {
    if (isRefusedByCloud(error)) return undefined;
    throw error;
  }
}

/** Found out by queries, so on Temporal Cloud as well. */
export async function missingSearchAttributes(temporal: Client): Promise<readonly MissingAttribute[]> {
  const missing: MissingAttribute[] = [];
  for (const { name, type } of Object.values(SEARCH_ATTRIBUTES)) {
    if (!(await isSearchable(temporal, name))) missing.push({ name, type: TYPE_NAMES[type] });
  }
  return missing;
}

/** A query with a search attribute that the namespace does not have is refused. */
export async function isSearchable(temporal: Client, name: string): Promise<boolean> {
  try {
    await temporal.workflow.count(`${name} IS NOT NULL`);
    return true;
  } catch (error) {
    if (isGrpcStatus(error, GRPC.invalidArgument)) return false;
    throw error;
  }
}
