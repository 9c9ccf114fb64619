import type { Instant } from '../../sop/vocabulary/dates';
import { userIdSchema } from '../../sop/vocabulary/ids';
import type { Actor, BroughtBy, Change, Timeline } from '../../sop/vocabulary/timeline';
import type { HistoryEntry, HubSpotRecord } from '../client/answers';
import { broughtBy, isPeoplesSource } from './sources';

/** The id of the service's app; with the ids of its former apps, if it had others (a setting). */
export type ServiceApps = string | readonly string[];

/** A property as read: its changes, and whether the portal file does not name its current value (X1). */
export interface ReadProperty<T> {
  readonly timeline: Timeline<T>;
  readonly unknown: boolean;
}

/** What else is known of a property. */
export interface PropertyReading {
  /** Sources behind which a person sits, besides HubSpot's own (the setting `people.sources`). */
  readonly peoplesSources?: readonly string[];
  /** A property that the record has had from its creation on: its first change is the creation. */
  readonly sinceCreation?: string;
  /** X1: the value with which the record was created is not anyone's act, whoever created it. */
  readonly creationIsNobodys?: boolean;
  /** X1: a single checkbox that was never ticked or unticked by a person means nothing. */
  readonly untickedIsUnset?: boolean;
}

/**
 * Reads one property of a record, the newest change first. `parse` gives undefined for a value that is not known; such a
 * value counts as empty.
 *
 * X1: the first change always holds HubSpot's current value. After a merge the history holds the changes of two records,
 * by time, while the current value is the primary record's; what contradicts it is left out.
 */
export function timelineOf<T>(
  record: HubSpotRecord,
  property: string,
  apps: ServiceApps,
  parse: (value: string) => T | undefined,
  reading: PropertyReading = {},
): ReadProperty<T> {
  const all = currentFirst(record, property, parse);
  const createdAt = creationOf(record, reading);
  const byPerson = isMadeByPerson(record, reading);
  const entries = reading.untickedIsUnset === true ? withoutUnticked(all, createdAt, reading) : all;
  const changes = entries.map((entry, index): Change<T> => {
    const brought = howBrought(entry, { createdAt, byPerson }, reading, index === entries.length - 1);
    return {
      value: entry.value ? (parse(entry.value) ?? null) : null,
      at: entry.timestamp,
      by: actorOf(entry, apps, reading.peoplesSources),
      ...(brought && { brought }),
    };
  });
  const current = entries[0]?.value ?? '';
  return { timeline: changes, unknown: current !== '' && parse(current) === undefined };
}

/**
 * Who made a change. The source of a change by a private app is `INTEGRATION` with the app's id. Any source but a person's
 * is an automation's, even where HubSpot names the user who installed the app or made the workflow (I3, N5).
 */
export function actorOf(
  entry: Partial<HistoryEntry>,
  apps: ServiceApps,
  peoplesSources: readonly string[] = [],
): Actor {
  const source = entry.sourceType ?? 'UNKNOWN';
  if (source === 'INTEGRATION' && isServiceApp(entry.sourceId, apps)) return { kind: 'service' };
  const userId = isPeoplesSource(source, peoplesSources) ? userOf(entry) : undefined;
  return userId === undefined ? { kind: 'other', source } : { kind: 'person', userId: userIdSchema.parse(userId) };
}

function isServiceApp(id: string | null | undefined, apps: ServiceApps): boolean {
  return id != null && (typeof apps === 'string' ? [apps] : apps).includes(id);
}

function userOf(entry: Partial<HistoryEntry>): string | undefined {
  if (entry.updatedByUserId != null) return String(entry.updatedByUserId);
  return userOfSourceId(entry.sourceId ?? undefined);
}

/** The user in a source id such as `userId:123`. */
export function userOfSourceId(sourceId: string | undefined): string | undefined {
  return /^userId:(\d{1,20})$/.exec(sourceId ?? '')?.[1];
}

