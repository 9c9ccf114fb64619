import type { Client } from '@temporalio/client';
import type { Mode, PortalConfig } from '../config/portal';
import type { AuditPlace } from '../contract/audit';
import type { CaseInput, HoldMemory } from '../contract/case';
import type { Command } from '../contract/commands';
import type { SignalName } from '../contract/signals';
import type { NotifiedOfLinks } from '../contract/sweep';
import type { CaseNames, HubSpot, IntakeBatch, Linked, NamedClient, WorkPage } from '../hubspot';
import { signalRunningCases, type RunningDelivery } from '../intake/signal-running';
import { dayToReport, workNote } from '../sop/deactivation/work-after';
import { decide } from '../sop/decide';
import type { Absence } from '../sop/decision/absence';
import type { Decision, Write } from '../sop/decision/decision';
import { notesToRemember } from '../sop/invoice/hold-memory';
import { hasNotesAfter } from '../sop/notes/one-note';
import { overviewOf, type Overview } from '../sop/overview/overview';
import { agreedIn, type Agreed } from '../sop/shadow/agreed';
import type { KeptStep, KeptWrite } from '../sop/shadow/kept';
import type { SupportDecision, SupportWrite } from '../sop/support/support-decision';
import type { SupportReading } from '../sop/support/support-facts';
import { decideSupportRequest } from '../sop/support/support-request';
import { instantAt, type CalendarDate, type Instant } from '../sop/vocabulary/dates';
import type { CaseReading } from '../sop/vocabulary/facts';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';
import type { SopSettings } from '../sop/vocabulary/settings';
import type { CasesOf, SeenBy } from '../temporal/list';
import { listedRunning } from '../temporal/listed-case';
import { runningCases, type RunningCases } from '../temporal/running-cases';
import { awaitClosing } from '../temporal/signal';
import { auditPage, auditSuspects, type AuditDependencies, type AuditPage, type SecondCheck } from './audit';
import { announceTicket, countOtherCases, recheckRequests, resumeCasesOf, type TicketOfCompany } from './company-cases';
import { decideCommand, type CommandDecision } from './decide-command';
import { beginCase, beginCases, deliverEvents, type Delivery } from './deliver-events';
import { digestActivities, type DigestActivities } from './digest/digest';
import { heartbeatWhile, temporalFailure, unlessDrained, type About } from './failures';
import { ownAttempt } from './own-attempt';
import {
  mayWrite,
  provenCompany,
  provenHoldNotes,
  sealHoldNotes,
  type Ground,
  type GroundDependencies,
} from './proof/grounds';
import { createSeals } from './proof/seal';
import {
  isSealed,
  mustBeWanted,
  outdated,
  scheduledAt,
  sealWrites,
  type Decided,
  type Sealed,
} from './proof/still-wanted';
import { sweepPage, type SweepPage, type SweptPage } from './sweep';
import { sweepLinks, type SweptLinks } from './sweep-links';

export type { IntakeBatch, Stamp } from '../hubspot';

/** What the activities are given at the composition root. */
export interface ActivityDependencies {
  /** What only the `at-risk` command uses is left out. */
  readonly hubspot: Omit<HubSpot, 'close' | 'openSupportRequests' | 'userByEmail'>;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly casesOf: CasesOf;
  /** A secret that all workers of the portal have, and nobody else. Without it, a worker knows only its own decisions. */
  readonly sealSecret?: string;
  /** All running cases of a portal, with what they have seen; Temporal's list unless given. */
  readonly seenBy?: SeenBy;
  /** Where leaders' digest is posted; a secret. */
  readonly digestUrl?: string | undefined;
  /** Whether what Temporal keeps is encrypted. */
  readonly encrypts?: boolean;
  /** The same with what they show, for the audit. */
  readonly runningCases?: (portalId: string) => RunningCases;
}

/**
 * A fresh snapshot with what the SOP says of it. The decision is recorded in the history with the snapshot, so that the rules may
 * change while a case sleeps: a replay applies the recorded decision, and the next read decides by the current rules.
 */
