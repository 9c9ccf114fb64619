import type { TraceContext } from '../../contract/payloads/trace-header';
import { EVIDENCE_SIGNALS, TICKET_SIGNALS, type CaseEvent, type SignalName } from '../../contract/signals';
import type { Instant } from '../../sop/vocabulary/dates';

/** HubSpot stamps an event and the record that it changed within this. */
const SAME_CHANGE_MS = 1_000;

/** If a replica still lags this long after a signal came, the signal is taken to be about something else. */
const TICKET_CATCH_UP_MS = 10 * 60_000;
/** A note that was deleted, or associated with the ticket later, never shows the instant of its event. */
const EVIDENCE_CATCH_UP_MS = 60_000;

export interface Received {
  readonly signal: SignalName;
  readonly event: CaseEvent;
  /** When the workflow received it. */
  readonly at: Instant;
  /** That it was part of. */
  readonly trace?: TraceContext | undefined;
}

interface Dated {
  readonly changedAt: Instant;
}

/** The parts of a snapshot that show how new it is. */
export interface Age {
  readonly ticket: Dated;
  readonly evidence?: Dated;
  /**
   * For records that are associated with the ticket and of which the snapshot has no date. An event of them need not change the
   * ticket, so an older snapshot is read again, but accepted then.
   */
  readonly associated?: Dated;
}

/** Whether a snapshot shows at least what the signals reported: HubSpot may answer from a stale replica. */
export function isAsNewAs(age: Age, received: readonly Received[]): boolean {
  return received.every(
    (each) => showsTicketOf(age, each) && showsEvidenceOf(age, each) && showsAssociatedOf(age, each),
  );
}

/** Whether a change that the snapshot does not show yet is so recent that HubSpot's replicas may still catch up with it. */
export function mayCatchUp(age: Age, received: readonly Received[], now: Instant): boolean {
  return received.some(
    (each) =>
      (!showsTicketOf(age, each) && now - each.at < TICKET_CATCH_UP_MS) ||
      (!showsEvidenceOf(age, each) && now - each.at < EVIDENCE_CATCH_UP_MS),
  );
}

function showsTicketOf({ ticket }: Age, { signal, event }: Received): boolean {
  const ofTicket = TICKET_SIGNALS.includes(signal) || event.swept === 'ticket';
  return shows(ticket, ofTicket ? event.occurredAt : event.ticketAt);
}

function showsEvidenceOf({ evidence }: Age, { signal, event }: Received): boolean {
  return evidence === undefined || !EVIDENCE_SIGNALS.includes(signal) || shows(evidence, event.occurredAt);
}

function showsAssociatedOf({ associated }: Age, { event }: Received): boolean {
  return associated === undefined || shows(associated, event.occurredAt);
}

function shows({ changedAt }: Dated, at = 0): boolean {
  return changedAt + SAME_CHANGE_MS >= at;
}
