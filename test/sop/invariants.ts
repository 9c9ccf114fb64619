import type { Decision, Write } from '../../src/sop/decision/decision';
import type { CalendarDate, Instant } from '../../src/sop/vocabulary/dates';
import { RULE_IDS, type RuleId } from '../../src/sop/vocabulary/rules';
import { DAY, MINUTE, wanted, withoutX1Notes } from './build';
import type { Happened, Portal, Step, TicketProperty } from './portal';

export type Seen = Pick<Step, 'before' | 'decision' | 'settings'>;

/**
 * What must hold of every decision, derived from the portal's own lists and not with the help of `src/sop`.
 * Each throws with a sentence when it does not.
 */
const ofAWrite = {
  neverActiveBeforeThe30Days({ before, decision, settings }: Seen): void {
    if (wanted(decision).status !== 'Active' || takesBack(decision)) return;
    const saved = savedSince(before, settings);
    must(saved !== undefined, 'S2: Active although the client is not saved');
    if (settings.rescindedClient === 'active' && hadBeenCancelled(before)) return;
    // A night in between may be an hour shorter.
    must(before.now - saved >= settings.monitoringDays * DAY - 60 * MINUTE, 'S2: Active before the 30 days');
  },

  neverCancelledBeforeTheDate({ before, decision, settings }: Seen): void {
    if (wanted(decision).status !== 'Cancelled' || takesBack(decision)) return;
    must(before.value('customerSaved') === 'No', 'N8: Cancelled although the client is not lost');
    must(before.date !== null, 'N8: Cancelled without a date');
    const [today, hour] = wallClock(before.now, settings.timeZone);
    const begun = today > before.date || (today === before.date && hour >= settings.cancellationHour);
    must(begun, 'N8: Cancelled before the RCM Cancellation Date');
  },

  neverClosedWithARequirementMissing({ before, decision, settings }: Seen): void {
    if (wanted(decision).ticket.stage !== 'closed') return;
    const answer = before.value('customerSaved');
    must(answer !== null, 'N1: closed without an answer');
    if (answer === 'Yes') return;
    must(before.noticeFiles > 0, 'N2: closed without the notice');
    must(
      before.notes.some(({ blank }) => !blank),
      'N3: closed without a complete ETF note',
    );
    must(before.date !== null, 'N4: closed without the date');
    const approved = before.value('cancellationApproval') === 'Yes' || settings.cancellationApproval === 'automatic';
    must(approved, 'N5: closed without approval');
  },

  neverClosedUnderAnInvoice({ before, decision, settings }: Seen): void {
    if (wanted(decision).ticket.stage !== 'closed') return;
    must(before.companies === 'one', 'I1: closed although nobody knows what is owed');
    const owed = before.value('outstandingInvoice') === 'Yes' || before.invoices.length > 0;
    if (!owed && (!wasOnHold(before) || clearedByFinance(before, settings))) return;
    const determined = before.newest('invoiceDetermination');
    const approved = before.newest('financeApproval');
    must(determined?.set != null, 'I1: closed without a determination');
    must(approved?.set === 'Yes', 'I1: closed without approval by Finance');
    const approver = before.financeApprovedBy();
    const ofFinance = approver !== undefined && before.finance.includes(approver);
    must(
      ofFinance && (approver !== before.owner || settings.ownerMayApprove),
      'I3: closed with an approval from outside Finance',
    );
    const changedAt = before.since('invoiceDetermination');
    const approvedAt = before.since('financeApproval');
    must(approvedAt >= changedAt, 'I3: closed with an approval older than the determination');
    must(
      before.invoices.every((invoice) => invoice <= approvedAt),
      'I3: closed although an invoice changed',
    );
  },

  takesBackOnlyToWhatWasBefore({ before, decision }: Seen): void {
    if (!takesBack(decision)) return;
    const earlier = before.statusEvents.map(({ set }) => set);
    must(
      earlier.includes(wanted(decision).status ?? null) || earlier.length < 2,
      'X2: takes back to a status that never was',
    );
    must(before.value('customerSaved') !== 'Yes', 'X2: takes back what the answer still asks for');
  },

  keepsWhatAPersonSet({ before, decision, settings }: Seen): void {
    for (const write of decision.writes) {
      if (write.kind === 'setClientStatus') mustMayChangeStatus(before, write.status, write.rules);
      if (write.kind === 'updateTicket') {
        for (const name of Object.keys(write.change) as TicketProperty[]) {
          mustMayChange({ before, decision, settings }, name, write.rules);
        }
      }
    }
  },
} as const satisfies Record<string, (seen: Seen) => void>;

