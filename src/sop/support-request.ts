import { showDate, type Instant } from './dates';
import type { TicketChange, WakeUp, Write } from './decision';
import type { TicketId } from './ids';
import type { RuleId } from './rules';
import type { SopSettings } from './settings';
import type { AtRiskCandidate, SupportFacts, SupportForm, SupportReading } from './support-facts';
import { gap, gapsOfForm, gapsOfTicket, type Gap } from './support-gap';
import { blockers, isMade, overtaking } from './support-order';
import { explanationOf, explanationReference, targetOf } from './support-target';
import { standing } from './timeline';

/** A step of carrying a request out: idempotent, and named by the rules that want it. */
export type SupportStep = SupportWrite | TellCase;

/** A wanted change in HubSpot. */
export type SupportWrite =
  | Extract<Write, { kind: 'updateTicket' | 'addNote' }>
  | {
      /** C4: the note on the At-Risk ticket. Its text goes from ticket to ticket inside the activity. */
      readonly kind: 'explainChange';
      readonly rules: readonly RuleId[];
      readonly requestId: TicketId;
      readonly ticketId: TicketId;
      readonly reference: string;
      readonly sentence: string;
    }
  | { readonly kind: 'closeRequest'; readonly rules: readonly RuleId[]; readonly requestId: TicketId };

/** The case of the At-Risk ticket sets the Client Status by itself, once it looks: echoes of our own writes do not wake it. */
export interface TellCase {
  readonly kind: 'tellCase';
  readonly rules: readonly RuleId[];
  readonly ticketId: TicketId;
  readonly signal: 'rcmCancellationDate' | 'saved';
}

/** How following a support ticket ends. `takenOver`: somebody moved it to another stage than the one for new tickets. */
export type SupportOutcome = 'carriedOut' | 'closed' | 'takenOver' | 'otherForm' | 'merged' | 'gone';

/** What the SOP says of one picture of a support ticket. */
export interface SupportDecision {
  /** In words for operators. */
  readonly state: string;
  readonly gaps: readonly Gap[];
  readonly steps: readonly SupportStep[];
  readonly wakeUp?: WakeUp;
  readonly end?: SupportOutcome;
}

/** Cases close by themselves, and no webhook of this ticket tells of it. In milliseconds. */
const INCOMPLETE_LOOK_MS = 24 * 60 * 60 * 1000;

/** A request is done within seconds; the one behind it waits for no longer than ten minutes from when it was made. */
const ORDER_LOOK_MS = 60 * 1000;
const ORDER_WAIT_MS = 10 * 60 * 1000;

/** C3: what one fresh picture of a support ticket means at `now`. Pure; the same picture gives the same decision. */
export function decideSupportRequest(reading: SupportReading, settings: SopSettings, now: Instant): SupportDecision {
  switch (reading.kind) {
    case 'gone':
      return ended('gone', 'the support ticket was deleted');
    case 'merged':
      return ended('merged', `the support ticket was merged into ticket ${reading.into}, which is followed instead`);
    case 'otherForm':
      return ended('otherForm', 'not a ticket of this form');
    case 'found':
      return decideFound(reading.facts, settings, now);
  }
}

function decideFound(facts: SupportFacts, settings: SopSettings, now: Instant): SupportDecision {
  const stage = standing(facts.stage)?.value;
  if (stage === 'closed') return ended('closed', 'the support ticket is closed');
  if (stage !== 'new') return ended('takenOver', 'somebody moved the support ticket to another stage');
  if (closedByServiceBefore(facts)) return incomplete(facts, [gap.carriedOut()], now);

  const target = targetOf(facts);
  const change = changeOf(facts.form);
  if (target.kind !== 'one' || change === undefined) {
    const unclear = target.kind === 'one' ? gapsOfTicket(target.candidate.ticket) : [target.gap];
    return incomplete(facts, [...gapsOfForm(facts.form, settings, now), ...unclear], now);
  }
  const { candidate } = target;
  // An attempt that broke off behind the change is made up for, whatever the ticket looks like by now.
  if (isMade(facts, candidate)) return carryOut(facts, candidate, change);
  const gaps = [...gapsOfForm(facts.form, settings, now), ...gapsOfTicket(candidate.ticket)];
  if (gaps.length > 0) return incomplete(facts, gaps, now);
  const how = overtaking(facts, candidate);
  if (how !== undefined) return incomplete(facts, [gap.overtaken(candidate.ticket.id, how)], now);
  const before = blockers(facts, settings, now);
  return before.length > 0 && now < facts.askedAt + ORDER_WAIT_MS
    ? waiting(facts, before, now)
    : carryOut(facts, candidate, change);
}

