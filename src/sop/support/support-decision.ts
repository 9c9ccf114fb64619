import type { Absence } from '../decision/absence';
import type { RunningOrEnded, Write } from '../decision/decision';
import { noteWrites, readNotes } from '../notes/one-note';
import { later, type Instant } from '../vocabulary/dates';
import type { TicketId, UserId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import { currentValue } from '../vocabulary/timeline';
import type { SupportFacts } from './support-facts';
import type { Gap } from './support-gap';

/** A step of applying a request: idempotent, and named by the rules that want it. */
export type SupportStep = SupportWrite | TellCase | AwaitClosing;

/** A wanted change in HubSpot. */
export type SupportWrite =
  | Extract<Write, { kind: 'updateTicket' | 'addNote' | 'updateNote' }>
  | {
      /** C4: the note on the At-Risk ticket. Its text is copied from ticket to ticket inside the activity. */
      readonly kind: 'explainChange';
      readonly rules: readonly RuleId[];
      readonly requestId: TicketId;
      readonly ticketId: TicketId;
      readonly reference: string;
      readonly sentence: string;
      /** Who wrote the explanation, if HubSpot proves it. */
      readonly by?: UserId;
    }
  | { readonly kind: 'closeRequest'; readonly rules: readonly RuleId[]; readonly requestId: TicketId };

/** The case of the At-Risk ticket sets the Client Status itself, once it checks: echoes of our own writes do not wake it. */
export interface TellCase {
  readonly kind: 'tellCase';
  readonly rules: readonly RuleId[];
  readonly ticketId: TicketId;
  readonly signal: 'rcmCancellationDate' | 'saved';
  /** When HubSpot made the change, by its clock: the case's read must be at least as new. */
  readonly occurredAt: Instant;
}

/** The case of an open At-Risk ticket signals this request once that ticket is closed: no webhook of the request reports it. */
export interface AwaitClosing {
  readonly kind: 'awaitClosing';
  readonly rules: readonly RuleId[];
  readonly ticketId: TicketId;
  readonly requestId: TicketId;
}

/** How following a support ticket ends. `takenOver`: someone moved it to a stage other than the one for new tickets. */
export type SupportOutcome = 'carriedOut' | 'closed' | 'takenOver' | 'otherForm' | 'merged' | 'gone';

/** What the SOP says of one snapshot of a support ticket. */
export type SupportDecision = {
  /** In words for operators. */
  readonly state: string;
  readonly gaps: readonly Gap[];
  readonly steps: readonly SupportStep[];
  /** X1: as for a case. */
  readonly absence?: Absence;
} & RunningOrEnded<SupportOutcome>;

/** Cases close by themselves, and no webhook of this ticket reports it. In milliseconds. */
const INCOMPLETE_CHECK_MS = 24 * 60 * 60 * 1000;

/** C3, X1: one note for one request, kept up to date while the form is filled in, and with what became of it. */
export function answer(facts: SupportFacts, reference: string, paragraphs: readonly string[]): readonly SupportStep[] {
  return noteWrites(
    { kind: 'addNote', purpose: 'record', rules: ['C3'], ticketId: facts.id, reference, paragraphs },
    facts.notes && readNotes(facts.notes),
  );
}

/** Stays open; the note says what is missing. */
export function incomplete(facts: SupportFacts, gaps: readonly Gap[], now: Instant): SupportDecision {
  const reference = referenceText({ kind: 'requestIncomplete', gaps: gaps.map(({ code }) => code) });
  const note = answer(facts, reference, [
    'This request could not be applied yet. What to do:',
    ...gaps.map(({ sentence }) => `- ${sentence}`),
    'It is checked again automatically as soon as this ticket or its associations change, and this note is kept up to date.',
  ]);
  const wakeUp = {
    at: later(now, INCOMPLETE_CHECK_MS),
    reason: 'C3: check whether it can be applied yet',
  };
  const open = facts.candidates.filter(({ ticket }) => currentValue(ticket.stage)?.value === 'open');
  const waits = open.map(({ ticket }): AwaitClosing => ({
    kind: 'awaitClosing',
    rules: ['C3'],
    ticketId: ticket.id,
    requestId: facts.id,
  }));
  return { state: 'cannot be applied yet', gaps, steps: [...note, ...waits], wakeUp };
}
