import { asksOwner } from '../attention/attention-task';
import type { Decision, Requirement, RequirementCode } from '../decision/decision';
import { outOfBounds } from '../evidence/missing';
import { holdNotes } from '../invoice/hold-notes';
import { answerOf, type Answer } from '../ticket/answer';
import { EPOCH, earliest, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, TicketFacts } from '../vocabulary/facts';
import { parseReference, type Reminded } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, lastChanged, type CurrentValue } from '../vocabulary/timeline';
import { dueOf, firstDueOf, urgentAt, type Missing, type Person } from './due';
import { officeOf, type Office } from './office-days';
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
  /** Written only where a task needs it. */
  readonly text: () => TaskText;
  readonly ownerId?: string | undefined;
}

/** Whose turn it is on a ticket, by what the decision waits for. */
export function turnsOf(
  decision: Decision,
  facts: CaseFacts,
  settings: SopSettings,
  office: Office,
  now: Instant,
): readonly Turn[] {
  if (!facts.ticket.inAtRiskPipeline || decision.end !== undefined || decision.takenOverBy !== undefined) return [];
  return [...financeTurn(decision, facts, settings), ...peoplesTurns(decision, facts, settings, office, now)];
}

/** I1: at once, and until Finance has freed the ticket. */
function financeTurn({ waitingFor }: Decision, facts: CaseFacts, settings: SopSettings): readonly Turn[] {
  const { financeTasks, financeTaskOwner } = settings.reminders;
  // What the notes say of the hold is not known, nor whether it is a new one.
  if (!financeTasks || facts.evidence === undefined) return [];
  if (!waitingFor.some(({ code }) => code === 'financeApproval')) return [];
  const text = (): TaskText => financeText(facts, settings);
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

function peoplesTurns(
  decision: Decision,
  facts: CaseFacts,
  settings: SopSettings,
  office: Office,
  now: Instant,
): readonly Turn[] {
  const { ticket } = facts;
  const { reminders } = settings;
  const { ownerTasks, leaderTaskOwner } = reminders;
  const isAsked = decision.phase === 'deciding' || decision.phase === 'collecting';
  const missing = decision.waitingFor.filter(({ code }) => OF_PEOPLE.includes(code));
  if (!isAsked || missing.length === 0 || (!ownerTasks && leaderTaskOwner === undefined)) return [];
  const answer = answerOf(ticket, settings);
  const since = missingSince(ticket, missing, answer);
  const date = plausibleDate(ticket, settings);
  const urgentFrom = urgentAt(since, date, reminders, office);
  const said = { missing, since, date: date?.value, urgent: urgentFrom !== undefined && now >= urgentFrom };
  const what = decision.phase === 'deciding' ? 'answer' : 'evidence';
  const due = (person: Person): Instant => dueOf(person, what, since, date, reminders, office);
  const isOpen = currentValue(ticket.stage)?.value === 'open' || isOpened(decision);
  const shared = {
    // Of the answer there is one reminder in a ticket's life; of the rest one for each No.
    cause: answer.kind === 'none' ? 0 : answer.since,
    urgentAt: urgentFrom,
    rules: [...new Set<RuleId>([...missing.map(({ rule }) => rule), 'X1'])],
  };
  const owner = (): Turn => ({
    ...shared,
    of: 'owner',
    dueAt: due('owner'),
    mayBegin: isOpen && !asksOwner(decision.attention),
    ownerId: ticket.ownerId,
    text: () => ownerText(ticket, said, settings),
  });
  const leader = (): Turn => ({
    ...shared,
    of: 'leader',
    dueAt: due('leader'),
    mayBegin: isOpen,
    ownerId: leaderTaskOwner,
    text: () => leaderText(ticket, said, settings),
  });
  return [...(ownerTasks ? [owner()] : []), ...(leaderTaskOwner === undefined ? [] : [leader()])];
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
  const office = officeOf(settings);
  const first = (missing: Missing, since: Instant): Instant =>
    firstDueOf(missing, since, dates, settings.reminders, office);
  const ofAnswer = first('answer', createdAt);
  const firstNo = customerSaved.findLast(({ value }) => value === 'No')?.at;
  const answeredInTime =
    customerSaved.length > 0 && customerSaved.every(({ value, at }) => value !== null && at < ofAnswer);
  if (firstNo === undefined) return ofAnswer;
  const ofEvidence = first('evidence', firstNo);
  return answeredInTime ? ofEvidence : earliest(ofAnswer, ofEvidence);
}

/** What was taken back later is missing since then. HubSpot does not say when a note or a file was deleted. */
function missingSince(ticket: TicketFacts, missing: readonly Requirement[], answer: Answer): Instant {
  // N1: from when on the answer, or with No everything else, can be given.
  const begun = answer.kind === 'none' ? ticket.createdAt : answer.since;
  const each = missing.map(({ code }) => latest(begun, lastChangeOf(code, ticket) ?? EPOCH));
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
