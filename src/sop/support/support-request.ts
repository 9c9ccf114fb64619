import { isShown, type ChangeAfterClosing } from '../after-closing/change';
import { NEVER_ABSENT, doubted, isOver, nextCheck, notShown, type Absence } from '../decision/absence';
import { earliest, later, type Instant } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { finish, makeChange } from './support-apply';
import { incomplete, type SupportDecision, type SupportOutcome } from './support-decision';
import { changeOf, type SupportFacts, type SupportReading } from './support-facts';
import { gap, gapsOfForm, gapsOfRequester, gapsOfTicket } from './support-gap';
import { blockers, overtaking } from './support-order';
import { explanationOf, targetOf, type Target } from './support-target';

export type { SupportWrite } from './support-decision';

/**
 * People save a form field by field: a request is applied once nothing was saved for this long. What it lacks is said later
 * still, as the next field may follow. In milliseconds.
 */
const QUIET_MS = 10 * 1000;
const QUIET_WITH_GAPS_MS = 30 * 1000;
/** If HubSpot's clock is further ahead of Temporal's than this, no form waits for it. In milliseconds. */
const CLOCKS_DIFFER_MS = 60 * 1000;

/** A request is done within seconds; the next one waits at most ten minutes, counted from when it was made. */
const ORDER_LOOK_MS = 60 * 1000;
const ORDER_WAIT_MS = 10 * 60 * 1000;

/** C3: what one fresh snapshot of a support ticket means at `now`. Pure; `absence` is as for a case. */
export function decideSupportRequest(
  reading: SupportReading,
  settings: SopSettings,
  now: Instant,
  absence: Absence = NEVER_ABSENT,
): SupportDecision {
  switch (reading.kind) {
    case 'gone':
      return decideGone(notShown(absence, now), now);
    case 'merged':
      return ended('merged', `the support ticket was merged into ticket ${reading.into}, which is followed instead`);
    case 'otherForm':
      return ended('otherForm', 'not a ticket of this form');
    case 'found': {
      const decision = decideFound(reading.facts, settings, now);
      if (absence.deletion !== 'told') return decision;
      return { state: 'may be deleted', gaps: decision.gaps, steps: [], ...doubted(now) };
    }
  }
}

/** X1: a single answer that there is no such ticket proves nothing. */
function decideGone(absence: Absence, now: Instant): SupportDecision {
  if (isOver(absence)) return ended('gone', 'the support ticket was deleted');
  return { state: 'HubSpot does not show the ticket', gaps: [], steps: [], absence, wakeUp: nextCheck(absence, now) };
}

function decideFound(facts: SupportFacts, settings: SopSettings, now: Instant): SupportDecision {
  const stage = currentValue(facts.stage)?.value;
  if (stage === 'closed') return ended('closed', 'the support ticket is closed');
  if (stage !== 'new') return ended('takenOver', 'someone moved the support ticket to another stage');
  if (closedByServiceBefore(facts)) return incomplete(facts, [gap.carriedOut()], now);

  const { form, askedAt } = facts;
  const target = targetOf(facts, settings, now);
  const wanted = changeOf(form);
  if (target.kind === 'one' && wanted !== undefined) {
    const begun = explanationOf(target.candidate, facts.id)?.createdAt;
    if (begun !== undefined && isShown(wanted, target.candidate.ticket)) {
      return finish(facts, { candidate: target.candidate, wanted, begun }, now);
    }
  }
  const decision = decideOnForm(facts, target, wanted, settings, now);
  const quietAt = later(askedAt, decision.gaps.length > 0 ? QUIET_WITH_GAPS_MS : QUIET_MS);
  return now > askedAt - CLOCKS_DIFFER_MS && now < quietAt ? beingFilledIn(quietAt) : decision;
}

/** What to do with a form that nobody is filling in any more. */
function decideOnForm(
  facts: SupportFacts,
  target: Target,
  wanted: ChangeAfterClosing | undefined,
  settings: SopSettings,
  now: Instant,
): SupportDecision {
  const { form, askedAt } = facts;
  const gaps = [...gapsOfForm(form, settings, now), ...gapsOfRequester(facts.requester, settings)];
  if (target.kind === 'unclear') return incomplete(facts, [...gaps, target.gap], now);
  const { candidate } = target;
  const all = [...gaps, ...gapsOfTicket(wanted, candidate, settings)];
  if (all.length > 0 || wanted === undefined) return incomplete(facts, all, now);
  const how = overtaking(facts, candidate, wanted);
  if (how !== undefined) return incomplete(facts, [gap.overtaken(candidate.ticket.id, how)], now);
  const before = blockers(facts, settings, now);
  return before.length > 0 && now < askedAt + ORDER_WAIT_MS
    ? waiting(facts, before, now)
    : makeChange(facts, candidate, wanted, now);
}

/** Reopened by a person after this service had closed it. */
function closedByServiceBefore({ stage }: SupportFacts): boolean {
  return stage.some(({ value, by }) => value === 'closed' && by.kind === 'service');
}

function beingFilledIn(quietAt: Instant): SupportDecision {
  return {
    state: 'waits until nobody is filling in the form',
    gaps: [],
    steps: [],
    wakeUp: { at: quietAt, reason: 'C3: nobody has edited the form for a moment' },
  };
}

/** Two requests for one At-Risk ticket are applied in the order in which they were made. */
function waiting({ askedAt }: SupportFacts, before: readonly TicketId[], now: Instant): SupportDecision {
  const at = earliest(later(now, ORDER_LOOK_MS), later(askedAt, ORDER_WAIT_MS));
  return {
    state: `waits for the older support ticket ${before.join(', ')}`,
    gaps: [],
    steps: [],
    wakeUp: { at, reason: 'C3: check whether the older request is done' },
  };
}

function ended(end: SupportOutcome, state: string): SupportDecision {
  return { state, gaps: [], steps: [], end };
}
