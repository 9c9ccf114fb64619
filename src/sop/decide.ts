import { withExplanation } from './after-closing/explanation';
import { asOpen, reopeningOf, withReopening } from './after-closing/reopening';
import { abandonedWrites } from './attention/abandoned';
import { attentionNote } from './attention/attention-note';
import { withAttentionTask } from './attention/attention-task';
import { withProvenance } from './attention/provenance';
import { withUnclosed } from './attention/unclosed';
import { withChecklist } from './deactivation/checklist';
import { withFormerCompanies } from './deactivation/former-company';
import { NEVER_ABSENT, doubted, isOver, nextCheck, notShown, type Absence } from './decision/absence';
import { attention } from './decision/attention';
import type { Decision, Write } from './decision/decision';
import { driftOf, drifted } from './decision/drift';
import { withRepairNotes } from './decision/repair';
import { requirement } from './decision/requirement';
import { decideLeftPipeline, withHold } from './invoice/held-ticket';
import { withOneNoteForACause } from './notes/one-note-for-a-cause';
import { completionOf } from './paths/newer-ticket';
import { decideNotSaved } from './paths/not-saved';
import { decideSaved } from './paths/saved';
import { withNewerTickets } from './paths/superseded';
import { withReminders } from './reminders/reminders';
import { withShown } from './shown/with-shown';
import { answerOf, type Answer } from './ticket/answer';
import { stepBack } from './ticket/client-status';
import { closedAsNotSaved } from './ticket/closing';
import { LEFT_ALONE, isLeftAlone } from './ticket/left-alone';
import { later, type Instant } from './vocabulary/dates';
import { factsOfClient, type CaseFacts, type CaseReading } from './vocabulary/facts';
import type { RuleId } from './vocabulary/rules';
import type { SopSettings } from './vocabulary/settings';
import { currentValue } from './vocabulary/timeline';

/** A case that needs a person is checked at least this often, in milliseconds, in case an event is lost. */
const ATTENTION_CHECK_MS = 24 * 60 * 60 * 1000;

/**
 * The SOP: what one fresh snapshot of a case means at `now`. Pure; the same snapshot always gives the same decision. `absence`:
 * what the previous decision said of a ticket that may be gone, and HubSpot's events since.
 */
export function decide(
  reading: CaseReading,
  settings: SopSettings,
  now: Instant,
  absence: Absence = NEVER_ABSENT,
): Decision {
  switch (reading.kind) {
    case 'gone':
      return decideGone(notShown(absence, now), settings, now);
    case 'merged':
      return {
        phase: 'deciding',
        waitingFor: [],
        writes: namedNoMore(absence),
        attention: attention.ticketMerged(reading.into),
        end: 'merged',
      };
    case 'found': {
      const decision = decideShown(reading.facts, settings, now);
      return absence.deletion === 'told' ? unlessDeleted(decision, now) : decision;
    }
  }
}

/** X1: a single answer that there is no such ticket proves nothing. */
function decideGone(absence: Absence, settings: SopSettings, now: Instant): Decision {
  const gone = { phase: 'deciding', waitingFor: [], attention: attention.ticketGone() } as const;
  const writes = absence.client ? [...abandonedWrites(absence.client, settings, now), ...namedNoMore(absence)] : [];
  return isOver(absence)
    ? { ...gone, writes, end: 'gone' }
    : { ...gone, writes: [], absence, wakeUp: nextCheck(absence, now) };
}

/** X1: the company names a ticket no longer that is gone, or was merged into another one. */
function namedNoMore({ client }: Absence): readonly Write[] {
  if (client?.ticketId === undefined) return [];
  return [{ kind: 'clearCaseTicket', rules: ['X1'], companyId: client.companyId, ticketId: client.ticketId }];
}

