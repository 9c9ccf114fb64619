import { z } from 'zod';
import { badRequest } from '../http/errors';
import { findObjectType } from '../model/object-types';
import type { CrmRecord, PropertyDefinition } from '../model/types';
import type { PropertyStore } from '../portal/property-store';
import { valueOf } from './history';
import { toInstant } from './values';

const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const filterSchema = z.object({
  propertyName: z.string().min(1),
  operator: z.enum(OPERATORS),
  value: scalar.optional(),
  highValue: scalar.optional(),
  values: z.array(scalar).optional(),
});

export type Filter = z.infer<typeof filterSchema>;

/** Ids of records of a type that a record is associated with: the pseudo property `associations.<type>`. */
export type AssociatedIds = (record: CrmRecord, toTypeId: string) => readonly string[];

/** Answers whether a record passes a filter. */
export class FilterMatcher {
  public constructor(
    private readonly definitions: PropertyStore,
    private readonly associatedIds: AssociatedIds,
  ) {}

  public matches(record: CrmRecord, filter: Filter): boolean {
    if (filter.propertyName.startsWith('associations.')) return this.matchesAssociation(record, filter);
    const definition = this.definitions.get(record.typeId, filter.propertyName);
    if (definition === undefined)
      throw badRequest(`Property "${filter.propertyName}" does not exist`, { propertyName: [filter.propertyName] });
    const value = valueOf(record, filter.propertyName) ?? '';
    if (filter.operator === 'HAS_PROPERTY') return value !== '';
    if (filter.operator === 'NOT_HAS_PROPERTY') return value === '';
    return value !== '' && matchesValue(definition, value, filter);
  }

  private matchesAssociation(record: CrmRecord, filter: Filter): boolean {
    const type = findObjectType(filter.propertyName.slice('associations.'.length));
    if (type === undefined) throw badRequest(`"${filter.propertyName}" does not name an object type`);
    const ids = this.associatedIds(record, type.typeId);
    const wanted = filter.values ?? [needed(filter.value, filter)];
    switch (filter.operator) {
      case 'EQ':
      case 'IN':
        return wanted.some((id) => ids.includes(id));
      case 'NEQ':
      case 'NOT_IN':
        return !wanted.some((id) => ids.includes(id));
      default:
        throw badRequest(`Operator ${filter.operator} is not supported for ${filter.propertyName}`);
    }
  }
}

function matchesValue(definition: PropertyDefinition, value: string, filter: Filter): boolean {
  const compare = (other: string): number => compareValues(definition, value, other);
  switch (filter.operator) {
    case 'EQ':
      return compare(needed(filter.value, filter)) === 0;
    case 'NEQ':
      return compare(needed(filter.value, filter)) !== 0;
    case 'LT':
      return compare(needed(filter.value, filter)) < 0;
    case 'LTE':
      return compare(needed(filter.value, filter)) <= 0;
    case 'GT':
      return compare(needed(filter.value, filter)) > 0;
    case 'GTE':
      return compare(needed(filter.value, filter)) >= 0;
    case 'BETWEEN':
      return compare(needed(filter.value, filter)) >= 0 && compare(needed(filter.highValue, filter)) <= 0;
    case 'IN':
      return needed(filter.values, filter).some((other) => compare(other) === 0);
    case 'NOT_IN':
      return !needed(filter.values, filter).some((other) => compare(other) === 0);
    case 'CONTAINS_TOKEN':
      return containsToken(value, needed(filter.value, filter));
    case 'NOT_CONTAINS_TOKEN':
      return !containsToken(value, needed(filter.value, filter));
    case 'HAS_PROPERTY':
    case 'NOT_HAS_PROPERTY':
      return filter.operator === 'HAS_PROPERTY';
  }
}

function needed<T>(value: T | undefined, filter: Filter): T {
  if (value === undefined) throw badRequest(`Operator ${filter.operator} on ${filter.propertyName} needs a value`);
  return value;
}

/** Below 0 if `value` comes first. Numbers and times are compared as such, texts without case, options exactly. */
export function compareValues(definition: PropertyDefinition, value: string, other: string): number {
  switch (definition.type) {
    case 'number':
      return Number(value) - Number(other);
    case 'date':
    case 'datetime':
      return (toInstant(value) ?? NaN) - (toInstant(other) ?? NaN);
    case 'enumeration':
    case 'bool':
      return order(value, other);
    case 'string':
    case 'phone_number':
      return order(value.toLowerCase(), other.toLowerCase());
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole words without case; `*` stands for the rest of a word. */
function containsToken(value: string, wanted: string): boolean {
  const words = value.toLowerCase().split(/[^\p{L}\p{N}#]+/u);
  const tokens = wanted
    .toLowerCase()
    .split(/[^\p{L}\p{N}#*]+/u)
    .filter((token) => token !== '');
  return tokens.every((token) => {
    const pattern = new RegExp(
      `^${token
        .split('*')
        .map((part) => part.replace(/[^\p{L}\p{N}]/gu, '\\$&'))
        .join('.*')}$`,
      'u',
    );
    return words.some((word) => pattern.test(word));
  });
}