interface Snapshot<Reading, Decision> extends Sealed {
  readonly reading: Reading;
  readonly settings: SopSettings;
  readonly decision: Decision;
  /** The workflow's time by which it was decided. */
  readonly decidedAt: Instant;
  /** Of the pipeline, when it was read; absent where it is `on`. */
  readonly mode?: Extract<Mode, 'observe'>;
}

export type CaseSnapshot = Snapshot<CaseReading, Decision> & {
  /** What the case is based on, for the sweep; absent where no ticket was found. */
  readonly linked?: Linked;
  /** N9: proves that the ticket was on its company. */
  readonly companySeal?: string;
  /** `mode: observe`: what others did that the SOP asks for too. */
  readonly agreed?: readonly Agreed[];
  /** For lists and reports; absent where no ticket was found, and in histories from before it was read. */
  readonly overview?: Overview;
  /** The same, by name; absent where the portal file wants no names in Temporal. */
  readonly names?: CaseNames;
  /** Where payloads are encrypted: a search attribute never is, so the names must not become one. */
  readonly namesAreSecret?: true;
  /** I1: what the case remembers of a hold once the writes are applied; absent where there was none, or no ticket was found. */
  readonly holdMemory?: HoldMemory;
  /** X1: whether the ticket has notes of this service that are kept up to date, once the writes are applied; absent if not known. */
  readonly hasNotes?: boolean;
  /** S5: how many cases of other tickets of the company run, where the case asked for it; absent if Temporal did not say. */
  readonly otherCases?: number;
};

/** The same of a support ticket (C3). */
export type SupportSnapshot = Snapshot<SupportReading, SupportDecision>;

/** What a case knows of its ticket that HubSpot may not show any more. */
export interface KnownOfTicket {
  /** The company that it had. */
  readonly lastCompanyId?: CompanyId | undefined;
  /** Proves that it had. */
  readonly companySeal?: string | undefined;
  /** Whether it may be gone. */
  readonly absence?: Absence | undefined;
  /** I1: the notes of a hold that were on it. */
  readonly holdMemory?: HoldMemory | undefined;
  /** S5: asks for `otherCases`. */
  readonly seeksOthers?: boolean | undefined;
  /** X1: whether it has notes of this service that are kept up to date; absent if not known. */
  readonly hasNotes?: boolean | undefined;
  /** The client by name, so that the name is not asked for again. */
  readonly client?: NamedClient | undefined;
  /** `mode: observe`: writes that were not made; ignored where the pipeline is on. */
  readonly kept?: readonly KeptWrite[] | undefined;
}

