import { readingsOf } from './answer';
import { HOUR } from './calendar';
import { dateOf, isCancellation, isPlausible, mayBeApproved, missingEvidence } from './evidence';
import { valueIn } from './history';
import { isOutstanding, linkedInvoices, objectionToApproval, openInvoices } from './invoices';
import type { SopChoices } from './settings';
import { companyOf, isAtRisk, isLive, isOpen, type Ticket, type View } from './view';

/** What a person would remember who had watched the portal all the time, and HubSpot's histories do not show. */
interface Remembered {
  /** When all of N1–N5 last stood together. */
  stoodAt: number | undefined;
  /** Since when they have stood together without a break. */
  standsSince: number | undefined;
  /** I1: since when an invoice is outstanding that Finance has not settled. */
  owedSince: number | undefined;
  /** I1: a hold that was there long enough to be seen, of which company; undefined again once Finance has freed the ticket. */
  heldFor: string | undefined;
  /** I1: whether anything was owed at any moment: perhaps seen, perhaps not. */
  owedOnce: boolean;
  /** Whether the ticket ever was of another company, or of none: what an older hold is worth then, RULES do not say. */
  moved: boolean;
  company: string | undefined;
  /** What is owed, and since when it is just that: an invoice that is not associated any more leaves no history. */
  owed: string;
  owedAt: number;
  /** The invoices that were ever owed, and whether one of them is deleted or not associated any more. */
  readonly owedInvoices: Set<string>;
  isInvoiceLost: boolean;
}

/** A service that works sees an invoice within this: webhooks are late, and a lost one is made up for within the hour. */
const SEEN_WITHIN_MS = 2 * HOUR;

export class Memory {
  private readonly tickets = new Map<string, Remembered>();
  /** When anybody but the service last changed anything but a Client Status. */
  groundsAt = 0;
  /** Between these the service could not see: HubSpot, Temporal or the worker were away, or webhooks were lost or late. */
  private blindSince = 0;
  private blindUntil = 0;
  private observedAt = 0;
  /** Temporal's data was lost: what left the pipeline before is no At-Risk ticket, and no case finds it again. */
  lostCases = false;

  constructor(private readonly choices: SopChoices) {}

  /** The service sees nothing for sure up to `until`. */
  isBlindUntil(until: number): void {
    if (this.observedAt > this.blindUntil) this.blindSince = this.observedAt;
    this.blindUntil = Math.max(this.blindUntil, until);
  }

  /** Something changed just now, or time has passed. */
  observe(view: View): void {
    this.observedAt = view.at;
    for (const ticket of view.tickets) this.observeTicket(ticket, view);
  }

  /** N1–N5: when they last stood together, of what was set since `since`. */
  stoodSince(ticketId: string, since: number): boolean {
    const stoodAt = this.tickets.get(ticketId)?.stoodAt;
    return stoodAt !== undefined && stoodAt >= since;
  }

  /** N1–N5: since when they have stood together. */
  standsSince(ticketId: string): number | undefined {
    return this.tickets.get(ticketId)?.standsSince;
  }

  hasMoved(ticketId: string): boolean {
    return this.tickets.get(ticketId)?.moved === true;
  }

  /** I1: an unsettled hold was seen on this ticket, and Finance has not freed it. */
  isHeld(ticketId: string): boolean {
    const known = this.tickets.get(ticketId);
    return known?.heldFor !== undefined && !known.moved;
  }

  /** I3: whether what is owed, or the company, is not what it was at `at`. */
  owesOtherwise(ticketId: string, at: number): boolean {
    const known = this.tickets.get(ticketId);
    // What is gone without a trace, Finance cannot be shown to have known of.
    const isGone = known?.owedOnce === true && (known.owed.trim() === '' || known.isInvoiceLost);
    return known !== undefined && (known.moved || this.isSeenAfter(known.owedAt, at) || isGone);
  }

  /** Whether the service can have seen only after `at` what changed at `changedAt`. */
  private isSeenAfter(changedAt: number, at: number): boolean {
    return changedAt >= at || (this.blindUntil >= at && changedAt >= this.blindSince);
  }

  /** I1: perhaps so. */
  mayBeHeld(ticketId: string): boolean {
    const known = this.tickets.get(ticketId);
    return known === undefined || known.owedOnce || known.heldFor !== undefined;
  }

  private observeTicket(ticket: Ticket, view: View): void {
    const known = this.tickets.get(ticket.id) ?? {
      stoodAt: undefined,
      standsSince: undefined,
      owedSince: undefined,
      heldFor: undefined,
      owedOnce: false,
      moved: false,
      company: companyOf(ticket),
      owed: owedOf(ticket, view),
      owedAt: 0,
      owedInvoices: new Set<string>(),
      isInvoiceLost: false,
    };
    this.tickets.set(ticket.id, known);
    const company = companyOf(ticket);
    if (company !== known.company) known.moved = true;
    known.company = company;
    const owed = owedOf(ticket, view);
    if (owed !== known.owed) known.owedAt = view.at;
    known.owed = owed;
    for (const { id } of openInvoices(ticket, view)) known.owedInvoices.add(id);
    const linked = new Set(linkedInvoices(ticket, view).flatMap((each) => (isLive(each) ? [each.id] : [])));
    known.isInvoiceLost = [...known.owedInvoices].some((id) => !linked.has(id));
    const stands = mayHaveStood(ticket, view, this.choices);
    if (stands) known.stoodAt = view.at;
    known.standsSince = stands ? (known.standsSince ?? view.at) : undefined;
    this.observeHold(known, ticket, view);
  }

  private observeHold(known: Remembered, ticket: Ticket, view: View): void {
    const { owedSince } = known;
    if (owedSince !== undefined && view.at - Math.max(owedSince, this.blindUntil) > SEEN_WITHIN_MS)
      known.heldFor = known.company;
    const settled = objectionToApproval(ticket, view, this.choices) === undefined;
    if (settled) known.heldFor = undefined;
    const owes =
      isAtRisk(ticket) &&
      isOpen(ticket) &&
      isOutstanding(ticket, view) &&
      !settled &&
      isSearchedFor(ticket, view, this.choices);
    // An approval that is void again leaves the hold where it was.
    known.owedOnce ||= isOutstanding(ticket, view);
    known.owedSince = owes ? (owedSince ?? view.at) : undefined;
  }
}

function owedOf(ticket: Ticket, view: View): string {
  const invoices = openInvoices(ticket, view).map((each) => `${each.id}:${valueIn(each, 'hs_balance_due')}`);
  return [valueIn(ticket.record, 'outstanding_invoice'), ...new Set(invoices)].sort().join(' ');
}

/**
 * To save calls, the service reads invoices only once they decide something: it need not see one that came and went before
 * (docs/simulation.md, what is not judged).
 */
function isSearchedFor(ticket: Ticket, view: View, choices: SopChoices): boolean {
  if (valueIn(ticket.record, 'outstanding_invoice') === 'Yes') return true;
  return readingsOf(ticket, choices).every(({ kind }) => kind === 'saved') || isCancellation(ticket, view, choices);
}

/** N1–N5 as far as there is any reading by which they stand. */
function mayHaveStood(ticket: Ticket, view: View, choices: SopChoices): boolean {
  const date = dateOf(ticket);
  if (date === undefined || !isPlausible(date, choices, 2) || !mayBeApproved(ticket, choices)) return false;
  return (
    readingsOf(ticket, choices).some(({ kind }) => kind === 'notSaved') && missingEvidence(ticket, view).length === 0
  );
}
