import type { AttentionCode } from '../decision/attention';
import type { Decision, Phase, Write } from '../decision/decision';
import { describeWrite } from '../decision/describe';
import type { Drift } from '../decision/drift';
import { isOnlyShown, purposeOfNote, purposeOfTasks } from '../decision/purpose';
import type { Instant } from '../vocabulary/dates';
import type { CaseReading, ClientStatus } from '../vocabulary/facts';
import type { CompanyId, TicketId } from '../vocabulary/ids';
import type { Actor } from '../vocabulary/timeline';

/** What Temporal shows of a running case: its search attributes. `phase` is absent before its first read. */
export interface ShownCase {
  readonly phase?: string | undefined;
  readonly waitingFor: readonly string[];
  readonly nextDate?: Instant | undefined;
  readonly attention?: string | undefined;
  /** Why its tasks fail, by Temporal's name; absent as long as they do not. */
  readonly problem?: string | undefined;
}

/** A difference between HubSpot, the SOP and the cases, in ids, dates and option values only. */
export type Finding =
  /** X3: the SOP still requires something for a ticket that has no case. */
  | { readonly kind: 'ticketWithoutCase'; readonly ticketId: TicketId; readonly phase: Phase }
  /** A case runs for a ticket that is not there, and does not say so. */
  | {
      readonly kind: 'caseWithoutTicket';
      readonly ticketId: TicketId;
      readonly because: 'gone' | 'merged' | 'notAtRisk';
    }
  /** A case does nothing, as its tasks fail. */
  | { readonly kind: 'caseStuck'; readonly ticketId: TicketId; readonly problem: string }
  /** A case shows a state other than HubSpot's: `lacks` is what it has not done or noticed. */
  | { readonly kind: 'caseBehind'; readonly ticketId: TicketId; readonly lacks: readonly string[] }
  /** A case wakes at a time other than the dates in HubSpot require; null: never. */
  | {
      readonly kind: 'timerMismatch';
      readonly ticketId: TicketId;
      readonly shown: Instant | null;
      readonly wanted: Instant | null;
    }
  /** X1: someone changed a value that the SOP had set. */
  | ({ readonly kind: 'fieldChanged'; readonly ticketId: TicketId } & Drift)
  /** A Client Status that only the SOP sets, and that no ticket of the company explains. */
  | {
      readonly kind: 'statusUnexplained';
      readonly companyId: CompanyId;
      readonly status: ClientStatus;
      readonly by: Actor;
      readonly at: Instant;
      /** Whether the portal accepts what others set (the setting `drift`). */
      readonly accepted: boolean;
    };

export type FindingKind = Finding['kind'];

/** The Client Statuses that the SOP sets while it runs, and Cancelled; anyone may set Active or At-Risk. */
export const STATUSES_OF_THE_SOP = [
  'Monitor for 30 days',
  'Cancellation in Progress',
  'Cancelled',
] as const satisfies readonly ClientStatus[];

/** One ticket against its case; `shown` is absent when none runs. */
export function auditTicket(
  ticketId: TicketId,
  reading: CaseReading,
  decision: Decision,
  shown: ShownCase | undefined,
  now: Instant,
): readonly Finding[] {
  if (shown?.problem !== undefined) return [{ kind: 'caseStuck', ticketId, problem: shown.problem }];
  const missing = missingTicket(reading);
  if (missing !== undefined) {
    const silent = shown !== undefined && shown.attention !== SAID_AS[missing];
    return silent ? [{ kind: 'caseWithoutTicket', ticketId, because: missing }] : [];
  }
  return [
    ...(shown === undefined ? withoutCase(ticketId, decision) : againstCase(ticketId, decision, shown, now)),
    ...(decision.drift ?? []).map((drift): Finding => ({ kind: 'fieldChanged', ticketId, ...drift })),
  ];
}

type Missing = Extract<Finding, { kind: 'caseWithoutTicket' }>['because'];

/** How a case itself says that its ticket is missing; of a merged one it ends. */
const SAID_AS: Readonly<Record<Missing, AttentionCode>> = {
  gone: 'ticketGone',
  merged: 'ticketMerged',
  notAtRisk: 'notAtRisk',
};

function missingTicket(reading: CaseReading): Missing | undefined {
  if (reading.kind !== 'found') return reading.kind;
  return reading.facts.ticket.inAtRiskPipeline ? undefined : 'notAtRisk';
}

