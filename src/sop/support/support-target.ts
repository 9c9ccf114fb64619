import { hasCancellation, isOpen, isOver, isSaved, mayBeHeld, wasNeverComplete } from '../after-closing/cancellation';
import type { Instant } from '../vocabulary/dates';
import type { ServiceNote } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import type { AtRiskCandidate, SupportFacts, SupportForm } from './support-facts';
import { gap, type Gap } from './support-gap';

/** The At-Risk ticket that a request is about, or why that is not clear. */
export type Target =
  { readonly kind: 'one'; readonly candidate: AtRiskCandidate } | { readonly kind: 'unclear'; readonly gap: Gap };

/**
 * C3: the At-Risk ticket that is associated with the request; without one, the one of the company that has the live
 * cancellation. A ticket that has this request's explanation is the one, as it was chosen before.
 */
export function targetOf(facts: SupportFacts, settings: SopSettings, now: Instant): Target {
  const { id, candidates } = facts;
  const begun = candidates.find((candidate) => explanationOf(candidate, id) !== undefined);
  if (begun !== undefined) return { kind: 'one', candidate: begun };
  const named = candidates.filter((candidate) => candidate.named);
  return named.length > 0
    ? ofSameClient(onlyOne(amongNamed(named, settings, now)), facts)
    : ofCompany(facts, settings, now);
}

/** Of several named tickets, those with a live cancellation are meant; if there is none, those with any cancellation. */
function amongNamed(
  named: readonly AtRiskCandidate[],
  settings: SopSettings,
  now: Instant,
): readonly AtRiskCandidate[] {
  const cancelled = named.filter((candidate) => hasCancellation(candidate, settings));
  const live = cancelled.filter((candidate) => !isOver(candidate, settings, now));
  if (live.length > 0) return live;
  return cancelled.length > 0 ? cancelled : named;
}

/** A ticket and a company of different clients contradict each other. */
function ofSameClient(target: Target, { companyIds }: SupportFacts): Target {
  if (target.kind === 'unclear' || companyIds.length === 0) return target;
  const { id, companyId } = target.candidate.ticket;
  return companyId === undefined || companyIds.includes(companyId)
    ? target
    : { kind: 'unclear', gap: gap.otherClient(id) };
}

/**
 * S5: among the tickets of a company the newest one that took over decides; an unanswered or incomplete one takes over nothing.
 * A cancellation that is over by now, or was closed before there was a date, gives way to a newer ticket that is open.
 */
function ofCompany({ candidates, companyIds, clientId }: SupportFacts, settings: SopSettings, now: Instant): Target {
  if (clientId === undefined && companyIds.length > 1 && candidates.length > 0) {
    return { kind: 'unclear', gap: gap.severalCompanies() };
  }
  const ofClient = candidates.filter(({ ticket }) => ticket.companyId === undefined || ticket.companyId === clientId);
  const newestFirst = [...ofClient].sort(byAge);
  const deciding = newestFirst.findIndex(
    (candidate) => hasCancellation(candidate, settings) || isSaved(candidate.ticket, settings),
  );
  const decides = newestFirst[deciding];
  if (decides !== undefined && hasCancellation(decides, settings)) {
    const open = newestFirst.slice(0, deciding).filter(({ ticket }) => isOpen(ticket));
    const givesWay = isOver(decides, settings, now) || wasNeverComplete(decides);
    return onlyOne(givesWay && open.length > 0 ? open : [decides]);
  }
  const open = newestFirst.filter((candidate) => isOpen(candidate.ticket) && !hasCancellation(candidate, settings));
  if (open.length > 0) return onlyOne(open);
  return onlyOne(decides === undefined ? newestFirst : [decides]);
}

/** In order of creation, the newest first; HubSpot's ids are in order too, where two are created in the same instant. */
function byAge({ ticket: a }: AtRiskCandidate, { ticket: b }: AtRiskCandidate): number {
  return b.createdAt - a.createdAt || Number(b.id) - Number(a.id);
}

function onlyOne([only, ...more]: readonly AtRiskCandidate[]): Target {
  if (only === undefined) return { kind: 'unclear', gap: gap.noTicket() };
  if (more.length === 0) return { kind: 'one', candidate: only };
  return { kind: 'unclear', gap: gap.severalTickets([only, ...more].map(({ ticket }) => ticket.id)) };
}

/** Whether the Client Status of the candidate's company decides something: each answer No saves a call to HubSpot. */
export function needsClientStatus(candidate: AtRiskCandidate, { change }: SupportForm, requestId: TicketId): boolean {
  if (mayBeHeld(candidate.ticket)) return true;
  return change === 'rescission' && explanationOf(candidate, requestId) !== undefined;
}

/** The note of C4 that this request has on the ticket, if it was taken up before. */
export function explanationOf({ explanations }: AtRiskCandidate, requestId: TicketId): ServiceNote | undefined {
  return explanations.find(({ reference }) => reference === explanationReference(requestId));
}

export function explanationReference(requestId: TicketId): string {
  return referenceText({ kind: 'explanation', requestId });
}
