import { asksOwner } from '../attention/attention-task';
import type { Decision, RequirementCode } from '../decision/decision';
import { outOfBounds } from '../evidence/missing';
import { holdNotes } from '../invoice/hold-notes';
import { answerOf } from '../ticket/answer';
import { EPOCH, earliest, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import { parseReference, type Reminded } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, lastChanged, type CurrentValue } from '../vocabulary/timeline';
import { dueOf, type Missing } from './due';
import { financeText, leaderText, ownerText, type TaskText } from './reminder-text';

/** Someone whose turn it is, or will be. */
export interface Turn {
  readonly of: Reminded;
  /** With the ticket and `of`: what makes two reminders the same. */
  readonly cause: number;
  readonly dueAt: Instant;
  /** When its text changes by itself. */
  readonly urgentAt?: Instant | undefined;
  /** Whether it may be made: not where the person was asked for the same by another task, or on a closed ticket. */
  readonly mayBegin: boolean;
  readonly rules: readonly RuleId[];
  readonly text: TaskText;
  readonly ownerId?: string | undefined;
}

/** Whose turn it is on a ticket, by what the decision waits for. */
export function turnsOf(decision: Decision, facts: CaseFacts, settings: SopSettings, now: Instant): readonly Turn[] {
  if (!facts.ticket.inAtRiskPipeline || decision.end !== undefined || decision.takenOverBy !== undefined) return [];
  return [...financeTurn(decision, facts, settings), ...peoplesTurns(decision, facts, settings, now)];
}

/** I1: at once, and until Finance has freed the ticket. */
function financeTurn({ waitingFor }: Decision, facts: CaseFacts, settings: SopSettings): readonly Turn[] {
  const { financeTasks, financeTaskOwner } = settings.reminders;
  // What the notes say of the hold is not known, nor whether it is a new one.
  if (!financeTasks || facts.evidence === undefined) return [];
  if (!waitingFor.some(({ code }) => code === 'financeApproval')) return [];
  const text = financeText(facts, settings);
  const cause = ordinalOfHold(facts);
  return [{ of: 'finance', cause, dueAt: EPOCH, mayBegin: true, rules: ['I1', 'X1'], text, ownerId: financeTaskOwner }];
}

/** By its first note, which is written together with the task. */
function ordinalOfHold(facts: CaseFacts): number {
  const { held, nextOrdinal } = holdNotes(facts);
  const first = held.at(-1);
  const reference = first && parseReference(first.reference);
  return reference?.kind === 'hold' ? reference.ordinal : nextOrdinal;
}

const OF_PEOPLE: readonly RequirementCode[] = [
  'customerSaved',
  'cancellationNotice',
  'etfNote',
  'rcmCancellationDate',
  'cancellationApproval',
];

function peoplesTurns(decision: Decision, facts: CaseFacts, settings: SopSettings, now: Instant): readonly Turn[] {
  const { ticket } = facts;
  const { ownerTasks, leaderTaskOwner } = settings.reminders;
  const isAsked = decision.phase === 'deciding' || decision.phase === 'collecting';
  const missing = decision.waitingFor.filter(({ code }) => OF_PEOPLE.includes(code));
  if (!isAsked || missing.length === 0 || (!ownerTasks && leaderTaskOwner === undefined)) return [];
  const since = missingSince(
    ticket,
    missing.map(({ code }) => code),
    settings,
  );
  const date = plausibleDate(ticket, settings);
  const due = dueOf(decision.phase === 'deciding' ? 'answer' : 'evidence', since, date, settings);
  const urgent = due.urgent !== undefined && now >= due.urgent;
  const said = { missing, since, date: date?.value, urgent };
  const isOpen = currentValue(ticket.stage)?.value === 'open' || isOpened(decision);
  const shared = {
    cause: causeOf(ticket, settings),
    urgentAt: due.urgent,
    rules: [...new Set<RuleId>([...missing.map(({ rule }) => rule), 'X1'])],
  };
  const mayAskOwner = isOpen && !asksOwner(decision.attention);
  const { ownerId } = ticket;
  const owner = { ...shared, of: 'owner' as const, dueAt: due.owner, mayBegin: mayAskOwner, ownerId };
  const leader = { ...shared, of: 'leader' as const, dueAt: due.leader, mayBegin: isOpen, ownerId: leaderTaskOwner };
  return [
    ...(ownerTasks ? [{ ...owner, text: ownerText(ticket, said, settings) }] : []),
    ...(leaderTaskOwner === undefined ? [] : [{ ...leader, text: leaderText(ticket, said, settings) }]),
  ];
}

/** X2, I4: whether the decision opens the ticket again. */
export function isOpened({ writes }: Decision): boolean {
  return writes.some((write) => write.kind === 'updateTicket' && write.change.stage === 'open');
}

/**
 * The earliest instant at which someone may have been reminded on this ticket, whatever was answered since, and whichever date has
 * taken the place of a close one.
 */
export function firstDue(
  { createdAt, customerSaved, rcmCancellationDate }: TicketFacts,
  settings: SopSettings,
): Instant {
  const dates = rcmCancellationDate.flatMap(({ value, at }) => (value === null ? [] : [{ value, since: at }]));
  const first = (missing: Missing, since: Instant): Instant => {
    const due = [undefined, ...dates].flatMap((date) => {
      const { owner, leader } = dueOf(missing, since, date, settings);
      return [owner, leader];
    });
    return earliest(due[0] ?? since, ...due);
  };
  const ofAnswer = first('answer', createdAt);
  const firstNo = customerSaved.findLast(({ value }) => value === 'No')?.at;
  const answeredInTime =
    customerSaved.length > 0 && customerSaved.every(({ value, at }) => value !== null && at < ofAnswer);
  if (firstNo === undefined) return ofAnswer;
  const ofEvidence = first('evidence', firstNo);
  return answeredInTime ? ofEvidence : earliest(ofAnswer, ofEvidence);
}

/** N1: from when on the answer, or with No everything else, can be given. */
function begunAt(ticket: TicketFacts, settings: SopSettings): Instant {
  const answer = answerOf(ticket, settings);
  return answer.kind === 'none' ? ticket.createdAt : answer.since;
}

/** Of the answer there is one reminder in a ticket's life; of the rest one for each No. */
function causeOf(ticket: TicketFacts, settings: SopSettings): number {
  const answer = answerOf(ticket, settings);
  return answer.kind === 'none' ? 0 : answer.since;
}

/** What was taken back later is missing since then. HubSpot does not say when a note or a file was deleted. */
function missingSince(ticket: TicketFacts, codes: readonly RequirementCode[], settings: SopSettings): Instant {
  const begun = begunAt(ticket, settings);
  const each = codes.map((code) => latest(begun, lastChangeOf(code, ticket) ?? EPOCH));
  return earliest(each[0] ?? begun, ...each);
}

function lastChangeOf(code: RequirementCode, ticket: TicketFacts): Instant | undefined {
  switch (code) {
    case 'customerSaved':
      return lastChanged(ticket.customerSaved);
    case 'rcmCancellationDate':
      return lastChanged(ticket.rcmCancellationDate);
    case 'cancellationApproval':
      return lastChanged(ticket.cancellationApproval);
    default:
      return undefined;
  }
}

function plausibleDate(ticket: TicketFacts, settings: SopSettings): CurrentValue<CalendarDate> | undefined {
  const date = currentValue(ticket.rcmCancellationDate);
  return date === undefined || outOfBounds(date, settings) !== undefined ? undefined : date;
}
