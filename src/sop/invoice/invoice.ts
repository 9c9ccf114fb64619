import type { Requirement, TicketChange, Write } from '../decision/decision';
import { describeActor } from '../decision/drift';
import { EPOCH, type Instant } from '../vocabulary/dates';
import { factsOfClient, type CaseFacts, type CompanyFacts, type TicketFacts } from '../vocabulary/facts';
import type { UserId } from '../vocabulary/ids';
import { personText } from '../vocabulary/person';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { approvalOf, companyChange, objectionToPerson, standsNote, undoneNote, whoMayApprove } from './approval';
import { freedReference, heldReference, holdNotes, type HeldNote, type HoldNotes } from './hold-notes';
import {
  describeInvoice,
  describeOwed,
  describeSettled,
  differenceOf,
  isOwing,
  outstandingInvoices,
  owedNow,
  wasSettledBy,
  type Owed,
} from './owed';

/** I1: what keeps the ticket open because of an outstanding invoice; nothing is missing when it may close. */
export interface InvoiceHold {
  readonly missing: readonly Requirement[];
  /** What is said on the ticket: that it is held and why, what an approval covers, or why it does not count. */
  readonly notes: readonly Write[];
  /** I3: an approval that does not count is undone. */
  readonly undo?: TicketChange;
}

export const NO_HOLD: InvoiceHold = { missing: [], notes: [] };

/** I1: whether it is known what the client owes; while it is not, the ticket stays open (X1). */
export function knowsInvoices(company: CompanyFacts): boolean {
  return company.kind === 'one';
}

/**
 * I1: whether the ticket is, or ever was, held by an outstanding invoice that Finance has not cleared since. The ticket's own
 * history and the notes of this service remember a hold when the invoice or the flag that began it is gone (X3).
 */
export function isHeld(facts: CaseFacts): boolean {
  return isOwing(owedNow(facts)) || wasHeld(facts, holdNotes(facts));
}

function wasHeld({ ticket }: CaseFacts, { held, stands, freedAt = EPOCH }: HoldNotes): boolean {
  return (
    held.length > 0 ||
    stands.some(({ owed, approvedAt }) => isOwing(owed) && approvedAt > freedAt) ||
    ticket.outstandingInvoice.some(({ value, at }) => value === 'Yes' && at > freedAt)
  );
}

/** I1–I3: the invoice's determination, then the approval by Finance, which stands for what it approved. */
export function invoiceHold(facts: CaseFacts, settings: SopSettings): InvoiceHold {
  const { ticket } = facts;
  const notes = holdNotes(facts);
  const approval = approvalOf(facts, settings);
  if (approval === undefined && !isHeld(facts)) return NO_HOLD;
  const owed = owedNow(factsOfClient(facts));
  const counts = approval?.kind === 'counts';
  // Without a company nobody knows yet what it covers.
  const accepted =
    counts && !approval.noted && owed.companyId !== undefined ? [standsNote(ticket.id, approval.stands, settings)] : [];
  if (counts) return { missing: [], notes: accepted };
  if (!isOwing(owed) && !wasHeld(facts, notes)) return NO_HOLD;
  const freed = freedBy(facts, settings);
  if (freed !== undefined) return { missing: [], notes: [freedNote(ticket, freed)] };
  const determined = currentValue(ticket.invoiceDetermination) !== undefined;
  const missing = [...(determined ? [] : [determinationMissing()]), approvalMissing(settings)];
  // What the notes say is not known, so it is not known either what still has to be said.
  if (facts.evidence === undefined) return { missing, notes: [] };
  return {
    missing,
    notes: [
      ...heldNotes(facts, owed, notes, settings),
      ...(approval === undefined ? [] : [undoneNote(ticket, approval, settings)]),
    ],
    ...(approval !== undefined && { undo: { financeApproval: null } }),
  };
}

interface Freed {
  readonly by: UserId;
  readonly at: Instant;
}

/** I1: who cleared Outstanding Invoice last, if nothing is owed any more and the hold is older; whether they are in Finance is checked later. */
export function clearingOf(facts: CaseFacts): Freed | undefined {
  const { ticket } = facts;
  const { held, freedAt = 0 } = holdNotes(facts);
  const [newest] = ticket.outstandingInvoice;
  if (newest?.by.kind !== 'person' || newest.value === 'Yes' || isOwing(owedNow(facts))) return undefined;
  // The flag has a history of its own; Finance must have seen that nothing else is owed any more.
  const seenAt = held.some(({ owed }) => owed.invoices.length > 0) ? (held[0]?.createdAt ?? 0) : 0;
  const after = Math.max(freedAt, ticket.mergedAt ?? 0, seenAt);
  return newest.at > after ? { by: newest.by.userId, at: newest.at } : undefined;
}

function freedBy(facts: CaseFacts, settings: SopSettings): Freed | undefined {
  const cleared = clearingOf(facts);
  if (cleared === undefined || facts.clearer?.userId !== cleared.by) return undefined;
  // Something that held the ticket when Finance cleared the flag, and vanished afterwards, was not released by Finance.
  const [before] = holdNotes(facts).held;
  if (before?.owed.invoices.some(({ id }) => !wasSettledBy(facts, id, cleared.at)) === true) return undefined;
  return objectionToPerson(facts.clearer, settings) === undefined ? cleared : undefined;
}

function freedNote({ id }: TicketFacts, { by, at }: Freed): Write {
  return {
    kind: 'addNote',
    purpose: 'release',
    rules: ['I1'],
    ticketId: id,
    reference: freedReference(at, by),
    paragraphs: [
      `${personText(by)} of Finance cleared Outstanding Invoice, and no invoice with a balance due is associated. This ticket is no longer on hold.`,
    ],
  };
}