/** X1: the history, from the newest entry on that has the current value. */
function currentFirst(
  record: HubSpotRecord,
  property: string,
  parse: (value: string) => unknown,
): readonly HistoryEntry[] {
  const history = newestFirst(record.propertiesWithHistory?.[property] ?? []);
  const current = record.properties[property];
  const [newest] = history;
  if (newest === undefined) return fromCreation(current ?? '', record.createdAt);
  // Not asked for: there is nothing that the history could contradict.
  if (current === undefined) return history;
  const index = history.findIndex(({ value }) => isSame(value ?? '', current ?? '', parse));
  if (index >= 0) return history.slice(index);
  // HubSpot keeps a limited number of entries. Who set this value, and when, is not known.
  return [{ value: current, timestamp: newest.timestamp, sourceType: 'UNKNOWN' }, ...history];
}

/** Older histories write a day in other ways than HubSpot does now. */
function isSame(value: string, current: string, parse: (value: string) => unknown): boolean {
  if (value === current) return true;
  const parsed = parse(value);
  return parsed !== undefined && parsed === parse(current);
}

function newestFirst(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return [...history].sort((a, b) => b.timestamp - a.timestamp);
}

/** A value without a history, as for a property that was there before HubSpot kept one: it is as old as the record. */
function fromCreation(value: string, createdAt: Instant): readonly HistoryEntry[] {
  return value === '' ? [] : [{ value, timestamp: createdAt, sourceType: 'UNKNOWN' }];
}

interface Creation {
  readonly createdAt: Instant;
  /** No import created the record. */
  readonly byPerson: boolean;
}

function howBrought(
  entry: HistoryEntry,
  { createdAt, byPerson }: Creation,
  { creationIsNobodys }: PropertyReading,
  oldest: boolean,
): BroughtBy | undefined {
  const created = isWithCreation(entry, createdAt);
  const brought = broughtBy(entry.sourceType ?? 'UNKNOWN', created && !byPerson);
  return brought ?? (creationIsNobodys === true && oldest && created ? 'creation' : undefined);
}

/** An unticked box is `false` from the start; only a person who chose it, or an earlier `true`, makes it an answer. */
function withoutUnticked(
  entries: readonly HistoryEntry[],
  createdAt: Instant,
  { peoplesSources = [] }: PropertyReading,
): readonly HistoryEntry[] {
  const says = entries.findLastIndex(
    (entry) =>
      (entry.value ?? '') !== '' &&
      (entry.value !== 'false' ||
        (isPeoplesSource(entry.sourceType ?? 'UNKNOWN', peoplesSources) && !isWithCreation(entry, createdAt))),
  );
  return entries.slice(0, says + 1);
}

/** How far apart HubSpot's stamps of one creation lie at most, in milliseconds. */
const CREATION_MS = 60_000;

/** When the record was created in HubSpot. An import may give it a creation date that is much older. */
function creationOf(record: HubSpotRecord, reading: PropertyReading): Instant {
  const { createdAt } = record;
  const first = firstOf(record, reading)?.timestamp;
  return first === undefined || first < createdAt ? createdAt : first;
}

/** A person created the record in HubSpot: what an import sets right afterwards, it changes. */
function isMadeByPerson(record: HubSpotRecord, reading: PropertyReading): boolean {
  const source = firstOf(record, reading)?.sourceType ?? 'UNKNOWN';
  return isPeoplesSource(source, reading.peoplesSources ?? []);
}

function firstOf(
  { propertiesWithHistory }: HubSpotRecord,
  { sinceCreation }: PropertyReading,
): HistoryEntry | undefined {
  const history = sinceCreation === undefined ? [] : (propertiesWithHistory?.[sinceCreation] ?? []);
  return newestFirst(history).at(-1);
}

function isWithCreation({ timestamp }: HistoryEntry, createdAt: Instant): boolean {
  return timestamp <= createdAt + CREATION_MS;
}
