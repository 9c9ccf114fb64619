import type { Client } from '@temporalio/client';

/** A client of Temporal, and the portal whose workflows are meant: several portals may share a namespace. */
export interface PortalClient {
  readonly temporal: Client;
  readonly portalId: string;
  readonly taskQueue: string;
}

/** Bounds the calls to Temporal that `work` makes; in milliseconds. They fail as `isTimeout` says. */
export function answeredWithin<T>(limitMs: number, temporal: Client, work: () => Promise<T>): Promise<T> {
  return temporal.withDeadline(Date.now() + limitMs, work);
}
