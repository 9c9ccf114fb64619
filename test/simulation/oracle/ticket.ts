import { AT_RISK_PIPELINE } from '../../../dev/portal/people';
import { readingsOf, type Reading } from './answer';
import { newerIs, newerTickets, objectionToCancellation } from './cancellation';
import { dateOf, missingEvidence } from './evidence';
import { entriesOf, last, valueAt, type Entry } from './history';
import { financeApproval, hasChangedSince, isOutstanding, objectionToApproval, openInvoices } from './invoices';
import type { Judge } from './judge';
import { createdAt, isOfService, referenceOf } from './note';
import { isAskedFor } from './requests';
import { correctionMs, type SopChoices } from './settings';
import { wasEnding } from './status';
import { companyOf, isLive, isOldImport, stagesOf, ticketIn, wasMerged, type Ticket, type View } from './view';

type Values = Readonly<Record<string, string>>;

/** What speaks against these changes of an At-Risk ticket, made in one call. */
export function objectionsToTicket(ticket: Ticket, values: Values, view: View, judge: Judge): readonly string[] {
  if (isOldImport(ticket)) return ['X3: changes an old ticket that was created closed'];
  return Object.entries(values).flatMap(([name, value]) => objectionToValue(ticket, name, value, view, judge) ?? []);
}

function objectionToValue(ticket: Ticket, name: string, value: string, view: View, judge: Judge): string | undefined {
  switch (name) {
    case 'hs_pipeline_stage':
      return value === AT_RISK_PIPELINE.closed
        ? objectionToClosing(ticket, view, judge)
        : objectionToOpening(ticket, view, judge);
    case 'customer_saved':
      if (value === 'Yes' && isRescissionAsked(ticket, view, judge)) return undefined;
      return 'C2: sets Customer Saved, and nobody asked for it';
    case 'rcm_cancellation_date':
      return value === '' ? objectionToClearing(ticket, view, judge) : objectionToDate(ticket, value, view, judge);
    case 'cancellation_approval':
      return value === 'Yes'
        ? objectionToApproving(ticket, view, judge)
        : objectionToWithdrawing(ticket, value, view, judge);
    case 'finance_approval':
      if (value === 'Yes') return judge.asked(ticket.id, 'approve') ? undefined : 'I3: approves by itself';
      return objectionToUndoing(ticket, view, judge);
    case 'invoice_determination':
      return judge.asked(ticket.id, 'approve') ? undefined : 'I1: determines by itself';
    default:
      // What a ticket shows of its case is judged where everything has come to rest.
      return name.startsWith('at_risk_') ? undefined : `X1: no rule may change ${name}`;
  }
}

/** I3: what changed so shortly before, the person who approved may not have seen. */
const UNSEEN_MS = 3_600_000;

function objectionToUndoing(ticket: Ticket, view: View, { choices, memory }: Judge): string | undefined {
  const approval = financeApproval(ticket);
  // X1: what a merge brought approves nothing.
  if (wasMerged(ticket.record)) return undefined;
  if (approval === undefined || objectionToApproval(ticket, view, choices) !== undefined) return undefined;
  return memory.owesOtherwise(ticket.id, approval.at - UNSEEN_MS) || hasChangedSince(ticket, view, approval.at)
    ? undefined
    : 'I3: undoes an approval that counts';
}

function isRescissionAsked(ticket: Ticket, view: View, judge: Judge): boolean {
  return judge.asked(ticket.id, 'rescind') || isAskedFor(ticket, undefined, view, judge.choices);
}

// --- Stage -----------------------------------------------------------------------------------------------------------------

/** S4, N6, I1, X1. */
function objectionToClosing(ticket: Ticket, view: View, judge: Judge): string | undefined {
  const { choices, memory } = judge;
  const readings = readingsOf(ticket, choices);
  const lost = objectionToCancellation(ticket, view, judge);
  const saved = readings.some((reading) => reading.kind === 'saved' && mayCloseSaved(reading, ticket, view, judge));
  if (!saved && lost !== undefined) {
    if (readings.every(({ kind }) => kind === 'none')) return 'N1: closed without an answer';
    if (!readings.some(({ kind }) => kind === 'saved')) return `${lost}: closed`;
    // S5: a newer ticket that is answered ends the monitoring.
    if (!isTakenOver(ticket, view, choices)) return 'S4: closed before the monitoring is over';
  }
  if (companyOf(ticket) === undefined) return 'I1: closed although nobody knows what the client owes';
  if (isOutstanding(ticket, view) || memory.isHeld(ticket.id)) {
    const unsettled = objectionToApproval(ticket, view, choices);
    if (unsettled !== undefined) return `${unsettled}: closed under a hold`;
  }
  return wasOpenedAgain(ticket, judge) ? 'X1: closes again what somebody opened' : undefined;
}

