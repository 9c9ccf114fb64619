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
import type { Decision } from './decision/decision';
import { driftOf, drifted } from './decision/drift';
import { withRepairNotes } from './decision/repair';
import { requirement } from './decision/requirement';
import { decideLeftPipeline, withHold } from './invoice/held-ticket';
import { completionOf } from './paths/newer-ticket';
import { decideNotSaved } from './paths/not-saved';
import { decideSaved } from './paths/saved';
import { withNewerTickets } from './paths/superseded';
import { answerOf, type Answer } from './ticket/answer';
import { stepBack } from './ticket/client-status';
import { closedAsNotSaved } from './ticket/closing';
import { LEFT_ALONE, isLeftAlone } from './ticket/left-alone';
import type { Instant } from './vocabulary/dates';
import type { CaseFacts, CaseReading, FactsOfClient } from './vocabulary/facts';
import type { SopSettings } from './vocabulary/settings';
import { lastChanged, currentValue } from './vocabulary/timeline';

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
        writes: [],
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
  const gone: Decision = { phase: 'deciding', waitingFor: [], writes: [], attention: attention.ticketGone() };
  const writes = absence.client ? abandonedWrites(absence.client, settings, now) : [];
  return isOver(absence) ? { ...gone, writes, end: 'gone' } : { ...gone, absence, wakeUp: nextCheck(absence, now) };
}

/** X1: HubSpot shows a ticket that it reported as deleted: nothing is written until it has shown it twice. */
function unlessDeleted({ phase, waitingFor, attention: asked }: Decision, now: Instant): Decision {
  return { phase, waitingFor, writes: [], ...(asked && { attention: asked }), ...doubted(now) };
}

function decideShown(facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  if (facts.ticket.inAtRiskPipeline && isLeftAlone(facts.ticket)) return LEFT_ALONE;
  const proven = withProvenance(decideFound(facts, settings, now), facts, now);
  const ofTicket = withUnclosed(proven, facts, settings, now);
  const path = withFormerCompanies(withChecklist(ofTicket, facts, settings), facts, settings);
  const completion = completionOf(facts.ticket, facts.evidence, settings);
  const decision = withExplanation(withRepairNotes(path, facts.ticket.id), facts, settings);
  const completed = completion ? { ...decision, completes: completion.completes } : decision;
  const noted = withAttentionTask(withNote(completed, facts), facts, settings, now);
  return withDailyCheck(withSettingProblems(noted, facts), now);
}

function decideFound(facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  const company = facts.company ?? { kind: 'none' };
  if (!ticket.inAtRiskPipeline) return decideLeftPipeline(facts);
  if (ticket.unknownValues.length > 0) {
    return { phase: 'deciding', waitingFor: [], writes: [], attention: attention.unknownValue(ticket.unknownValues) };
  }
  const answer = answerOf(ticket, settings);
  const path = decideByAnswer({ ...facts, company }, answer, settings, now);
  return withNewerTickets(path, facts, answer, settings, now);
}

function decideByAnswer(facts: FactsOfClient, answer: Answer, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  const reopening = reopeningOf(facts, answer, settings, now);
  if (reopening === undefined) return decideAnswer(facts, answer, settings, now);
  return withReopening(decideAnswer(asOpen(facts), answer, settings, now), ticket, reopening);
}

function decideAnswer(facts: FactsOfClient, answer: Answer, settings: SopSettings, now: Instant): Decision {
  switch (answer.kind) {
    case 'none':
      return withHold(decideUnanswered(facts), facts, settings);
    case 'saved':
      return decideSaved(facts, answer, settings, now);
    case 'notSaved':
      return decideNotSaved(facts, answer.since, settings, now);
  }
}

/** N1; X1 where the answer was there when the ticket was closed as not saved, and is gone: whoever removed it is asked. */
function decideUnanswered({ ticket, company }: FactsOfClient): Decision {
  const waitingFor = [requirement.answer()];
  const closedAt = closedAsNotSaved(ticket);
  // An answer that a merge or the like brought is there, and not removed; `withProvenance` says what it is.
  if (closedAt === undefined || currentValue(ticket.customerSaved) !== undefined)
    return { phase: 'deciding', waitingFor, writes: stepBack(company, ticket) };
  return {
    phase: 'cancelling',
    waitingFor,
    writes: [],
    attention: attention.answerRemoved(lastChanged(ticket.customerSaved)),
    ...drifted(driftOf(ticket.customerSaved, { field: 'customerSaved', value: 'No', since: closedAt }, 'ask')),
  };
}

/** X1: where CS must act, one note on the ticket says so. */
function withNote(decision: Decision, { ticket, evidence }: CaseFacts): Decision {
  const reference = decision.attention?.noteReference;
  if (decision.attention === undefined || reference === undefined) return decision;
  if (evidence?.serviceNotes.some((note) => note.reference === reference)) return decision;
  return { ...decision, writes: [...decision.writes, attentionNote(ticket.id, reference, decision.attention)] };
}

/** X1: a mistake in the portal file that blocks nothing yet; what a person must do for the case itself comes first. */
function withSettingProblems(decision: Decision, { settingProblems }: CaseFacts): Decision {
  if (settingProblems === undefined || decision.attention !== undefined || decision.end !== undefined) return decision;
  return { ...decision, attention: attention.settingMismatch(settingProblems) };
}

function withDailyCheck(decision: Decision, now: Instant): Decision {
  if (decision.attention === undefined || decision.end !== undefined) return decision;
  const check = { at: (now + ATTENTION_CHECK_MS) as Instant, reason: 'X1: check whether the cause is gone' };
  return decision.wakeUp !== undefined && decision.wakeUp.at <= check.at ? decision : { ...decision, wakeUp: check };
}
