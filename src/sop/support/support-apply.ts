import type { TicketChange } from '../decision/decision';
import { showsCancellation } from '../ticket/cancellation';
import { later, showDate, type Instant } from '../vocabulary/dates';
import { referenceText } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import { lastChanged } from '../vocabulary/timeline';
import { incomplete, type SupportDecision, type SupportStep, type TellCase } from './support-decision';
import type { AtRiskCandidate, SupportFacts, SupportForm } from './support-facts';
import { gap } from './support-gap';
import { explanationOf, explanationReference } from './support-target';

/** How soon after a change HubSpot is read to verify it; and how rarely, where it does not show it. In milliseconds. */
const SHOWN_LOOK_MS = 2 * 1000;
const FOLLOWED_LOOK_MS = 5 * 1000;
const SELDOM_LOOK_MS = 60 * 1000;

/** A case sets the Client Status within seconds; if it has not by then, it will not without a person. */
const FOLLOWED_WITHIN_MS = 10 * 60 * 1000;

export interface WantedChange {
  readonly rule: RuleId;
  readonly change: TicketChange;
  readonly sentence: string;
  readonly signal: TellCase['signal'];
}

/** C1, C2: exactly what a person would change in HubSpot; the case does everything else. */
export function changeOf({ change, date }: SupportForm): WantedChange | undefined {
  if (change === 'rescission') {
    return {
      rule: 'C2',
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
      sentence: 'The cancellation is rescinded.',
      signal: 'saved',
    };
  }
  if (change === undefined || date === undefined) return undefined;
  return {
    rule: 'C1',
    change: { rcmCancellationDate: date },
    sentence: `The RCM Cancellation Date is changed to ${showDate(date)}.`,
    signal: 'rcmCancellationDate',
  };
}

/**
 * The note of C4 comes before the change: it shows a later read that the request was started, and when, so that a step that
 * fails after it is caught up on, but never over a newer change by someone else (X1, X3). Nothing is answered before HubSpot
 * was read again and shows the change.
 */
export function makeChange(
  facts: SupportFacts,
  candidate: AtRiskCandidate,
  wanted: WantedChange,
  now: Instant,
): SupportDecision {
  const { ticket } = candidate;
  const { sentence, rule, change } = wanted;
  const isBegun = explanationOf(candidate, facts.id) !== undefined;
  const explain: SupportStep = {
    kind: 'explainChange',
    rules: ['C3', 'C4'],
    requestId: facts.id,
    ticketId: ticket.id,
    reference: explanationReference(facts.id),
    sentence: `${sentence} Requested in support ticket ${facts.id}${byWhom(facts)}.`,
    ...(facts.requester?.kind === 'user' && { by: facts.requester.userId }),
  };
  const make: SupportStep = { kind: 'updateTicket', rules: ['C3', rule], ticketId: ticket.id, change };
  return {
    state: `being applied to At-Risk ticket ${ticket.id}`,
    gaps: [],
    steps: [...(isBegun ? [] : [explain]), make],
    wakeUp: {
      at: later(now, isBegun ? SELDOM_LOOK_MS : SHOWN_LOOK_MS),
      reason: 'C3: read whether HubSpot shows the change',
    },
  };
}

function byWhom({ requester }: SupportFacts): string {
  return requester?.kind === 'user' ? ` by HubSpot user ${requester.userId}` : '';
}

interface MadeChange {
  readonly candidate: AtRiskCandidate;
  readonly wanted: WantedChange;
  readonly begun: Instant;
}

/** HubSpot shows the change: the case is signaled, the request answered and finally closed. A rescission must reach the client. */
export function finish(facts: SupportFacts, made: MadeChange, now: Instant): SupportDecision {
  const { candidate, wanted, begun } = made;
  const { ticket, clientStatus } = candidate;
  const { sentence, rule, signal } = wanted;
  const timeline = signal === 'saved' ? ticket.customerSaved : ticket.rcmCancellationDate;
  const occurredAt = lastChanged<unknown>(timeline) ?? begun;
  const tell: SupportStep = { kind: 'tellCase', rules: ['C3', rule], ticketId: ticket.id, signal, occurredAt };
  if (signal === 'saved' && clientStatus !== undefined && showsCancellation(clientStatus)) {
    return now < begun + FOLLOWED_WITHIN_MS
      ? untilFollowed(tell, begun, now)
      : incomplete(facts, [gap.clientStatus(ticket.id, clientStatus)], now);
  }
  const isFollowed = signal === 'saved' && clientStatus === 'Monitor for 30 days';
  return {
    state: `applied to At-Risk ticket ${ticket.id}`,
    gaps: [],
    steps: [
      ...(isFollowed ? [] : [tell]),
      {
        kind: 'addNote',
        rules: ['C3'],
        ticketId: facts.id,
        reference: referenceText({ kind: 'requestDone' }),
        paragraphs: [
          `Done on At-Risk ticket ${ticket.id}: ${sentence}`,
          'The explanation was added to that ticket as a note, and this support ticket is closed.',
        ],
      },
      { kind: 'closeRequest', rules: ['C3'], requestId: facts.id },
    ],
    end: 'carriedOut',
  };
}

function untilFollowed(tell: TellCase, begun: Instant, now: Instant): SupportDecision {
  const pause = now < begun + SELDOM_LOOK_MS ? FOLLOWED_LOOK_MS : SELDOM_LOOK_MS;
  return {
    state: `applied to At-Risk ticket ${tell.ticketId}; waiting for the Client Status`,
    gaps: [],
    steps: [tell],
    wakeUp: { at: later(now, pause), reason: 'C3: read whether the Client Status follows' },
  };
}
