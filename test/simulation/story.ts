import type { SopSettings } from '../../src/sop/settings';
import { PACES, type Pace } from './portal/pace';
import { randomOf, seedOf, type Random } from './random';

/** In milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Who acts in the portal: two people of Client Success, two of Finance, one of neither, and other software. */
export type Who = 'casey' | 'sasha' | 'finn' | 'faye' | 'robin' | 'import' | 'workflow';

/** A day counted from the one on which something is done; null clears. */
export type Days = number | null;

/** What somebody does, or what goes wrong. `ticket` counts the At-Risk tickets in the order of their opening. */
export type Deed =
  | { readonly kind: 'openTicket'; readonly owner: 'casey' | 'finn' }
  | {
      readonly kind: 'set';
      readonly ticket: number;
      readonly property: TicketProperty;
      readonly value: string | null;
      readonly by: Who;
    }
  | { readonly kind: 'date'; readonly ticket: number; readonly days: Days; readonly by: Who }
  | { readonly kind: 'status'; readonly value: string | null; readonly by: Who }
  | { readonly kind: 'attachFile'; readonly ticket: number }
  | { readonly kind: 'etfNote'; readonly ticket: number; readonly blank: boolean }
  | { readonly kind: 'fillEtfNote'; readonly ticket: number }
  | { readonly kind: 'removeNote'; readonly ticket: number; readonly which?: 'notice' | 'etfNote' }
  | { readonly kind: 'note'; readonly ticket: number }
  | { readonly kind: 'invoice'; readonly what: 'added' | 'paid' | 'changed' }
  | { readonly kind: 'company'; readonly ticket: number; readonly what: 'removed' | 'back' | 'second' }
  | { readonly kind: 'merge'; readonly ticket: number }
  | { readonly kind: 'delete'; readonly ticket: number }
  | { readonly kind: 'restore'; readonly ticket: number }
  | { readonly kind: 'pipeline'; readonly ticket: number; readonly atRisk: boolean }
  | { readonly kind: 'task'; readonly ticket: number; readonly what: 'completed' | 'renamed' | 'deleted' }
  | { readonly kind: 'rescind'; readonly ticket: number; readonly as: 'update' | 'signal' }
  | { readonly kind: 'changeDate'; readonly ticket: number; readonly days: number }
  | { readonly kind: 'approve'; readonly ticket: number; readonly by: Who; readonly paid: boolean }
  | { readonly kind: 'nonsense'; readonly ticket: number; readonly as: 'update' | 'signal' | 'webhook' }
  | { readonly kind: 'recheck'; readonly ticket: number }
  | {
      readonly kind: 'support';
      readonly ticket: number;
      readonly about: 'ticket' | 'company' | 'nothing';
      readonly change: 'date' | 'rescission' | 'nothing';
      readonly days: Days;
      readonly explained: boolean;
    }
  | { readonly kind: 'supportForm'; readonly change: 'date' | 'rescission'; readonly days: number }
  | { readonly kind: 'supportClosed' }
  | Trouble;

/** What goes wrong between the service and HubSpot, or with Temporal. */
export type Trouble =
  | { readonly kind: 'hubspotDown'; readonly ms: number; readonly answer: 429 | 503 }
  | { readonly kind: 'readOnly'; readonly ms: number }
  | { readonly kind: 'answersLost'; readonly ms: number }
  | { readonly kind: 'tokenRevoked'; readonly ms: number }
  | { readonly kind: 'webhooksLost'; readonly ms: number }
  | { readonly kind: 'workerKilled'; readonly ms: number }
  | { readonly kind: 'temporalLost'; readonly ms: number };

export type TicketProperty =
  | 'customer_saved'
  | 'cancellation_approval'
  | 'outstanding_invoice'
  | 'invoice_determination'
  | 'finance_approval'
  | 'stage';

/** `at`: milliseconds since the beginning of the story; `index` is the act's place in the whole story of its seed. */
export interface Act {
  readonly index: number;
  readonly at: number;
  readonly deed: Deed;
}

/** All that a simulation needs to be played again, exactly. */
export interface Story {
  readonly seed: number;
  readonly cut: Cut;
  readonly begins: number;
  readonly settings: Partial<SopSettings>;
  readonly acts: readonly Act[];
  /** Whether webhooks are delayed, doubled and lost, reads are old and calls fail now and then. */
  readonly rough: boolean;
  readonly pace: Pace;
  readonly longHistory: number;
}

/** What a story is without: `rough`, `slowness`, `longHistory`, or a setting by its name; and which acts it has, all unless given. */
export interface Cut {
  readonly acts?: readonly number[] | undefined;
  readonly without: readonly string[];
}

export const WHOLE: Cut = { without: [] };

