import type { SopSettings } from '../../src/sop/vocabulary/settings';
import { PACES, type Pace } from './portal/pace';
import { randomOf, seedOf, type Random } from './random';
import { accident } from './scenario/accidents';
import { DAY, HOUR, MINUTE, type Deed } from './scenario/deeds';
import { PATHS, putRight } from './scenario/paths';
import { isQuick } from './scenario/quickly';

export * from './scenario/deeds';

/** `at`: milliseconds since the beginning of the scenario; `index` is the act's place in the whole scenario of its seed. */
export interface Act {
  readonly index: number;
  readonly at: number;
  readonly deed: Deed;
}

/** All that a simulation needs to be played again, exactly. */
export interface Scenario {
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

/** What a scenario is without: `rough`, `slowness`, `longHistory`, or a setting by its name; and which acts it has, all unless given. */
export interface Cut {
  readonly acts?: readonly number[] | undefined;
  readonly without: readonly string[];
}

export const WHOLE: Cut = { without: [] };

const BEGINNING = Date.UTC(2026, 0, 5);
const ZONES = ['America/New_York', 'America/New_York', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata'] as const;

/** The scenario of a seed, or what a cut leaves of it. */
export function scenarioOf(seed: number, cut: Cut = WHOLE): Scenario {
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
      while (!isQuick(deed) && random.chance(0.1)) deeds.push(accident(random.int(0, tickets() - 1), random));
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
    at += isQuick(deed) ? random.int(1, 24) * 500 : someTime(random);
    return { index, at, deed };
  });
}

function someTime(random: Random): number {
  return random.pick<() => number>([
    () => random.int(1, 20) * 500,
    () => random.int(1, 59) * MINUTE,
    () => random.int(1, 30) * HOUR,
    () => random.int(1, 30) * HOUR,
    () => random.int(1, 20) * DAY,
  ])();
}