/** X2: the status of an answer that does not stand any more. */
const takesBack = ({ writes }: Decision): boolean =>
  writes.some(({ kind, rules }) => kind === 'setClientStatus' && rules.includes('X2'));

const WITH_PURPOSE: readonly Write['kind'][] = ['addNote', 'createTasks', 'callOffTasks'];

/** What must hold of a decision as a whole, too. */
const ofADecision = {
  everyWriteNamesItsRuleAndChangesSomething({ before, decision }: Seen): void {
    for (const write of decision.writes) {
      must(write.rules.length > 0 && write.rules.every((rule) => RULE_IDS.includes(rule)), 'X1: a write without rule');
      must(!WITH_PURPOSE.includes(write.kind) || 'purpose' in write, 'X1: a note or a task without purpose');
      if (write.kind === 'setClientStatus') must(write.status !== before.status, 'X3: writes the status there is');
      if (write.kind === 'addNote' && !write.rules.includes('X1')) {
        const notified = before.serviceNotes.some(({ reference }) => reference === write.reference);
        must(!notified, 'X3: the same note twice');
      }
      if (write.kind === 'updateTicket') {
        const changes = Object.entries(write.change) as [TicketProperty, unknown][];
        must(changes.length > 0, 'X3: an update without a change');
        for (const [name, value] of changes) must(before.value(name) !== value, `X3: writes the ${name} there is`);
      }
    }
  },

  neverWakesInThePast({ before, decision }: Seen): void {
    must(decision.wakeUp === undefined || decision.wakeUp.at > before.now, 'X3: wakes in the past');
  },

  goesOnOnlyForAReason({ decision }: Seen): void {
    const reasons = decision.waitingFor.length > 0 || decision.attention !== undefined;
    must(decision.end !== undefined || reasons, 'X1: goes on without saying for what');
    must(
      decision.attention === undefined || decision.end !== undefined || decision.wakeUp !== undefined,
      'X1: no next check',
    );
  },
} as const satisfies Record<string, (seen: Seen) => void>;

/** What must hold of a step, once its writes are carried out. */
const ofAStep = {
  decidingAgainWantsNothing({ before, decision, decisionAfter }: Step): void {
    // X2: with the ticket opened again (I4) the newest answer counts once more, which may be another one.
    const reopened = wanted(decision).ticket.stage === 'open';
    if (reopened && decision.phase === 'monitoring' && before.value('customerSaved') !== 'Yes') return;
    must(withoutX1Notes(decisionAfter).writes.length === 0, 'X3: what was decided is not enough for itself');
  },

  needsNothingThatItDoesNotAskFor({ decision, decisionOverAll }: Step): void {
    const [asked, all] = [decision, decisionOverAll].map((it) => JSON.stringify(whatItDoes(it)));
    must(asked === all, 'X3: decides by a part that it did not ask for');
  },

  reopensNoOftenerThanTheSettingSays({ before, after, decision, settings }: Step): void {
    if (wanted(decision).ticket.stage !== 'open') return;
    if (decision.writes.some(({ kind, rules }) => kind === 'updateTicket' && rules.includes('X2'))) {
      must(mayBeOpenedAgain(before, settings), 'X2: opens what was rightly closed');
      must(
        after.serviceNotes.some(({ reference }) => reference.startsWith('X2-reopened-')),
        'X2: opens without a note',
      );
      return;
    }
    must(lastClosing(before)?.by.kind !== 'service' || wasUnanswered(before), 'I4: opens what this service closed');
    const notified = after.serviceNotes.filter(({ reference }) => reference.startsWith('I4-'));
    must(notified.length > 0, 'I4: opens without a note');
    must(notified.length <= settings.reopenings, 'I4: opens again and again');
  },

  endsOnlyWhenAllIsDone({ after, decision }: Step): void {
    if (decision.end === undefined) return;
    // I4: what a person closed again is left to that person.
    const left = decision.attention?.code === 'closedUnderInvoice';
    must(left || decision.waitingFor.length === 0, 'X3: ends although it waits for something');
    must(!after.open, 'S4, N6: ends with the ticket open');
    const last = decision.end === 'active' ? 'Active' : 'Cancelled';
    // X3: what becomes of a status that this service gave is no longer the case's business.
    const given = after.statusEvents.some(({ by, set }) => by.kind === 'service' && set === last);
    must(after.status === last || given, 'S2, N8: ends with another status');
  },
} as const satisfies Record<string, (step: Step) => void>;

export function holdsOfWrite(seen: Seen): void {
  for (const invariant of Object.values(ofAWrite)) invariant(seen);
}

