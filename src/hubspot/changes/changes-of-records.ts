import type { PortalConfig } from '../../config/portal';
import { latest, type Instant } from '../../sop/vocabulary/dates';
import type { YesNo } from '../../sop/vocabulary/facts';
import { ticketIdSchema, type UserId } from '../../sop/vocabulary/ids';
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
import type { RecordChange, RelatedChange, TicketChange } from './record-change';
import { pipelineReader, type TicketPipeline } from './ticket-pipeline';

export interface RecordsContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
}

/** The object types in which a change can matter to a case. */
export type ChangedType = RecordChange['type'];

/** What must come with a record, so that further reads are saved or decided. */
export function propertiesForChanges(type: ChangedType, portal: PortalConfig): readonly string[] {
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
 * What these changed records mean for tickets. For tickets and companies the histories show who made the changes, at one call for
 * fifty: most changes of a record are irrelevant to a case, or the case's own.
 */
export async function changesOfRecords(
  context: RecordsContext,
  type: ChangedType,
  records: readonly HubSpotRecord[],
  since: Since,
): Promise<readonly RecordChange[]> {
  switch (type) {
    case 'ticket':
      return changesOfTickets(context, records, since);
    case 'company':
      return changesOfCompanies(context, records, since);
    case 'note':
      return records
        .filter((note) => !isOwnNote(note, context.apps))
        .map((note) => related('note', note, { hasFile: Boolean(note.properties[ATTACHMENTS]) }));
    case 'email':
      return records.map((email) => related('email', email, { hasFile: true }));
    case 'invoice':
      return records.map((invoice) => related('invoice', invoice));
  }
}

function related(
  type: RelatedChange['type'],
  { id, updatedAt }: HubSpotRecord,
  { changedAt = updatedAt, hasFile = false }: Partial<RelatedChange> = {},
): RelatedChange {
  return { type, id, changedAt, hasFile };
}

/** HubSpot may stamp a note once more while it is being associated. */
const SAME_WRITE_MS = 60_000;

/** A note of this service that nobody has edited since: an edited one may have proved something (I3). */
function isOwnNote(note: HubSpotRecord, apps: ServiceApps): boolean {
  return makerOf(note, apps)?.kind === 'service' && note.updatedAt <= note.createdAt + SAME_WRITE_MS;
}

/** From which instant on the changes of a record matter. */
type Since = (record: HubSpotRecord) => Instant;

async function changesOfTickets(
  context: RecordsContext,
  records: readonly HubSpotRecord[],
  since: Since,
): Promise<readonly TicketChange[]> {
  const { form } = context.portal.supportRequests.properties;
  const read = await pipelineReader(context.directory);
  const pipelineOf = ({ properties }: HubSpotRecord): TicketPipeline | undefined => {
    const id = properties[PIPELINE];
    return id == null ? undefined : read(id);
  };
  const isOurs = (ticket: HubSpotRecord): boolean => {
    const pipeline = pipelineOf(ticket);
    const isRequest = pipeline === 'support' && ticket.properties[form] === context.portal.supportRequests.form;
    return pipeline === 'atRisk' || isRequest;
  };
  const ours = await withHistories(context, 'ticket', records.filter(isOurs));
  // A ticket that left the pipeline may have a case, which Temporal knows without HubSpot being asked.
  const others = records.filter((record) => !isOurs(record));
  return [
    ...ours.flatMap((ticket) => changesOfTicket(context, ticket, pipelineOf(ticket), since)),
    ...others.map((ticket) => ofTicket(ticket.id, ticket.updatedAt, { pipeline: pipelineOf(ticket) })),
  ];
}

function changesOfTicket(
  context: RecordsContext,
  ticket: HubSpotRecord,
  pipeline: TicketPipeline | undefined,
  since: Since,
): readonly TicketChange[] {
  const changes = changesByOthers(ticket, 'ticket', since, context);
  if (changes.length === 0) return [];
  const merges = changes.filter(({ property }) => property === MERGED_IDS);
  const others = changes.filter(({ property }) => property !== MERGED_IDS);
  return [
    ofTicket(ticket.id, newestOf(changes), {
      properties: others.map(({ property }) => property),
      answer: answerOf(others, context.portal),
      byUserId: personOf(others, context.apps),
      pipeline,
    }),
    // HubSpot makes a new ticket of those that are merged; their cases end with it.
    ...merges.flatMap(({ entry }) => endedBy(entry).map((id) => ofTicket(id, entry.timestamp))),
  ];
}

interface KnownOfChange {
  readonly properties?: readonly string[];
  readonly answer?: YesNo | undefined;
  readonly byUserId?: UserId | undefined;
  readonly pipeline?: TicketPipeline | undefined;
}

function ofTicket(
  id: string,
  changedAt: Instant,
  { properties = [], answer, byUserId, pipeline }: KnownOfChange = {},
): TicketChange {
  return {
    type: 'ticket',
    ticketId: ticketIdSchema.parse(id),
    changedAt,
    properties,
    ...(answer !== undefined && { answer }),
    ...(byUserId !== undefined && { byUserId }),
    ...(pipeline !== undefined && { pipeline }),
  };
}

function newestOf(changes: readonly ChangeByOthers[]): Instant {
  return latest(...changes.map(({ entry }) => entry.timestamp));
}

function answerOf(changes: readonly ChangeByOthers[], portal: PortalConfig): YesNo | undefined {
  const { customerSaved } = portal.ticket.properties;
  const value = changes.find(({ property }) => property === customerSaved)?.entry.value;
  return value == null ? undefined : readYesNo(value, portal);
}

function personOf(changes: readonly ChangeByOthers[], apps: ServiceApps): UserId | undefined {
  const actors = [...changes]
    .sort((a, b) => b.entry.timestamp - a.entry.timestamp)
    .map(({ entry }) => actorOf(entry, apps));
  return actors.find((actor) => actor.kind === 'person')?.userId;
}

/** The tickets that a merge ended. */
function endedBy({ value }: HistoryEntry): readonly string[] {
  return (value ?? '').match(/\d+/g) ?? [];
}

async function changesOfCompanies(
  context: RecordsContext,
  records: readonly HubSpotRecord[],
  since: Since,
): Promise<readonly RelatedChange[]> {
  const companies = await withHistories(context, 'company', records);
  return companies.flatMap((company) => {
    const changes = changesByOthers(company, 'company', since, context);
    return changes.length === 0 ? [] : [related('company', company, { changedAt: newestOf(changes) })];
  });
}

type WithHistory = ChangedType & ('ticket' | 'company');

/** What a case reads of such a record, and of which records it was made. */
function watched(type: WithHistory, portal: PortalConfig): readonly string[] {
  return [...propertiesRead(type, portal), MERGED_IDS];
}

async function withHistories(
  { client, portal }: RecordsContext,
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
  { portal, apps }: RecordsContext,
): readonly ChangeByOthers[] {
  return watched(type, portal).flatMap((property) => {
    const [entry] = (record.propertiesWithHistory?.[property] ?? [])
      .filter(({ timestamp }) => timestamp >= since(record))
      .filter((each) => actorOf(each, apps).kind !== 'service')
      .sort((a, b) => b.timestamp - a.timestamp);
    return entry === undefined ? [] : [{ property, entry }];
  });
}