function withoutCase(ticketId: TicketId, decision: Decision): readonly Finding[] {
  const finished = decision.end !== undefined && pendingWrites(decision).length === 0;
  return finished ? [] : [{ kind: 'ticketWithoutCase', ticketId, phase: decision.phase }];
}

/** What is left to write, besides what tickets show, which the audit itself brings up to date. Notes and tasks that ask a person are not read back from every ticket; HubSpot accepts each once. */
function pendingWrites({ writes }: Decision): readonly Write[] {
  return writes.filter((write) => !asksPeople(write) && !isOnlyShown(write));
}

function asksPeople(write: Write): boolean {
  if (write.kind === 'updateNote') return true;
  if (write.kind === 'addNote') return purposeOfNote(write) === 'message';
  return write.kind === 'createTasks' && ['attention', 'reminder'].includes(purposeOfTasks(write));
}

/** A case that HubSpot refuses says so itself, and cannot know more. */
const PARKED: readonly string[] = [
  'hubspotRefused',
  'hubspotInvalid',
  'hubspotIncomplete',
  'portalMismatch',
] satisfies AttentionCode[];

function againstCase(ticketId: TicketId, decision: Decision, shown: ShownCase, now: Instant): readonly Finding[] {
  if (shown.attention !== undefined && PARKED.includes(shown.attention)) return [];
  const { phase, nextDate } = shown;
  const lacks = whatLacks(decision, shown);
  // In another phase the case waits for something else, and its date means nothing more.
  const comparable = phase === decision.phase && decision.end === undefined;
  const [shows, wanted] = [nextDate ?? null, decision.wakeUp?.at ?? null];
  return [
    ...(lacks.length > 0 ? [{ kind: 'caseBehind' as const, ticketId, lacks }] : []),
    ...(comparable && !wakesInTime(decision, nextDate, now)
      ? [{ kind: 'timerMismatch' as const, ticketId, shown: shows, wanted }]
      : []),
  ];
}

function whatLacks(decision: Decision, shown: ShownCase): readonly string[] {
  const { phase, waitingFor, attention, end } = decision;
  const codes = waitingFor.map(({ code }) => code);
  return [
    ...pendingWrites(decision).map(describeWrite),
    ...(end === undefined ? [] : [`end: ${end}`]),
    ...(shown.phase === phase ? [] : [`phase: ${phase}`]),
    ...(shown.attention === attention?.code ? [] : [`attention: ${attention?.code ?? 'none'}`]),
    ...(sameCodes(codes, shown.waitingFor) ? [] : [`waits for: ${codes.join(', ') || 'nothing'}`]),
  ];
}

function sameCodes(some: readonly string[], others: readonly string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join();
}

/**
 * The daily check of a case that needs a person, or waits for another ticket (S5), counts from its last check: it may be due
 * earlier than a check counted from now.
 */
function wakesInTime({ wakeUp, attention, waitingFor }: Decision, shown: Instant | undefined, now: Instant): boolean {
  const isDaily = attention !== undefined || waitingFor.some(({ code }) => code === 'newerTicket');
  if (!isDaily || wakeUp === undefined) return shown === wakeUp?.at;
  return shown !== undefined && shown > now && shown <= wakeUp.at;
}

/** Whether a ticket accounts for the Client Status of its company. */
export function explains(decision: Decision, status: ClientStatus): boolean {
  const { attention, drift = [], writes, takenOverBy } = decision;
  // A person has been asked about it already, or it is about to be corrected.
  if (attention !== undefined || drift.some(({ field }) => field === 'clientStatus')) return true;
  if (writes.some(({ kind }) => kind === 'setClientStatus')) return true;
  // S5: a newer ticket with No sets no status before it is complete, so the older one's is still there.
  if (takenOverBy !== undefined) return takenOverBy.completes === 'notSaved' && status === 'Monitor for 30 days';
  return statusBy(decision) === status;
}

/** The Client Status that the SOP gives by a ticket now; undefined as long as it gives none. */
function statusBy({ phase, waitingFor }: Decision): ClientStatus | undefined {
  const waits = (wanted: string): boolean => waitingFor.some(({ code }) => code === wanted);
  switch (phase) {
    case 'deciding':
    case 'collecting':
      return undefined;
    case 'monitoring':
      return waits('monitoringPeriod') || waits('newerTicket') ? 'Monitor for 30 days' : 'Active';
    case 'cancelling':
      return waits('cancellationDay') ? 'Cancellation in Progress' : 'Cancelled';
  }
}