const BEGINNING = Date.UTC(2026, 0, 5);
const ZONES = ['America/New_York', 'America/New_York', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata'] as const;

/** The story of a seed, or what a cut leaves of it. */
export function storyOf(seed: number, cut: Cut = WHOLE): Story {
  const random = randomOf(seedOf(seed, 1));
  const begins = BEGINNING + random.int(0, 700) * DAY + random.int(0, DAY / MINUTE) * MINUTE;
  const settings = Object.entries(someSettings(random)).filter(([name]) => !cut.without.includes(name));
  const acts = someActs(random).filter(({ index }) => cut.acts?.includes(index) ?? true);
  const rough = random.chance(0.8) && !cut.without.includes('rough');
  const longHistory = random.pick([60, 150, ENDLESS]);
  const pace = random.pick(PACES);
  return {
    seed,
    cut,
    begins,
    settings: Object.fromEntries(settings),
    acts,
    rough,
    pace: cut.without.includes('slowness') ? 'quick' : pace,
    longHistory: cut.without.includes('longHistory') ? ENDLESS : longHistory,
  };
}

const ENDLESS = 100_000;

function someSettings(random: Random): Partial<SopSettings> {
  const timeZone = random.pick(ZONES) as SopSettings['timeZone'];
  if (random.chance(0.4)) return { timeZone };
  return {
    timeZone,
    monitoringDays: random.pick([30, 30, 30, 1, 45]),
    closeSavedTicket: random.pick(['on-save', 'on-save', 'after-monitoring']),
    cancellationApproval: random.pick(['person', 'person', 'automatic']),
    cancellationHour: random.pick([0, 0, 2, 17]),
    rescindedClient: random.pick(['monitor', 'monitor', 'active']),
    ownerMayApprove: random.chance(0.3),
    reopenings: random.pick([1, 1, 0, 2]),
    reopenIncomplete: random.chance(0.3),
    ...(random.chance(0.2) && { checklist: [] }),
  };
}

/** A path of the SOP with accidents in between, and sometimes somebody who puts all right in the end. */
function someActs(random: Random): readonly Act[] {
  const deeds: Deed[] = [{ kind: 'openTicket', owner: random.pick(['casey', 'casey', 'casey', 'finn']) }];
  const tickets = (): number => deeds.filter(({ kind }) => kind === 'openTicket').length;
  const paths = random.pick([1, 1, 1, 1, 1, 2]);
  for (let path = 0; path < paths; path += 1) {
    if (path > 0 && random.chance(0.5)) deeds.push({ kind: 'openTicket', owner: 'casey' });
    const ticket = tickets() - 1;
    for (const deed of random.pick(PATHS)(ticket, random)) {
      while (random.chance(0.13)) deeds.push(accident(random.int(0, tickets() - 1), random));
      deeds.push(deed);
    }
  }
  while (random.chance(0.4)) deeds.push(accident(random.int(0, tickets() - 1), random));
  if (random.chance(0.2)) deeds.push(...putRight(tickets() - 1, random));
  return inTime(deeds, random);
}

function inTime(deeds: readonly Deed[], random: Random): readonly Act[] {
  let at = 0;
  return deeds.map((deed, index) => {
    at += random.pick([
      () => random.int(1, 20) * 500,
      () => random.int(1, 59) * MINUTE,
      () => random.int(1, 30) * HOUR,
      () => random.int(1, 30) * HOUR,
      () => random.int(1, 20) * DAY,
    ])();
    return { index, at, deed };
  });
}

const set = (ticket: number, property: TicketProperty, value: string | null, by: Who = 'casey'): Deed => ({
  kind: 'set',
  ticket,
  property,
  value,
  by,
});

function evidence(ticket: number, random: Random): Deed[] {
  const blank = random.chance(0.2);
  const pieces = shuffled<Deed>(
    [
      { kind: 'attachFile', ticket },
      { kind: 'etfNote', ticket, blank },
      { kind: 'date', ticket, days: random.pick([0, 1, 3, 10, 20, 45, 60, -3]), by: 'casey' },
      ...(random.chance(0.85) ? [set(ticket, 'cancellation_approval', 'Yes')] : []),
      ...(random.chance(0.8) ? [set(ticket, 'customer_saved', 'No')] : []),
    ],
    random,
  );
  return blank ? [...pieces, { kind: 'fillEtfNote', ticket }] : pieces;
}

/** Mostly in the right order, and by the right people. */
function settleInvoice(ticket: number, random: Random): Deed[] {
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

type Path = (ticket: number, random: Random) => Deed[];

const notSaved: Path = (ticket, random) => [set(ticket, 'customer_saved', 'No'), ...evidence(ticket, random)];

const PATHS: readonly [Path, ...Path[]] = [
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
];

/** Everything set so that the SOP has nothing to ask for: the story then ends well, whatever happened before. */
function putRight(ticket: number, random: Random): Deed[] {
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
  (ticket, random) => ({ kind: 'etfNote', ticket, blank: random.chance(0.7) }),
  (ticket) => ({ kind: 'fillEtfNote', ticket }),
  (ticket) => ({ kind: 'removeNote', ticket }),
  (ticket) => ({ kind: 'attachFile', ticket }),
  (ticket) => ({ kind: 'note', ticket }),
  (_ticket, random) => ({ kind: 'invoice', what: random.pick(['added', 'paid', 'changed']) }),
  (ticket, random) => ({ kind: 'company', ticket, what: random.pick(['removed', 'back', 'second']) }),
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
  () => ({ kind: 'supportClosed' }),
  (_ticket, random) => ({ kind: 'hubspotDown', ms: random.int(1, 600) * MINUTE, answer: random.pick([429, 503]) }),
  (_ticket, random) => ({ kind: 'readOnly', ms: random.int(1, 240) * MINUTE }),
  (_ticket, random) => ({ kind: 'answersLost', ms: random.int(1, 30) * MINUTE }),
  (_ticket, random) => ({ kind: 'tokenRevoked', ms: random.int(1, 60) * HOUR }),
  (_ticket, random) => ({ kind: 'webhooksLost', ms: random.int(1, 48) * HOUR }),
  (_ticket, random) => ({ kind: 'workerKilled', ms: random.int(0, 72) * HOUR }),
  (_ticket, random) => ({ kind: 'temporalLost', ms: random.int(0, 24) * HOUR }),
];

function accident(ticket: number, random: Random): Deed {
  return random.pick(ACCIDENTS)(ticket, random);
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