export interface Activities extends DigestActivities {
  /**
   * Reads ticket, and as far as the SOP needs them notes, company and invoices, and decides at `now`, the workflow's time. Fails
   * with the types of `failures.ts`.
   */
  readCase(ticketId: TicketId, now: Instant, known?: KnownOfTicket): Promise<CaseSnapshot>;
  /** What a command of a person writes, or why it is refused (C1, C2, I3), at the workflow's time `now`. */
  decideCommand(ticketId: TicketId, command: Command, now: Instant): Promise<SealedCommand>;
  /**
   * Applies one wanted change; doing it twice has no further effect. Fails as `DecisionOutdated` where nothing wants it now,
   * whatever the caller says: without a ground nothing is written.
   */
  perform(write: Write, ground?: Ground): Promise<void>;
  /** Starts the case of a ticket, or makes it check again if it runs: for what `signal` reports, if given. */
  beginCase(input: CaseInput, signal?: SignalName, occurredAt?: Instant): Promise<void>;
  /** The same for many, one after another: each starts by reading its ticket, which counts against HubSpot's limits. */
  beginCases(portalId: string, ticketIds: readonly TicketId[]): Promise<void>;
  /** The audit: compares one page of tickets, cases or companies; `now` is the workflow's. */
  auditPage(portalId: string, place: AuditPlace, now: Instant): Promise<AuditPage>;
  /** The audit: checks tickets whose case did not match once more. */
  auditSuspects(portalId: string, ticketIds: readonly TicketId[], now: Instant): Promise<SecondCheck>;
  /**
   * C3: reads a support ticket and the At-Risk tickets that it may be about, and decides at the workflow's time `now`. `hasNotes`:
   * whether this service has written on it, if that is known.
   */
  readSupportRequest(
    ticketId: TicketId,
    now: Instant,
    absence?: Absence,
    kept?: readonly KeptStep[],
    hasNotes?: boolean,
  ): Promise<SupportSnapshot>;
  /** C3: applies one step of a request, as `perform` does. */
  performSupport(write: SupportWrite, decided: Decided): Promise<void>;
  /** S5: signals `newAtRiskTicket` to the running cases of the same company; answers with how many there are. */
  announceTicket(ticket: TicketOfCompany): Promise<number>;
  /** S5: makes the cases of the company's other At-Risk tickets check again, also those that have ended. */
  resumeCasesOf(ticket: TicketOfCompany): Promise<void>;
  /** C3: the case of an open ticket signals this request once the ticket is closed. */
  awaitClosing(ticket: CaseInput, requestId: TicketId): Promise<void>;
  /** C3: these support requests check again. */
  recheckRequests(portalId: string, requestIds: readonly TicketId[]): Promise<void>;
  /** N9: work logged the day before `scheduledAt` on a page of the canceled clients, which begins after `after`. */
  workOnCancelled(scheduledAt: Instant, after?: CompanyId): Promise<SealedWork>;
  /** Signals the cases for the events of HubSpot's webhooks. */
  deliverEvents(batch: IntakeBatch): Promise<Delivery>;
  /** The part of that which needs no call to HubSpot: running cases whose ticket the events name. */
  signalRunningCases(batch: IntakeBatch): Promise<RunningDelivery>;
  /** Signals the cases of one page of what changed in HubSpot; undefined for records that the portal file says not to read. */
  sweepPage(page: SweepPage): Promise<SweptPage | undefined>;
  /**
   * Signals the running cases with which other records are associated than they have seen, as many as one sweep compares; `notified`
   * and `startedBy` are as the last sweep left them.
   */
  sweepLinks(portalId: string, notified: readonly NotifiedOfLinks[], startedBy?: Instant): Promise<SweptLinks>;
}

/** A command's decision, with what its writes need. */
export type SealedCommand = CommandDecision & Sealed;

/** A page of N9's work; each seal belongs to the note of the finding in the same place. */
export type SealedWork = WorkPage & Sealed & { readonly day: CalendarDate };

