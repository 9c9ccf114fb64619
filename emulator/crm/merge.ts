import type { CrmRecord, HistoryEntry, Source } from '../model/types';
import { valueOf, withEntry } from './history';

export interface Merged {
  readonly record: CrmRecord;
  readonly propertiesMoved: number;
}

const newestFirst = (a: HistoryEntry, b: HistoryEntry): number => b.timestamp.localeCompare(a.timestamp);

/**
 * The primary record's values win, whatever is newer; the other's fill what the primary does not have, by a change of the
 * merge. Histories are put together, so that below its current value a property may have newer changes of the other record.
 */
export function mergeRecords(primary: CrmRecord, other: CrmRecord, id: string, timestamp: string, by: Source): Merged {
  const source: Source = { ...by, sourceType: 'MERGE_OBJECTS' };
  const histories: Record<string, readonly HistoryEntry[]> = {};
  let propertiesMoved = 0;
  for (const name of new Set([...Object.keys(primary.histories), ...Object.keys(other.histories)])) {
    const own = primary.histories[name] ?? [];
    const foreign = other.histories[name] ?? [];
    const value = foreign[0]?.value ?? '';
    const moves = (own[0]?.value ?? '') === '' && value !== '';
    if (moves) propertiesMoved += 1;
    const current: readonly HistoryEntry[] = moves ? [{ value, timestamp, ...source }] : own.slice(0, 1);
    const older = [...(moves ? own : own.slice(1)), ...foreign].sort(newestFirst);
    histories[name] = current.length === 0 ? older : [...current, ...older];
  }
  const createdAt = primary.createdAt < other.createdAt ? primary.createdAt : other.createdAt;
  const { typeId, origin } = primary;
  const blank: CrmRecord = { typeId, id, createdAt, updatedAt: timestamp, ...(origin && { origin }), histories };
  const value = [...earlierIds(primary), ...earlierIds(other)].join(';');
  return {
    record: withEntry(blank, 'hs_merged_object_ids', { value, timestamp, ...source }),
    propertiesMoved,
  };
}

function earlierIds(record: CrmRecord): readonly string[] {
  const earlier = valueOf(record, 'hs_merged_object_ids') ?? '';
  return [...earlier.split(';').filter((id) => id !== ''), record.id];
}