/** X1: HubSpot shows a ticket that it reported as deleted: nothing is written until it has shown it twice. */
function unlessDeleted({ phase, waitingFor, attention: asked }: Decision, now: Instant): Decision {
  return { phase, waitingFor, writes: [], ...(asked && { attention: asked }), ...doubted(now) };
}

/** What a step of a decision may use, besides what the steps before it decided. */
interface Situation {
  readonly facts: CaseFacts;
  readonly settings: SopSettings;
  readonly now: Instant;
}

/** One part of the SOP's page: it adds to the decision of the steps before it. */
interface Step {
  readonly name: string;
  readonly rules: readonly RuleId[];
  readonly apply: (decision: Decision, situation: Situation) => Decision;
}

/**
 * What is added to the path (saved, not saved, unanswered, superseded), in this order; change it only with a reason:
 * - What does not count comes before what should have closed the ticket, which keeps the more exact words of the two.
 * - The checklist and a corrected company read the path's phase, its Client Status and the newer ticket that took over, so they
 *   come before the explanation, which drops that ticket. Their writes are put before the path's: the Client Status that is written
 *   last says that they were done. A former company is put right before the checklist of the present one.
 * - What is set back is explained on the ticket first of all, so its notes are put before all other writes.
 * - A missing explanation keeps the case from ending. It builds a new decision, so what the ticket completes is added after it.
 * - The note, then its task: tasks are read only for a ticket that has such a note. By then all notes are known, so that those of
 *   one cause become one, and what nothing asks for any more is settled.
 * - Who is asked by a task already is not reminded of the same. A reminder that is over is completed before the path's writes, so
 *   that a closing by this service proves that none is left.
 * - A mistake in the portal file gets no note, and gives way to every other cause.
 * - What the ticket shows describes all of this, except for the daily check, which is nothing that anyone waits for.
 * - The daily check depends on all of this: on whether a person is needed, and on whether the case ends.
 */
export const STEPS: readonly Step[] = [
  {
    name: 'what does not count',
    rules: ['N1', 'N2', 'N5', 'X1'],
    apply: (decision, { facts, now }) => withProvenance(decision, facts, now),
  },
  {
    name: 'what should have closed',
    rules: ['N6', 'N8', 'X1'],
    apply: (decision, { facts, settings, now }) => withUnclosed(decision, facts, settings, now),
  },
  {
    name: 'deactivation checklist',
    rules: ['N9', 'C1'],
    apply: (decision, { facts, settings }) => withChecklist(decision, facts, settings),
  },
  {
    name: 'corrected company',
    rules: ['N9', 'X1'],
    apply: (decision, { facts, settings }) => withFormerCompanies(decision, facts, settings),
  },
  {
    name: 'what is set back',
    rules: ['X1'],
    apply: (decision, { facts }) => withRepairNotes(decision, facts.ticket.id),
  },
  {
    name: 'explanation of a change',
    rules: ['C4'],
    apply: (decision, { facts, settings }) => withExplanation(decision, facts, settings),
  },
  { name: 'what the ticket completes', rules: ['S5'], apply: withCompletion },
  { name: 'note for a person', rules: ['X1'], apply: (decision, { facts }) => withNote(decision, facts) },
  {
    name: 'one note for one cause',
    rules: ['X1', 'I3'],
    apply: (decision, { facts, settings, now }) => withOneNoteForACause(decision, facts, settings, now),
  },
  {
    name: 'task for a person',
    rules: ['X1'],
    apply: (decision, { facts, settings, now }) => withAttentionTask(decision, facts, settings, now),
  },
  {
    name: 'reminders',
    rules: ['N1', 'N2', 'N3', 'N4', 'N5', 'I1', 'X1'],
    apply: (decision, { facts, settings, now }) => withReminders(decision, facts, settings, now),
  },
  { name: 'portal file', rules: ['X1'], apply: (decision, { facts }) => withSettingProblems(decision, facts) },
  {
    name: 'what the ticket shows',
    rules: ['X1'],
    apply: (decision, { facts, now }) => withShown(decision, facts, now),
  },
  { name: 'daily check', rules: ['X1'], apply: (decision, { now }) => withDailyCheck(decision, now) },
];

