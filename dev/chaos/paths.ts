import type { Outcome } from '../../src/sop/decision/decision';
import type { PatientPeople } from './patient-people';

/** What the rules make of what the people did. */
export interface Expected {
  readonly companyId: string;
  /** Values of Client Status that the service sets, one after another, each once. */
  readonly statuses: readonly string[];
  /** Every At-Risk ticket of the client, and how its case ends. All of them are closed, each once. */
  readonly tickets: readonly { readonly ticketId: string; readonly end: Outcome }[];
  readonly supportTicketId?: string;
  /** RCM Cancellation Date at the end, on the last ticket; '' where it was cleared. */
  readonly date?: string;
}

export interface ChaosPath {
  readonly name: string;
  /** Plays the people of one client, through whatever is killed meanwhile. */
  play(people: PatientPeople): Promise<Expected>;
}

const MONITORED = 'Monitor for 30 days';
const AT_RISK = 'At-Risk';
const IN_PROGRESS = 'Cancellation in Progress';

/** Days that are still to come when the storm is over, and have passed when the calendar was moved on. */
const SOON = 3;
const LATER = 12;

/** How far the calendar is moved after the storm: past every date, and past every monitoring. */
export const DAYS_AFTER_STORM = 40;

export const CHAOS_PATHS: readonly ChaosPath[] = [
  {
    name: 'saved (S1–S4)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await opened(people);
      await people.set(ticketId, { customer_saved: 'Yes' });
      return { companyId, statuses: [MONITORED, 'Active'], tickets: [{ ticketId, end: 'active' }] };
    },
  },
  {
    name: 'not saved (N1–N8)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId, date } = await notSaved(people, SOON);
      return { companyId, statuses: [IN_PROGRESS, 'Cancelled'], tickets: [{ ticketId, end: 'cancelled' }], date };
    },
  },
  {
    name: 'not saved, work ends today (N8)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId, date } = await notSaved(people, 0);
      return { companyId, statuses: [IN_PROGRESS, 'Cancelled'], tickets: [{ ticketId, end: 'cancelled' }], date };
    },
  },
  {
    name: 'saved, held by an invoice (I1)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await opened(people);
      await people.set(ticketId, { outstanding_invoice: 'Yes', customer_saved: 'Yes' });
      await people.untilStatus(companyId, MONITORED);
      await approved(people, ticketId);
      return { companyId, statuses: [MONITORED, 'Active'], tickets: [{ ticketId, end: 'active' }] };
    },
  },
  {
    name: 'from Yes to No under an invoice (X2)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await opened(people);
      await people.set(ticketId, { outstanding_invoice: 'Yes', customer_saved: 'Yes' });
      await people.untilStatus(companyId, MONITORED);
      await people.set(ticketId, { customer_saved: 'No' });
      await people.untilStatus(companyId, AT_RISK);
      const date = await evidence(people, ticketId, SOON);
      await people.untilStatus(companyId, IN_PROGRESS);
      await approved(people, ticketId);
      const statuses = [MONITORED, AT_RISK, IN_PROGRESS, 'Cancelled'];
      return { companyId, statuses, tickets: [{ ticketId, end: 'cancelled' }], date };
    },
  },
  {
    name: 'rescinded (C2)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await notSaved(people, LATER);
      await people.untilClosed(ticketId);
      await people.set(ticketId, { customer_saved: 'Yes' });
      await people.untilStatus(companyId, MONITORED);
      await people.explain(ticketId);
      const statuses = [IN_PROGRESS, MONITORED, 'Active'];
      return { companyId, statuses, tickets: [{ ticketId, end: 'active' }], date: '' };
    },
  },
  {
    name: 'date moved (C1)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await notSaved(people, LATER);
      await people.untilClosed(ticketId);
      const date = await people.day(LATER + SOON);
      await people.set(ticketId, { rcm_cancellation_date: date });
      await people.explain(ticketId);
      return { companyId, statuses: [IN_PROGRESS, 'Cancelled'], tickets: [{ ticketId, end: 'cancelled' }], date };
    },
  },
  {
    name: 'date moved by PrimeSupport (C3)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await notSaved(people, LATER);
      await people.untilClosed(ticketId);
      const date = await people.day(LATER + SOON);
      const supportTicketId = await people.openSupportTicket(ticketId, {
        requested_change: 'Change RCM Cancellation Date',
        requested_rcm_cancellation_date: date,
        change_explanation: 'The wind-down takes three days longer.',
      });
      const tickets = [{ ticketId, end: 'cancelled' as const }];
      return { companyId, statuses: [IN_PROGRESS, 'Cancelled'], tickets, date, supportTicketId };
    },
  },
  {
    name: 'at risk again (S5)',
    async play(people: PatientPeople): Promise<Expected> {
      const { companyId, ticketId } = await opened(people);
      await people.set(ticketId, { customer_saved: 'Yes' });
      await people.untilClosed(ticketId);
      const again = await people.openTicket(companyId, `At-Risk again: ${people.client}`);
      await people.set(again, { customer_saved: 'Yes' });
      const tickets = [
        { ticketId, end: 'superseded' as const },
        { ticketId: again, end: 'active' as const },
      ];
      return { companyId, statuses: [MONITORED, 'Active'], tickets };
    },
  },
];

async function opened(people: PatientPeople): Promise<{ readonly companyId: string; readonly ticketId: string }> {
  const companyId = await people.addCompany();
  return { companyId, ticketId: await people.openTicket(companyId, `At-Risk: ${people.client}`) };
}

async function notSaved(
  people: PatientPeople,
  days: number,
): Promise<{ readonly companyId: string; readonly ticketId: string; readonly date: string }> {
  const { companyId, ticketId } = await opened(people);
  await people.set(ticketId, { customer_saved: 'No' });
  return { companyId, ticketId, date: await evidence(people, ticketId, days) };
}

/** N2–N5 in some order, after N1. */
async function evidence(people: PatientPeople, ticketId: string, days: number): Promise<string> {
  const date = await people.day(days);
  const acts = [
    () => people.attachNotice(ticketId),
    () => people.addEtfNote(ticketId),
    () => people.set(ticketId, { rcm_cancellation_date: date }),
    () => people.set(ticketId, { cancellation_approval: 'Yes' }),
  ];
  for (const act of people.shuffled(acts)) await act();
  return date;
}

/** I1, I3. */
function approved(people: PatientPeople, ticketId: string): Promise<void> {
  return people.setByFinance(ticketId, { invoice_determination: 'Paid in full', finance_approval: 'Yes' });
}
