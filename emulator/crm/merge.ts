import type { CrmRecord, HistoryEntry } from '../model/types';
import { valueOf, withEntry } from './history';

export interface Merged {
  readonly record: CrmRecord;
  readonly propertiesMoved: number;
}

const newestFirst = (a: HistoryEntry, b: HistoryEntry): number => b.timestamp.localeCompare(a.timestamp);

/** The primary record's values win; the other's fill what the primary never had. Histories are put together. */
export function mergeRecords(primary: CrmRecord, other: CrmRecord, id: string, timestamp: string): Merged {
  const histories: Record<string, readonly HistoryEntry[]> = {};
  let propertiesMoved = 0;
  for (const name of new Set([...Object.keys(primary.histories), ...Object.keys(other.histories)])) {
    const own = primary.histories[name] ?? [];
    const foreign = other.histories[name] ?? [];
    if (own.length === 0) propertiesMoved += 1;
    histories[name] =
      own.length === 0 ? foreign : [...own.slice(0, 1), ...[...own.slice(1), ...foreign].sort(newestFirst)];
  }
  const createdAt = primary.createdAt < other.createdAt ? primary.createdAt : other.createdAt;
  const blank: CrmRecord = { typeId: primary.typeId, id, createdAt, updatedAt: timestamp, histories };
  const value = [...earlierIds(primary), ...earlierIds(other)].join(';');
  return {
    record: withEntry(blank, 'hs_merged_object_ids', { value, timestamp, sourceType: 'MERGE_OBJECTS' }),
    propertiesMoved,
  };
}

function earlierIds(record: CrmRecord): readonly string[] {
  const earlier = valueOf(record, 'hs_merged_object_ids') ?? '';
  return [...earlier.split(';').filter((id) => id !== ''), record.id];
}
