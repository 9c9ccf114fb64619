import type { Client } from '@temporalio/client';
import type { TicketId } from '../sop/vocabulary/ids';
import { describeCase, isOpen } from '../temporal/describe';
import { startUnlessRunning } from '../temporal/start';
import { answeredSoon } from './connect';

/** The cases in Temporal, as `adopt` needs them. */
export interface Cases {
  isRunning(ticketId: TicketId): Promise<boolean>;
  /** Starts the case unless it runs; says which it was. A running case is not disturbed. */
  start(ticketId: TicketId): Promise<'started' | 'running'>;
  /** C3: the same for following a support ticket. */
  follow(ticketId: TicketId): Promise<'started' | 'running'>;
}

export function casesOf(temporal: Client, portalId: string, taskQueue: string): Cases {
  const client = { temporal, portalId, taskQueue };
  return {
    isRunning: async (ticketId) => {
      const description = await answeredSoon(temporal, () => describeCase(client, ticketId));
      return description !== undefined && isOpen(description);
    },
    start: (ticketId) => answeredSoon(temporal, () => startUnlessRunning(client, ticketId, 'atRisk')),
    follow: (ticketId) => answeredSoon(temporal, () => startUnlessRunning(client, ticketId, 'supportRequest')),
  };
}
