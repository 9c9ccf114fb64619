import type { Decision } from '../decision/decision';
import type { TicketFacts } from '../vocabulary/facts';
import { isAct } from '../vocabulary/timeline';

/** HubSpot's timestamps of one creation are at most this far apart, in milliseconds. */
const CREATION_MS = 60_000;

/**
 * X3: a ticket that was created closed, as an import of old ones creates them, and was never open: nothing is done or said
 * about it. As soon as someone opens it, or sets Customer Saved on it, it is followed like any other.
 */
export function isLeftAlone({ stage, customerSaved, createdAt }: TicketFacts): boolean {
  const first = stage.at(-1);
  if (first === undefined || !stage.every(({ value }) => value === 'closed')) return false;
  const createdClosed = !isAct(first) || first.at <= createdAt + CREATION_MS;
  return createdClosed && !customerSaved.some((change) => isAct(change) && change.at > first.at + CREATION_MS);
}

export const LEFT_ALONE: Decision = { phase: 'deciding', waitingFor: [], writes: [], end: 'leftAlone' };
