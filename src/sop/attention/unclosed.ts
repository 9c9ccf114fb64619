import { asked, askingAlso } from '../decision/asked';
import { attention, type Attention } from '../decision/attention';
import type { Decision, RequirementCode } from '../decision/decision';
import { isCarriedOut } from '../ticket/carried-out';
import { closedByHand } from '../ticket/closing';
import { boundaryOf, type Instant } from '../vocabulary/dates';
import type { CaseFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

/** What the SOP asks for before the RCM Cancellation Date is entered; the approval comes after it. */
const BEFORE_THE_DATE: readonly RequirementCode[] = ['cancellationNotice', 'etfNote'];
const EVIDENCE: readonly RequirementCode[] = [...BEFORE_THE_DATE, 'cancellationApproval'];

/** In milliseconds: a ticket that was closed longer ago was there before this service (X3), and nobody waits for it. */
const RECENT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * X1: where something that a person did should have closed the ticket, or ended the case, and did not, HubSpot says so: the
 * date was entered, or has come, with evidence missing; the ticket was closed without an answer.
 */
export function withUnclosed(decision: Decision, facts: CaseFacts, settings: SopSettings, now: Instant): Decision {
  if (decision.end !== undefined) return decision;
  const found =
    decision.phase === 'collecting'
      ? dateWithoutEvidence(decision, facts, settings, now)
      : closedUnanswered(decision, facts, now);
  if (found === undefined) return decision;
  if (decision.attention !== undefined && !UNTIL_THE_DATE.includes(decision.attention.code))
    return askingAlso(decision, found.attention);
  // Why something does not count is said first; that the date has come without it is said in any case.
  const said = found.attention?.code === 'dateCameIncomplete' ? undefined : decision.attention;
  const asking = asked(said, found.attention, decision.attention, ...(decision.others ?? []));
  const wakeUp = earlier(decision.wakeUp, found.wakeUp);
  return { ...decision, ...asking, ...(wakeUp && { wakeUp }) };
}

/** What is there and does not count (`withProvenance`), and a manual closing: enough to say until the date has come. */
const UNTIL_THE_DATE: readonly Attention['code'][] = [
  'answerBrought',
  'approvalByNobody',
  'closedIncomplete',
  'filesHidden',
  'filesOld',
];

function earlier(one: Decision['wakeUp'], other: Decision['wakeUp']): Decision['wakeUp'] {
  if (one === undefined || other === undefined) return one ?? other;
  return one.at <= other.at ? one : other;
}

type Found = Pick<Decision, 'attention' | 'wakeUp'>;

function dateWithoutEvidence(
  { waitingFor }: Decision,
  facts: CaseFacts,
  settings: SopSettings,
  now: Instant,
): Found | undefined {
  const { ticket, evidence } = facts;
  const date = currentValue(ticket.rcmCancellationDate);
  if (date === undefined || evidence === undefined || isCarriedOut(facts, settings)) return undefined;
  const missing = waitingFor.filter(({ code }) => EVIDENCE.includes(code));
  const sentences = missing.map(({ sentence }) => sentence);
  const begins = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  if (missing.length > 0 && now >= begins) {
    return { attention: attention.dateCameIncomplete(date, sentences) };
  }
  const wakeUp = { at: begins, reason: 'N8: the RCM Cancellation Date begins, with evidence missing' };
  if (!missing.some(({ code }) => BEFORE_THE_DATE.includes(code))) return missing.length > 0 ? { wakeUp } : undefined;
  return { wakeUp, attention: attention.dateEnteredIncomplete(date, sentences) };
}

function closedUnanswered(
  { phase, waitingFor, writes }: Decision,
  { ticket }: CaseFacts,
  now: Instant,
): Found | undefined {
  // I4: a reopened ticket gets its own note.
  if (writes.some((write) => write.kind === 'updateTicket' && write.change.stage === 'open')) return undefined;
  const unanswered = phase === 'deciding' && waitingFor.some(({ code }) => code === 'customerSaved');
  const closing = unanswered ? closedByHand(ticket) : undefined;
  if (closing === undefined || now - closing.since > RECENT_MS) return undefined;
  return { attention: attention.closedUnanswered({ by: closing.by, at: closing.since }) };
}
