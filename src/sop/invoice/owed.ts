import { describeActor } from '../decision/drift';
import { showInstant, type Instant, type TimeZone } from '../vocabulary/dates';
import type { CaseFacts, OutstandingInvoice, SettledInvoice } from '../vocabulary/facts';
import { companyIdSchema, invoiceIdSchema, type CompanyId, type InvoiceId } from '../vocabulary/ids';
import { currentValue, type Actor } from '../vocabulary/timeline';

type OwedInvoice = Pick<OutstandingInvoice, 'id' | 'balance'>;

/** I2: what a ticket is held for, as one snapshot shows it. */
export interface Owed {
  /** Absent while the ticket has no company, or several and no primary one; and where the company was not read. */
  readonly companyId?: CompanyId;
  /** Whether the ticket itself says that an invoice is outstanding. */
  readonly named: boolean;
  /** Outstanding invoices of the company and of the ticket, each once, in the order of their ids. */
  readonly invoices: readonly OwedInvoice[];
}

export function outstandingInvoices({ company, ticketInvoices = [] }: CaseFacts): readonly OutstandingInvoice[] {
  const ofCompany = company?.kind === 'one' ? company.outstandingInvoices : [];
  const byId = new Map([...ofCompany, ...ticketInvoices].map((invoice) => [invoice.id, invoice]));
  return [...byId.values()].sort((a, b) => Number(a.id) - Number(b.id));
}

export function owedNow(facts: CaseFacts): Owed {
  const { company, ticket } = facts;
  return {
    ...(company?.kind === 'one' && { companyId: company.id }),
    named: currentValue(ticket.outstandingInvoice)?.value === 'Yes',
    invoices: outstandingInvoices(facts).map(({ id, balance }) => ({ id, balance })),
  };
}

/** Whether HubSpot shows that the invoice was settled by then. It does not say when one was deleted or disassociated. */
export function wasSettledBy({ settledInvoices }: CaseFacts, invoiceId: InvoiceId, at: Instant): boolean {
  const settled = settledInvoices?.find(({ id }) => id === invoiceId);
  return settled?.at !== undefined && settled.at <= at;
}

export function isOwing({ named, invoices }: Owed): boolean {
  return named || invoices.length > 0;
}

/** As part of a note's reference: `c901_n1_i701:1250,702:?`. */
export function owedCode({ companyId, named, invoices }: Owed): string {
  const list = invoices.map(({ id, balance }) => `${id}:${balance === null ? '?' : String(balance)}`).join(',');
  return `c${companyId ?? '0'}_n${named ? '1' : '0'}_i${list}`;
}

/** What such a code says; undefined for any other text. */
export function owedOfCode(code: string): Owed | undefined {
  const [, company, named, list] = /^c(\d{1,20})_n([01])_i([\d:?.,]*)$/.exec(code) ?? [];
  if (company === undefined || list === undefined) return undefined;
  const invoices = (list === '' ? [] : list.split(',')).map(invoiceOfCode);
  if (!invoices.every((invoice) => invoice !== undefined)) return undefined;
  return { ...(company !== '0' && { companyId: companyIdSchema.parse(company) }), named: named === '1', invoices };
}

function invoiceOfCode(code: string): OwedInvoice | undefined {
  const [, id, balance] = /^(\d{1,20}):(\?|\d+(?:\.\d+)?)$/.exec(code) ?? [];
  if (id === undefined) return undefined;
  return { id: invoiceIdSchema.parse(id), balance: balance === '?' ? null : Number(balance) };
}

/** For notes: one sentence part for each thing that is owed. `by`: who set Outstanding Invoice, where that is said. */
export function describeOwed({ named, invoices }: Owed, by?: Actor): readonly string[] {
  const set = by === undefined ? '' : `, set by ${describeActor(by)}`;
  return [...(named ? [`the ticket says so (Outstanding Invoice = Yes${set})`] : []), ...invoices.map(describeInvoice)];
}

export function describeCompany(companyId: CompanyId | undefined): string {
  return companyId === undefined ? 'no single company' : `company ${companyId}`;
}

export function describeInvoice({ id, balance }: OwedInvoice): string {
  return `invoice ${id} (${balance === null ? 'balance not readable' : `${showBalance(balance)} due`})`;
}

/** Made once: a format costs far more to make than to use. */
const BALANCE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function showBalance(balance: number): string {
  return BALANCE.format(balance);
}

const BECAME: Readonly<Record<SettledInvoice['now'], string>> = {
  paid: 'was set to paid',
  voided: 'was voided',
  draft: 'was set back to draft',
  settled: 'no longer has a balance due',
  unlinked: 'is no longer associated',
  deleted: 'was deleted',
};

/** What happened to an invoice, and who did it, as far as HubSpot says. */
export function describeSettled(
  invoice: OwedInvoice,
  settled: readonly SettledInvoice[] | undefined,
  timeZone: TimeZone,
): string {
  const found = settled?.find(({ id }) => id === invoice.id);
  const became = BECAME[found?.now ?? 'unlinked'];
  const by = found?.by === undefined ? '; HubSpot does not say by whom' : ` by ${describeActor(found.by)}`;
  const at = found?.at === undefined ? '' : ` on ${showInstant(found.at, timeZone)}`;
  return `${describeInvoice(invoice)} ${became}${by}${at}`;
}

/** How what is owed now differs from what was owed before. */
export interface OwedDifference {
  readonly company: boolean;
  /** The ticket says now, and did not before, that an invoice is outstanding; or the other way round. */
  readonly named: 'begins' | 'ends' | undefined;
  readonly added: readonly OwedInvoice[];
  readonly gone: readonly OwedInvoice[];
  readonly changed: readonly { readonly before: OwedInvoice; readonly now: OwedInvoice }[];
}

export function differenceOf(before: Owed, now: Owed): OwedDifference {
  const find = (list: readonly OwedInvoice[], id: InvoiceId): OwedInvoice | undefined =>
    list.find((invoice) => invoice.id === id);
  return {
    company: before.companyId !== now.companyId,
    named: before.named === now.named ? undefined : now.named ? 'begins' : 'ends',
    added: now.invoices.filter(({ id }) => find(before.invoices, id) === undefined),
    gone: before.invoices.filter(({ id }) => find(now.invoices, id) === undefined),
    changed: now.invoices.flatMap((invoice) => {
      const earlier = find(before.invoices, invoice.id);
      return earlier === undefined || earlier.balance === invoice.balance ? [] : [{ before: earlier, now: invoice }];
    }),
  };
}

export function describeBalanceChange({ before, now }: OwedDifference['changed'][number]): string {
  const show = ({ balance }: OwedInvoice): string => (balance === null ? 'not readable' : showBalance(balance));
  return `the balance of invoice ${now.id} changed from ${show(before)} to ${show(now)}`;
}
