import { clock, onSimulatedTime } from '../clock';
import { viewOf } from '../oracle/view';
import { TYPE } from '../people/who';
import { HOUR, MINUTE, WHOLE, type Deed, type Scenario } from '../scenario';
import { World, type Line } from '../world';
import type { Attack, Author, Person, Property, What } from './acts';
import { HeldOracle } from './oracle';
import { Stage, type PortalAct } from './stage';

/** What came of an attack. */
export interface Outcome {
  readonly objections: readonly string[];
  /** Closings of a held ticket that Finance had approved. */
  readonly closings: number;
  readonly lines: readonly Line[];
}

/** In fair weather: what the network and Temporal do wrong, the simulation plays. */
const SCENARIO: Scenario = {
  seed: 1,
  cut: WHOLE,
  begins: Date.UTC(2026, 2, 2, 15),
  settings: {},
  acts: [],
  rough: false,
  pace: 'quick',
  // Short, so that cases continue as new, and what they remember of a hold has to be carried over.
  longHistory: 60,
};

const by = (who: Person): Author => ({ kind: 'person', who, place: 'CRM_UI' });
const set = (property: Property, value: string, who: Person): PortalAct => ({
  kind: 'set',
  property,
  value,
  by: by(who),
});

const BEGINNINGS: Readonly<Record<Attack['beginning'], readonly PortalAct[]>> = {
  saved: [set('customer_saved', 'Yes', 'casey')],
  notSaved: [{ kind: 'complete' }],
  approved: [
    set('customer_saved', 'No', 'casey'),
    set('invoice_determination', 'Sent to collections', 'casey'),
    set('finance_approval', 'Yes', 'finn'),
  ],
};

/** Opens a ticket, lets an invoice hold it, begins it, and plays the attack against the service; the oracle says what went wrong. */
export function play({ hold, beginning, acts }: Attack): Promise<Outcome> {
  return onSimulatedTime(async () => {
    const oracle = new HeldOracle();
    // The oracle of the simulation says nothing here: it knows neither all sources of HubSpot nor forged records.
    const world: World = new World(SCENARIO, [''], (changes) => {
      oracle.see(changes, viewOf(world.portal, clock.now));
    });
    await world.do({ kind: 'openTicket', owner: 'casey' });
    const opened = world.people.ticket(0) ?? '';
    const ticketId = (): string => world.portal.records.survivor(TYPE.ticket, opened);
    const stage = new Stage(world.portal, () => world.people.company, ticketId);
    await world.agenda.run(clock.now + 5 * MINUTE);
    await world.alter(() => stage.hold(hold));
    for (const act of BEGINNINGS[beginning]) {
      await world.agenda.run(clock.now + 2 * MINUTE);
      await world.alter(() => stage.act(act));
    }
    await world.agenda.run(clock.now + 10 * MINUTE);
    for (const { what, after } of acts) {
      await world.agenda.run(clock.now + after);
      if (oracle.objections.length > 0) break;
      if (what.kind === 'command' || what.kind === 'form') await world.do(deedOf(what));
      else await world.alter(() => stage.act(what));
    }
    await world.agenda.run(clock.now + 3 * HOUR);
    world.server.checkNow();
    await world.agenda.run(clock.now + HOUR);
    oracle.atRest(viewOf(world.portal, clock.now));
    return { objections: oracle.objections, closings: oracle.closings, lines: world.lines };
  });
}

function deedOf(what: Extract<What, { kind: 'command' | 'form' }>): Deed {
  if (what.kind === 'form') {
    const { change, by } = what;
    return {
      kind: 'support',
      ticket: 0,
      about: 'ticket',
      change,
      days: change === 'date' ? 30 : null,
      explained: true,
      by,
    };
  }
  switch (what.command) {
    case 'approve':
      return { kind: 'approve', ticket: 0, by: 'finn', paid: true };
    case 'rescind':
      return { kind: 'rescind', ticket: 0, as: 'update' };
    case 'changeDate':
      return { kind: 'changeDate', ticket: 0, days: 30 };
    case 'recheck':
      return { kind: 'recheck', ticket: 0 };
    case 'nonsense':
      return { kind: 'nonsense', ticket: 0, as: 'webhook' };
  }
}
