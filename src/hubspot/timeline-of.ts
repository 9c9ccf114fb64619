import type { Instant } from '../sop/dates';
import { userIdSchema } from '../sop/ids';
import type { Actor, Change, Timeline } from '../sop/timeline';
import type { HistoryEntry, HubSpotRecord } from './answers';

/** A property as read: its changes, and whether the value that stands is one that nobody here knows (X1). */
export interface ReadProperty<T> {
  readonly timeline: Timeline<T>;
  readonly unknown: boolean;
}

/**
 * Reads one property of a record, the newest change first. `parse` gives undefined for a value that is not known; such a
 * value counts as empty.
 */
export function timelineOf<T>(
  record: HubSpotRecord,
  property: string,
  appId: string,
  parse: (value: string) => T | undefined,
): ReadProperty<T> {
  const history = record.propertiesWithHistory?.[property] ?? [];
  const current = record.properties[property] ?? '';
  const entries = history.length > 0 ? newestFirst(history) : fromCreation(current, record.createdAt);
  const changes = entries.map((entry): Change<T> => ({
    value: entry.value ? (parse(entry.value) ?? null) : null,
    at: entry.timestamp,
    by: actorOf(entry, appId),
  }));
  const standing = entries[0]?.value ?? '';
  return { timeline: changes, unknown: standing !== '' && parse(standing) === undefined };
}

/** Sources behind which no person stands, even where HubSpot names the user who installed the app or made the workflow. */
const AUTOMATIC_SOURCES: readonly string[] = ['INTEGRATION', 'API', 'AUTOMATION_PLATFORM', 'WORKFLOWS', 'CALCULATED'];

/** Who made a change. The source of a change by a private app is `INTEGRATION` with the app's id. */
export function actorOf(entry: HistoryEntry, appId: string): Actor {
  const source = entry.sourceType ?? 'UNKNOWN';
  if (source === 'INTEGRATION' && entry.sourceId === appId) return { kind: 'service' };
  const userId = AUTOMATIC_SOURCES.includes(source) ? undefined : userOf(entry);
  return userId === undefined ? { kind: 'other', source } : { kind: 'person', userId: userIdSchema.parse(userId) };
}

function userOf(entry: HistoryEntry): string | undefined {
  if (entry.updatedByUserId != null) return String(entry.updatedByUserId);
  return userOfSourceId(entry.sourceId ?? undefined);
}

/** The user in a source id such as `userId:123`. */
export function userOfSourceId(sourceId: string | undefined): string | undefined {
  return /^userId:(\d{1,20})$/.exec(sourceId ?? '')?.[1];
}

function newestFirst(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return [...history].sort((a, b) => b.timestamp - a.timestamp);
}

/** A value without a history, as a property that was there before HubSpot kept one: it has stood since the creation. */
function fromCreation(value: string, createdAt: Instant): readonly HistoryEntry[] {
  return value === '' ? [] : [{ value, timestamp: createdAt, sourceType: 'UNKNOWN' }];
}
