import type { CrmRecord } from '../../../emulator/model/types';
import { entriesOf, last, currentRun, valueIn, type Entry } from './history';
import { createdAt, isOfService, referenceOf } from './note';
import type { SopChoices } from './settings';
import { companyOf, isLive, type Ticket, type View } from './view';

/** The people of Finance by HubSpot's user ids: as the portal's settings show its teams. */
const FINANCE: readonly number[] = [5003, 5004];
const OWNER_OFFSET = 2000;

/** I2: the open invoices with a balance of the ticket's client, or on the ticket itself. */
export function openInvoices(ticket: Ticket, view: View): readonly CrmRecord[] {
  return linkedInvoices(ticket, view).filter(isDue);
}

/** Whatever their balance and status, deleted ones too. */
export function linkedInvoices(ticket: Ticket, view: View): readonly CrmRecord[] {
  const company = companyOf(ticket);
  const ofCompany = company === undefined ? [] : (view.companies.get(company)?.invoices ?? []);
  return [...ofCompany, ...ticket.invoices];
}

function isDue(invoice: CrmRecord): boolean {
  if (!isLive(invoice)) return false;
  // A balance that is left on an invoice set to paid is due.
  const status = valueIn(invoice, 'hs_invoice_status');
  return status !== 'draft' && status !== 'voided' && Number(valueIn(invoice, 'hs_balance_due')) > 0;
}

/** I2: the ticket says so, or there is an invoice. */
export function isOutstanding(ticket: Ticket, view: View): boolean {
  return valueIn(ticket.record, 'outstanding_invoice') === 'Yes' || openInvoices(ticket, view).length > 0;
}

export interface Approval {
  readonly at: number;
  /** The user who approved; undefined if it was nobody of Finance, or HubSpot does not show who. */
  readonly user: number | undefined;
}

/** I3: the approval by Finance that shows, whoever gave it. */
export function financeApproval(ticket: Ticket): Approval | undefined {
  const entries = entriesOf(ticket.record, 'finance_approval');
  if (last(entries)?.value !== 'Yes') return undefined;
  const first = currentRun(entries);
  return first && { at: first.at, user: approverOf(first, ticket) };
}

/** Through the service, the note that it writes with the approval says for whom. */
function approverOf(entry: Entry, { notes }: Ticket): number | undefined {
  if (entry.by === 'user') return entry.user;
  if (entry.by !== 'service') return undefined;
  const records = notes.filter(
    (note) =>
      isOfService(note) && (referenceOf(note) ?? '').startsWith('I3-by-') && createdAt(note) <= entry.at + 1_000,
  );
  const newest = records.sort((a, b) => createdAt(b) - createdAt(a))[0];
  const [, user] = /^I3-by-(\d+)/.exec(newest === undefined ? '' : (referenceOf(newest) ?? '')) ?? [];
  return user === undefined ? undefined : Number(user);
}

/** I1, I3: why the approval does not settle what is owed in this view; undefined if nothing is said against it. */
export function objectionToApproval(ticket: Ticket, view: View, choices: SopChoices): string | undefined {
  const determination = entriesOf(ticket.record, 'invoice_determination');
  const approval = financeApproval(ticket);
  if ((last(determination)?.value ?? '') === '') return 'I1: without a determination';
  if (approval === undefined) return 'I1: without approval by Finance';
  if (approval.user === undefined || !FINANCE.includes(approval.user))
    return 'I3: with an approval from outside Finance';
  if (!choices.ownerMayApprove && ownsTicket(ticket, approval.user)) return "I3: with the owner's approval";
  if (approval.at < (currentRun(determination)?.at ?? 0)) return 'I3: with an approval older than the determination';
  const grown = openInvoices(ticket, view).some((invoice) => hasGrown(invoice, approval.at));
  return grown ? 'I3: although what is owed is not what was approved' : undefined;
}

/** I3: whether what is owed is no more what it was at the approval: less of it may void the approval, more of it does. */
export function hasChangedSince(ticket: Ticket, view: View, at: number): boolean {
  return linkedInvoices(ticket, view).some((invoice) => Date.parse(invoice.updatedAt) > at || createdAt(invoice) > at);
}

function ownsTicket({ record }: Ticket, user: number): boolean {
  return Number(valueIn(record, 'hubspot_owner_id')) === user + OWNER_OFFSET;
}

/** New since the approval, or with another balance that is not just less. */
function hasGrown(invoice: CrmRecord, approvedAt: number): boolean {
  const balances = entriesOf(invoice, 'hs_balance_due');
  const before = last(balances.filter(({ at }) => at <= approvedAt));
  if (before === undefined) return createdAt(invoice) > approvedAt;
  return Number(valueIn(invoice, 'hs_balance_due')) > Number(before.value);
}
