import type { PortalConfig } from '../../config/portal';
import { createPace, type HubSpotPace, type PaceClock } from './pace';

/**
 * What the portal's subscription allows, and which share of it this service takes: the section `hubspot` of the portal file.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export type Quota = PortalConfig['hubspot'];

/**
 * Calls that an activity makes. Measured over cases, webhooks included: 0.75 for a saved client, 1.0 for one that is not; a read of a case takes
 * 1 to 8, a change 1, a note 3. Twice that, for portals whose cases have more notes, invoices and tasks.
 */
const CALLS_PER_ACTIVITY = 2;

const TEN_SECONDS_MS = 10_000;
const SECOND_MS = 1_000;

/** The part of HubSpot's limit of ten seconds that this service takes, in calls. */
function callsOfOurs({ callsPerTenSeconds, share }: Quota): number {
  return Math.max(1, Math.floor(callsPerTenSeconds * share));
}

/**
 * Activities in a second on HubSpot's queue, for all workers together. With activities as heavy as they usually are, the service
 * keeps to its share however many workers there are; each worker's own pace bounds the calls of unusually heavy ones.
 */
export function activitiesPerSecond(quota: Quota): number {
  return callsOfOurs(quota) / 10 / CALLS_PER_ACTIVITY;
}

/** For a worker: its calls never exceed the service's share, whatever its activities are. */
export function workerPace(quota: Quota, clock?: PaceClock): HubSpotPace {
  return paceOf(quota, 1, clock);
}

/** For work on a whole portal by a command, alongside the running service: half of the share, so that both fit into the quota. */
export function bulkPace(quota: Quota, clock?: PaceClock): HubSpotPace {
  return paceOf(quota, 0.5, clock);
}

/** Searches are spread evenly: HubSpot counts them by the second. */
function paceOf(quota: Quota, part: number, clock?: PaceClock): HubSpotPace {
  const searches = quota.searchesPerSecond * quota.share * part;
  return {
    searches: createPace(1, Math.ceil(SECOND_MS / searches), clock),
    otherCalls: createPace(Math.max(1, Math.floor(callsOfOurs(quota) * part)), TEN_SECONDS_MS, clock),
  };
}
