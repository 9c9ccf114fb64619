import { askingTaskWrites } from '../decision/asking-tasks';
import type { Decision, NewTask, WakeUp, Write } from '../decision/decision';
import { isHeld } from '../invoice/invoice';
import { closingOf } from '../ticket/closing';
import { later, type Instant } from '../vocabulary/dates';
import type { AskingTask, CaseFacts, TicketFacts } from '../vocabulary/facts';
import { identityOf, identityOfReminder, referenceText } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import type { SopSettings } from '../vocabulary/settings';
import { noonOfNextDay, officeOf, type Office } from './office-days';
import type { TaskText } from './reminder-text';
import { firstDue, isOpened, turnsOf, type Turn } from './turns';

/**
 * X1: people hear that it is their turn by a task in HubSpot: Finance of a hold (I1), the ticket's owner of what has been missing
 * for some business days (N1-N5), and after some more a leader. One task for each cause, which says what is missing now, is
 * completed when nothing is, and is known by its reference, also after a loss of all data (X3).
 */
export function withReminders(decision: Decision, facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  const { ticket, reminderTasks } = facts;
  // X1: what such a ticket waits for is not known.
  if (ticket.unknownValues.length > 0) return decision;
  const office = officeOf(settings);
  const turns = turnsOf(decision, facts, settings, office, now);
  const reminded =
    reminderTasks === undefined ? decision : withTasks(decision, ticket, reminderTasks, turns, office, now);
  const wakeUp = nextReminder(turns, now, reminderTasks === undefined && isOpened(decision));
  if (wakeUp === undefined || reminded.end !== undefined) return reminded;
  return reminded.wakeUp !== undefined && reminded.wakeUp.at <= wakeUp.at ? reminded : { ...reminded, wakeUp };
}

function withTasks(
  decision: Decision,
  ticket: TicketFacts,
  there: readonly AskingTask[],
  turns: readonly Turn[],
  office: Office,
  now: Instant,
): Decision {
  const wanted = turns.flatMap((turn) => {
    const identity = identityOfReminder({ of: turn.of, ticketId: ticket.id, cause: turn.cause });
    const known = there.find(({ reference }) => identityOf(reference) === identity);
    const begins = now >= turn.dueAt && (turn.mayBegin || known !== undefined);
    return begins || known?.open === true ? [{ turn, task: taskOf(turn, ticket, office, now) }] : [];
  });
  const rules = [...new Set<RuleId>([...wanted.flatMap(({ turn }) => turn.rules), 'X1'])];
  const { over, asked } = askingTaskWrites(there, {
    purpose: 'reminder',
    rules,
    ticketId: ticket.id,
    since: ticket.createdAt,
    wanted: wanted.map(({ task }) => task),
    follows: true,
  });
  const writes: readonly Write[] = [...over, ...decision.writes, ...asked];
  return writes.length === decision.writes.length ? decision : { ...decision, writes };
}

/** On the ticket only: it is not work on the client's account (N9). */
function taskOf({ of, cause, text, ownerId }: Turn, { id }: TicketFacts, office: Office, now: Instant): NewTask {
  const written = text();
  return {
    reference: referenceText({ kind: 'reminder', of, ticketId: id, cause, state: stateOf(written) }),
    ...written,
    dueAt: noonOfNextDay(now, office),
    ...(ownerId !== undefined && { ownerId }),
  };
}

/** A short digest of the text (FNV-1a), in characters of a reference. Nothing depends on its being hard to forge. */
function stateOf(text: TaskText): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([text.subject, text.paragraphs, text.urgent === true])) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

const WAKES: Readonly<Record<Turn['of'], string>> = {
  owner: "X1: remind the ticket's owner of what is missing",
  leader: 'X1: tell a leader what is still missing',
  finance: 'X1: remind Finance of the outstanding invoice',
};

/** In milliseconds. */
const ONCE_OPEN_MS = 60_000;

/** When the next reminder is due, or becomes urgent. `opens`: the ticket was still closed when it was read, and so without its tasks. */
function nextReminder(turns: readonly Turn[], now: Instant, opens: boolean): WakeUp | undefined {
  const wakes = turns
    .filter(({ mayBegin }) => mayBegin)
    .flatMap(({ of, dueAt, urgentAt }): readonly WakeUp[] => [
      { at: dueAt <= now && opens ? later(now, ONCE_OPEN_MS) : dueAt, reason: WAKES[of] },
      ...(urgentAt === undefined ? [] : [{ at: urgentAt, reason: 'X1: the RCM Cancellation Date is close' }]),
    ]);
  return wakes.filter(({ at }) => at > now).sort((a, b) => a.at - b.at)[0];
}

/**
 * The tasks matter where someone may have been reminded by now. What is over is completed before this service closes the ticket, so
 * that afterwards only Finance may still be asked. Asking for the tasks of a ticket that has none costs no call. `now` is absent
 * where the instant does not matter.
 */
export function needsReminderTasks(facts: CaseFacts, settings: SopSettings, now: Instant | undefined): boolean {
  const { ticket } = facts;
  const { financeTasks, ownerTasks, leaderTaskOwner } = settings.reminders;
  const people = ownerTasks || leaderTaskOwner !== undefined;
  if (!financeTasks && !people) return false;
  if (!ticket.inAtRiskPipeline) return true;
  // Also on a closed ticket: an invoice that came in the moment of closing opens it again (X2).
  if (financeTasks && facts.evidence !== undefined && isHeld(facts)) return true;
  const { kind } = closingOf(ticket);
  // Of an invoice that left again before the ticket was opened, Finance is asked no longer.
  if (kind === 'saved') return financeTasks;
  if (kind === 'notSaved' || !people) return false;
  return now === undefined || now >= firstDue(ticket, settings);
}
