import { showsCancellation } from '../after-closing/cancellation';
import { describeChange, isShown, ticketChangeOf, type ChangeAfterClosing } from '../after-closing/change';
import { later, type Instant } from '../vocabulary/dates';
import { personText } from '../vocabulary/person';
import { referenceText } from '../vocabulary/reference';
import { lastChanged } from '../vocabulary/timeline';
import { answer, incomplete, type SupportDecision, type SupportStep, type TellCase } from './support-decision';
import type { AtRiskCandidate, SupportFacts } from './support-facts';
import { gap } from './support-gap';
import { explanationOf, explanationReference } from './support-target';

/** How soon after a change HubSpot is read to verify it; and how rarely, where it does not show it. In milliseconds. */
const SHOWN_LOOK_MS = 2 * 1000;
const FOLLOWED_LOOK_MS = 5 * 1000;
const SELDOM_LOOK_MS = 60 * 1000;

/** A case sets the Client Status within seconds; if it has not by then, it will not without a person. */
const FOLLOWED_WITHIN_MS = 10 * 60 * 1000;

/**
 * The note of C4 comes before the change: it shows a later read that the request was started, and when, so that a step that
 * fails after it is caught up on, but never over a newer change by someone else (X1, X3). Nothing is answered before HubSpot
 * was read again and shows the change. One that someone made already is explained, and not made again.
 */
export function makeChange(
  facts: SupportFacts,
  candidate: AtRiskCandidate,
  wanted: ChangeAfterClosing,
  now: Instant,
): SupportDecision {
  const { ticket } = candidate;
  const { rule, change } = ticketChangeOf(wanted);
  const isBegun = explanationOf(candidate, facts.id) !== undefined;
  const explain: SupportStep = {
    kind: 'explainChange',
    rules: ['C3', 'C4'],
    requestId: facts.id,
    ticketId: ticket.id,
    reference: explanationReference(facts.id),
    sentence: `${describeChange(wanted)} Requested in support ticket ${facts.id}${byWhom(facts)}.`,
    ...(facts.requester?.kind === 'user' && { by: facts.requester.userId }),
  };
  const make: SupportStep = { kind: 'updateTicket', rules: ['C3', rule], ticketId: ticket.id, change };
  return {
    state: `being applied to At-Risk ticket ${ticket.id}`,
    gaps: [],
    steps: [...(isBegun ? [] : [explain]), ...(isShown(wanted, ticket) ? [] : [make])],
    wakeUp: {
      at: later(now, isBegun ? SELDOM_LOOK_MS : SHOWN_LOOK_MS),
      reason: 'C3: check whether HubSpot shows the change',
    },
  };
}

function requestedBy(facts: SupportFacts): string {
  const by = byWhom(facts);
  return by === '' ? '' : ` It was requested${by}.`;
}

function byWhom({ requester }: SupportFacts): string {
  return requester?.kind === 'user' ? ` by ${personText(requester.userId)}` : '';
}

interface MadeChange {
  readonly candidate: AtRiskCandidate;
  readonly wanted: ChangeAfterClosing;
  readonly begun: Instant;
}

/** HubSpot shows the change: the case is signaled, the request answered and finally closed. A rescission must reach the client. */
export function finish(facts: SupportFacts, made: MadeChange, now: Instant): SupportDecision {
  const { candidate, wanted, begun } = made;
  const { ticket, clientStatus } = candidate;
  const isRescission = wanted.kind === 'rescission';
  const signal = isRescission ? 'saved' : 'rcmCancellationDate';
  const { rule } = ticketChangeOf(wanted);
  const timeline = isRescission ? ticket.customerSaved : ticket.rcmCancellationDate;
  const occurredAt = lastChanged<unknown>(timeline) ?? begun;
  const tell: SupportStep = { kind: 'tellCase', rules: ['C3', rule], ticketId: ticket.id, signal, occurredAt };
  if (isRescission && clientStatus !== undefined && showsCancellation(clientStatus)) {
    return now < begun + FOLLOWED_WITHIN_MS
      ? untilFollowed(tell, begun, now)
      : incomplete(facts, [gap.clientStatus(ticket.id, clientStatus)], now);
  }
  // A case that followed a person's change before it was explained still asks for the explanation (C4).
  const isFollowed = isRescission && clientStatus === 'Monitor for 30 days' && occurredAt >= begun;
  return {
    state: `applied to At-Risk ticket ${ticket.id}`,
    gaps: [],
    steps: [
      ...(isFollowed ? [] : [tell]),
      ...answer(facts, referenceText({ kind: 'requestDone' }), [
        `Done on At-Risk ticket ${ticket.id}: ${describeChange(wanted)}${requestedBy(facts)}`,
        'The explanation was added to that ticket as a note, and this support ticket is closed. Nothing else needs to be done.',
      ]),
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
    wakeUp: { at: later(now, pause), reason: 'C3: check whether the Client Status has been set' },
  };
}
