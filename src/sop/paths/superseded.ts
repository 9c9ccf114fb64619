import { asked } from '../decision/asked';
import { attention, type AttentionCode } from '../decision/attention';
import type { Decision, RequirementCode, RunningOrEnded, Write } from '../decision/decision';
import { requirement } from '../decision/requirement';
import { ticketUpdate, type RuledChange } from '../decision/ticket-update';
import type { Answer } from '../ticket/answer';
import { boundaryOf, daysAfter, EPOCH, later, latest, type Instant } from '../vocabulary/dates';
import type { CaseFacts, ClientStatus, NewerTicket, TicketFacts } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { takenOverBy } from './newer-ticket';
import { takeOverNote, type Over } from './superseded-note';

type Answered = Exclude<Answer, { kind: 'none' }>;

/** A case that waits for another ticket is checked at least this often, in milliseconds, in case a signal is lost. */
const DAILY_MS = 24 * 60 * 60 * 1000;

/**
 * S5: the client is at risk again. `path` is what the SOP says of the ticket by itself. A newer ticket takes over from it only
 * by what that ticket completes; one without an answer holds back only the Active of a monitoring.
 */
export function withNewerTickets(
  path: Decision,
  facts: CaseFacts,
  answer: Answer,
  settings: SopSettings,
  now: Instant,
): Decision {
  const { company, ticket } = facts;
  if (company?.kind !== 'one' || answer.kind === 'none') return path;
  const newer = takenOverBy(company, answer);
  if (newer !== undefined) return takenOver(path, ticket, answer, newer, settings);
  const [unanswered] = company.newerTickets ?? [];
  if (answer.kind !== 'saved' || unanswered === undefined) return path;
  return heldBack(path, currentValue(company.clientStatus)?.value, unanswered, now);
}

/**
 * The newer ticket decides the Client Status, and when work ends. What the SOP still asks of this ticket itself continues: a
 * saved one closes, and an invoice holds it (I1, I4). One that can no longer close by itself needs a person.
 */
function takenOver(
  path: Decision,
  ticket: TicketFacts,
  answer: Answered,
  newer: NewerTicket,
  settings: SopSettings,
): Decision {
  const own = withoutStatus(path);
  const over = whatIsOver(path, ticket, answer, newer, settings);
  const clears = over?.kind === 'cancellation' && newer.completes === 'saved';
  const isStuck = path.phase === 'collecting';
  const decidedAt = lastDecided(ticket, answer);
  const late = decidedAt > newer.since ? attention.newerTicket(newer.id, decidedAt) : undefined;
  const isOpen = isOpenAfter(ticket, own.writes);
  const whileOpen = isStuck ? [attention.newerTicket(newer.id)] : [own.attention, ...(own.others ?? [])];
  const asking = asked(late, ...(isOpen ? whileOpen : []));
  const waitingFor = isOpen && !isStuck ? own.waitingFor : [];
  const closes = isOpen && answer.kind === 'saved' && waitingFor.length === 0 && !isLeftOpen(own);
  const isDone = !isOpen || closes || (waitingFor.length === 0 && asking.attention === undefined);
  const ending: RunningOrEnded<'superseded'> = isDone ? { end: 'superseded' } : {};
  return {
    phase: path.phase,
    takenOverBy: newer,
    waitingFor,
    writes: [
      ...(over === undefined ? [] : [takeOverNote(ticket.id, newer, over)]),
      ...withChanges(own.writes, ticket.id, [
        ...(closes ? [{ rule: 'S4' as const, change: { stage: 'closed' as const } }] : []),
        ...(clears ? [{ rule: 'S5' as const, change: { rcmCancellationDate: null } }] : []),
      ]),
    ],
    ...asking,
    ...(own.drift && { drift: own.drift }),
    ...ending,
  };
}

/** As one PATCH with what the path changes on the ticket. */
function withChanges(writes: readonly Write[], ticketId: TicketId, changes: readonly RuledChange[]): readonly Write[] {
  const others = writes.filter(({ kind }) => kind !== 'updateTicket');
  const [update] = writes.flatMap((write) => (write.kind === 'updateTicket' ? [write] : []));
  const [added] = ticketUpdate(ticketId, changes).flatMap((write) => (write.kind === 'updateTicket' ? [write] : []));
  if (update === undefined || added === undefined)
    return [...others, ...[update, added].filter((one) => one !== undefined)];
  return [
    ...others,
    { ...update, rules: [...update.rules, ...added.rules], change: { ...update.change, ...added.change } },
  ];
}

