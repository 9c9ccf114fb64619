import type { PortalConfig } from '../../config/portal';
import type { Instant } from '../../sop/vocabulary/dates';
import type { HistoryEntry, HubSpotRecord } from '../client/answers';
import { readRecords } from '../client/batches';
import type { HubSpotClient } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';
import { readYesNo } from '../portal/values';
import { ATTACHMENTS, NOTE_BODY } from '../records/evidence-facts';
import { makerOf, ORIGIN } from '../records/service-record';
import { MERGED_IDS, PIPELINE } from '../records/ticket-facts';
import { actorOf, type ServiceApps } from '../records/timeline-of';
import { propertiesRead } from '../webhooks/relevance';
import type { HubSpotEvent } from '../webhooks/webhooks';
import type { RelatedType } from './lookups';

export interface EventsContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/** The object types in which a change can matter to a case. */
export type ChangedType = 'ticket' | RelatedType;

/** What must come with a record, so that further reads are saved or decided. */
export function propertiesForEvents(type: ChangedType, portal: PortalConfig): readonly string[] {
  switch (type) {
    case 'ticket':
      return [PIPELINE, portal.supportRequests.properties.form];
    case 'note':
      return [NOTE_BODY, ATTACHMENTS, ...ORIGIN];
    case 'email':
    case 'company':
    case 'invoice':
      return [];
  }
}

/**
 * What webhooks would have reported about these changed records. For tickets and companies the histories show who made the
 * changes, at one call for fifty: most changes of a record are irrelevant to a case, or the case's own.
 */
export async function eventsOfRecords(
  context: EventsContext,
  { portalId, type }: { readonly portalId: string; readonly type: ChangedType },
  records: readonly HubSpotRecord[],
  since: Since,
): Promise<readonly HubSpotEvent[]> {
  const event: NewEvent = (objectId, occurredAt, more) => ({
    ...{
      eventId: 'sweep',
      portalId,
      objectType: type,
      objectId,
      occurredAt,
      change: 'property',
      own: false,
      swept: true,
    },
    ...more,
  });
  switch (type) {
    case 'ticket':
      return eventsOfTickets(context, records, since, event);
    case 'company':
      return eventsOfCompanies(context, records, since, event);
    case 'note':
      return records
        .filter((note) => !isOwnNote(note, context.apps))
        .map((note) =>
          event(note.id, note.updatedAt, { property: note.properties[ATTACHMENTS] ? ATTACHMENTS : NOTE_BODY }),
        );
    case 'email':
    case 'invoice':
      return records.map(({ id, updatedAt }) => event(id, updatedAt));
  }
}

/** HubSpot may stamp a note once more while it is being associated. */
const SAME_WRITE_MS = 60_000;

/** A note of this service that nobody has edited since: an edited one may have proved something (I3). */
function isOwnNote(note: HubSpotRecord, apps: ServiceApps): boolean {
  return makerOf(note, apps)?.kind === 'service' && note.updatedAt <= note.createdAt + SAME_WRITE_MS;
}

/** From which instant on the changes of a record matter. */
type Since = (record: HubSpotRecord) => Instant;

type NewEvent = (objectId: string, occurredAt: Instant, more?: Partial<HubSpotEvent>) => HubSpotEvent;

async function eventsOfTickets(
  context: EventsContext,
  records: readonly HubSpotRecord[],
  since: Since,
  event: NewEvent,
): Promise<readonly HubSpotEvent[]> {
  const { directory, portal } = context;
  const [atRisk, support] = await Promise.all([directory.atRiskPipeline(), directory.supportPipeline()]);
  const { form } = portal.supportRequests.properties;
  const isOurs = ({ properties }: HubSpotRecord): boolean => {
    if (properties[PIPELINE] === atRisk.pipelineId) return true;
    const isSupport = support.kind === 'found' && properties[PIPELINE] === support.pipelineId;
    return isSupport && properties[form] === portal.supportRequests.form;
  };
  const ours = await withHistories(context, 'ticket', records.filter(isOurs));
  // A ticket that left the pipeline may have a case, which Temporal knows without HubSpot being asked.
  const others = records.filter((record) => !isOurs(record));
  return [
    ...ours.flatMap((ticket) => eventsOfTicket(context, ticket, since, event)),
    ...others.map((ticket) => event(ticket.id, ticket.updatedAt, pipelineOf(ticket))),
  ];
}