function decideShown(facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  if (facts.ticket.inAtRiskPipeline && isLeftAlone(facts.ticket)) return LEFT_ALONE;
  const situation = { facts, settings, now };
  return STEPS.reduce((decision, step) => step.apply(decision, situation), decidePath(facts, settings, now));
}

function decidePath(facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  if (!ticket.inAtRiskPipeline) return decideLeftPipeline(facts);
  if (ticket.unknownValues.length > 0) {
    return { phase: 'deciding', waitingFor: [], writes: [], attention: attention.unknownValue(ticket.unknownValues) };
  }
  const answer = answerOf(ticket, settings);
  const path = decideByAnswer(facts, answer, settings, now);
  return withNewerTickets(path, facts, answer, settings, now);
}

function decideByAnswer(facts: CaseFacts, answer: Answer, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  const reopening = reopeningOf(facts, answer, settings, now);
  if (reopening === undefined) return decideAnswer(facts, answer, settings, now);
  return withReopening(decideAnswer(asOpen(facts), answer, settings, now), ticket, reopening);
}

function decideAnswer(facts: CaseFacts, answer: Answer, settings: SopSettings, now: Instant): Decision {
  switch (answer.kind) {
    case 'none':
      return withHold(decideUnanswered(facts), facts, settings);
    case 'saved':
      return decideSaved(factsOfClient(facts), answer, settings, now);
    case 'notSaved':
      return decideNotSaved(facts, answer.since, settings, now);
  }
}

/** N1; X1 where the answer was there when the ticket was closed as not saved, and is gone: whoever removed it is asked. */
function decideUnanswered({ ticket, company }: CaseFacts): Decision {
  const waitingFor = [requirement.answer()];
  const closedAt = closedAsNotSaved(ticket);
  // An answer that a merge or the like brought is there, and not removed; `withProvenance` says what it is.
  if (closedAt === undefined || currentValue(ticket.customerSaved) !== undefined)
    return { phase: 'deciding', waitingFor, writes: stepBack(company, ticket) };
  return {
    phase: 'cancelling',
    waitingFor,
    writes: [],
    attention: attention.answerRemoved(ticket.customerSaved[0]),
    ...drifted(driftOf(ticket.customerSaved, { field: 'customerSaved', value: 'No', since: closedAt }, 'ask')),
  };
}

/** S5: what older tickets of the client see of this one. */
function withCompletion(decision: Decision, { facts, settings }: Situation): Decision {
  const completion = completionOf(facts.ticket, facts.evidence, settings);
  return completion ? { ...decision, completes: completion.completes } : decision;
}

/** X1: where CS must act, one note on the ticket says so. */
function withNote(decision: Decision, { ticket }: CaseFacts): Decision {
  const reference = decision.attention?.noteReference;
  if (decision.attention === undefined || reference === undefined) return decision;
  return { ...decision, writes: [...decision.writes, attentionNote(ticket.id, reference, decision.attention)] };
}

/** X1: a mistake in the portal file that blocks nothing yet; what a person must do for the case itself comes first. */
function withSettingProblems(decision: Decision, { settingProblems }: CaseFacts): Decision {
  if (settingProblems === undefined || decision.attention !== undefined || decision.end !== undefined) return decision;
  return { ...decision, attention: attention.settingMismatch(settingProblems) };
}

function withDailyCheck(decision: Decision, now: Instant): Decision {
  if (decision.attention === undefined || decision.end !== undefined) return decision;
  const check = { at: later(now, ATTENTION_CHECK_MS), reason: 'X1: check whether the cause is gone' };
  return decision.wakeUp !== undefined && decision.wakeUp.at <= check.at ? decision : { ...decision, wakeUp: check };
}