function isTakenOver(ticket: Ticket, view: View, choices: SopChoices): boolean {
  const company = companyOf(ticket);
  if (company === undefined) return false;
  return newerTickets(ticket, company, view).some((other) =>
    ['saved', 'lost', 'unclear'].includes(newerIs(other, choices)),
  );
}

function mayCloseSaved(
  { since, rescinds }: Extract<Reading, { kind: 'saved' }>,
  ticket: Ticket,
  view: View,
  { choices, now }: Judge,
): boolean {
  if (choices.closeSavedTicket === 'on-save') return true;
  // C2: who becomes Active at once is not monitored.
  const company = view.companies.get(companyOf(ticket) ?? '');
  const isRescinded = rescinds || (company !== undefined && wasEnding(company, since));
  if (isRescinded && choices.rescindedClient === 'active') return true;
  return now - since >= (choices.monitoringDays * 24 - 1) * 3_600_000;
}

/** X1: opened by somebody after this service had closed it, and nobody changed anything since. */
function wasOpenedAgain(ticket: Ticket, { memory }: Judge): boolean {
  const stages = stagesOf(ticket);
  const newest = last(stages);
  const before = stages.at(-2);
  if (newest?.value !== 'open' || newest.by === 'service' || before?.by !== 'service' || wasMerged(ticket.record))
    return false;
  // The service itself changes these only where somebody asks it to.
  const commanded = ['customer_saved', 'rcm_cancellation_date'].flatMap((name) => entriesOf(ticket.record, name));
  return memory.groundsAt <= newest.at && commanded.every(({ at }) => at <= newest.at);
}

/** I4, X2: only what was closed too early is opened again. */
function objectionToOpening(ticket: Ticket, view: View, judge: Judge): string | undefined {
  if (wasMerged(ticket.record)) return undefined;
  const { choices, now, after } = judge;
  const closing = last(stagesOf(ticket));
  if (closing?.value !== 'closed') return undefined;
  if (isCorrection(ticket, closing, view, judge)) return undefined;
  if (closing.by === 'service')
    return wasClosedInError(ticket, closing, view, judge) ? undefined : 'X2: opens again what the SOP had closed';
  const notified = (ticketIn(after, ticket.id) ?? ticket).notes.filter(
    (note) => isLive(note) && isOfService(note) && (referenceOf(note) ?? '').startsWith('I4-'),
  );
  if (notified.length === 0) return 'I4: opens without a note';
  if (notified.length > choices.reopenings) return 'I4: opens again and again';
  const held = isOutstanding(ticket, view) || judge.memory.mayBeHeld(ticket.id) || ticket.invoices.length > 0;
  const isSaved = readingsOf(ticket, choices).some(({ kind }) => kind === 'saved');
  // What stood once and was deleted since: RULES do not say whether it is missing.
  const isMissing =
    objectionToCancellation(ticket, view, judge) !== undefined || missingEvidence(ticket, view).length > 0;
  const incomplete = choices.reopenIncomplete && !isSaved && isMissing;
  return held || incomplete || now < closing.at ? undefined : 'I4: opens what was not closed too early';
}

/** N6: a click crossed with the closing, by which the ticket was not complete: it was closed too early. */
function wasClosedInError(ticket: Ticket, closing: Entry, view: View, judge: Judge): boolean {
  const saved = readingsOf(ticket, judge.choices).filter((reading) => reading.kind === 'saved');
  const isSaved = saved.length > 0;
  const isRecent = judge.now - closing.at < correctionMs(judge.choices);
  // S4: the client was saved right after it, where a saved client's ticket stays open while the client is monitored.
  if (isSaved && isRecent && saved.every((reading) => !mayCloseSaved(reading, ticket, view, judge))) return true;
  // However late it is seen: what the history shows to have been missing at that very instant.
  const approved = valueAt(entriesOf(ticket.record, 'cancellation_approval'), closing.at) === 'Yes';
  // I1: the invoice was named at the very moment of the closing.
  if (valueAt(entriesOf(ticket.record, 'outstanding_invoice'), closing.at) === 'Yes') return true;
  // I1: what was not approved as it was closed, an invoice may hold, though it was approved again since.
  const held = isOutstanding(ticket, view) && !approved;
  return (isRecent || !approved) && !isSaved && (held || objectionToCancellation(ticket, view, judge) !== undefined);
}

