import { z } from 'zod';
import { recordSchema, type HubSpotRecord } from './answers';
import { CALL, ask, input, type HubSpotClient } from './client';
import { doesNotAdvance } from './errors';

/** Most results of a page. */
const PAGE = 200;

/** Properties that records of every type have, and whose values a search can sort by. */
export const RECORD_ID = 'hs_object_id';
export const LAST_MODIFIED = 'hs_lastmodifieddate';

export interface Filter {
  readonly propertyName: string;
  readonly operator: 'EQ' | 'NEQ' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'IN' | 'HAS_PROPERTY';
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface SearchRequest {
  readonly objectType: string;
  /** All of them must hold. */
  readonly filters: readonly Filter[];
  readonly properties: readonly string[];
  /** By record id, which is the default, or by the instant of the last change, the newest first. */
  readonly sort?: typeof RECORD_ID | `-${typeof LAST_MODIFIED}`;
  /** At most 200, which is the default. */
  readonly limit?: number;
}

/** One page of results in the order asked for, and where the next page begins. */
export interface SearchPage {
  readonly records: readonly HubSpotRecord[];
  readonly after?: string | undefined;
}

export type Search = (request: SearchRequest, after?: string) => Promise<SearchPage>;

const pageSchema = z.object({
  results: z.array(recordSchema),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

/** The client's pace keeps the searches of a process to what HubSpot allows. */
export function createSearch({ api }: HubSpotClient): Search {
  return async ({ objectType, filters, properties, sort = RECORD_ID, limit = PAGE }, after = '0') => {
    const request = { filterGroups: [{ filters }], sorts: [sort], properties, limit, after };
    const { results, paging } = await ask(`search ${objectType}`, pageSchema, () =>
      api.crm.objects.searchApi.doSearch(objectType, input(request), CALL),
    );
    return { records: results, after: paging?.next?.after };
  };
}

/** One page of results in the order of their ids, and the id that the next page begins behind. */
export interface PageOfIds {
  readonly records: readonly HubSpotRecord[];
  readonly next?: string;
}

/**
 * The results after the record `after`. HubSpot's own paging ends at 10,000 results with a 400, and skips records when others
 * leave the search meanwhile; ids are stable.
 */
export async function searchBehind(search: Search, request: SearchRequest, after = '0'): Promise<PageOfIds> {
  const behind: Filter = { propertyName: RECORD_ID, operator: 'GT', value: after };
  const page = await search({ ...request, filters: [...request.filters, behind], sort: RECORD_ID });
  const last = page.records.at(-1)?.id;
  if (last !== undefined && BigInt(last) <= BigInt(after)) throw doesNotAdvance(`search ${request.objectType}`);
  return { records: page.records, ...(page.after !== undefined && last !== undefined && { next: last }) };
}

/** All results of a search, of which there may be any number. */
export async function searchAll(search: Search, request: SearchRequest): Promise<readonly HubSpotRecord[]> {
  const records: HubSpotRecord[] = [];
  for (let after: string | undefined = '0'; after !== undefined;) {
    const page: PageOfIds = await searchBehind(search, request, after);
    records.push(...page.records);
    after = page.next;
  }
  return records;
}