export function holdsOfDecision(seen: Seen): void {
  holdsOfWrite(seen);
  for (const invariant of Object.values(ofADecision)) invariant(seen);
}

export function holdsThroughout(step: Step): Step {
  holdsOfDecision(step);
  for (const invariant of Object.values(ofAStep)) invariant(step);
  return step;
}

/** Before everything else is there the invoices of the company are not read, and so not on the list of what is waited for. */
const INVOICE_CODES: readonly string[] = ['invoiceDetermination', 'financeApproval'];
const whatItDoes = (decision: Decision): Decision => ({
  ...withoutX1Notes(decision),
  waitingFor: decision.waitingFor.filter(
    ({ code }) => !['deciding', 'collecting'].includes(decision.phase) || !INVOICE_CODES.includes(code),
  ),
});

/** I1: by the ticket's history and the service's notes. */
function wasOnHold(portal: Portal): boolean {
  const noted = portal.serviceNotes.some(({ reference }) => reference.startsWith('I1-held-'));
  return noted || portal.ticketEvents.some(({ set }) => set.outstandingInvoice === 'Yes');
}

/** I1: the last word on Outstanding Invoice is that of someone who may approve. */
function clearedByFinance(portal: Portal, settings: Seen['settings']): boolean {
  const cleared = portal.newest('outstandingInvoice');
  if (cleared === undefined || cleared.set === 'Yes' || cleared.by.kind !== 'person') return false;
  const { userId } = cleared.by;
  return portal.finance.includes(userId) && (userId !== portal.owner || settings.ownerMayApprove);
}

/** X1: which rules may change which property of a ticket that a person set. */
const RULES_OF: Readonly<Record<TicketProperty, readonly RuleId[]>> = {
  stage: ['S4', 'N6', 'I4', 'X2'],
  cancellationApproval: ['S3', 'C2', 'N5'],
  rcmCancellationDate: ['C2', 'S5'],
  financeApproval: ['I3'],
  customerSaved: [],
  outstandingInvoice: [],
  invoiceDetermination: [],
};

function mustMayChange({ before, settings }: Seen, name: TicketProperty, rules: readonly RuleId[]): void {
  must(
    RULES_OF[name].some((rule) => rules.includes(rule)),
    `X1: no rule may change ${name}`,
  );
  const found = before.newest(name);
  if (found === undefined || found.by.kind === 'service') return;
  const saved = savedSince(before, settings);
  if (saved !== undefined && (name === 'cancellationApproval' || name === 'rcmCancellationDate')) {
    must(found.at <= saved, `X1: changes the ${name} that a person set after the answer`);
  }
  if (name === 'rcmCancellationDate' && !rules.includes('S5')) {
    must(hadBeenCancelled(before), 'C2: clears a date that nobody rescinded');
  }
  const opens = rules.includes('I4') || rules.includes('X2');
  if (saved !== undefined && name === 'stage' && !opens) {
    const closedAfter = before.ticketEvents.some(
      ({ at, by, set }) => by.kind === 'service' && set.stage === 'closed' && at >= saved && at < found.at,
    );
    must(!closedAfter, 'X1: closes what a person opened again');
  }
  if (name === 'stage' && !opens) must(!openedAgain(before), 'X1: closes again what a person opened');
}

/** Opened by someone after this service had closed it, and nobody changed the ticket since (X1). */
export function openedAgain(portal: Portal): boolean {
  const stages = portal.ticketEvents.filter(({ set }) => set.stage !== undefined);
  const closing = stages.findLast(({ set }) => set.stage === 'closed');
  const opening = stages.at(-1);
  if (!portal.open || closing?.by.kind !== 'service' || opening?.by.kind === 'service') return false;
  const isChange = ({ by, set }: Happened<object>): boolean =>
    'customerSaved' in set ||
    'rcmCancellationDate' in set ||
    (by.kind !== 'service' && Object.keys(set).some((name) => name !== 'stage'));
  return portal.ticketEvents.every((event) => !isChange(event) || event.at < (opening?.at ?? 0));
}

function mustMayChangeStatus(before: Portal, status: string, rules: readonly RuleId[]): void {
  must(
    rules.every((rule) => ['S1', 'S2', 'N7', 'N8', 'C1', 'C2', 'X2'].includes(rule)),
    'X1: no rule for the status',
  );
  const found = before.statusEvents.at(-1);
  if (found === undefined || found.by.kind === 'service' || found.at <= before.groundsChangedAt) return;
  const setEarly =
    (found.set === 'Monitor for 30 days' && status === 'Active') ||
    (found.set === 'Cancellation in Progress' && status === 'Cancelled');
  must(setEarly, 'X1: changes the status that a person set after everything else');
}

