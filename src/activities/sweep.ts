import type { ChangesAsked, ChangesFound } from '../hubspot';
import { deliverEvents, type DeliverDependencies, type EventDelivery } from './deliver-events';

export type SweepPage = ChangesAsked;

export interface SweptPage extends Omit<ChangesFound, 'events'> {
  readonly delivered: EventDelivery;
  /** How long ago HubSpot was asked, in milliseconds: a change since then is not part of the page. */
  readonly askedMsAgo: number;
}

/** Finds a page of changes and signals their cases. Repeating it signals again, which is harmless. */
export async function sweepPage(page: SweepPage, dependencies: DeliverDependencies): Promise<SweptPage | undefined> {
  const { hubspot, portal } = dependencies;
  if (page.type === 'email' && !portal.notice.emailAttachments) return undefined;
  const askedAt = performance.now();
  const { events, ...found } = await hubspot.findChanges(page);
  const delivered = await deliverEvents({ portalId: page.portalId, events }, dependencies);
  return { ...found, delivered, askedMsAgo: Math.round(performance.now() - askedAt) };
}
