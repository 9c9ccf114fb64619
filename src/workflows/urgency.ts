import type { ActivityOptions } from '@temporalio/workflow';

type Ahead = Pick<ActivityOptions, 'priority'>;

/** How soon a look at HubSpot, and what is written after it, come to their turn. */
export interface Urgency {
  readonly read: Ahead;
  readonly write: Ahead;
}

/**
 * Which goes first when HubSpot's rate makes them wait: the lower key. Temporal's own is 3; an activity without a key has that of
 * its workflow, so the first look of a case that was started with others in bulk stays behind. https://docs.temporal.io/task-queue-priority-fairness
 */
export const URGENCY = {
  /** A person waits at a terminal. */
  command: { read: { priority: { priorityKey: 1 } }, write: { priority: { priorityKey: 1 } } },
  /** People in HubSpot look for what follows from their change; to finish a case goes before beginning another one. */
  event: { read: { priority: { priorityKey: 3 } }, write: { priority: { priorityKey: 2 } } },
  /** The case looks by itself: nobody knows of it yet. */
  none: { read: {}, write: {} },
} as const satisfies Record<string, Urgency>;
