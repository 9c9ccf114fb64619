import type { AttentionCode } from '../decision/attention';
import type { Decision, Requirement, ShownOutcome } from '../decision/decision';
import { WAITING_LABELS } from '../decision/shown';
import { showDate, type CalendarDate } from '../vocabulary/dates';
import type { TicketId } from '../vocabulary/ids';

/** What of a decision the next step is about. */
export interface NextStep {
  readonly decision: Decision;
  readonly outcome: ShownOutcome | null;
  /** The RCM Cancellation Date by which what is missing must be there, if it was entered already. */
  readonly deadline?: CalendarDate | undefined;
}

/** What happens next, who does it and until when, in one or two sentences; also when nobody has to do anything. */
export function nextStep({ decision, outcome, deadline }: NextStep): string {
  if (outcome !== null) return ended(outcome, decision.takenOverBy?.id);
  const { attention, waitingFor } = decision;
  const byPeople = waitingFor.filter(({ on }) => on === undefined);
  const isNamed = attention !== undefined && INCOMPLETE.includes(attention.code) && byPeople.length > 0;
  if (attention !== undefined && !isNamed) return sentence(attention.resolvedBy);
  const byItself = waitingFor.flatMap((requirement) => calendarSentence(requirement) ?? []).slice(0, 1);
  const sentences = [...peoplesStep(byPeople, deadline), ...byItself];
  return sentences.length === 0 ? 'Nothing has to be done; the case goes on by itself.' : sentences.join(' ');
}

/** What a person must do is what is missing, which is named. */
const INCOMPLETE: readonly AttentionCode[] = ['dateEnteredIncomplete', 'dateCameIncomplete', 'closedIncomplete'];

function ended(outcome: ShownOutcome, newer: TicketId | undefined): string {
  switch (outcome) {
    case 'active':
      return 'Nothing is left to do: the client is Active again.';
    case 'cancelled':
      return 'Nothing is left to do: the client is Cancelled.';
    case 'superseded':
      return `Nothing is left to do here: At-Risk ticket ${newer ?? 'that is newer'} has taken over.`;
  }
}

function peoplesStep(missing: readonly Requirement[], deadline: CalendarDate | undefined): readonly string[] {
  const [first, ...others] = missing;
  if (first === undefined) return [];
  const until = deadline === undefined ? '' : ` by ${showDate(deadline)}`;
  const also =
    others.length === 0 ? '' : `; also missing: ${others.map(({ code }) => WAITING_LABELS[code]).join(', ')}`;
  return [sentence(`${first.sentence}${until}${also}`)];
}

function calendarSentence({ code, on }: Requirement): string | undefined {
  if (on === undefined) return undefined;
  return code === 'monitoringPeriod'
    ? `Monitored until ${showDate(on)}; then Active by itself.`
    : `In cancellation until ${showDate(on)}; then Cancelled by itself.`;
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
