/**
 * HubSpot's client (node-fetch 2) waits forever; these limit every call. In milliseconds. A case read makes at most
 * eight calls, well within its activity's three minutes.
 */
export const TIME_LIMITS = {
  /** DNS, TCP and TLS together take far less than a second; SYN retries come after 1 and 3 s. */
  connectMs: 5_000,
  /** HubSpot answers slow batch reads in 2–3 s; a connection that is silent for longer is stalled. */
  idleMs: 10_000,
  /**
   * One exchange from first to last byte, so that an answer that drips cannot hold a worker's slot; and once more the reading of a body
   * whose connection is gone, which is the longest that a call can last.
   */
  totalMs: 15_000,
} as const;

export interface TimeLimits {
  readonly connectMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}
