import type { ActivityOptions } from '@temporalio/workflow';

type Ahead = Pick<ActivityOptions, 'priority'>;

/** How soon a read of HubSpot, and the writes after it, get their turn. */
export interface Urgency {
  readonly read: Ahead;
  readonly write: Ahead;
}

/**
 * Which goes first when HubSpot's rate makes them wait: the lower key. Temporal's default is 3; an activity without a key has its
 * workflow's, so the first read of a case that was started with others in bulk stays behind. https://docs.temporal.io/task-queue-priority-fairness
 */
export const URGENCY = {
  /** A person waits at a terminal. */
  command: { read: { priority: { priorityKey: 1 } }, write: { priority: { priorityKey: 1 } } },
  /** People in HubSpot wait for the result of their change; finishing a case goes before starting another one. */
  event: { read: { priority: { priorityKey: 3 } }, write: { priority: { priorityKey: 2 } } },
  /** The case checks by itself: nobody waits for it yet. */
  none: { read: {}, write: {} },
} as const satisfies Record<string, Urgency>;
