import fc from 'fast-check';
import { decide } from '../../src/sop/decide';
import { shiftDate, timeZoneSchema, type CalendarDate } from '../../src/sop/vocabulary/dates';
import { CLIENT_STATUSES } from '../../src/sop/vocabulary/facts';
import type { Actor } from '../../src/sop/vocabulary/timeline';
import { CREATED, DAY, FINANCE, MINUTE, STRANGER, cs, day, found, later, person, service, settings } from './build';
import { holdsOfDecision, holdsThroughout } from './invariants';
import { Portal, type TicketProperty } from './portal';

/** Fixed, so that a failure is found again. */
const SEED = 20260121;
const ACTORS: readonly Actor[] = [cs, service, person(FINANCE), person(STRANGER)];
const FIRST_DAY = day('2026-01-05');
const DAYS = 64;
/** All days are computed once: drawing a snapshot has to be cheap. */
const DATES = Array.from({ length: DAYS + 32 }, (_, days) => shiftDate(FIRST_DAY, { days: days - 16 }));
const VALUES: readonly (readonly [TicketProperty, readonly unknown[]])[] = [
  ['customerSaved', ['Yes', 'No', 'No', null]],
  ['cancellationApproval', ['Yes', 'No', 'Yes', null]],
  ['rcmCancellationDate', DATES],
  ['outstandingInvoice', ['Yes', 'No', 'No', null]],
  ['invoiceDetermination', ['Paid in full', 'Sent to collections', null]],
  ['financeApproval', ['Yes', 'Yes', 'No', null]],
  ['stage', ['closed', 'open']],
];

// The zone without changes is the cheap one; the other zones have the tests of dates and the model.
const utc = timeZoneSchema.parse('UTC');
const SETTINGS = [
  settings({ timeZone: utc }),
  settings({ timeZone: utc, cancellationApproval: 'automatic', cancellationHour: 17 }),
  settings({ timeZone: utc, closeSavedTicket: 'after-monitoring', rescindedClient: 'active' }),
] as const;

/** Reads choices out of one drawn number, so that shrinking it to 0 makes the snapshot simple. */
class Choices {
  constructor(private rest: number) {}

  below(count: number): number {
    const choice = this.rest % count;
    this.rest = Math.floor(this.rest / count);
    return choice;
  }

  of<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** A portal with up to two changes of each property, by anyone, at any time: also such as no run of the service leaves. */
function portalOf(numbers: readonly number[]): Portal {
  const portal = new Portal();
  for (const [index, [name, values]] of VALUES.entries()) {
    const choices = new Choices(numbers[index] ?? 0);
    for (let changes = choices.below(3); changes > 0; changes -= 1) {
      // Each property has its minute of the day, so that no two changes are at one instant by chance.
      portal.now = later(CREATED, choices.below(DAYS) * DAY + (2 * index + changes) * MINUTE);
      portal.save({ [name]: choices.of(values) }, choices.of(ACTORS));
    }
  }
  portal.ticketEvents.sort((a, b) => a.at - b.at);
  const other = new Choices(numbers[VALUES.length] ?? 0);
  portal.noticeFiles = other.below(2);
  portal.now = later(CREATED, other.below(DAYS) * DAY);
  if (other.below(3) > 0) portal.notes = [{ createdAt: portal.now, blank: other.below(3) === 0 }];
  if (other.below(3) === 0) portal.invoices = [later(CREATED, other.below(DAYS) * DAY)];
  portal.companies = other.of(['one', 'one', 'one', 'none', 'several'] as const);
  if (other.below(4) === 0) closeComplete(portal, other.of(DATES));
  const client = new Choices(numbers[VALUES.length + 1] ?? 0);
  for (let changes = client.below(3); changes > 0; changes -= 1) {
    portal.now = later(CREATED, client.below(DAYS) * DAY + (20 + changes) * MINUTE);
    portal.setStatus(client.of([...CLIENT_STATUSES, null]), client.of(ACTORS));
  }
  portal.statusEvents.sort((a, b) => a.at - b.at);
  portal.now = later(CREATED, (DAYS + client.below(DAYS)) * DAY);
  portal.groundsChangedAt = later(CREATED, Math.max(0, ...grounds(portal).map((at) => at - CREATED)));
  return portal;
}

/** N1, N4–N6: what the ticket of a cancellation says that this service closed; hardly a chance event. */
function closeComplete(portal: Portal, date: CalendarDate): void {
  portal.now = later(CREATED, DAYS * DAY - 60 * MINUTE);
  portal.save({ customerSaved: 'No', cancellationApproval: 'Yes', rcmCancellationDate: date, stage: 'open' }, cs);
  portal.now = later(portal.now, MINUTE);
  portal.save({ stage: 'closed' }, service);
}

/** When something happened that rules read: also an answer or a date by this service, which applies commands. */
const grounds = (portal: Portal): readonly number[] => [
  ...portal.ticketEvents
    .filter(({ by, set }) => by.kind !== 'service' || 'customerSaved' in set || 'rcmCancellationDate' in set)
    .map(({ at }) => at),
  ...portal.notes.map(({ createdAt }) => createdAt),
  ...portal.invoices,
];

const number = fc.noBias(fc.nat());
const numbers = fc.tuple(number, number, number, number, number, number, number, number, number);
const variant = fc.nat({ max: SETTINGS.length - 1 }).map((index) => SETTINGS[index] ?? SETTINGS[0]);

describe(`any snapshot of a case, in 70,000 random ones (seed ${SEED})`, () => {
  it('X3: keeps the invariants of a decision', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(numbers, variant, (drawn, current) => {
        const before = portalOf(drawn);
        const decision = decide(found(before.readAll()), current, before.now);
        const kind = `${decision.phase}${decision.end ? `, ends ${decision.end}` : ''}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        holdsOfDecision({ before, decision, settings: current });
      }),
      { seed: SEED, numRuns: 65_000 },
    );
    // The draw reaches every kind of decision often enough to mean something.
    const kinds = [
      'deciding',
      'monitoring',
      'monitoring, ends active',
      'collecting',
      'cancelling',
      'cancelling, ends cancelled',
    ];
    expect(kinds.filter((kind) => (seen.get(kind) ?? 0) < 300)).toEqual([]);
  });

  it('X3: keeps the invariants of a step, and reads no part without need', () => {
    fc.assert(
      fc.property(numbers, variant, (drawn, current) => {
        holdsThroughout(portalOf(drawn).react(current));
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });
});
