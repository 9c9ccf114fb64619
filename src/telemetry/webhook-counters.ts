import { WEBHOOK_METRICS } from './catalog';
import type { Family } from './exposition';

/** How a webhook was answered: with 200, 401, 400, or 503 because Temporal did not take it. */
export type WebhookOutcome = 'taken' | 'refused' | 'malformed' | 'notKept';

/** Events of one webhook. */
export interface EventCounts {
  readonly taken: number;
  readonly ignored: number;
  readonly otherPortal: number;
  readonly rejected: number;
}

export interface WebhookCounters {
  count(outcome: WebhookOutcome, events?: EventCounts): void;
  families(): readonly Family[];
}

/** Begins with zeros, so that a first occurrence is an increase. */
export function createWebhookCounters(): WebhookCounters {
  const outcomes: Record<WebhookOutcome, number> = { taken: 0, refused: 0, malformed: 0, notKept: 0 };
  const results = { taken: 0, ignored: 0, otherPortal: 0, rejected: 0 };
  return {
    count: (outcome, events) => {
      outcomes[outcome] += 1;
      if (events === undefined) return;
      for (const result of ['taken', 'ignored', 'otherPortal', 'rejected'] as const) results[result] += events[result];
    },
    families: () => [
      { metric: WEBHOOK_METRICS.webhooks, values: { ...outcomes } },
      { metric: WEBHOOK_METRICS.events, values: { ...results } },
    ],
  };
}