/** Opened again by a person after this service had closed it. */
function closedByServiceBefore({ stage }: SupportFacts): boolean {
  return stage.some(({ value, by }) => value === 'closed' && by.kind === 'service');
}

interface WantedChange {
  readonly rule: RuleId;
  readonly change: TicketChange;
  readonly sentence: string;
  readonly signal: TellCase['signal'];
}

/** C1, C2: exactly what a person would change by hand; everything else follows from it in the case. */
function changeOf({ change, date }: SupportForm): WantedChange | undefined {
  if (change === 'rescission') {
    return {
      rule: 'C2',
      change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
      sentence: 'The cancellation is rescinded.',
      signal: 'saved',
    };
  }
  if (change === undefined || date === undefined) return undefined;
  return {
    rule: 'C1',
    change: { rcmCancellationDate: date },
    sentence: `The RCM Cancellation Date is changed to ${showDate(date)}.`,
    signal: 'rcmCancellationDate',
  };
}

/**
 * The note of C4 comes before the change: it shows a later look that the request was taken up, and when, so that a change
 * made behind it is known for ours and is not made again over what somebody has set since (X1, X3). The request is closed
 * last; whatever breaks off before that is found undone, and done.
 */
function carryOut(facts: SupportFacts, candidate: AtRiskCandidate, wanted: WantedChange): SupportDecision {
  const { ticket } = candidate;
  const { sentence, rule, change, signal } = wanted;
  const explain: SupportStep = {
    kind: 'explainChange',
    rules: ['C3', 'C4'],
    requestId: facts.id,
    ticketId: ticket.id,
    reference: explanationReference(facts.id),
    sentence: `${sentence} Asked for with support ticket ${facts.id}.`,
  };
  const make: SupportStep = { kind: 'updateTicket', rules: ['C3', rule], ticketId: ticket.id, change };
  const answer: SupportStep = {
    kind: 'addNote',
    rules: ['C3'],
    ticketId: facts.id,
    reference: 'C3-done',
    paragraphs: [
      `Done on At-Risk ticket ${ticket.id}: ${sentence}`,
      'The explanation was added to that ticket as a note, and this support ticket is closed.',
    ],
  };
  return {
    state: `carried out on At-Risk ticket ${ticket.id}`,
    gaps: [],
    steps: [
      ...(explanationOf(candidate, facts.id) === undefined ? [explain] : []),
      ...(isMade(facts, candidate) ? [] : [make]),
      { kind: 'tellCase', rules: ['C3', rule], ticketId: ticket.id, signal },
      answer,
      { kind: 'closeRequest', rules: ['C3'], requestId: facts.id },
    ],
    end: 'carriedOut',
  };
}

/** Stays open, with one note for each set of things that are missing. */
function incomplete(facts: SupportFacts, gaps: readonly Gap[], now: Instant): SupportDecision {
  const note: SupportStep = {
    kind: 'addNote',
    rules: ['C3'],
    ticketId: facts.id,
    reference: `C3-${gaps.map(({ code }) => code).join('-')}`,
    paragraphs: [
      'This request could not be carried out yet. What to do:',
      ...gaps.map(({ sentence }) => `- ${sentence}`),
      'It is taken up again by itself as soon as this ticket or its associations change.',
    ],
  };
  const wakeUp = { at: (now + INCOMPLETE_LOOK_MS) as Instant, reason: 'C3: look whether it can be carried out by now' };
  return { state: 'cannot be carried out yet', gaps, steps: [note], wakeUp };
}

/** Two requests for one At-Risk ticket are carried out in the order in which they were made. */
function waiting({ askedAt }: SupportFacts, before: readonly TicketId[], now: Instant): SupportDecision {
  const at = Math.min(now + ORDER_LOOK_MS, askedAt + ORDER_WAIT_MS) as Instant;
  return {
    state: `waits for the older support ticket ${before.join(', ')}`,
    gaps: [],
    steps: [],
    wakeUp: { at, reason: 'C3: look whether the older request is done' },
  };
}

function ended(end: SupportOutcome, state: string): SupportDecision {
  return { state, gaps: [], steps: [], end };
}
