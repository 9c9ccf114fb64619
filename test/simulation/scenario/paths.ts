import type { Random } from '../random';
import type { Deed } from './deeds';
import { notSaved, set, settleInvoice, type Path } from './evidence';
import { SITUATIONS } from './situations';

export const PATHS: readonly [Path, ...Path[]] = [
  (ticket) => [set(ticket, 'customer_saved', 'Yes')],
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    { kind: 'openTicket', owner: 'casey' },
    set(ticket + 1, 'customer_saved', random.pick(['Yes', 'No'])),
  ],
  (ticket, random) => [
    random.chance(0.5) ? set(ticket, 'outstanding_invoice', 'Yes') : { kind: 'invoice', what: 'added' },
    set(ticket, 'customer_saved', 'Yes'),
    ...settleInvoice(ticket, random),
  ],
  notSaved,
  notSaved,
  (ticket, random) => [
    random.chance(0.5) ? set(ticket, 'outstanding_invoice', 'Yes') : { kind: 'invoice', what: 'added' },
    ...notSaved(ticket, random),
    ...settleInvoice(ticket, random),
  ],
  (ticket, random) => [
    ...notSaved(ticket, random),
    random.pick<Deed>([
      { kind: 'date', ticket, days: random.int(0, 60), by: 'casey' },
      { kind: 'changeDate', ticket, days: random.int(0, 60) },
      { kind: 'support', ticket, about: 'ticket', change: 'date', days: random.int(0, 60), explained: true },
    ]),
  ],
  (ticket, random) => [
    ...notSaved(ticket, random),
    random.pick<Deed>([
      set(ticket, 'customer_saved', 'Yes'),
      { kind: 'rescind', ticket, as: random.pick(['update', 'signal']) },
      {
        kind: 'support',
        ticket,
        about: random.pick(['ticket', 'company']),
        change: 'rescission',
        days: null,
        explained: true,
      },
    ]),
  ],
  (ticket, random) => [
    { kind: 'invoice', what: 'added' },
    set(ticket, 'customer_saved', random.pick(['Yes', 'No'])),
    set(ticket, 'stage', 'closed', random.pick(['casey', 'workflow'])),
    ...(random.chance(0.5) ? [set(ticket, 'stage', 'closed')] : []),
    ...(random.chance(0.5) ? settleInvoice(ticket, random) : []),
  ],
  ...SITUATIONS,
];

/** Everything set so that the SOP has nothing to ask for: the scenario then ends well, whatever happened before. */
export function putRight(ticket: number, random: Random): Deed[] {
  const all: Deed[] = [
    { kind: 'company', ticket, what: 'back' },
    { kind: 'invoice', what: 'paid' },
    set(ticket, 'outstanding_invoice', 'No'),
    set(ticket, 'stage', 'open'),
  ];
  if (random.chance(0.5)) {
    return [
      ...all,
      set(ticket, 'customer_saved', null),
      set(ticket, 'customer_saved', 'Yes'),
      { kind: 'note', ticket },
    ];
  }
  return [
    ...all,
    set(ticket, 'customer_saved', 'No'),
    { kind: 'attachFile', ticket },
    { kind: 'etfNote', ticket, blank: false },
    { kind: 'date', ticket, days: random.int(5, 30), by: 'casey' },
    { kind: 'status', value: 'At-Risk', by: 'casey' },
    set(ticket, 'cancellation_approval', null),
    set(ticket, 'cancellation_approval', 'Yes'),
    { kind: 'note', ticket },
  ];
}
