import type { z } from 'zod';
import type { PortalConfig } from '../../config/portal';
import { readYesNo } from '../portal/values';
import { PIPELINE, STAGE } from '../records/ticket-facts';
import { userOfSourceId } from '../records/timeline-of';
import {
  anyEventSchema,
  associationEventSchema,
  mergeEventSchema,
  propertyEventSchema,
  recordEventSchema,
  type AssociationEvent,
  type CommonEvent,
  type MergeEvent,
  type PropertyEvent,
  type RecordEvent,
} from './webhook-payload';

export type EventObjectType = 'ticket' | 'company' | 'note' | 'invoice' | 'task' | 'email' | 'other';

/** One change in HubSpot, in our words and in plain data; no text that a person wrote. */
export interface HubSpotEvent {
  /** Not guaranteed to be unique. */
  readonly eventId: string;
  readonly portalId: string;
  readonly objectType: EventObjectType;
  /** The record that changed; of an association, its first. */
  readonly objectId: string;
  readonly change: 'created' | 'deleted' | 'restored' | 'merged' | 'property' | 'association';
  readonly property?: string;
  /** Of a ticket's pipeline, stage and answer only; the answer as Yes or No. */
  readonly value?: string;
  /** By HubSpot's clock, in milliseconds. */
  readonly occurredAt: number;
  readonly byUserId?: string;
  /** An echo of what this service itself wrote. */
  readonly own: boolean;
  readonly association?: {
    readonly fromType: EventObjectType;
    readonly fromId: string;
    readonly toType: EventObjectType;
    readonly toId: string;
    readonly removed: boolean;
  };
  /** The record that continues in place of this one. */
  readonly mergedInto?: string;
}

/** What an HTTP request of HubSpot says that concerns cases. The input of the workflow `intake`. */
export interface IntakeBatch {
  readonly portalId: string;
  readonly events: readonly HubSpotEvent[];
  /** Whether the running cases of the tickets that the request names were signaled before: the events are what is left. */
  readonly signaled?: boolean;
}

/** Events that could not be read: which of the array, and which of their fields. Never what was in them. */
export interface RejectedEvent {
  readonly index: number;
  readonly fields: readonly string[];
}

export type WebhookBatch =
  | {
      readonly ok: true;
      readonly events: readonly HubSpotEvent[];
      readonly rejected: readonly RejectedEvent[];
      /** Events of subscriptions that this service does not know. */
      readonly ignored: number;
    }
  | { readonly ok: false; readonly problem: string };

/** What the meaning of an event depends on. */
export interface WebhookContext {
  readonly appId: string;
  readonly portal: PortalConfig;
}

/**
 * Reads the body of a webhook. Only a body that is not an array of events is rejected as a whole; one bad event loses none of
 * the good ones, as HubSpot would send all of them again and again.
 */
export function parseWebhook(rawBody: Uint8Array, context: WebhookContext): WebhookBatch {
  const body = readJson(rawBody);
  if (body === undefined) return { ok: false, problem: 'the body is not JSON in UTF-8' };
  if (!Array.isArray(body.value)) return { ok: false, problem: 'the body is not an array of events' };
  const read = body.value.map((event: unknown, index) => readEvent(event, index, context));
  return {
    ok: true,
    events: read.flatMap(({ events }) => events ?? []),
    rejected: read.flatMap(({ rejected }) => rejected ?? []),
    ignored: read.filter(({ events, rejected }) => events === undefined && rejected === undefined).length,
  };
}

/** `fatal`: bytes that are not UTF-8 are an error, and not replaced. */
function readJson(rawBody: Uint8Array): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
    return { value };
  } catch {
    return undefined;
  }
}

/** Neither events nor rejected: a subscription that does not concern this service. */
interface ReadEvent {
  readonly events?: readonly HubSpotEvent[];
  readonly rejected?: RejectedEvent;
}

const PLAIN_CHANGES = { creation: 'created', deletion: 'deleted', restore: 'restored' } as const;

function readEvent(event: unknown, index: number, context: WebhookContext): ReadEvent {
  const read = <T>(schema: z.ZodType<T>, toEvents: (raw: T) => readonly HubSpotEvent[]): ReadEvent => {
    const parsed = schema.safeParse(event);
    if (parsed.success) return { events: toEvents(parsed.data) };
    const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? '(event)')))];
    return { rejected: { index, fields } };
  };
  const named = anyEventSchema.safeParse(event);
  if (!named.success) return read(anyEventSchema, () => []);
  const change = named.data.subscriptionType.split('.')[1] ?? '';
  switch (change) {
    case 'creation':
    case 'deletion':
    case 'restore':
      return read(recordEventSchema, (raw) => [recordEvent(raw, PLAIN_CHANGES[change], context)]);
    case 'propertyChange':
      return read(propertyEventSchema, (raw) => [propertyEvent(raw, context)]);
    case 'merge':
      return read(mergeEventSchema, (raw) => mergeEvents(raw, context));
    case 'associationChange':
      return read(associationEventSchema, (raw) => [associationEvent(raw, context)]);
    default:
      return {};
  }
}

