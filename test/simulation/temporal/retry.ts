import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { Command } from './run';

const UNITS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `2 minutes` as milliseconds: those few words of Temporal's durations that this project uses. */
function milliseconds(duration: unknown): number | undefined {
  if (typeof duration === 'number') return duration;
  const [, amount, unit] =
    /^(\d+) (second|minute|hour|day)s?$/.exec(typeof duration === 'string' ? duration : '') ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit ?? ''] ?? 1_000);
}

/** When a failed attempt is repeated; undefined if it is not. */
export function retryDelay(
  error: unknown,
  attempt: number,
  { options }: Extract<Command, { kind: 'activity' }>,
): number | undefined {
  if (error instanceof ApplicationFailure && error.nonRetryable === true) return undefined;
  const { retry = {} } = options;
  if (attempt >= (retry.maximumAttempts ?? Number.POSITIVE_INFINITY)) return undefined;
  const first = milliseconds(retry.initialInterval) ?? 1_000;
  const longest = milliseconds(retry.maximumInterval) ?? 100 * first;
  const grown = Math.min(first * (retry.backoffCoefficient ?? 2) ** (attempt - 1), longest);
  const asked = error instanceof ApplicationFailure ? milliseconds(error.nextRetryDelay) : undefined;
  return asked ?? grown;
}

export function activityFailure(type: string, error: unknown): ActivityFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const final = error instanceof ApplicationFailure && error.nonRetryable === true;
  const state = final ? 'NON_RETRYABLE_FAILURE' : 'TIMEOUT';
  return new ActivityFailure('Activity task failed', type, undefined, state, undefined, cause);
}
