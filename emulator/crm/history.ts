import { objectTypeOf } from '../model/object-types';
import type { CrmRecord, HistoryEntry } from '../model/types';

/** The value now; undefined if the property was never set. '' if it was cleared. */
export function valueOf(record: CrmRecord, name: string): string | undefined {
  const type = objectTypeOf(record.typeId);
  if (name === type.modifiedProperty) return record.updatedAt;
  if (name === type.createdProperty) return record.createdAt;
  if (name === 'hs_object_id') return record.id;
  return record.histories[name]?.[0]?.value ?? originOf(record, name);
}

/** Where a record came from, which HubSpot notes down at its creation and lets nobody write. */
function originOf({ origin }: CrmRecord, name: string): string | undefined {
  switch (name) {
    case 'hs_object_source':
    case 'hs_object_source_label':
      return origin?.sourceType;
    case 'hs_object_source_id':
      return origin?.sourceId;
    case 'hs_object_source_detail_1':
      return origin?.sourceLabel;
    case 'hs_object_source_user_id':
      return origin?.updatedByUserId?.toString();
    default:
      return undefined;
  }
}

/** Newest first. What HubSpot calculates from the record itself has one entry. */
export function historyOf(record: CrmRecord, name: string): readonly HistoryEntry[] {
  const kept = record.histories[name];
  if (kept !== undefined) return kept;
  const value = valueOf(record, name);
  if (value === undefined) return [];
  return [{ value, timestamp: record.updatedAt, sourceType: 'CALCULATED' }];
}

export function withEntry(record: CrmRecord, name: string, entry: HistoryEntry): CrmRecord {
  const older = record.histories[name] ?? [];
  return { ...record, updatedAt: entry.timestamp, histories: { ...record.histories, [name]: [entry, ...older] } };
}

/** The record as it was at `at` (ISO), or undefined if it was not there yet: what a lagging search index still shows. */
export function asOf(record: CrmRecord, at: string): CrmRecord | undefined {
  if (record.createdAt > at) return undefined;
  if (record.updatedAt <= at) return record;
  const histories: Record<string, readonly HistoryEntry[]> = {};
  let updatedAt = record.createdAt;
  for (const [name, entries] of Object.entries(record.histories)) {
    const known = entries.filter((entry) => entry.timestamp <= at);
    if (known.length > 0) histories[name] = known;
    const newest = known[0]?.timestamp;
    if (newest !== undefined && newest > updatedAt) updatedAt = newest;
  }
  const { archivedAt, ...rest } = record;
  const gone = archivedAt !== undefined && archivedAt <= at;
  return { ...rest, updatedAt, histories, ...(gone && { archivedAt }) };
}
