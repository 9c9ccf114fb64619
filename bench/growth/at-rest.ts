import type { Emulator } from '../../emulator';
import type { HubSpot } from '../../src/hubspot';
import type { ShownCase } from '../../src/sop/audit/audit';
import { decide } from '../../src/sop/decide';
import type { ShowOnTicket, Write } from '../../src/sop/decision/decision';
import { instantAt } from '../../src/sop/vocabulary/dates';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import type { SopSettings } from '../../src/sop/vocabulary/settings';
import type { SeenLinks } from '../../src/temporal/list';
import { caller } from '../../test/emulator/support';

/** What Temporal would show of a sleeping case. */
export interface StandIn extends SeenLinks {
  readonly shown: ShownCase;
}

export interface RestDependencies {
  readonly emulator: Emulator;
  readonly hubspot: Pick<HubSpot, 'perform' | 'readCases' | 'readLinked' | 'showOnTickets'>;
  readonly settings: SopSettings;
}

/** Tickets that are brought to rest together. */
const TOGETHER = 500;
/** HubSpot's most in one batch. */
const BATCH = 100;
const AT_ONCE = 20;
/** A case reads after each write; more turns than these would never end. */
const TURNS = 10;

/**
 * HubSpot as the cases of these tickets leave it when they sleep: what the same decisions ask for is written, though in batches. Answers
 * with what the cases would show, the one that started last first.
 */
export async function bringToRest(
  dependencies: RestDependencies,
  ids: readonly string[],
  onDone: (count: number) => void = () => undefined,
): Promise<readonly StandIn[]> {
  const asleep: StandIn[] = [];
  const ticketIds = ids.map((id) => ticketIdSchema.parse(id));
  for (let from = 0; from < ticketIds.length; from += TOGETHER) {
    asleep.push(...(await restOf(dependencies, ticketIds.slice(from, from + TOGETHER))));
    onDone(asleep.length);
  }
  return asleep.toReversed();
}

async function restOf(
  dependencies: RestDependencies,
  ticketIds: Parameters<HubSpot['readCases']>[0],
): Promise<readonly StandIn[]> {
  const { hubspot, settings } = dependencies;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const readings = await hubspot.readCases(ticketIds, settings);
    const now = instantAt(Date.now());
    const decisions = new Map([...readings].map(([id, reading]) => [id, decide(reading, settings, now)]));
    const writes = [...decisions.values()].flatMap((decision) => decision.writes);
    if (writes.length > 0) {
      await write(dependencies, writes);
      continue;
    }
    const linked = await hubspot.readLinked(ticketIds);
    return [...decisions].map(([ticketId, { phase, waitingFor, wakeUp, attention }]) => ({
      ticketId,
      linked: linked.get(ticketId) ?? { ticket: '' },
      startedAt: now,
      shown: {
        phase,
        waitingFor: waitingFor.map(({ code }) => code),
        nextDate: wakeUp?.at,
        attention: attention?.code,
      },
    }));
  }
  throw new Error('the tickets do not come to rest');
}

/** The statuses and closings as batches of the app; the rest as a worker does. */
async function write({ emulator, hubspot }: RestDependencies, writes: readonly Write[]): Promise<void> {
  await hubspot.showOnTickets(writes.filter((each): each is ShowOnTicket => each.kind === 'showOnTicket'));
  const statuses = writes.flatMap((each) =>
    each.kind === 'setClientStatus' ? [{ id: each.companyId, properties: { client_status: each.status } }] : [],
  );
  const closings = writes.flatMap((each) => (isClosing(each) ? [closingOf(each)] : []));
  await update(emulator, 'companies', statuses);
  await update(emulator, 'tickets', closings);
  const others = writes.filter(
    (each) => each.kind !== 'showOnTicket' && each.kind !== 'setClientStatus' && !isClosing(each),
  );
  await atOnce(others, (each) => hubspot.perform(each));
}

type TicketWrite = Extract<Write, { kind: 'updateTicket' }>;

function isClosing(each: Write): each is TicketWrite {
  if (each.kind !== 'updateTicket') return false;
  const { stage, cancellationApproval, ...others } = each.change;
  return Object.keys(others).length === 0 && (stage === 'closed' || cancellationApproval === 'No');
}

/** In the names of the default portal. */
function closingOf({ ticketId, change }: TicketWrite): Update {
  const properties = {
    ...(change.stage === 'closed' && { hs_pipeline_stage: '800102' }),
    ...(change.cancellationApproval !== undefined && { cancellation_approval: change.cancellationApproval }),
  };
  return { id: ticketId, properties };
}

interface Update {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

async function update(emulator: Emulator, objectType: string, inputs: readonly Update[]): Promise<void> {
  const app = caller(emulator);
  for (let from = 0; from < inputs.length; from += BATCH) {
    const path = `/crm/v3/objects/${objectType}/batch/update`;
    const { status } = await app('POST', path, { inputs: inputs.slice(from, from + BATCH) });
    if (status !== 200) throw new Error(`${path}: ${String(status)}`);
  }
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
    }),
  );
}
