import { lastReference } from '../../sop/vocabulary/reference';
import type { Actor } from '../../sop/vocabulary/timeline';
import type { HistoryEntry, HubSpotRecord } from '../client/answers';
import { noteLines, type ReadLines } from './note-text';
import { actorOf, type ServiceApps } from './timeline-of';

/**
 * Where HubSpot says that a record came from: `INTEGRATION` with the app's id, `CRM_UI` with `userId:…`. HubSpot sets them at
 * the creation, and nobody can write them.
 */
const SOURCE = 'hs_object_source';
const SOURCE_ID = 'hs_object_source_id';
export const ORIGIN = [SOURCE, SOURCE_ID] as const;

/** How a record of this service is recognized. */
export interface ServiceRecord {
  readonly reference: string;
  /** X1: of a note that is kept up to date. */
  readonly version?: string;
  /** Whether someone else changed its text, or HubSpot does not show that nobody did: then it proves nothing (I3). */
  readonly edited: boolean;
}

/** Who made a record; undefined if HubSpot does not say. */
export function makerOf(
  { properties }: HubSpotRecord,
  apps: ServiceApps,
  peoplesSources: readonly string[] = [],
): Actor | undefined {
  const sourceType = properties[SOURCE] ?? '';
  return sourceType === '' ? undefined : actorOf({ sourceType, sourceId: properties[SOURCE_ID] }, apps, peoplesSources);
}

/** The texts that a record had in `property`, the oldest first, with who wrote each. */
export function versionsOf(record: HubSpotRecord, property: string): readonly HistoryEntry[] {
  return [...(record.propertiesWithHistory?.[property] ?? [])].sort((a, b) => a.timestamp - b.timestamp);
}

/**
 * X3: the reference of a note or a task that one of the service's apps created, as it wrote it; undefined for any other record,
 * whatever its text says.
 */
export function serviceRecord(
  record: HubSpotRecord,
  property: string,
  apps: ServiceApps,
  linesOf: ReadLines = noteLines,
): ServiceRecord | undefined {
  const versions = versionsOf(record, property);
  const [oldest] = versions;
  const maker = makerOf(record, apps) ?? (oldest && actorOf(oldest, apps));
  if (maker?.kind !== 'service') return undefined;
  const own = versions.findLast((version) => actorOf(version, apps).kind === 'service');
  const written = lastReference(linesOf(own?.value ?? record.properties[property] ?? ''));
  return written && { ...written, edited: own === undefined || own !== versions.at(-1) };
}
