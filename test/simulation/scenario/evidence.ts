import type { Random } from '../random';
import type { Deed, TicketProperty, Who } from './deeds';

export const set = (ticket: number, property: TicketProperty, value: string | null, by: Who = 'casey'): Deed => ({
  kind: 'set',
  ticket,
  property,
  value,
  by,
});

/** What people do on the way along a path; `ticket` is the one that it is about, the newest that was opened. */
export type Path = (ticket: number, random: Random) => Deed[];

export function evidence(ticket: number, random: Random): Deed[] {
  const blank = random.chance(0.2);
  const pieces = shuffled<Deed>(
    [
      attachment(ticket, random),
      { kind: 'etfNote', ticket, blank },
      { kind: 'date', ticket, days: random.pick([0, 1, 3, 10, 20, 45, 60, -3]), by: 'casey' },
      ...(random.chance(0.85) ? [set(ticket, 'cancellation_approval', 'Yes')] : []),
      ...(random.chance(0.8) ? [set(ticket, 'customer_saved', 'No')] : []),
    ],
    random,
  );
  return blank ? [...pieces, { kind: 'fillEtfNote', ticket }] : pieces;
}

export const notSaved: Path = (ticket, random) => [set(ticket, 'customer_saved', 'No'), ...evidence(ticket, random)];

/** N1–N5 in any order, with nothing missing. */
export function complete(ticket: number, random: Random, days = random.pick([10, 20, 45, 60])): Deed[] {
  return shuffled<Deed>(
    [
      set(ticket, 'customer_saved', 'No'),
      { kind: 'attachFile', ticket },
      { kind: 'etfNote', ticket, blank: false, ...(random.chance(0.2) && { how: 'loose' as const }) },
      { kind: 'date', ticket, days, by: 'casey' },
      set(ticket, 'cancellation_approval', 'Yes'),
    ],
    random,
  );
}

function attachment(ticket: number, random: Random): Deed {
  if (random.chance(0.06)) return { kind: 'attachFile', ticket, which: random.pick(['old', 'missing']) };
  return { kind: 'attachFile', ticket };
}

/** Mostly in the right order, and by the right people. */
export function settleInvoice(ticket: number, random: Random): Deed[] {
  const determined = set(ticket, 'invoice_determination', random.pick(['Paid in full', 'Sent to collections']));
  const approved: Deed = random.chance(0.6)
    ? set(ticket, 'finance_approval', 'Yes', random.pick(['finn', 'faye', 'faye', 'robin']))
    : { kind: 'approve', ticket, by: random.pick(['finn', 'faye']), paid: random.chance(0.5) };
  return random.pick([
    [determined, approved],
    [determined, approved],
    [determined, approved],
    [approved, determined],
    [approved],
  ]);
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
