import type { CrmRecord, HistoryEntry } from '../../../emulator/model/types';

/** Who made a change, as HubSpot's history shows it to a person: this service's app, a user, or something without a hand. */
export type Author = 'service' | 'user' | 'automation' | 'import' | 'clone' | 'merge' | 'calculated';

/** One value that a property had; '' where it was cleared. */
export interface Entry {
  readonly value: string;
  readonly at: number;
  readonly by: Author;
  /** HubSpot's user id, of a change that a user made. */
  readonly user?: number | undefined;
}

/** The app's id in histories, as HubSpot shows it beside each of the service's changes. */
export const SERVICE_APP = '4242';

const kept = new WeakMap<CrmRecord, Map<string, readonly Entry[]>>();

/** A property's values, the oldest first. */
export function entriesOf(record: CrmRecord, name: string): readonly Entry[] {
  const ofRecord = kept.get(record) ?? new Map<string, readonly Entry[]>();
  kept.set(record, ofRecord);
  const known = ofRecord.get(name);
  if (known !== undefined) return known;
  const entries = (record.histories[name] ?? []).map(entryOf).reverse();
  ofRecord.set(name, entries);
  return entries;
}

function entryOf(entry: HistoryEntry): Entry {
  const by = authorOf(entry);
  return {
    value: entry.value,
    at: Date.parse(entry.timestamp),
    by,
    ...(by === 'user' && { user: entry.updatedByUserId }),
  };
}

export function authorOf(source: Pick<HistoryEntry, 'sourceType' | 'sourceId' | 'updatedByUserId'>): Author {
  switch (source.sourceType) {
    case 'INTEGRATION':
      return source.sourceId === SERVICE_APP ? 'service' : 'automation';
    case 'CRM_UI':
      return 'user';
    case 'IMPORT':
      return 'import';
    case 'CLONE_OBJECTS':
      return 'clone';
    case 'MERGE_OBJECTS':
      return 'merge';
    case 'CALCULATED':
      return 'calculated';
    default:
      return 'automation';
  }
}

/** The value that shows; '' if there is none. */
export function valueIn(record: CrmRecord, name: string): string {
  return record.histories[name]?.[0]?.value ?? '';
}

export function last<T>(items: readonly T[]): T | undefined {
  return items[items.length - 1];
}

/** The first of the entries with the newest value in a row. */
export function currentRun(entries: readonly Entry[]): Entry | undefined {
  const newest = last(entries);
  let first = newest;
  for (let index = entries.length - 1; index >= 0 && entries[index]?.value === newest?.value; index -= 1)
    first = entries[index];
  return first;
}

/** What stood at `at`, a change of that very instant included. */
export function valueAt(entries: readonly Entry[], at: number): string {
  return last(entries.filter((entry) => entry.at <= at))?.value ?? '';
}