function recordEvent(raw: RecordEvent, change: HubSpotEvent['change'], context: WebhookContext): HubSpotEvent {
  return { ...commonOf(raw, context), objectType: objectTypeOf(raw), objectId: raw.objectId, change };
}

function propertyEvent(raw: PropertyEvent, context: WebhookContext): HubSpotEvent {
  const event = recordEvent(raw, 'property', context);
  const value = event.objectType === 'ticket' ? valueOf(raw, context.portal) : undefined;
  return { ...event, property: raw.propertyName, ...(value !== undefined && { value }) };
}

/** A value is passed on only where it is one of a list of options; never a text. */
function valueOf({ propertyName, propertyValue }: PropertyEvent, portal: PortalConfig): string | undefined {
  const value = String(propertyValue ?? '');
  if (propertyName === portal.ticket.properties.customerSaved) return readYesNo(value, portal);
  const isOption = (propertyName === PIPELINE || propertyName === STAGE) && /^[\w-]{1,100}$/.test(value);
  return isOption ? value : undefined;
}

/** One event for each record that ended: their cases must be signaled, and so must that of the record that continues. */
function mergeEvents(raw: MergeEvent, context: WebhookContext): readonly HubSpotEvent[] {
  const into = raw.newObjectId ?? raw.primaryObjectId;
  const ended = [...new Set([raw.primaryObjectId, ...raw.mergedObjectIds])].filter((id) => id !== into);
  const common = { ...commonOf(raw, context), objectType: objectTypeOf(raw), change: 'merged' as const };
  return ended.map((objectId) => ({ ...common, objectId, mergedInto: into }));
}

function associationEvent(raw: AssociationEvent, context: WebhookContext): HubSpotEvent {
  const [from, to] = (raw.associationType ?? '').split('_TO_');
  const fromType = TYPE_BY_ID.get(raw.fromObjectTypeId ?? '') ?? typeByName(from ?? raw.subscriptionType.split('.')[0]);
  const toType = TYPE_BY_ID.get(raw.toObjectTypeId ?? '') ?? typeByName(to);
  return {
    ...commonOf(raw, context),
    objectType: fromType,
    objectId: raw.fromObjectId,
    change: 'association',
    association: {
      fromType,
      fromId: raw.fromObjectId,
      toType,
      toId: raw.toObjectId,
      removed: raw.associationRemoved === true,
    },
  };
}

function commonOf(
  raw: CommonEvent,
  { appId }: WebhookContext,
): Pick<HubSpotEvent, 'eventId' | 'portalId' | 'occurredAt' | 'own' | 'byUserId'> {
  const sourceId = raw.sourceId == null ? undefined : String(raw.sourceId);
  const byUserId = userOfSourceId(sourceId);
  return {
    eventId: raw.eventId,
    portalId: raw.portalId,
    occurredAt: raw.occurredAt,
    own: raw.changeSource === 'INTEGRATION' && sourceId === appId,
    ...(byUserId !== undefined && { byUserId }),
  };
}

/**
 * A Map, since an object also has what every object inherits: `constructor`, `__proto__`.
 * https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids
 */
const TYPE_BY_ID: ReadonlyMap<string, EventObjectType> = new Map([
  ['0-2', 'company'],
  ['0-5', 'ticket'],
  ['0-27', 'task'],
  ['0-46', 'note'],
  ['0-49', 'email'],
  ['0-53', 'invoice'],
]);

/** The generic form (`object.…`) names the type by id, the classic one (`ticket.…`) by name. */
function objectTypeOf(raw: {
  readonly subscriptionType: string;
  readonly objectTypeId?: string | null | undefined;
}): EventObjectType {
  return TYPE_BY_ID.get(raw.objectTypeId ?? '') ?? typeByName(raw.subscriptionType.split('.')[0]);
}

function typeByName(name: string | undefined): EventObjectType {
  return [...TYPE_BY_ID.values()].find((type) => type === name?.toLowerCase()) ?? 'other';
}