function eventsOfTicket(
  context: EventsContext,
  ticket: HubSpotRecord,
  since: Since,
  event: NewEvent,
): readonly HubSpotEvent[] {
  const changes = changesByOthers(ticket, 'ticket', since, context);
  const [newest] = changes.map(({ entry }) => entry.timestamp).sort((a, b) => b - a);
  if (newest === undefined) return [];
  const others = changes.filter(({ property }) => property !== PIPELINE && property !== MERGED_IDS);
  return [
    ...others.map(({ property, entry }) =>
      event(ticket.id, entry.timestamp, { property, ...saidBy(property, entry, context) }),
    ),
    // So that no call is needed to find the ticket's pipeline.
    event(ticket.id, newest, pipelineOf(ticket)),
    ...changes
      .filter(({ property }) => property === MERGED_IDS)
      .flatMap(({ entry }) => eventsOfMerge(ticket, entry, event)),
  ];
}

function saidBy(property: string, entry: HistoryEntry, { portal, apps }: EventsContext): Partial<HubSpotEvent> {
  const answer = property === portal.ticket.properties.customerSaved ? readYesNo(entry.value ?? '', portal) : undefined;
  const by = actorOf(entry, apps);
  return { ...(answer !== undefined && { value: answer }), ...(by.kind === 'person' && { byUserId: by.userId }) };
}

function pipelineOf({ properties }: HubSpotRecord): Partial<HubSpotEvent> {
  const value = properties[PIPELINE];
  return { property: PIPELINE, ...(value != null && { value }) };
}

/** HubSpot makes a new ticket of those that are merged; their cases end with it. */
function eventsOfMerge(
  ticket: HubSpotRecord,
  { value, timestamp }: HistoryEntry,
  event: NewEvent,
): readonly HubSpotEvent[] {
  const ended = (value ?? '').match(/\d+/g) ?? [];
  return ended.map((id) => event(id, timestamp, { change: 'merged', mergedInto: ticket.id }));
}

async function eventsOfCompanies(
  context: EventsContext,
  records: readonly HubSpotRecord[],
  since: Since,
  event: NewEvent,
): Promise<readonly HubSpotEvent[]> {
  const companies = await withHistories(context, 'company', records);
  return companies.flatMap((company) =>
    changesByOthers(company, 'company', since, context).map(({ property, entry }) =>
      event(company.id, entry.timestamp, { property }),
    ),
  );
}

type WithHistory = ChangedType & ('ticket' | 'company');

/** What a case reads of such a record, and of which records it was made. */
function watched(type: WithHistory, portal: PortalConfig): readonly string[] {
  return [...propertiesRead(type, portal), MERGED_IDS];
}

async function withHistories(
  { client, portal }: EventsContext,
  type: WithHistory,
  records: readonly HubSpotRecord[],
): Promise<readonly HubSpotRecord[]> {
  const properties = watched(type, portal);
  const ids = records.map(({ id }) => id);
  const objectType = type === 'ticket' ? 'tickets' : 'companies';
  return readRecords(client, { objectType, ids, properties, propertiesWithHistory: properties });
}

interface ChangeByOthers {
  readonly property: string;
  readonly entry: HistoryEntry;
}

/** The newest change of each property that was made by anyone other than this service. */
function changesByOthers(
  record: HubSpotRecord,
  type: WithHistory,
  since: Since,
  { portal, apps }: EventsContext,
): readonly ChangeByOthers[] {
  return watched(type, portal).flatMap((property) => {
    const [entry] = (record.propertiesWithHistory?.[property] ?? [])
      .filter(({ timestamp }) => timestamp >= since(record))
      .filter((each) => actorOf(each, apps).kind !== 'service')
      .sort((a, b) => b.timestamp - a.timestamp);
    return entry === undefined ? [] : [{ property, entry }];
  });
}