/**
 * X2: since when the client counts as saved: the answer at the ticket's closing, or else the newest one; a No soon after the
 * answer at closing corrects it.
 */
export function savedSince(portal: Portal, { correctionMinutes }: Corrected): Instant | undefined {
  let yes: Instant | undefined;
  let no: Instant | undefined;
  let yesAtClosing: Instant | undefined;
  let closed = false;
  let corrected = false;
  for (const { at, set } of portal.ticketEvents) {
    if (set.customerSaved !== undefined) yes = set.customerSaved === 'Yes' ? (yes ?? at) : undefined;
    if (set.customerSaved !== undefined) no = set.customerSaved === 'No' ? (no ?? at) : undefined;
    // A correction is followed: the closing decides nothing any more, and a Yes after it is an answer of its own.
    if (no !== undefined && yesAtClosing !== undefined && no - yesAtClosing <= correctionMinutes * MINUTE) {
      yesAtClosing = undefined;
      corrected = true;
    } else if (closed && corrected && yes === at) yesAtClosing ??= yes;
    if (set.stage === 'closed' && !closed) yesAtClosing = yes;
    if (set.stage === 'open') yesAtClosing = undefined;
    if (set.stage !== undefined) corrected = false;
    if (set.stage !== undefined) closed = set.stage === 'closed';
  }
  return yesAtClosing ?? yes;
}

type Corrected = Pick<Step['settings'], 'correctionMinutes'>;

/**
 * X2: the ticket was closed as saved, and soon after the answer it became No, or an invoice was entered; or this service closed
 * it although the ticket itself, at that instant, did not allow it.
 */
function mayBeOpenedAgain(portal: Portal, { correctionMinutes }: Corrected): boolean {
  const closing = lastClosing(portal);
  if (closing === undefined || portal.open) return false;
  const then: Record<string, unknown> = {};
  for (const { at, set } of portal.ticketEvents) if (at <= closing.at) Object.assign(then, set);
  const soon = (at: Instant): boolean =>
    at > closing.at && at - portal.since('customerSaved') <= correctionMinutes * MINUTE;
  const slip = portal.value('customerSaved') === 'No' && savedSince(portal, { correctionMinutes }) === undefined;
  const owes = portal.value('outstandingInvoice') === 'Yes' && soon(portal.since('outstandingInvoice'));
  if (then['customerSaved'] === 'Yes' && (slip || owes)) return true;
  const complete = then['rcmCancellationDate'] != null && then['cancellationApproval'] === 'Yes';
  const held =
    then['outstandingInvoice'] === 'Yes' && (then['invoiceDetermination'] == null || then['financeApproval'] !== 'Yes');
  const allowed = then['customerSaved'] === 'Yes' || (then['customerSaved'] === 'No' && complete);
  return closing.by.kind === 'service' && (!allowed || held);
}

export function hadBeenClosedAsNotSaved(portal: Portal): boolean {
  let answer: unknown;
  return portal.ticketEvents.some(({ set }) => {
    answer = set.customerSaved ?? answer;
    return set.stage === 'closed' && answer === 'No';
  });
}

/** C2: closed as not saved, or given a status of a cancellation by this service, also while an invoice held the ticket. */
function hadBeenCancelled(portal: Portal): boolean {
  const begun = portal.statusEvents.some(({ by, set }) => by.kind === 'service' && String(set).startsWith('Cancel'));
  return begun || hadBeenClosedAsNotSaved(portal);
}

/** The event that closed the ticket last, if it was open before. */
function lastClosing(portal: Portal): Portal['ticketEvents'][number] | undefined {
  let closing: Portal['ticketEvents'][number] | undefined;
  let closed = false;
  for (const event of portal.ticketEvents) {
    if (event.set.stage === 'closed' && !closed) closing = event;
    if (event.set.stage !== undefined) closed = event.set.stage === 'closed';
  }
  return closing;
}

/** A closing at an instant at which nobody had ever answered says nothing. */
function wasUnanswered(portal: Portal): boolean {
  const closing = lastClosing(portal);
  return portal.ticketEvents.every(({ at, set }) => set.customerSaved === undefined || at > (closing?.at ?? 0));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

export function wallClock(now: Instant, timeZone: string): [CalendarDate, number] {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  const text = clock.format(now);
  return [text.slice(0, 10) as CalendarDate, Number(text.slice(11, 13))];
}

export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}
