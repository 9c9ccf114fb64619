import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { HubSpotFailureType } from '../../activities/failures';
import type { DECISION_OUTDATED } from '../../activities/proof/still-wanted';
import { attention, type Attention } from '../../sop/decision/attention';

/** A refusal by HubSpot is resolved outside of HubSpot's records, so no webhook reports it. */
export const PARKED_CHECK_MS = 60 * 60 * 1000;

/** HubSpot answers 404 also for a record that has just changed: a single answer is checked again soon. */
const GONE_LOOK_MS = 60 * 1000;

/** How long after a failure HubSpot is asked again; `before`: what the case asked a person for then. */
export function parkedCheckMs(error: unknown, before: Attention | undefined): number {
  const gone: HubSpotFailureType = 'HubSpot.gone';
  const isGone =
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === gone;
  return isGone && before?.code !== 'hubspotInvalid' ? GONE_LOOK_MS : PARKED_CHECK_MS;
}

/** X1: a failure that no retry fixes, as something that a person must help with; any other error is rethrown. */
export function parkingAttention(error: unknown): Attention {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw error;
  switch (cause.type as HubSpotFailureType | undefined) {
    case 'HubSpot.refused':
      return attention.hubspotRefused(cause.message);
    case 'HubSpot.mismatch':
      return attention.portalMismatch(cause.message);
    case 'HubSpot.incomplete':
      return attention.hubspotIncomplete(cause.message);
    case 'HubSpot.invalid':
    case 'HubSpot.gone':
      return attention.hubspotInvalid(cause.message);
    default:
      throw error;
  }
}

const OUTDATED: typeof DECISION_OUTDATED = 'DecisionOutdated';

/** X1: HubSpot changed while a write waited for its attempt, so that the case must decide again. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === OUTDATED;
}
