import { findObjectType, objectTypeOf } from '../model/object-types';
import type { Change, RecordRef } from '../model/types';
import type { Subscription, WebhookSettings } from './settings';

/** An event as it is posted; which fields there are depends on its type. */
export interface WebhookEvent {
  readonly eventId: number;
  readonly subscriptionId: number;
  readonly portalId: number;
  readonly appId: number;
  readonly occurredAt: number;
  readonly subscriptionType: string;
  readonly attemptNumber: number;
  readonly changeSource: string;
  readonly sourceId?: string;
  readonly objectId?: number;
  readonly objectTypeId?: string;
  readonly propertyName?: string;
  readonly propertyValue?: string;
  readonly changeFlag?: string;
  readonly primaryObjectId?: number;
  readonly mergedObjectIds?: readonly number[];
  readonly newObjectId?: number;
  readonly numberOfPropertiesMoved?: number;
  readonly associationType?: string;
  readonly associationCategory?: string;
  readonly associationTypeId?: number;
  readonly fromObjectId?: number;
  readonly fromObjectTypeId?: string;
  readonly toObjectId?: number;
  readonly toObjectTypeId?: string;
  readonly associationRemoved?: boolean;
  readonly isPrimaryAssociation?: boolean;
}

export interface EventIdentity {
  readonly portalId: number;
  readonly appId: number;
  readonly nextEventId: () => number;
}

type EventName = 'creation' | 'deletion' | 'restore' | 'merge' | 'propertyChange' | 'associationChange';

const EVENT_NAMES: Readonly<Record<Change['kind'], EventName>> = {
  created: 'creation',
  deleted: 'deletion',
  restored: 'restore',
  merged: 'merge',
  property: 'propertyChange',
  association: 'associationChange',
};

/** The only objects whose associations the classic form tells of. */
const CLASSIC_ASSOCIATED = ['0-1', '0-2', '0-5'];

/** The events that a change is worth, one for each active subscription that covers it. */
export function eventsOf(change: Change, settings: WebhookSettings, identity: EventIdentity): readonly WebhookEvent[] {
  return viewsOf(change).flatMap((view) =>
    settings.subscriptions
      .filter((subscription) => covers(subscription, view))
      .map((subscription) => toEvent(view, subscription, settings.form, identity)),
  );
}

/** An association causes an event from both ends: each end is a view of it. */
function viewsOf(change: Change): readonly Change[] {
  return change.kind === 'association' ? [change, { ...change, from: change.to, to: change.from }] : [change];
}

function subjectOf(change: Change): RecordRef {
  return change.kind === 'association' ? change.from : change.ref;
}

function covers(subscription: Subscription, change: Change): boolean {
  const [object = '', event = ''] = subscription.subscriptionType.split('.');
  const generic = object === 'object';
  const typeId = generic ? subscription.objectTypeId : findObjectType(object)?.typeId;
  if (!subscription.active || event !== EVENT_NAMES[change.kind] || typeId !== subjectOf(change).typeId) return false;
  if (change.kind === 'property') return subscription.propertyName === change.name;
  return change.kind !== 'association' || generic || CLASSIC_ASSOCIATED.includes(change.to.typeId);
}

function toEvent(
  change: Change,
  subscription: Subscription,
  form: WebhookSettings['form'],
  identity: EventIdentity,
): WebhookEvent {
  const generic = form === 'generic' || subscription.subscriptionType.startsWith('object.');
  const { typeId } = subjectOf(change);
  return {
    eventId: identity.nextEventId(),
    subscriptionId: subscription.id,
    portalId: identity.portalId,
    appId: identity.appId,
    occurredAt: change.at,
    subscriptionType: generic ? `object.${EVENT_NAMES[change.kind]}` : subscription.subscriptionType,
    attemptNumber: 0,
    ...(generic && change.kind !== 'association' && { objectTypeId: typeId }),
    changeSource: changeSourceOf(change),
    ...(change.source.sourceId !== undefined && { sourceId: change.source.sourceId }),
    ...detailsOf(change),
  };
}

/** People who associate records are named differently than where they change properties. */
function changeSourceOf({ kind, source }: Change): string {
  return kind === 'association' && source.sourceType === 'CRM_UI' ? 'USER' : source.sourceType;
}

/** Dates and instants come as milliseconds, in text; the API has them as ISO. */
function propertyValueOf({ value, type }: Extract<Change, { readonly kind: 'property' }>): string {
  const isDate = (type === 'date' || type === 'datetime') && value !== '';
  return isDate ? String(Date.parse(value)) : value;
}

function detailsOf(change: Change): Partial<WebhookEvent> {
  switch (change.kind) {
    case 'created':
      return { objectId: Number(change.ref.id), changeFlag: 'CREATED' };
    case 'deleted':
      return { objectId: Number(change.ref.id), changeFlag: 'DELETED' };
    case 'restored':
      return { objectId: Number(change.ref.id), changeFlag: 'RESTORED' };
    case 'property':
      return { objectId: Number(change.ref.id), propertyName: change.name, propertyValue: propertyValueOf(change) };
    case 'merged':
      return {
        objectId: Number(change.ref.id),
        primaryObjectId: Number(change.primaryId),
        mergedObjectIds: change.mergedIds.map(Number),
        newObjectId: Number(change.ref.id),
        numberOfPropertiesMoved: change.propertiesMoved,
      };
    case 'association':
      return {
        associationType:
          `${objectTypeOf(change.from.typeId).singular}_to_${objectTypeOf(change.to.typeId).singular}`.toUpperCase(),
        associationCategory: 'HUBSPOT_DEFINED',
        associationTypeId: change.typeId,
        fromObjectId: Number(change.from.id),
        fromObjectTypeId: change.from.typeId,
        toObjectId: Number(change.to.id),
        toObjectTypeId: change.to.typeId,
        associationRemoved: change.removed,
        isPrimaryAssociation: change.primary,
      };
  }
}