/** What a workflow may ask of the outside world. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const { hubspot, portal } = dependencies;
  const seals = createSeals(dependencies.sealSecret);
  const auditOf = (portalId: string): AuditDependencies => ({
    hubspot,
    settings: portal.sop,
    cases: dependencies.runningCases?.(portalId) ?? runningCases(dependencies.temporal, portalId),
    observes: portal.ticket.mode === 'observe',
  });
  return {
    ...guardedDigest(dependencies),
    readCase: (ticketId, now, known = {}) =>
      guardedRead(() => readSealedCase({ ...dependencies, seals }, ticketId, now, known), { ticketId, seals }),
    decideCommand: (ticketId, command, now) =>
      guardedRead(async () => {
        const readAt = instantAt(Date.now());
        const decided = await decideCommand(ticketId, command, now, dependencies);
        const { writes } = decided;
        return { ...decided, readAt, seals: sealWrites(seals, ['command', ticketId], { readAt, now, writes }) };
      }),
    perform: (write, ground) => {
      const own = ownAttempt(dependencies.temporal);
      return guarded(
        async () => {
          if (await mayWrite(write, ground, { hubspot, portal, seals })) await hubspot.perform(write, own);
        },
        ground !== undefined && 'ticketId' in ground ? { ticketId: ground.ticketId, seals } : undefined,
      );
    },
    beginCase: (input, signal, occurredAt) => guarded(() => beginCase(input, dependencies, signal, occurredAt)),
    beginCases: (portalId, ticketIds) => guarded(() => beginCases(portalId, ticketIds, dependencies)),
    auditPage: (portalId, place, now) => guardedRead(() => auditPage(place, now, auditOf(portalId))),
    auditSuspects: (portalId, ticketIds, now) => guardedRead(() => auditSuspects(ticketIds, now, auditOf(portalId))),
    readSupportRequest: (ticketId, now, absence, kept, hasNotes = true) => {
      const observes = portal.supportRequests.mode === 'observe';
      const read = async () => ({
        reading: await hubspot.readSupportRequest(ticketId, observes ? kept : undefined, hasNotes),
      });
      const decideOn = (reading: SupportReading) => decideSupportRequest(reading, portal.sop, now, absence);
      return guardedRead(async () => {
        const found = await snapshot(read, decideOn, portal.sop, now);
        const { readAt, decision } = found;
        // Nothing is written by it, so nothing is sealed.
        if (observes) return { ...found, mode: 'observe' };
        return {
          ...found,
          seals: sealWrites(seals, ['support', ticketId], { readAt, now, writes: decision.steps }),
        };
      });
    },
    performSupport: (write, decided) => {
      const own = ownAttempt(dependencies.temporal);
      return guarded(async () => {
        if (portal.supportRequests.mode === 'observe') throw outdated();
        const { ticketId, readAt } = decided;
        const isProven = isSealed(seals, ['support', ticketId], write, decided);
        await mustBeWanted(write, { isProven, readAt }, async () => {
          const reading = await hubspot.readSupportRequest(ticketId, undefined, true);
          return decideSupportRequest(reading, portal.sop, scheduledAt()).steps;
        });
        await hubspot.performSupport(write, own);
      });
    },
    announceTicket: (ticket) => guarded(() => announceTicket(ticket, dependencies)),
    resumeCasesOf: (ticket) => guarded(() => resumeCasesOf(ticket, dependencies)),
    awaitClosing: ({ portalId, ticketId }, requestId) =>
      guarded(async () => {
        await awaitClosing({ ...dependencies, portalId }, ticketId, requestId);
      }),
    recheckRequests: (portalId, requestIds) => guarded(() => recheckRequests(portalId, requestIds, dependencies)),
    workOnCancelled: (searchedAt, after) =>
      guardedRead(() => readSealedWork({ hubspot, portal, seals }, searchedAt, after)),
    deliverEvents: (batch) => guarded(() => deliverEvents(batch, dependencies)),
    signalRunningCases: (batch) => guarded(() => signalRunningCases(batch, dependencies)),
    sweepPage: (page) => guarded(() => sweepPage(page, dependencies)),
    sweepLinks: (portalId, notified, startedBy) =>
      guarded(() => sweepLinks(portalId, { notified, startedBy }, dependencies)),
  };
}

function guardedDigest(dependencies: ActivityDependencies): DigestActivities {
  const { temporal } = dependencies;
  const digest = digestActivities({ ...dependencies, listedCases: (portalId) => listedRunning(temporal, portalId) });
  return {
    readDigest: (portalId, now) => guarded(() => digest.readDigest(portalId, now)),
    postDigest: (found) => guarded(() => digest.postDigest(found)),
    isDigestNoted: (day) => guardedRead(() => digest.isDigestNoted(day)),
    noteDigest: (day) => guarded(() => digest.noteDigest(day)),
  };
}

type SealingDependencies = Pick<ActivityDependencies, 'hubspot' | 'portal' | 'encrypts'> &
  Pick<GroundDependencies, 'seals'>;

async function readSealedCase(
  { hubspot, portal, seals, encrypts, casesOf }: SealingDependencies & Pick<ActivityDependencies, 'casesOf'>,
  ticketId: TicketId,
  now: Instant,
  known: KnownOfTicket,
): Promise<CaseSnapshot> {
  const { lastCompanyId: id, companySeal: seal } = known;
  const lastCompanyId = provenCompany(seals, ticketId, id && { id, seal });
  const absence = provenAbsence(known.absence, ticketId, lastCompanyId);
  const { mode } = portal.ticket;
  const rememberedNotes = provenHoldNotes(seals, ticketId, known.holdMemory, mode);
  const kept = mode === 'observe' ? known.kept : undefined;
  const hasNotes: boolean | 'unknown' = known.hasNotes ?? 'unknown';
  const { client } = known;
  const before = { lastCompanyId, rememberedNotes, hasNotes, kept, now, client };
  const read = () => hubspot.readLinkedCase(ticketId, portal.sop, before);
  const decideOn = (reading: CaseReading) => decide(reading, portal.sop, now, absence);
  const found = await snapshot(read, decideOn, portal.sop, now);
  const { readAt, reading, decision } = found;
  const facts = reading.kind === 'found' ? reading.facts : undefined;
  const companyId = facts?.ticket.companyId;
  const notes = facts && notesToRemember(facts, decision.writes, scheduledAt());
  const holdMemory = notes && sealHoldNotes(seals, ticketId, notes, mode);
  const hasNotesNow = facts && hasNotesAfter(facts, decision.writes);
  const seeksOthers = known.seeksOthers === true && companyId !== undefined;
  const otherCases = seeksOthers ? await countOtherCases({ ticketId, companyId }, casesOf) : undefined;
  return {
    ...found,
    // Nothing is written by a decision of a case that only observes, so nothing is sealed.
    ...(mode === 'observe'
      ? { mode, agreed: agreedIn(reading, decision) }
      : { seals: sealWrites(seals, ['case', ticketId], { readAt, now, writes: decision.writes }) }),
    ...(facts && { overview: overviewOf(facts, decision, portal.sop) }),
    ...(encrypts === true && { namesAreSecret: true }),
    ...(companyId !== undefined && { companySeal: seals.of(['company', ticketId, companyId]) }),
    ...(holdMemory && { holdMemory }),
    ...(hasNotesNow !== undefined && { hasNotes: hasNotesNow }),
    ...(otherCases !== undefined && { otherCases }),
  };
}

async function readSealedWork(
  { hubspot, portal, seals }: SealingDependencies,
  searchedAt: Instant,
  after: CompanyId | undefined,
): Promise<SealedWork> {
  const readAt = instantAt(Date.now());
  const day = dayToReport(searchedAt, portal.sop.timeZone);
  const page = await hubspot.workOnCancelled(day, after);
  // The day is over, so it does not matter when the note is asked for.
  const now = scheduledAt();
  const sealed = page.found.flatMap(
    (work) =>
      sealWrites(seals, ['workAfter', work.companyId, day], { readAt, now, writes: [workNote(work, day)] }) ?? [],
  );
  return { day, ...page, readAt, seals: sealed };
}

/** X1: for a ticket that HubSpot no longer shows, only a company that a worker has seen on it gets the note, and names it no more. */
function provenAbsence(
  absence: Absence | undefined,
  ticketId: TicketId,
  companyId: CompanyId | undefined,
): Absence | undefined {
  if (absence?.client === undefined) return absence;
  const client = absence.client.companyId === companyId ? { ...absence.client, ticketId } : undefined;
  return { ...absence, client };
}

async function snapshot<Found extends { readonly reading: unknown }, Decision>(
  read: () => Promise<Found>,
  decideOn: (reading: Found['reading']) => Decision,
  settings: SopSettings,
  decidedAt: Instant,
): Promise<Found & Snapshot<Found['reading'], Decision>> {
  const readAt = instantAt(Date.now());
  const found = await read();
  return { ...found, settings, decision: decideOn(found.reading), decidedAt, readAt };
}

function guardedRead<T>(work: () => Promise<T>, about?: About): Promise<T> {
  return guarded(() => unlessDrained(work()), about);
}

async function guarded<T>(work: () => Promise<T>, about?: About): Promise<T> {
  try {
    return await heartbeatWhile(work());
  } catch (error) {
    throw temporalFailure(error, about);
  }
}
