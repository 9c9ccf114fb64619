import type { Instant } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import { given, givenAt, isAct, currentValue, currentValueAt } from '../vocabulary/timeline';
import { closingOf, correctsAt, isWithin, type Correction } from './closing';

/** The answer that the case follows, which after closing is not always the one that the ticket shows (X2, C2). */
export type Answer =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'saved';
      /** When Customer Saved became Yes: the start of the 30 days (S2). */
      readonly since: Instant;
      /** C2: the ticket had been closed as not saved before. */
      readonly rescinds: boolean;
      /** X2: the ticket now shows another answer, which is not followed. */
      readonly contradicted: boolean;
    }
  | { readonly kind: 'notSaved'; readonly since: Instant };

/**
 * X2: before the ticket is closed the newest answer counts. A ticket closed as saved stays saved, except for a No within
 * `correctionMinutes` of the answer, which corrects a slip; one closed as not saved becomes saved when the answer turns to
 * Yes (C2).
 */
export function answerOf(ticket: TicketFacts, settings: Correction): Answer {
  const current = given(ticket.customerSaved);
  const stage = currentValue(ticket.stage);
  const closedAt = stage?.value === 'closed' ? decidedAt(ticket, stage.since, settings) : undefined;
  const atClosing = closedAt === undefined ? undefined : givenAt(ticket.customerSaved, closedAt);
  const corrected = closedAt === undefined ? undefined : correctsAt(ticket, closedAt, settings);
  if (corrected !== undefined) return { kind: 'notSaved', since: corrected };
  if (atClosing?.value === 'Yes') {
    const { since } = atClosing;
    const [newest] = ticket.customerSaved;
    // X1: a value that a merge or a restoration brought contradicts nothing.
    const contradicted = current?.value !== 'Yes' && (newest === undefined || isAct(newest));
    return { kind: 'saved', since, rescinds: rescindsAt(ticket, since), contradicted };
  }
  switch (current?.value) {
    case undefined:
      return { kind: 'none' };
    case 'Yes':
      return {
        kind: 'saved',
        since: current.since,
        rescinds: rescindsAt(ticket, current.since),
        contradicted: false,
      };
    case 'No':
      return { kind: 'notSaved', since: current.since };
  }
}

/** X2: a closing that crossed with an answer other than Yes, or was corrected, decides nothing; the next Yes during that closing does. */
function decidedAt(ticket: TicketFacts, closedAt: Instant, settings: Correction): Instant {
  const { customerSaved } = ticket;
  const answered = givenAt(customerSaved, closedAt);
  const voidSince =
    answered?.value === 'Yes' ? correctionOf(ticket, closedAt, answered.since, settings) : crossed(ticket);
  if (voidSince === undefined) return closedAt;
  const confirmed = customerSaved.findLast(
    (change) => change.at > voidSince && change.value === 'Yes' && isAct(change),
  );
  return confirmed === undefined ? closedAt : decidedAt(ticket, confirmed.at, settings);
}

/** When a No corrected the Yes of a closing, whatever followed. */
function correctionOf(
  { customerSaved }: TicketFacts,
  closedAt: Instant,
  answeredAt: Instant,
  settings: Correction,
): Instant | undefined {
  const no = customerSaved.findLast((change) => change.at > closedAt && change.value === 'No' && isAct(change));
  return no !== undefined && isWithin(answeredAt, no.at, settings) ? no.at : undefined;
}

function crossed(ticket: TicketFacts): Instant | undefined {
  const closing = closingOf(ticket);
  return closing.kind === 'mistaken' ? closing.since : undefined;
}

/** C2: when it was last closed before the Yes of that instant, the answer was No; whoever reopened the ticket since. */
function rescindsAt({ stage, customerSaved }: TicketFacts, answeredAt: Instant): boolean {
  const closing = stage.find(({ value, at }) => value === 'closed' && at < answeredAt);
  return closing !== undefined && currentValueAt(customerSaved, closing.at)?.value === 'No';
}