/** X2: within the correction's minutes of an answer Yes, the answer was turned or an outstanding invoice entered. */
function isCorrection(ticket: Ticket, closing: Entry, view: View, { choices }: Judge): boolean {
  const { record } = ticket;
  const answers = entriesOf(record, 'customer_saved');
  const invoices = entriesOf(record, 'outstanding_invoice');
  if (valueAt(answers, closing.at) !== 'Yes' && last(answers)?.value === 'Yes') return false;
  const given = answers.filter(({ value }) => value === 'Yes');
  const slips = [
    ...answers.filter(({ value }) => value !== 'Yes').map(({ at }) => at),
    ...invoices.filter(({ value }) => value === 'Yes').map(({ at }) => at),
    // I3: an approval stands for the balances that it was given for.
    ...openInvoices(ticket, view).flatMap((each) => [
      createdAt(each),
      ...entriesOf(each, 'hs_balance_due').map(({ at }) => at),
    ]),
  ];
  return given.some((yes) =>
    slips.some((at) => at >= yes.at - 60_000 && at - yes.at <= correctionMs(choices) + 60_000),
  );
}

// --- Date and approval -----------------------------------------------------------------------------------------------------

/** C1, C3. */
function objectionToDate(ticket: Ticket, day: string, view: View, judge: Judge): string | undefined {
  if (judge.asked(ticket.id, 'changeDate') || isAskedFor(ticket, day, view, judge.choices)) return undefined;
  return 'C1: sets a date that nobody who may has asked for';
}

/** S5: which instant counts of a merged ticket, RULES do not say. */
function mayBeSaved(ticket: Ticket, choices: SopChoices): boolean {
  const kind = newerIs(ticket, choices);
  return kind === 'saved' || (kind === 'unclear' && readingsOf(ticket, choices).some((each) => each.kind === 'saved'));
}

/** C2, S5: a client who stays has no date; one that a person entered after the answer stays. */
function objectionToClearing(ticket: Ticket, view: View, judge: Judge): string | undefined {
  if (isRescissionAsked(ticket, view, judge)) return undefined;
  const company = companyOf(ticket);
  const newer = company === undefined ? [] : newerTickets(ticket, company, view);
  if (newer.some((other) => mayBeSaved(other, judge.choices))) return undefined;
  const saved = readingsOf(ticket, judge.choices).filter((reading) => reading.kind === 'saved');
  if (saved.length === 0) return 'C2: clears the date of a client who is not saved';
  const entered = dateOf(ticket)?.since ?? 0;
  const newest = last(entriesOf(ticket.record, 'rcm_cancellation_date'));
  const isLater = saved.every(({ since }) => entered > since) && !wasMerged(ticket.record);
  return isLater && newest?.by !== 'service' ? 'X1: clears the date that somebody entered after the answer' : undefined;
}

/** N5, where the portal wants the service to approve. */
function objectionToApproving(ticket: Ticket, view: View, judge: Judge): string | undefined {
  if (judge.choices.cancellationApproval !== 'automatic') return 'N5: approves in place of a person';
  const objection = objectionToCancellation(ticket, view, judge);
  return objection === undefined ? undefined : `${objection}: approved`;
}

/** S3, C2. */
function objectionToWithdrawing(ticket: Ticket, value: string, view: View, judge: Judge): string | undefined {
  if (value !== 'No') return 'X1: clears Cancellation Approval';
  if (isRescissionAsked(ticket, view, judge)) return undefined;
  const company = companyOf(ticket);
  const newer = company === undefined ? [] : newerTickets(ticket, company, view);
  if (newer.some((other) => mayBeSaved(other, judge.choices))) return undefined;
  const saved = readingsOf(ticket, judge.choices).filter((reading) => reading.kind === 'saved');
  if (saved.length === 0) return 'S3: withdraws the approval of a client who is not saved';
  const newest = last(entriesOf(ticket.record, 'cancellation_approval'));
  const isLater = newest !== undefined && newest.by !== 'service' && saved.every(({ since }) => newest.at > since);
  // X1: what a merge brought is nobody's approval.
  return isLater && !wasMerged(ticket.record)
    ? 'X1: withdraws the approval that somebody gave after the answer'
    : undefined;
}
