import type { Random } from '../random';
import { HOUR, MINUTE, type Days, type Deed } from './deeds';
import { set } from './evidence';

const PEOPLE = ['casey', 'casey', 'sasha', 'finn', 'robin', 'import', 'workflow'] as const;
const STATUSES = ['Active', 'At-Risk', 'Monitor for 30 days', 'Cancellation in Progress', 'Cancelled', null] as const;

type Accident = (ticket: number, random: Random) => Deed;

const ACCIDENTS: readonly [Accident, ...Accident[]] = [
  (ticket, random) => set(ticket, 'customer_saved', random.pick(['Yes', 'No', 'No', null]), random.pick(PEOPLE)),
  (ticket, random) => set(ticket, 'customer_saved', random.pick(['Yes', 'No'])),
  (ticket, random) => set(ticket, 'cancellation_approval', random.pick(['Yes', 'No', null]), random.pick(PEOPLE)),
  (ticket, random) => set(ticket, 'stage', random.pick(['open', 'closed', 'closed']), random.pick(PEOPLE)),
  (ticket, random) => set(ticket, 'outstanding_invoice', random.pick(['Yes', 'No', null])),
  (ticket, random) => set(ticket, 'invoice_determination', random.pick(['Paid in full', 'Sent to collections', null])),
  (ticket, random) => set(ticket, 'finance_approval', random.pick(['Yes', 'Yes', 'No', null]), random.pick(PEOPLE)),
  (ticket, random) => ({
    kind: 'date',
    ticket,
    days: random.pick<Days>([-20, -3, 0, 1, 10, 45, 900, null]),
    by: random.pick(PEOPLE),
  }),
  (_ticket, random) => ({ kind: 'status', value: random.pick(STATUSES), by: random.pick(PEOPLE) }),
  (ticket, random) => ({
    kind: 'etfNote',
    ticket,
    blank: random.chance(0.7),
    ...(random.chance(0.3) && { how: 'placeholder' as const }),
  }),
  (ticket) => ({ kind: 'fillEtfNote', ticket }),
  (ticket) => ({ kind: 'removeNote', ticket }),
  (ticket) => ({ kind: 'attachFile', ticket }),
  (ticket, random) => ({ kind: 'note', ticket, ...(random.chance(0.2) && { words: 'none' as const }) }),
  (_ticket, random) => ({
    kind: 'invoice',
    what: random.pick(['added', 'added', 'paid', 'changed', 'voided', 'unlinked', 'deleted']),
  }),
  (ticket, random) => ({ kind: 'company', ticket, what: random.pick(['removed', 'back', 'second', 'moved']) }),
  (ticket, random) => ({ kind: random.pick(['merge', 'delete', 'restore', 'restore']), ticket }),
  (ticket, random) => ({ kind: 'pipeline', ticket, atRisk: random.chance(0.6) }),
  (ticket, random) => ({ kind: 'task', ticket, what: random.pick(['completed', 'renamed', 'deleted']) }),
  (ticket, random) => ({ kind: 'rescind', ticket, as: random.pick(['update', 'signal']) }),
  (ticket, random) => ({ kind: 'changeDate', ticket, days: random.pick([-30, -2, 0, 5, 40, 1000]) }),
  (ticket, random) => ({ kind: 'approve', ticket, by: random.pick(PEOPLE), paid: random.chance(0.5) }),
  (ticket, random) => ({ kind: 'nonsense', ticket, as: random.pick(['update', 'signal', 'webhook']) }),
  (ticket) => ({ kind: 'recheck', ticket }),
  (ticket, random) => ({
    kind: 'support',
    ticket,
    about: random.pick(['ticket', 'company', 'nothing']),
    change: random.pick(['date', 'rescission', 'nothing']),
    days: random.pick<Days>([null, -40, 3, 30]),
    explained: random.chance(0.8),
  }),
  (_ticket, random) => ({
    kind: 'supportForm',
    change: random.pick(['date', 'rescission']),
    days: random.int(0, 40),
  }),
  (ticket, random) => ({ kind: 'clone', ticket, open: random.chance(0.5) }),
  (_ticket, random) => ({ kind: 'importOld', answer: random.pick(['Yes', 'No']) }),
  (_ticket, random) => ({ kind: 'mergeCompany', into: random.pick(['client', 'duplicate']) }),
  (ticket) => ({ kind: 'ticketInvoice', ticket }),
  () => ({ kind: 'supportClosed' }),
  (_ticket, random) => ({ kind: 'hubspotDown', ms: random.int(1, 600) * MINUTE, answer: random.pick([429, 503]) }),
  (_ticket, random) => ({ kind: 'readOnly', ms: random.int(1, 240) * MINUTE }),
  (_ticket, random) => ({ kind: 'answersLost', ms: random.int(1, 30) * MINUTE }),
  (_ticket, random) => ({ kind: 'tokenRevoked', ms: random.int(1, 60) * HOUR }),
  (_ticket, random) => ({ kind: 'webhooksLost', ms: random.int(1, 48) * HOUR }),
  (_ticket, random) => ({ kind: 'workerKilled', ms: random.int(0, 72) * HOUR }),
  // Longer than a call of a worker that is still at work: who brings Temporal back stops the workers first.
  (_ticket, random) => ({ kind: 'temporalLost', ms: Math.max(MINUTE, random.int(0, 24) * HOUR) }),
];

export function accident(ticket: number, random: Random): Deed {
  return random.pick(ACCIDENTS)(ticket, random);
}
