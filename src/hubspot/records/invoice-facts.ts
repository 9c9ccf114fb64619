import type { Instant } from '../../sop/vocabulary/dates';
import type { OutstandingInvoice, SettledInvoice } from '../../sop/vocabulary/facts';
import { invoiceIdSchema, type InvoiceId } from '../../sop/vocabulary/ids';
import type { HistoryEntry, HubSpotRecord } from '../client/answers';
import { actorOf, type ServiceApps } from './timeline-of';

export const INVOICE_STATUS = 'hs_invoice_status';
export const BALANCE_DUE = 'hs_balance_due';

/** I2: of these invoices those with a balance due, each once. */
export function outstandingInvoices(invoices: readonly HubSpotRecord[]): readonly OutstandingInvoice[] {
  const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  return [...byId.values()].filter(isOutstanding).map((invoice) => ({
    id: invoiceIdSchema.parse(invoice.id),
    balance: balanceOf(invoice),
    changedAt: newestChange(invoice)?.timestamp ?? invoice.updatedAt,
  }));
}

/** I1: what happened to an invoice that held a ticket and no longer does; undefined: it does not exist. */
export function settledInvoice(id: InvoiceId, invoice: HubSpotRecord | undefined, apps: ServiceApps): SettledInvoice {
  if (invoice === undefined) return { id, now: 'deleted' };
  // HubSpot keeps no history of associations.
  if (isOutstanding(invoice)) return { id, now: 'unlinked' };
  const change = newestChange(invoice);
  const status = statusOf(invoice);
  const now = status === 'paid' || status === 'voided' || status === 'draft' ? status : 'settled';
  return { id, now, ...(change && { by: actorOf(change, apps), at: change.timestamp }) };
}

/**
 * I2. A balance that cannot be read counts as due, and so does one that is left on an invoice set to paid: a ticket held by mistake
 * is noticed, one closed by mistake is not.
 */
function isOutstanding(invoice: HubSpotRecord): boolean {
  const [status, balance] = [statusOf(invoice), balanceOf(invoice)];
  if (status === 'draft' || status === 'voided') return false;
  if (status === 'paid') return balance !== null && balance > 0;
  return balance === null || balance > 0;
}

function statusOf({ properties }: HubSpotRecord): string {
  return (properties[INVOICE_STATUS] ?? '').toLowerCase();
}

function balanceOf({ properties }: HubSpotRecord): number | null {
  const balance = Number.parseFloat(properties[BALANCE_DUE] ?? '');
  return Number.isNaN(balance) ? null : balance;
}

function newestChange({
  propertiesWithHistory,
}: HubSpotRecord): (HistoryEntry & { readonly timestamp: Instant }) | undefined {
  const [newest] = [INVOICE_STATUS, BALANCE_DUE]
    .flatMap((property) => propertiesWithHistory?.[property] ?? [])
    .sort((a, b) => b.timestamp - a.timestamp);
  return newest;
}
