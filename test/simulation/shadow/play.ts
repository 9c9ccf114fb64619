import type { Mode } from '../../../src/config/portal';
import { shadowQuery, type TicketShadow } from '../../../src/contract/shadow';
import type { Write } from '../../../src/sop/decision/decision';
import { describeWrite } from '../../../src/sop/decision/describe';
import type { SupportWrite } from '../../../src/sop/support/support-decision';
import { onSimulatedTime } from '../clock';
import { playIn } from '../play';
import type { Scenario } from '../scenario';
import { World, type Broken, type Line } from '../world';

/** What the service wrote, or would have written, in one scenario. */
export interface Outcome {
  /** Calls that write to HubSpot. */
  readonly writes: number;
  /** By the workflow, in words that do not depend on when the service acted. */
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  readonly broken: Broken | undefined;
  readonly lines: readonly Line[];
  readonly cases: number;
}

/** The same people on the same days, with the service on, or observing. */
export function outcomeOf(scenario: Scenario, mode: Mode): Promise<Outcome> {
  return onSimulatedTime(async () => {
    const world = new World(scenario, undefined, undefined, undefined, mode);
    await playIn(world, scenario, () => undefined);
    return {
      writes: world.api.writes,
      wanted: mode === 'observe' ? keptIn(world) : writtenIn(world),
      broken: world.broken,
      lines: world.lines,
      cases: Math.max(1, world.people.tickets.length),
    };
  });
}

function keptIn({ server }: World): ReadonlyMap<string, readonly string[]> {
  const shadows = [...server.executions.values()].flatMap(({ workflowId, run }) => {
    const shadow = run?.query(shadowQuery.name) as TicketShadow | undefined;
    return shadow?.kept === undefined
      ? []
      : [[workflowId, shadow.kept.flatMap(({ write }) => inWords(write))] as const];
  });
  return new Map(shadows.map(([id, words]) => [id, once(words)]));
}

function writtenIn({ watch }: World): ReadonlyMap<string, readonly string[]> {
  const ids = [...new Set(watch.writings.map(({ workflowId }) => workflowId))];
  return new Map(
    ids.map((id) => {
      const own = watch.writings.filter(({ workflowId }) => workflowId === id);
      return [id, once(own.flatMap(({ write }) => inWords(write)))];
    }),
  );
}

/** References name instants at which the service acted, and ids that HubSpot gives in the order of creation. */
function inWords(write: Write | SupportWrite): readonly string[] {
  // It is kept at once, and written only when people pause.
  if (write.kind === 'showOnTicket' || write.kind === 'clearCaseTicket') return [];
  const words = write.kind === 'explainChange' || write.kind === 'closeRequest' ? write.kind : describeWrite(write);
  return [`${write.rules.join(', ')}: ${words}`.replaceAll(/\d{3,}/g, '…')];
}

/** A write that a lost answer repeats changes nothing. */
function once(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
