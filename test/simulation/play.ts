import { valueOf } from '../../emulator/crm/history';
import type { HubSpot } from '../../src/hubspot/gateway';
import { atRest } from './at-rest';
import { clock, onSimulatedTime } from './clock';
import { TYPE } from './people';
import { DAY, HOUR, MINUTE, type Scenario } from './scenario';
import { World, type Broken, type Line } from './world';

/** What came of a scenario. */
export interface Played {
  readonly scenario: Scenario;
  readonly broken: Broken | undefined;
  readonly lines: readonly Line[];
  readonly figures: Figures;
  readonly ends: ReadonlyMap<string, number>;
}

export interface Figures {
  /** At-Risk tickets; at least one, also of a scenario that was cut down to none. */
  readonly cases: number;
  readonly simulatedMs: number;
  readonly acts: number;
  readonly faults: number;
  readonly calls: number;
  readonly writes: number;
  readonly activations: number;
  readonly replays: number;
}

/** Plays a scenario to its end: the acts, a quiet day, and then every day on which the rules still have something to do. */
export function play(
  scenario: Scenario,
  except: readonly string[] = [],
  wrong?: (hubspot: HubSpot) => HubSpot,
): Promise<Played> {
  return onSimulatedTime(async () => {
    const world = new World(scenario, except, undefined, wrong);
    await playIn(world, scenario, atRest);
    return {
      scenario,
      broken: world.broken,
      lines: world.lines,
      figures: figuresOf(world, scenario),
      ends: world.ends,
    };
  });
}

/** @param rested what is checked once everything has come to rest */
export async function playIn(world: World, scenario: Scenario, rested: (world: World) => void): Promise<void> {
  for (const { at, deed } of scenario.acts) {
    await world.agenda.run(scenario.begins + at);
    if (world.agenda.isStopped) break;
    await world.do(deed);
  }
  await settle(world, rested);
}

async function settle(world: World, rested: (world: World) => void): Promise<void> {
  // Troubles end by themselves within three days.
  await world.agenda.run(clock.now + 4 * DAY);
  world.comeDown();
  await world.agenda.run(clock.now + 2 * HOUR);
  world.server.checkNow();
  await world.agenda.run(clock.now + DAY);
  await world.night();
  rested(world);
  for (const day of daysToCome(world)) {
    await world.agenda.run(day);
    world.server.checkNow();
    await world.agenda.run(clock.now + 10 * MINUTE);
  }
  world.server.checkNow();
  await world.agenda.run(clock.now + 2 * HOUR);
  await world.night();
  rested(world);
}

/** When the monitoring of each answer ends, and each RCM Cancellation Date, as far as they are to come. */
function daysToCome({ portal, settings }: World): readonly number[] {
  const days = portal.records.all(TYPE.ticket).flatMap((ticket) => {
    const saved = (ticket.histories['customer_saved'] ?? []).filter(({ value }) => value === 'Yes');
    const monitored = saved.map(({ timestamp }) => Date.parse(timestamp) + settings.monitoringDays * DAY + 2 * HOUR);
    const date = Date.parse(valueOf(ticket, 'rcm_cancellation_date') ?? '');
    return [...monitored, ...(Number.isNaN(date) ? [] : [date + 36 * HOUR])];
  });
  const soon = clock.now + 130 * DAY;
  return [...new Set(days)].filter((day) => day > clock.now && day < soon).sort((a, b) => a - b);
}

function figuresOf(world: World, scenario: Scenario): Figures {
  return {
    cases: Math.max(1, world.people.tickets.length),
    simulatedMs: clock.now - scenario.begins,
    acts: scenario.acts.length,
    faults: world.faults,
    calls: world.api.calls,
    writes: world.api.writes,
    activations: world.server.activations,
    replays: world.server.replays,
  };
}
