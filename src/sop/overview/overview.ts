import type { Decision, RequirementCode } from '../decision/decision';
import { isHeld } from '../invoice/invoice';
import { outstandingInvoices } from '../invoice/owed';
import { answerOf } from '../ticket/answer';
import { boundaryOf, dayOf, daysAfter, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts, YesNo } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, lastChanged } from '../vocabulary/timeline';

/** What happens by itself if nothing changes, whatever needs attention until then. */
export interface ComingDate {
  readonly kind: 'cancellation' | 'monitoringEnds';
  /** In the SOP's time zone. */
  readonly day: CalendarDate;
  readonly at: Instant;
}

/** What lists, the calendar and reports show of a case, besides its phase, what it waits for and what needs attention. */
export interface Overview {
  /** When the ticket was opened. */
  readonly openedAt: Instant;
  /** Since when the case is in its phase, by HubSpot's histories. */
  readonly since: Instant;
  readonly next?: ComingDate;
  /** The answer that the case follows (X2). */
  readonly answer?: { readonly value: YesNo; readonly at: Instant };
  /** Since when the ticket is closed. */
  readonly closedAt?: Instant;
  /** I2: of a ticket that is on hold. `balance` is null where an amount cannot be read, or there is no invoice, only the flag. */
  readonly invoices?: { readonly count: number; readonly balance: number | null };
}

export function overviewOf(facts: CaseFacts, decision: Decision, settings: SopSettings): Overview {
  const { ticket } = facts;
  const answer = answerOf(ticket, settings);
  const stage = currentValue(ticket.stage);
  const next = comingDate(facts, decision, settings);
  return {
    openedAt: ticket.createdAt,
    since: phaseSince(ticket, decision, settings),
    ...(next && { next }),
    ...(answer.kind !== 'none' && {
      answer: { value: answer.kind === 'saved' ? 'Yes' : 'No', at: answer.since } as const,
    }),
    ...(stage?.value === 'closed' && { closedAt: stage.since }),
    ...(isHeld(facts) && { invoices: invoicesOf(facts) }),
  };
}

/** S2, N8: undefined while nothing is due by itself. */
function comingDate({ ticket }: CaseFacts, decision: Decision, settings: SopSettings): ComingDate | undefined {
  if (decision.end !== undefined) return undefined;
  const waitsFor = (wanted: RequirementCode): boolean => decision.waitingFor.some(({ code }) => code === wanted);
  const { timeZone, cancellationHour, monitoringDays } = settings;
  const date = currentValue(ticket.rcmCancellationDate);
  if (waitsFor('cancellationDay') && date !== undefined)
    return { kind: 'cancellation', day: date.value, at: boundaryOf(date.value, cancellationHour, timeZone) };
  const answer = answerOf(ticket, settings);
  if (!waitsFor('monitoringPeriod') || answer.kind !== 'saved') return undefined;
  const at = daysAfter(answer.since, monitoringDays, timeZone);
  return { kind: 'monitoringEnds', day: dayOf(at, timeZone), at };
}

function phaseSince(ticket: TicketFacts, { phase }: Decision, settings: SopSettings): Instant {
  const answer = answerOf(ticket, settings);
  if (answer.kind === 'none') return latest(ticket.createdAt, lastChanged(ticket.customerSaved) ?? ticket.createdAt);
  if (phase !== 'cancelling') return answer.since;
  const stage = currentValue(ticket.stage);
  if (stage?.value === 'closed' && stage.since >= answer.since) return stage.since;
  const { rcmCancellationDate: date, cancellationApproval: approval } = ticket;
  return latest(answer.since, ...[date, approval].flatMap((each) => currentValue<unknown>(each)?.since ?? []));
}

function invoicesOf(facts: CaseFacts): { readonly count: number; readonly balance: number | null } {
  const invoices = outstandingInvoices(facts);
  const balances = invoices.flatMap(({ balance }) => balance ?? []);
  const isKnown = invoices.length > 0 && balances.length === invoices.length;
  return { count: invoices.length, balance: isKnown ? balances.reduce((sum, each) => sum + each, 0) : null };
}
