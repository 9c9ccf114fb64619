import type { PortalConfig } from '../../config/portal';
import { propertiesRead } from './relevance';
import type { EventObjectType } from './webhooks';

/** Where the app sends its webhooks: this path on BRIDGE_PUBLIC_URL. */
export const WEBHOOK_PATH = '/webhooks/hubspot';

/** One webhook subscription of the app, in HubSpot's generic form (`object.…` with an object type). */
export interface Subscription {
  readonly subscriptionType: `object.${SubscribedChange | 'propertyChange'}`;
  readonly objectType: SubscribedType;
  /** Of `object.propertyChange` only. */
  readonly propertyName?: string;
}

type SubscribedType = Exclude<EventObjectType, 'task' | 'other'>;
type SubscribedChange = 'creation' | 'deletion' | 'restore' | 'merge' | 'associationChange';

/**
 * What may change what a case is based on. Companies: a new one has no ticket yet, and an association is reported by its other side, the
 * ticket or the invoice. Notes, invoices and e-mails cannot be merged in HubSpot.
 */
const CHANGES: Readonly<Record<SubscribedType, readonly SubscribedChange[]>> = {
  ticket: ['creation', 'deletion', 'restore', 'merge', 'associationChange'],
  company: ['deletion', 'restore', 'merge'],
  note: ['creation', 'deletion', 'restore', 'associationChange'],
  invoice: ['creation', 'deletion', 'restore', 'associationChange'],
  email: ['creation', 'deletion', 'restore', 'associationChange'],
};

/** Every subscription that this portal's cases need, and no other. */
export function subscriptionsOf(portal: PortalConfig): readonly Subscription[] {
  const types: readonly SubscribedType[] = ['ticket', 'company', 'note', 'invoice'];
  return [...types, ...(portal.notice.emailAttachments ? (['email'] as const) : [])].flatMap((objectType) => [
    ...CHANGES[objectType].map((change) => ({ subscriptionType: `object.${change}` as const, objectType })),
    ...propertiesRead(objectType, portal).map((propertyName) => ({
      subscriptionType: 'object.propertyChange' as const,
      objectType,
      propertyName,
    })),
  ]);
}
