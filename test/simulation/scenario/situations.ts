import type { Random } from '../random';
import type { Deed } from './deeds';
import { complete, evidence, set, settleInvoice, type Path } from './evidence';
import { quickly } from './quickly';

/** Slips that are corrected within seconds, while the service is still writing: with only a date later, or with everything. */
const SLIPS: readonly Path[] = [
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    quickly(set(ticket, 'customer_saved', 'No')),
    { kind: 'date', ticket, days: random.pick([3, 10, 30]), by: 'casey' },
  ],
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    quickly(set(ticket, 'customer_saved', 'No')),
    ...complete(ticket, random).slice(random.int(0, 4)),
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    quickly(set(ticket, random.pick(['customer_saved', 'cancellation_approval']), random.pick(['Yes', 'No', null]))),
    { kind: 'note', ticket },
  ],
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    quickly(random.pick<Deed>([set(ticket, 'outstanding_invoice', 'Yes'), { kind: 'invoice', what: 'added' }])),
    ...(random.chance(0.5) ? settleInvoice(ticket, random) : []),
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    quickly({ kind: 'date', ticket, days: random.pick([5, 30, null]), by: 'casey' }),
    quickly({ kind: 'status', value: random.pick(['Active', 'At-Risk']), by: 'robin' }),
  ],
];

/** What becomes of a client's newer ticket. */
function newer(ticket: number, random: Random): Deed[] {
  const opened: Deed = { kind: 'openTicket', owner: 'casey' };
  return random.pick<Deed[]>([
    [opened],
    [opened, set(ticket, 'customer_saved', 'Yes')],
    [opened, set(ticket, 'customer_saved', 'No')],
    [opened, set(ticket, 'customer_saved', 'No'), ...evidence(ticket, random)],
    [opened, ...complete(ticket, random)],
    [opened, set(ticket, 'stage', 'closed', random.pick(['casey', 'workflow']))],
    [opened, ...maybe(random, set(ticket, 'customer_saved', random.pick(['Yes', 'No']))), { kind: 'delete', ticket }],
    [opened, { kind: 'merge', ticket: random.pick([ticket, ticket - 1]) }],
    [opened, { kind: 'pipeline', ticket, atRisk: false }],
  ]);
}

const primeSupport = (ticket: number, random: Random): Deed => ({
  kind: 'support',
  ticket,
  about: random.pick(['ticket', 'company', 'company', 'both', 'otherClient']),
  change: random.pick(['date', 'rescission', 'rescission']),
  days: random.pick([null, 5, 30]),
  explained: random.chance(0.9),
  by: random.pick(['sasha', 'sasha', 'sasha', 'finn', 'robin']),
});

/** S5: at risk again. */
const AGAIN: readonly Path[] = [
  (ticket, random) => [set(ticket, 'customer_saved', 'Yes'), ...newer(ticket + 1, random)],
  (ticket, random) => [...complete(ticket, random), ...newer(ticket + 1, random)],
  (ticket, random) => [
    ...complete(ticket, random),
    ...newer(ticket + 1, random),
    primeSupport(random.pick([ticket, ticket + 1]), random),
  ],
];

/** C1–C4, N5: after the ticket is closed. */
const AFTERWARDS: readonly Path[] = [
  (ticket, random) => [...complete(ticket, random), primeSupport(ticket, random)],
  (ticket, random) => [
    ...complete(ticket, random),
    primeSupport(ticket, random),
    { kind: 'supportForm', change: random.pick(['date', 'rescission']), days: random.int(0, 40) },
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    set(ticket, 'cancellation_approval', random.pick(['No', null]), random.pick(['casey', 'workflow'])),
    ...maybe(random, set(ticket, 'cancellation_approval', 'Yes')),
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    set(ticket, 'stage', 'open', random.pick(['casey', 'workflow'])),
    ...maybe(random, primeSupport(ticket, random), set(ticket, 'customer_saved', 'Yes')),
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    { kind: 'date', ticket, days: random.pick([5, 40, -2]), by: 'casey' },
    { kind: 'note', ticket, ...(random.chance(0.3) && { words: 'none' as const }) },
  ],
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    set(ticket, 'customer_saved', random.pick(['No', null])),
    ...maybe(random, ...complete(ticket, random).slice(2)),
  ],
];

/** I1–I4: invoices that come and go. */
const INVOICES: readonly Path[] = [
  (ticket, random) => [
    owes(ticket, random),
    set(ticket, 'customer_saved', random.pick(['Yes', 'No'])),
    vanish(ticket, random),
    ...maybe(random, ...settleInvoice(ticket, random)),
  ],
  (ticket, random) => [owes(ticket, random), vanish(ticket, random), ...complete(ticket, random)],
  (ticket, random) => [
    owes(ticket, random),
    ...maybe(random, set(ticket, 'customer_saved', random.pick(['Yes', 'No']))),
    set(ticket, 'stage', 'closed'),
    ...maybe(random, set(ticket, 'stage', 'closed')),
    ...maybe(random, set(ticket, 'stage', 'open')),
    ...settleInvoice(ticket, random),
  ],
  (ticket, random) => [
    owes(ticket, random),
    ...settleInvoice(ticket, random),
    ...maybe(random, { kind: 'invoice', what: random.pick(['changed', 'added', 'paid']) }),
    ...random.pick<Deed[]>([[set(ticket, 'customer_saved', 'Yes')], complete(ticket, random)]),
  ],
];

/** X1, X3, N9: what HubSpot itself lets happen to records. */
const RECORDS: readonly Path[] = [
  (ticket, random) => [
    set(ticket, 'customer_saved', 'Yes'),
    { kind: 'mergeCompany', into: random.pick(['client', 'client', 'duplicate']) },
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    { kind: 'mergeCompany', into: random.pick(['client', 'duplicate']) },
  ],
  (ticket, random) => [
    ...random.pick<Deed[]>([[set(ticket, 'customer_saved', 'Yes')], complete(ticket, random)]),
    { kind: 'clone', ticket, open: random.chance(0.7) },
  ],
  (ticket, random) => [set(ticket, 'customer_saved', 'Yes'), { kind: 'importOld', answer: random.pick(['Yes', 'No']) }],
  (ticket, random) => [
    ...complete(ticket, random),
    { kind: 'company', ticket, what: random.pick(['moved', 'moved', 'removed']) },
    ...maybe(random, { kind: 'company', ticket, what: 'back' }),
  ],
  (ticket, random) => [
    ...complete(ticket, random),
    { kind: 'delete', ticket },
    ...maybe(random, { kind: 'restore', ticket }),
  ],
];

export const SITUATIONS: readonly Path[] = [
  ...SLIPS,
  ...SLIPS,
  ...AGAIN,
  ...AGAIN,
  ...AFTERWARDS,
  ...INVOICES,
  ...RECORDS,
];

function owes(ticket: number, random: Random): Deed {
  return random.pick<Deed>([
    set(ticket, 'outstanding_invoice', 'Yes'),
    { kind: 'invoice', what: 'added' },
    { kind: 'ticketInvoice', ticket },
  ]);
}

function vanish(ticket: number, random: Random): Deed {
  return random.pick<Deed>([
    { kind: 'invoice', what: random.pick(['paid', 'voided', 'unlinked', 'deleted']) },
    set(ticket, 'outstanding_invoice', 'No'),
  ]);
}

function maybe(random: Random, ...deeds: readonly Deed[]): readonly Deed[] {
  return random.chance(0.5) ? deeds : [];
}
