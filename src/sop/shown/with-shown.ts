import type { Decision, Shown, ShownChange, ShownOutcome, Write } from '../decision/decision';
import { NOTHING_SHOWN, SHOWN_FIELDS } from '../decision/shown';
import { textMark } from '../decision/text-mark';
import { earliest, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, CompanyFacts, ShownFacts, TicketFacts } from '../vocabulary/facts';
import { peopleIn, withNames } from '../vocabulary/person';
import { currentValue, lastChanged } from '../vocabulary/timeline';
import { nextStep } from './next-step';

/**
 * X1: the ticket says in properties of its own why it is open, so that HubSpot's views, reports and workflows can use it. Only what
 * differs from what the ticket shows is written: in the call that changes the ticket anyway, or else in one of its own.
 */
export function withShown(decision: Decision, facts: CaseFacts, now: Instant): Decision {
  const { ticket, shown } = facts;
  const named = withCaseTicket(decision, facts);
  if (shown === undefined) return named;
  const change = difference(shown, shownBy(named, facts, now));
  if (change === undefined) return named;
  const update = named.writes.findLast((write) => write.kind === 'updateTicket' && write.ticketId === ticket.id);
  if (update === undefined) return { ...named, writes: [...named.writes, ...ownWrites(ticket, change)] };
  return { ...named, writes: named.writes.map((write) => (write === update ? { ...update, shown: change } : write)) };
}

/** The company first: once the ticket shows nothing, nobody would check it any more. */
function ownWrites({ id: ticketId, inAtRiskPipeline, companyId }: TicketFacts, shown: ShownChange): readonly Write[] {
  const show: Write = { kind: 'showOnTicket', rules: ['X1'], ticketId, shown };
  if (inAtRiskPipeline || companyId === undefined) return [show];
  return [{ kind: 'clearCaseTicket', rules: ['X1'], companyId, ticketId }, show];
}

/** What a ticket shows after this decision. Nothing where its case was called off: it left the pipeline. */
export function shownBy(decision: Decision, facts: CaseFacts, now: Instant): Shown {
  if (!facts.ticket.inAtRiskPipeline) return NOTHING_SHOWN;
  const { phase, attention, end } = decision;
  const outcome = outcomeOf(end);
  const waitingFor = end === undefined ? [...new Set(decision.waitingFor.map(({ code }) => code))] : [];
  const date = end === undefined ? dateOf(facts.ticket, phase) : undefined;
  const isAhead = phase === 'collecting' && attention?.code !== 'dateCameIncomplete';
  const byItself = decision.waitingFor.find(({ on }) => on !== undefined)?.on;
  return {
    phase: end === undefined ? phase : 'ended',
    waitingFor,
    waitingSince: waitingFor.length === 0 ? null : waitingSince(waitingFor, facts, now),
    nextStep: withoutPeople(nextStep({ decision, outcome, deadline: isAhead ? date : undefined })),
    nextDate: end === undefined ? (byItself ?? date ?? null) : null,
    needsAttention: attention ? withoutPeople(`${attention.sentence} What to do: ${attention.resolvedBy}.`) : null,
    outcome,
  };
}

function outcomeOf(end: Decision['end']): ShownOutcome | null {
  return end === 'active' || end === 'cancelled' || end === 'superseded' ? end : null;
}

function dateOf({ rcmCancellationDate }: TicketFacts, phase: Decision['phase']): CalendarDate | undefined {
  return phase === 'collecting' || phase === 'cancelling' ? currentValue(rcmCancellationDate)?.value : undefined;
}

/** What the ticket shows already, while it waits for the same; otherwise the newest change of what the SOP reads. */
function waitingSince(waitingFor: readonly string[], facts: CaseFacts, now: Instant): Instant {
  const { shown, ticket, evidence } = facts;
  if (shown?.waitingSince != null && isSameSet(shown.waitingFor ?? [], waitingFor)) return shown.waitingSince;
  const changes = [
    lastChanged(ticket.stage),
    lastChanged(ticket.customerSaved),
    lastChanged(ticket.cancellationApproval),
    lastChanged(ticket.rcmCancellationDate),
    lastChanged(ticket.outstandingInvoice),
    lastChanged(ticket.invoiceDetermination),
    lastChanged(ticket.financeApproval),
    evidence?.changedAt,
  ].filter((at) => at !== undefined);
  return earliest(now, latest(ticket.createdAt, ...changes));
}

/** A property has no link to a person, and an id says nothing; the note on the ticket has the name. */
function withoutPeople(text: string): string {
  return withNames(text, new Map(peopleIn(text).map((id) => [id, 'a person'])));
}

/** Only fields that the portal has. */
function difference(found: ShownFacts, wanted: Shown): ShownChange | undefined {
  const changed = SHOWN_FIELDS.filter((field) => found[field] !== undefined && !isShown(field, found, wanted));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]));
}

function isShown(field: (typeof SHOWN_FIELDS)[number], found: ShownFacts, wanted: Shown): boolean {
  switch (field) {
    case 'waitingFor':
      return isSameSet(found.waitingFor ?? [], wanted.waitingFor);
    case 'nextStep':
    case 'needsAttention': {
      const text = wanted[field];
      return found[field] === (text === null ? null : textMark(text));
    }
    case 'phase':
    case 'waitingSince':
    case 'nextDate':
    case 'outcome':
      return found[field] === wanted[field];
  }
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each) => others.includes(each));
}

type OneCompany = Extract<CompanyFacts, { kind: 'one' }>;

/** X1: a company names the ticket that gives it its Client Status, and a company that the ticket was on by mistake no longer does. */
function withCaseTicket(decision: Decision, { ticket, company, formerCompanies = [] }: CaseFacts): Decision {
  if (!decision.writes.some(({ kind }) => kind === 'setClientStatus')) return decision;
  const known: readonly Pick<OneCompany, 'id' | 'caseTicket'>[] = company?.kind === 'one' ? [company] : [];
  const writes = decision.writes.map((write): Write => {
    if (write.kind !== 'setClientStatus') return write;
    const named = known.find(({ id }) => id === write.companyId)?.caseTicket;
    if (named !== undefined) return named === ticket.id ? write : { ...write, caseTicket: ticket.id };
    const former = formerCompanies.find(({ id }) => id === write.companyId)?.caseTicket;
    return former === ticket.id ? { ...write, caseTicket: null } : write;
  });
  return { ...decision, writes };
}
