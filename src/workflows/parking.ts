import { RetryState } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { HubSpotFailureType } from '../activities/failures';
import { attention, type Attention } from '../sop/attention';

/** A refusal by HubSpot is mended outside of HubSpot's records, so no webhook tells of it. */
export const PARKED_LOOK_MS = 60 * 60 * 1000;

/** Before HubSpot is read again that took no change for a while. */
export const LOOK_AGAIN_MS = 60 * 1000;

/** X1: the change was not made in time, and what it rests on may not be true any more. */
export function isLate(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.retryState === RetryState.TIMEOUT || error.cause instanceof TimeoutFailure;
}

/** X1: a failure that no retry mends, as what a person must help with; any other error is thrown on. */
export function parkingAttention(error: unknown): Attention {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw error;
  switch (cause.type as HubSpotFailureType | undefined) {
    case 'HubSpot.refused':
      return attention.hubspotRefused(cause.message);
    case 'HubSpot.mismatch':
      return attention.portalMismatch(cause.message);
    case 'HubSpot.invalid':
    case 'HubSpot.gone':
      return attention.hubspotInvalid(cause.message);
    default:
      throw error;
  }
}
