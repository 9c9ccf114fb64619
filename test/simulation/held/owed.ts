import { companyOf, isLive, type Ticket, type View } from '../oracle/view';
import { valueOf } from './history';

/** I2: what a client owes, as HubSpot shows it. */
export interface Owed {
  readonly company: string | undefined;
  /** Whether the ticket says so. */
  readonly named: boolean;
  /** The balances by the ids of the invoices, of the company and of the ticket. */
  readonly balances: ReadonlyMap<string, number>;
}

export function owedBy(ticket: Ticket, view: View): Owed {
  const company = companyOf(ticket);
  const ofCompany = company === undefined ? [] : (view.companies.get(company)?.invoices ?? []);
  const due = [...ofCompany, ...ticket.invoices].flatMap((invoice) => {
    const balance = Number(valueOf(invoice, 'hs_balance_due'));
    const isVoid = ['draft', 'voided'].includes(valueOf(invoice, 'hs_invoice_status'));
    return isLive(invoice) && !isVoid && balance > 0 ? [[invoice.id, balance] as const] : [];
  });
  return { company, named: valueOf(ticket.record, 'outstanding_invoice') === 'Yes', balances: new Map(due) };
}

export function isOwing({ named, balances }: Owed): boolean {
  return named || balances.size > 0;
}

/** I3: company, invoices and balances; what differs, in words. */
export function differenceOf(before: Owed, now: Owed): string | undefined {
  if (before.company !== now.company) return 'it is of another company';
  if (!before.named && now.named) return 'Outstanding Invoice was set to Yes';
  const ids = new Set([...before.balances.keys(), ...now.balances.keys()]);
  const other = [...ids].filter((id) => before.balances.get(id) !== now.balances.get(id));
  return other.length === 0 ? undefined : `invoice ${other.join(', ')} is not what it was`;
}
