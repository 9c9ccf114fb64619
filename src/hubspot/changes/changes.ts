import type { PortalConfig } from '../../config/portal';
import { earlier, EPOCH, later, type Instant } from '../../sop/vocabulary/dates';
import type { HubSpotRecord } from '../client/answers';
import { LAST_MODIFIED, searchBehind, type Filter, type Search, type SearchRequest } from '../client/search';
import { readInstant } from '../portal/values';
import { ATTACHMENTS } from '../records/evidence-facts';
import { changesOfRecords, propertiesForChanges, type ChangedType, type RecordsContext } from './changes-of-records';
import { PLURALS } from './lookups';
import type { RecordChange } from './record-change';

export type ChangesContext = RecordsContext & { readonly search: Search };

/** A record as it was after a change: what one search has seen, the next one skips. */
export type Stamp = readonly [id: string, changedAt: Instant];

/** Which changes are searched for. Instants are HubSpot's own, by its clock. */
export interface ChangesAsked {
  readonly type: ChangedType;
  /** The instant itself is included. Left out, this is the first search, and goes back a day from the newest change. */
  readonly since?: Instant | undefined;
  /** The next page of a search that has more than one. */
  readonly further?: { readonly until: Instant; readonly after: string } | undefined;
  /** Records that were reported, and need not be read again. */
  readonly seen: readonly Stamp[];
}

export interface ChangesFound {
  /** What the changes mean for tickets, except for this service's own. */
  readonly changes: readonly RecordChange[];
  /** All records of the page, whether or not they were seen before. */
  readonly stamps: readonly Stamp[];
  readonly since?: Instant | undefined;
  /** The newest change of the whole search; undefined if there was none at all. */
  readonly until?: Instant | undefined;
  /** Where the next page begins. */
  readonly after?: string | undefined;
}

/** A first search begins where HubSpot itself would still be repeating webhooks: it does so for about a day. */
const FIRST_SEARCH_MS = 24 * 60 * 60 * 1000;

/**
 * One page of the records of a type that changed, in one search, and what that means for tickets. The first page
 * asks for the newest changes, which is mostly all; if there is more than a page, all are read by their ids, up to the newest
 * change that was there at the beginning: no limit of 10,000, and changes made meanwhile wait for the next search.
 */
export async function findChanges(context: ChangesContext, asked: ChangesAsked): Promise<ChangesFound> {
  const { records, ...range } = await findRecords(context, asked);
  const seenAt = newestOf(asked.seen);
  const fresh = records.filter((record) => changedAt(record) !== seenAt.get(record.id));
  // For a record that was read before, its state at that time has been reported.
  const since = ({ id }: HubSpotRecord): Instant => {
    const seen = seenAt.get(id);
    return seen === undefined ? (range.since ?? EPOCH) : later(seen, 1);
  };
  const changes = await changesOfRecords(context, asked.type, fresh, since);
  return { ...range, changes, stamps: records.map((record) => [record.id, changedAt(record)] as const) };
}

function newestOf(stamps: readonly Stamp[]): ReadonlyMap<string, Instant> {
  return new Map([...stamps].sort(([, a], [, b]) => a - b));
}

interface FoundRecords extends Pick<ChangesFound, 'since' | 'until' | 'after'> {
  readonly records: readonly HubSpotRecord[];
}

async function findRecords({ search, portal }: ChangesContext, asked: ChangesAsked): Promise<FoundRecords> {
  const requestFor = requestOf(asked.type, portal);
  if (asked.further !== undefined) return behind(search, requestFor, asked.since ?? EPOCH, asked.further);
  const request = requestFor(asked.since === undefined ? [] : [changed('GTE', asked.since)]);
  const page = await search({ ...request, sort: `-${LAST_MODIFIED}` });
  const [newest] = page.records;
  if (newest === undefined) return { records: [], since: asked.since };
  const until = changedAt(newest);
  const since = asked.since ?? earlier(until, FIRST_SEARCH_MS);
  const records = page.records.filter((record) => changedAt(record) >= since);
  const isAll = page.after === undefined || records.length < page.records.length;
  return isAll ? { records, since, until } : behind(search, requestFor, since, { until, after: '0' });
}

type RequestOf = (filters: readonly Filter[]) => SearchRequest;

function requestOf(type: ChangedType, portal: PortalConfig): RequestOf {
  const objectType = PLURALS[type];
  const own: readonly Filter[] = type === 'email' ? [{ propertyName: ATTACHMENTS, operator: 'HAS_PROPERTY' }] : [];
  const properties = [LAST_MODIFIED, ...propertiesForChanges(type, portal)];
  return (filters) => ({ objectType, filters: [...own, ...filters], properties });
}

async function behind(
  search: Search,
  requestFor: RequestOf,
  since: Instant,
  { until, after }: { readonly until: Instant; readonly after: string },
): Promise<FoundRecords> {
  const request = requestFor([changed('GTE', since), changed('LTE', until)]);
  const { records, next } = await searchBehind(search, request, after);
  return { records, since, until, after: next };
}

function changed(operator: 'GTE' | 'LTE', at: Instant): Filter {
  return { propertyName: LAST_MODIFIED, operator, value: String(at) };
}

/** The exact value that searches filter by. */
function changedAt({ properties, updatedAt }: HubSpotRecord): Instant {
  return readInstant(properties[LAST_MODIFIED] ?? '') ?? updatedAt;
}
