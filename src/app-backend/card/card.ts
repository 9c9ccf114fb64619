import type {
  CardAnswer,
  CardAttention,
  CardRequirement,
  ClientShown,
  TimelineLine,
  WhatIfAnswer,
} from '../../../hubspot-app/src/app/backend/answers';
import type { PortalConfig } from '../../config/portal';
import type { CaseView, TimelineEntry } from '../../contract/case';
import type { Attention } from '../../sop/decision/attention';
import type { Decision } from '../../sop/decision/decision';
import { describeActor } from '../../sop/decision/drift';
import { overviewOf } from '../../sop/overview/overview';
import { stepsOf } from '../../sop/overview/steps';
import { OUTCOME_WORDS, PHASE_WORDS, WAITS, settledBy } from '../../sop/overview/words';
import type { CalendarDate, Instant } from '../../sop/vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../../sop/vocabulary/facts';
import type { Timeline } from '../../sop/vocabulary/timeline';
import { whatIf } from '../../sop/what-if';
import { iso, isoOrNull, nextDate } from '../cases/shown';
import { actsOf } from './acts';

/** What a card needs of a case; the names are those that the case notes for lists. */
export interface ShownCase {
  readonly view: CaseView;
  readonly client?: string | undefined;
  readonly owner?: string | undefined;
  readonly endedAt?: Instant | undefined;
}

export function cardOf(shown: ShownCase, portal: PortalConfig): CardAnswer {
  const { view, owner, endedAt } = shown;
  const { decision, reading, ticketId, decidedAt, mode } = view;
  const facts = reading?.kind === 'found' ? reading.facts : undefined;
  const overview = facts && decision && overviewOf(facts, decision, portal.sop);
  const phase = decision?.phase ?? 'deciding';
  const outcome = decision?.end;
  return {
    ticketId,
    timeZone: portal.sop.timeZone,
    asOf: isoOrNull(decidedAt),
    observes: mode === 'observe',
    client: clientOf(facts, shown.client),
    owner: owner ?? null,
    phase: { code: phase, words: PHASE_WORDS[phase] },
    since: isoOrNull(overview?.since),
    requirements: facts && decision ? requirementsOf(facts, decision, portal) : [],
    next: nextDate(overview?.next),
    attention: decision?.attention ? attentionOf(decision.attention) : null,
    outcome: outcome === undefined ? null : { code: outcome, words: OUTCOME_WORDS[outcome], at: isoOrNull(endedAt) },
    timeline: timelineOf(view.timeline, facts?.ticket),
    acts: outcome === undefined || outcome === 'cancelled' ? actsOf(view, portal) : [],
  };
}

function clientOf(facts: CaseFacts | undefined, name: string | undefined): ClientShown {
  return { companyId: facts?.ticket.companyId ?? null, name: name ?? null };
}

function requirementsOf(facts: CaseFacts, decision: Decision, { sop }: PortalConfig): readonly CardRequirement[] {
  return stepsOf(facts, decision, sop).map(({ code, rule, sentence, done }) => ({
    code,
    rule,
    sentence,
    done,
    who: WAITS[code].who,
  }));
}

function attentionOf({ code, sentence, resolvedBy }: Attention): CardAttention {
  return { code, sentence, whatToDo: resolvedBy, who: settledBy(code) };
}

const FROM_HUBSPOT = 'HubSpot: ';

/** The newest first: what the service did and saw, with what HubSpot's histories say of who changed the ticket. */
function timelineOf(entries: readonly TimelineEntry[], ticket: TicketFacts | undefined): readonly TimelineLine[] {
  const own = entries.map(({ at, rules, text }) => ({
    at,
    who: text.startsWith(FROM_HUBSPOT) ? 'HubSpot' : 'the service',
    what: text.startsWith(FROM_HUBSPOT) ? text.slice(FROM_HUBSPOT.length) : text,
    rules,
  }));
  return [...own, ...(ticket ? changesOf(ticket) : [])]
    .sort((a, b) => b.at - a.at)
    .map(({ at, ...line }) => ({ ...line, at: iso(at) }));
}

interface Line extends Omit<TimelineLine, 'at'> {
  readonly at: Instant;
}

/** Who set what on the ticket; what this service wrote is among its own lines. */
function changesOf(ticket: TicketFacts): readonly Line[] {
  const of = (label: string, timeline: Timeline<string>): readonly Line[] =>
    timeline
      .filter(({ by }) => by.kind !== 'service')
      .map(({ value, at, by }) => ({ at, who: describeActor(by), what: `${label} → ${value ?? 'empty'}`, rules: [] }));
  return [
    ...of('Customer Saved', ticket.customerSaved),
    ...of('Cancellation Approval', ticket.cancellationApproval),
    ...of('RCM Cancellation Date', ticket.rcmCancellationDate),
    ...of('Outstanding Invoice', ticket.outstandingInvoice),
    ...of('Invoice Determination', ticket.invoiceDetermination),
    ...of('Finance Approval', ticket.financeApproval),
    ...of('Ticket', ticket.stage),
  ];
}

/** Undefined where the case has not read its ticket yet. */
export function whatIfOf(
  view: CaseView,
  date: CalendarDate,
  portal: PortalConfig,
  now: Instant,
): WhatIfAnswer | undefined {
  if (view.reading?.kind !== 'found') return undefined;
  const { dates, missing, problem } = whatIf(view.reading.facts, date, portal.sop, now);
  return {
    ticketId: view.ticketId,
    date,
    timeZone: portal.sop.timeZone,
    dates: dates.map(({ at, day, rule, words }) => ({ at: iso(at), day, rule, words })),
    missing: missing.map(({ code, rule, sentence }) => ({ code, rule, sentence })),
    problem: problem ?? null,
  };
}
