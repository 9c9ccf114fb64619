import { z } from 'zod';
import { MAX_SEARCH_PAGE, MAX_SEARCH_RESULTS } from '../constants';
import { badRequest } from '../http/errors';
import { objectTypeOf } from '../model/object-types';
import type { CrmRecord } from '../model/types';
import type { PropertyStore } from '../portal/property-store';
import type { Clock } from '../state/clock';
import { asOf, valueOf } from './history';
import type { RecordStore } from './record-store';
import type { Rendering } from './rendering';
import { compareValues, FilterMatcher, filterSchema } from './search-filters';

const sortSchema = z.union([
  z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }),
  z
    .string()
    .transform((name) =>
      name.startsWith('-')
        ? { propertyName: name.slice(1), direction: 'DESCENDING' as const }
        : { propertyName: name, direction: 'ASCENDING' as const },
    ),
]);

/** A search as HubSpot takes it: at most 5 groups of 6 filters, 18 in all. */
export const searchSchema = z.object({
  filterGroups: z
    .array(z.object({ filters: z.array(filterSchema).max(6) }))
    .max(5)
    .default([]),
  sorts: z.array(sortSchema).max(1).default([]),
  query: z.string().max(3000).optional(),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().min(0).max(MAX_SEARCH_PAGE).default(10),
  after: z.union([z.string(), z.number()]).optional(),
});

export type SearchRequest = z.infer<typeof searchSchema>;

export interface SearchAnswer {
  readonly total: number;
  readonly records: readonly CrmRecord[];
  readonly after?: string;
}

/** Finds records as HubSpot's search index knows them, which is a while behind the records. */
export class Search {
  private readonly matcher: FilterMatcher;

  public constructor(
    private readonly records: RecordStore,
    private readonly definitions: PropertyStore,
    rendering: Rendering,
    private readonly clock: Clock,
    private readonly lag: { readonly ms: number },
  ) {
    this.matcher = new FilterMatcher(definitions, (record, typeId) =>
      rendering.liveLinks(record, typeId).map((link) => link.to.id),
    );
  }

  public find(typeId: string, request: SearchRequest): SearchAnswer {
    const offset = readOffset(request.after);
    if (offset + request.limit > MAX_SEARCH_RESULTS) {
      throw badRequest(
        `The search endpoints are limited to ${String(MAX_SEARCH_RESULTS)} total results for any given query.`,
      );
    }
    const found = this.indexed(typeId).filter((record) => this.matches(record, request));
    const sorted = this.sort(typeId, found, request);
    const end = offset + request.limit;
    return {
      total: found.length,
      records: sorted.slice(offset, end),
      ...(end < found.length && { after: String(end) }),
    };
  }

  private indexed(typeId: string): readonly CrmRecord[] {
    const records = this.records.all(typeId);
    if (this.lag.ms === 0) return records.filter((record) => record.archivedAt === undefined);
    const at = new Date(this.clock.now() - this.lag.ms).toISOString();
    return records.flatMap((record) => asOf(record, at) ?? []).filter((record) => record.archivedAt === undefined);
  }

  private matches(record: CrmRecord, request: SearchRequest): boolean {
    const inGroup =
      request.filterGroups.length === 0 ||
      // The last one first: whoever reads page after page names there where the page begins.
      request.filterGroups.some((group) =>
        group.filters.every((_each, index, filters) => {
          const filter = filters.at(-1 - index);
          return filter !== undefined && this.matcher.matches(record, filter);
        }),
      );
    return inGroup && matchesQuery(record, request.query);
  }

  private sort(typeId: string, records: readonly CrmRecord[], request: SearchRequest): readonly CrmRecord[] {
    const sort = request.sorts[0] ?? {
      propertyName: objectTypeOf(typeId).createdProperty,
      direction: 'ASCENDING' as const,
    };
    const definition = this.definitions.get(typeId, sort.propertyName);
    if (definition === undefined) throw badRequest(`Property "${sort.propertyName}" does not exist`);
    const sign = sort.direction === 'ASCENDING' ? 1 : -1;
    const byId = (a: CrmRecord, b: CrmRecord): number => Number(a.id) - Number(b.id);
    if (sort.propertyName === 'hs_object_id' && sign === 1 && isInOrder(records, byId)) return records;
    return [...records].sort((a, b) => {
      const left = valueOf(a, sort.propertyName) ?? '';
      const right = valueOf(b, sort.propertyName) ?? '';
      if (left === '' || right === '') return left === right ? byId(a, b) : left === '' ? 1 : -1;
      return sign * compareValues(definition, left, right) || byId(a, b);
    });
  }
}

/** Records are kept in the order of their ids, so that the commonest search of a large portal need not sort. */
function isInOrder(records: readonly CrmRecord[], compare: (a: CrmRecord, b: CrmRecord) => number): boolean {
  return records.every((record, index) => {
    const before = records[index - 1];
    return before === undefined || compare(before, record) < 0;
  });
}

function readOffset(after: string | number | undefined): number {
  const offset = after === undefined || after === '' ? 0 : Number(after);
  if (!Number.isInteger(offset) || offset < 0) throw badRequest(`Invalid after: ${String(after)}`);
  return offset;
}

function matchesQuery(record: CrmRecord, query: string | undefined): boolean {
  if (query === undefined || query.trim() === '') return true;
  const text = objectTypeOf(record.typeId)
    .searchedProperties.map((name) => (valueOf(record, name) ?? '').toLowerCase())
    .join(' ');
  return query
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
