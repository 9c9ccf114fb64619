import { chunks, createPace, type HubSpot } from '../../hubspot';
import { decide } from '../../sop/decide';
import type { Decision } from '../../sop/decision/decision';
import { isOnlyShown } from '../../sop/decision/purpose';
import type { Instant } from '../../sop/vocabulary/dates';
import type { CaseReading } from '../../sop/vocabulary/facts';
import type { TicketId } from '../../sop/vocabulary/ids';
import type { SopSettings } from '../../sop/vocabulary/settings';
import type { Cases } from '../cases';
import type { Progress } from '../output/progress';
import { retrying } from '../retrying';

/**
 * The outcome for a ticket: `start` (in a dry run) or `started`; `running`: its case is already running; `finished`: nothing is
 * left to do for it; `notAtRisk`: it is in another pipeline; `gone`: it was deleted, or never existed.
 */
export type Fate = 'start' | 'started' | 'running' | 'finished' | 'notAtRisk' | 'gone';

/** A ticket, and what the SOP says of it now. */
export interface Adoptee {
  readonly ticketId: TicketId;
  readonly fate: Fate;
  readonly decision: Decision;
}

export interface AdoptionDependencies {
  readonly hubspot: Pick<HubSpot, 'allAtRiskTickets' | 'openSupportRequests' | 'readCases'>;
  readonly settings: SopSettings;
  /** Undefined in a dry run without Temporal: then it is not known which cases run. */
  readonly cases: Cases | undefined;
  readonly progress: Progress;
  now(): Instant;
}

export interface AdoptionOptions {
  /** Only these tickets; all of the At-Risk pipeline if none are named. */
  readonly ticketIds: readonly TicketId[];
  readonly dryRun: boolean;
  /** Cases started per second. */
  readonly rate: number;
}

/** Tickets that are read together: batches are well filled, and an answer that fails costs little to repeat. */
const READ_TOGETHER = 1_000;
const ASKED_TOGETHER = 10;

/** What an adoption found. */
export interface Adoption {
  readonly adoptees: readonly Adoptee[];
  /** C3: open support tickets of the form; they are followed from now on, unless it is a dry run. */
  readonly supportRequests: number;
}

/** X3: takes on all tickets as they are. Run again, it continues where it stopped: running cases are left alone. */
export async function adopt(deps: AdoptionDependencies, options: AdoptionOptions): Promise<Adoption> {
  const adoptees = await adoptTickets(deps, options);
  return { adoptees, supportRequests: options.ticketIds.length > 0 ? 0 : await followRequests(deps, options) };
}

async function adoptTickets(deps: AdoptionDependencies, options: AdoptionOptions): Promise<readonly Adoptee[]> {
  const ticketIds = options.ticketIds.length > 0 ? [...new Set(options.ticketIds)] : await findAll(deps);
  const met = await meet(deps, ticketIds);
  const { cases } = deps;
  if (cases === undefined) return met;
  const known = await markRunning(deps, cases, met);
  return options.dryRun ? known : startAll(deps, cases, known, options.rate);
}

function findAll({ hubspot, progress }: AdoptionDependencies): Promise<readonly TicketId[]> {
  return progress('At-Risk tickets found', 0, (tell) =>
    retrying(async () => {
      const found: TicketId[] = [];
      for await (const page of hubspot.allAtRiskTickets()) {
        found.push(...page);
        tell(found.length);
      }
      return found;
    }),
  );
}

function meet(deps: AdoptionDependencies, ticketIds: readonly TicketId[]): Promise<readonly Adoptee[]> {
  const { hubspot, settings, progress } = deps;
  return progress('tickets read', ticketIds.length, async (tell) => {
    const met: Adoptee[] = [];
    for (const ids of chunks(ticketIds, READ_TOGETHER)) {
      const readings = await retrying(() => hubspot.readCases(ids, settings));
      const now = deps.now();
      for (const [ticketId, reading] of readings) met.push(adopteeOf(ticketId, reading, settings, now));
      tell(met.length);
    }
    return met;
  });
}

function adopteeOf(ticketId: TicketId, reading: CaseReading, settings: SopSettings, now: Instant): Adoptee {
  const decision = decide(reading, settings, now);
  return { ticketId, decision, fate: fateOf(reading, decision) };
}

function fateOf(reading: CaseReading, { end, writes }: Decision): Fate {
  if (reading.kind === 'gone') return 'gone';
  if (reading.kind === 'found' && !reading.facts.ticket.inAtRiskPipeline) return 'notAtRisk';
  return end !== undefined && writes.every(isOnlyShown) ? 'finished' : 'start';
}

function markRunning(
  { progress }: AdoptionDependencies,
  cases: Cases,
  met: readonly Adoptee[],
): Promise<readonly Adoptee[]> {
  return progress('looked up in Temporal', met.length, async (tell) => {
    const known: Adoptee[] = [];
    for (const group of chunks(met, ASKED_TOGETHER)) {
      known.push(...(await Promise.all(group.map((adoptee) => withRunning(cases, adoptee)))));
      tell(known.length);
    }
    return known;
  });
}

async function withRunning(cases: Cases, adoptee: Adoptee): Promise<Adoptee> {
  if (adoptee.fate !== 'start' || !(await cases.isRunning(adoptee.ticketId))) return adoptee;
  return { ...adoptee, fate: 'running' };
}

/** One after another: each case begins by reading its ticket, which counts against HubSpot's limits. */
function startAll(
  { progress }: AdoptionDependencies,
  cases: Cases,
  known: readonly Adoptee[],
  rate: number,
): Promise<readonly Adoptee[]> {
  const pace = createPace(1, 1_000 / rate);
  return progress('cases started', known.filter(({ fate }) => fate === 'start').length, async (tell) => {
    const done: Adoptee[] = [];
    let started = 0;
    for (const adoptee of known) {
      if (adoptee.fate !== 'start') {
        done.push(adoptee);
        continue;
      }
      await pace();
      done.push({ ...adoptee, fate: await cases.start(adoptee.ticketId) });
      started += 1;
      tell(started);
    }
    return done;
  });
}

/** C3: after the cases, which apply what a request changes. */
async function followRequests(
  { hubspot, cases, progress }: AdoptionDependencies,
  { dryRun, rate }: AdoptionOptions,
): Promise<number> {
  const ticketIds = await retrying(() => hubspot.openSupportRequests());
  if (cases === undefined || dryRun || ticketIds.length === 0) return ticketIds.length;
  const pace = createPace(1, 1_000 / rate);
  return progress('support requests followed', ticketIds.length, async (tell) => {
    for (const [index, ticketId] of ticketIds.entries()) {
      await pace();
      await cases.follow(ticketId);
      tell(index + 1);
    }
    return ticketIds.length;
  });
}