/** I1, X3: one note when the hold begins, and one when what holds the ticket has changed; one that was deleted, again. */
function heldNotes(facts: CaseFacts, owed: Owed, notes: HoldNotes, settings: SopSettings): readonly Write[] {
  const { nextOrdinal, held, stands } = notes;
  const again = held[0]?.deleted === true ? [noteAgain(facts.ticket, held[0], settings)] : [];
  const before = held[0]?.owed ?? stands.find((note) => isOwing(note.owed))?.owed;
  const changed = before === undefined ? [] : changes(facts, before, owed, settings);
  const paragraphs = changed.length === 0 && held.length === 0 ? beginning(facts.ticket, owed) : changed;
  if (paragraphs.length === 0) return again;
  const note: Write = {
    kind: 'addNote',
    purpose: 'hold',
    rules: ['I1'],
    ticketId: facts.ticket.id,
    reference: heldReference(nextOrdinal, owed),
    paragraphs: [...paragraphs, ...whatFinanceMustDo(settings)],
  };
  return [...again, note];
}

/** By its own reference: should HubSpot's copies lag behind, the note is found and not written twice. */
function noteAgain({ id }: TicketFacts, { reference, owed }: HeldNote, settings: SopSettings): Write {
  return {
    kind: 'addNote',
    purpose: 'hold',
    rules: ['I1'],
    ticketId: id,
    reference,
    paragraphs: [
      'This ticket is on hold because of an outstanding invoice, and must not be closed. The note that said so was deleted; the hold remains.',
      ...(isOwing(owed) ? ['The deleted note named:', ...describeOwed(owed).map((line) => `- ${line}`)] : []),
      ...whatFinanceMustDo(settings),
    ],
  };
}

function beginning(ticket: TicketFacts, owed: Owed): readonly string[] {
  const by = owed.named ? currentValue(ticket.outstandingInvoice)?.by : undefined;
  const list = isOwing(owed) ? describeOwed(owed, by) : [flagTakenAway(ticket)];
  return [
    'This ticket is on hold because of an outstanding invoice, and must not be closed:',
    ...list.map((line) => `- ${line}`),
  ];
}

function changes(facts: CaseFacts, before: Owed, now: Owed, { timeZone }: SopSettings): readonly string[] {
  const { company, named, added, gone } = differenceOf(before, now);
  const list = [
    ...(company ? [companyChange(before, now)] : []),
    ...(named === 'begins' ? ['Outstanding Invoice was set to Yes'] : []),
    ...(named === 'ends' ? [flagTakenAway(facts.ticket)] : []),
    ...added.map((invoice) => `${describeInvoice(invoice)} was added`),
    ...gone.map((invoice) => describeSettled(invoice, facts.settledInvoices, timeZone)),
  ];
  if (list.length === 0) return [];
  return ['This ticket stays on hold. The reasons have changed:', ...list.map((line) => `- ${line}`)];
}

function flagTakenAway({ outstandingInvoice: [newest] }: TicketFacts): string {
  const value = newest?.value ?? 'nothing';
  return `Outstanding Invoice was Yes, and was set to ${value}${newest === undefined ? '' : ` by ${describeActor(newest.by)}`}`;
}

function whatFinanceMustDo(settings: SopSettings): readonly string[] {
  return [
    `What to do (Finance): to release it, set the Invoice Determination (Paid in full, or Sent to collections). After that, ${whoMayApprove(settings)} sets Finance Approval to Yes.`,
    'Until then the ticket stays on hold, also if an invoice is paid, voided, deleted or no longer associated, or if someone outside Finance clears Outstanding Invoice.',
  ];
}

/**
 * X2: fields are saved one by one. Whether an invoice that Finance has not approved was entered in the `minutes` after the
 * answer, so that a ticket that was closed on the answer has to be opened again. HubSpot does not say when an invoice was
 * associated: what is owed during that time counts as entered in it.
 */
export function invoiceEnteredWithin(facts: CaseFacts, answeredAt: Instant, minutes: number, now: Instant): boolean {
  const { outstandingInvoice, financeApproval, stage } = facts.ticket;
  const closedAt = currentValue(stage)?.since ?? now;
  const approval = currentValue(financeApproval);
  const approvedAt = approval?.value === 'Yes' ? approval.since : undefined;
  const until = answeredAt + minutes * 60_000;
  const entered = (at: Instant): boolean => at >= answeredAt && at > (approvedAt ?? 0) && at <= until;
  return (
    // A flag that was removed before the closing was judged then.
    outstandingInvoice.some(
      ({ value, at }, index) =>
        value === 'Yes' && entered(at) && (outstandingInvoice[index - 1]?.at ?? now) >= closedAt,
    ) ||
    outstandingInvoices(facts).some(({ changedAt }) => entered(changedAt)) ||
    (approvedAt === undefined && now <= until && isOwing(owedNow(facts)))
  );
}

function determinationMissing(): Requirement {
  return {
    code: 'invoiceDetermination',
    rule: 'I1',
    sentence: 'Invoice Determination: the outstanding invoice is paid in full, or sent to collections',
  };
}

function approvalMissing(settings: SopSettings): Requirement {
  return {
    code: 'financeApproval',
    rule: 'I3',
    sentence: `${whoMayApprove(settings)} approves closing the ticket (Finance Approval = Yes)`,
  };
}