/** Someone reopened it, and is asked about it, or may do so. */
function isLeftOpen({ attention: left, drift = [] }: Pick<Decision, 'attention' | 'drift'>): boolean {
  return left !== undefined || drift.some(({ field }) => field === 'ticketStage');
}

/** What this ticket still had to do when the newer one took over; nothing of what was done before, or came later. */
function whatIsOver(
  path: Decision,
  ticket: TicketFacts,
  answer: Answered,
  newer: NewerTicket,
  settings: SopSettings,
): Over | undefined {
  if (answer.kind === 'saved') {
    const until = daysAfter(answer.since, settings.monitoringDays, settings.timeZone);
    return answer.since <= newer.since && newer.since < until ? { kind: 'monitoring', until, settings } : undefined;
  }
  const date = currentValue(ticket.rcmCancellationDate);
  if (path.phase !== 'cancelling' || date === undefined) return undefined;
  const endsAt = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  return date.since <= newer.since && newer.since < endsAt ? { kind: 'cancellation', date: date.value } : undefined;
}

/** When somebody last said on this ticket what becomes of the client: after the newer one took over, that has no effect. */
function lastDecided({ rcmCancellationDate }: TicketFacts, answer: Answered): Instant {
  const date = answer.kind === 'notSaved' ? currentValue(rcmCancellationDate) : undefined;
  return latest(answer.since, date?.since ?? EPOCH);
}

function isOpenAfter({ stage }: TicketFacts, writes: readonly Write[]): boolean {
  const stages = writes.flatMap((write) => (write.kind === 'updateTicket' ? (write.change.stage ?? []) : []));
  return (stages.at(-1) ?? currentValue(stage)?.value) === 'open';
}

const OF_STATUS: readonly AttentionCode[] = ['clientStatusChanged', 'unknownClientStatus'];
const OF_TIME: readonly RequirementCode[] = ['monitoringPeriod', 'cancellationDay'];

/** The path without the Client Status, and without what leads to one. */
function withoutStatus(path: Decision): Omit<Decision, 'phase'> {
  const { waitingFor, writes, drift } = path;
  const ofTicket = drift?.filter(({ field }) => field !== 'clientStatus');
  const causes = [path.attention, ...(path.others ?? [])].filter((each) => each && !OF_STATUS.includes(each.code));
  return {
    waitingFor: waitingFor.filter(({ code }) => !OF_TIME.includes(code)),
    writes: writes.filter(({ kind }) => kind !== 'setClientStatus'),
    ...asked(...causes),
    ...(ofTicket && ofTicket.length > 0 && { drift: ofTicket }),
  };
}

/**
 * The client is monitored, but does not become Active before the newer ticket is answered. Whoever set the Client Status to
 * At-Risk meanwhile did so for the newer ticket, which is not drift.
 */
function heldBack(path: Decision, status: ClientStatus | undefined, { id }: NewerTicket, now: Instant): Decision {
  const isAtRisk = status === 'At-Risk' && (path.drift ?? []).some(({ field }) => field === 'clientStatus');
  const isMonitored = path.waitingFor.some(({ code }) => code === 'monitoringPeriod');
  if (!isAtRisk && !isMonitored && !path.writes.some(givesActive)) return path;
  const { writes, attention: first, others, drift } = isAtRisk ? withoutStatus(path) : path;
  const wakeUp = path.wakeUp ?? { at: later(now, DAILY_MS), reason: 'S5: check the newer At-Risk ticket' };
  return {
    phase: path.phase,
    waitingFor: [...path.waitingFor, requirement.newerTicket(id)],
    writes: writes.flatMap((write) => (givesActive(write) ? insteadOfActive(write, status) : [write])),
    ...(first && { attention: first }),
    ...(others && { others }),
    ...(drift && { drift }),
    wakeUp,
  };
}

type SetClientStatus = Extract<Write, { kind: 'setClientStatus' }>;

function givesActive(write: Write): write is SetClientStatus {
  return write.kind === 'setClientStatus' && write.status === 'Active';
}

/** C2: a client who stays is no longer in cancellation, whatever the newer ticket says. */
function insteadOfActive(write: SetClientStatus, status: ClientStatus | undefined): readonly Write[] {
  const isCancelling = status === 'Cancellation in Progress' || status === 'Cancelled';
  return isCancelling ? [{ ...write, status: 'Monitor for 30 days' }] : [];
}
