import { DAY, HOUR, type Deed } from '../scenario';

/** A step on the way into a phase: what somebody does, or how long nobody does anything. */
type Step = Deed | { readonly kind: 'wait'; readonly ms: number };

const TICKET = 0;
const set = (property: 'customer_saved' | 'cancellation_approval', value: 'Yes' | 'No'): Step => ({
  kind: 'set',
  ticket: TICKET,
  property,
  value,
  by: 'casey',
});
const wait = (ms: number): Step => ({ kind: 'wait', ms });
const opened: readonly Step[] = [{ kind: 'openTicket', owner: 'casey' }, wait(DAY)];
const saved: readonly Step[] = [...opened, set('customer_saved', 'Yes'), wait(DAY)];
const complete: readonly Step[] = [
  set('customer_saved', 'No'),
  { kind: 'etfNote', ticket: TICKET, blank: false },
  { kind: 'attachFile', ticket: TICKET },
  set('cancellation_approval', 'Yes'),
  { kind: 'date', ticket: TICKET, days: 30, by: 'casey' },
  wait(DAY),
];
const closed: readonly Step[] = [...opened, ...complete];

interface Phase {
  readonly title: string;
  readonly means: string;
  readonly steps: readonly Step[];
  /** At-Risk tickets that the client has by then. */
  readonly tickets: number;
}

/** Where a case can stand, by the way that leads there, in the order of the SOP. */
export const PHASES = {
  deciding: { title: 'Deciding', means: 'the ticket is open, and nobody has answered yet', steps: opened, tickets: 1 },
  monitoring: { title: 'Monitoring', means: 'saved a day ago; the ticket is closed', steps: saved, tickets: 1 },
  collecting: {
    title: 'Collecting',
    means: 'not saved; the ETF note and the approval are there, the notice and the date are not',
    steps: [
      ...opened,
      set('customer_saved', 'No'),
      { kind: 'etfNote', ticket: TICKET, blank: false },
      set('cancellation_approval', 'Yes'),
      wait(DAY),
    ],
    tickets: 1,
  },
  held: {
    title: 'Cancelling, held by an invoice',
    means: 'as the next one, but the client owes an invoice, so that the ticket is still open',
    steps: [...opened, { kind: 'invoice', what: 'added' }, ...complete],
    tickets: 1,
  },
  cancelling: {
    title: 'Cancelling',
    means: 'not saved, all evidence there, the ticket closed by the service; the date is 29 days ahead',
    steps: closed,
    tickets: 1,
  },
  active: {
    title: 'Ended: active',
    means: 'saved, and the 30 days are over',
    steps: [...saved, wait(31 * DAY)],
    tickets: 1,
  },
  cancelled: {
    title: 'Ended: cancelled',
    means: 'not saved, and the date was two days ago',
    steps: [...closed, wait(31 * DAY)],
    tickets: 1,
  },
  superseded: {
    title: 'Ended: superseded',
    means: 'at risk again while monitored: there is a newer ticket, which nobody has answered yet',
    steps: [...saved, { kind: 'openTicket', owner: 'casey' }, wait(HOUR)],
    tickets: 2,
  },
} as const satisfies Readonly<Record<string, Phase>>;

export type PhaseName = keyof typeof PHASES;
export const PHASE_NAMES = Object.keys(PHASES) as readonly PhaseName[];
