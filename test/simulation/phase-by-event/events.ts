import { DAY, HOUR, type Deed, type TicketProperty, type Who } from '../scenario';

/** What happens in an event, one after another; `wait` lets the service come to rest in between. */
export type Happening = Deed | { readonly kind: 'wait'; readonly ms: number };

const TICKET = 0;
const set = (property: TicketProperty, value: string | null, by: Who = 'casey'): Happening => ({
  kind: 'set',
  ticket: TICKET,
  property,
  value,
  by,
});
const date = (days: number | null): Happening => ({ kind: 'date', ticket: TICKET, days, by: 'casey' });
const wait = (ms: number): Happening => ({ kind: 'wait', ms });
const support = (change: 'date' | 'rescission', explained = true): Happening => ({
  kind: 'support',
  ticket: TICKET,
  about: 'ticket',
  change,
  days: change === 'date' ? 45 : null,
  explained,
});

/**
 * Everything that the SOP, or HubSpot, lets happen to a case, with the rules that it is about. `newest` counts the ticket that
 * the event itself opens: the second one of the client, or the third.
 */
export const EVENTS: Readonly<Record<string, (newest: number) => readonly Happening[]>> = {
  'S1: Customer Saved is set to Yes': () => [set('customer_saved', 'Yes')],
  'N1: Customer Saved is set to No': () => [set('customer_saved', 'No')],
  'N1: Customer Saved is cleared': () => [set('customer_saved', null)],
  'N2: the notice is uploaded': () => [{ kind: 'attachFile', ticket: TICKET }],
  'N2: the notice is deleted': () => [{ kind: 'removeNote', ticket: TICKET, which: 'notice' }],
  'N3: a complete ETF note is added': () => [{ kind: 'etfNote', ticket: TICKET, blank: false }],
  'N3: an ETF note with blank lines is added': () => [{ kind: 'etfNote', ticket: TICKET, blank: true }],
  'N3: the ETF note is deleted': () => [{ kind: 'removeNote', ticket: TICKET, which: 'etfNote' }],
  'N4, C1: the date is set to 60 days from now': () => [date(60)],
  'N4, C1: the date is set to 10 days from now': () => [date(10)],
  'N4, C1: the date is set to today': () => [date(0)],
  'N4, C1: the date is set to a week ago': () => [date(-7)],
  'N4, X1: the date is set to three years ago': () => [date(-3 * 365)],
  'C1: the date is removed': () => [date(null)],
  'N5: Cancellation Approval is set to Yes': () => [set('cancellation_approval', 'Yes')],
  'N5: Cancellation Approval is set to No': () => [set('cancellation_approval', 'No')],
  'I2: the client gets an invoice': () => [{ kind: 'invoice', what: 'added' }],
  'I2: all invoices are paid': () => [{ kind: 'invoice', what: 'paid' }],
  'I1: Outstanding Invoice is set to Yes': () => [set('outstanding_invoice', 'Yes')],
  'I1: Invoice Determination is set': () => [set('invoice_determination', 'Sent to collections', 'finn')],
  'I3: Finance approves': () => [set('finance_approval', 'Yes', 'finn')],
  'I3: Finance determines, then approves': () => [
    set('invoice_determination', 'Paid in full', 'finn'),
    wait(HOUR),
    set('finance_approval', 'Yes', 'finn'),
  ],
  'I3: somebody else determines and approves': () => [
    set('invoice_determination', 'Paid in full'),
    wait(HOUR),
    set('finance_approval', 'Yes'),
  ],
  'I3: `at-risk approve` for a person of Finance': () => [{ kind: 'approve', ticket: TICKET, by: 'finn', paid: true }],
  'I4: the ticket is closed by hand': () => [set('stage', 'closed')],
  'I4: the ticket is opened by hand': () => [set('stage', 'open')],
  'C2: `at-risk rescind`': () => [{ kind: 'rescind', ticket: TICKET, as: 'update' }],
  'C1: `at-risk change-date` to 45 days from now': () => [{ kind: 'changeDate', ticket: TICKET, days: 45 }],
  'C3: PrimeSupport asks to rescind': () => [support('rescission')],
  'C3: PrimeSupport asks for another date': () => [support('date')],
  'C3: PrimeSupport asks without an explanation': () => [support('rescission', false)],
  'C4: somebody moves the date by hand, then explains it in a note': () => [
    date(45),
    wait(2 * HOUR),
    { kind: 'note', ticket: TICKET },
  ],
  'S5: the client gets a newer ticket': () => [{ kind: 'openTicket', owner: 'casey' }],
  'S5: the client gets a newer ticket, which is answered with No': (newest) => [
    { kind: 'openTicket', owner: 'casey' },
    wait(HOUR),
    { ...(set('customer_saved', 'No') as Extract<Deed, { kind: 'set' }>), ticket: newest },
  ],
  'S5: the client gets a newer ticket, which is deleted again': (newest) => [
    { kind: 'openTicket', owner: 'casey' },
    wait(HOUR),
    { kind: 'delete', ticket: newest },
  ],
  'S5: the newer ticket that the client has is answered with Yes': () => [
    { kind: 'set', ticket: 1, property: 'customer_saved', value: 'Yes', by: 'casey' },
  ],
  'S5: the newer ticket that the client has is deleted': () => [{ kind: 'delete', ticket: 1 }],
  'X1: the ticket is deleted': () => [{ kind: 'delete', ticket: TICKET }],
  'X1: the ticket is deleted and restored': () => [
    { kind: 'delete', ticket: TICKET },
    wait(HOUR),
    { kind: 'restore', ticket: TICKET },
  ],
  'X1: the ticket is merged into a newer one': () => [
    { kind: 'openTicket', owner: 'casey' },
    wait(HOUR),
    { kind: 'merge', ticket: TICKET },
  ],
  'X1: the ticket is moved to another pipeline': () => [{ kind: 'pipeline', ticket: TICKET, atRisk: false }],
  'X1: the company is removed from the ticket': () => [{ kind: 'company', ticket: TICKET, what: 'removed' }],
  'X1: a second company is put on the ticket': () => [{ kind: 'company', ticket: TICKET, what: 'second' }],
  'X1: Client Status is set to Active by hand': () => [{ kind: 'status', value: 'Active', by: 'casey' }],
  'X1: Client Status is set to Cancelled by hand': () => [{ kind: 'status', value: 'Cancelled', by: 'casey' }],
  'N9: a task of the checklist is completed': () => [{ kind: 'task', ticket: TICKET, what: 'completed' }],
  'N9: a task of the checklist is deleted': () => [{ kind: 'task', ticket: TICKET, what: 'deleted' }],
  'S2: 31 days go by': () => [wait(31 * DAY)],
  "X3: all of Temporal's data is lost, and the tickets are adopted": () => [{ kind: 'temporalLost', ms: HOUR }],
};
