import type { CalendarDate, Instant } from '../../src/sop/dates';
import type { Decision } from '../../src/sop/decision';
import { RULE_IDS, type RuleId } from '../../src/sop/rules';
import { DAY, MINUTE, wanted, withoutX1Notes } from './build';
import type { Happened, Portal, Step, TicketProperty } from './portal';

export type Seen = Pick<Step, 'before' | 'decision' | 'settings'>;

/**
 * What must hold of every decision, told from the portal's own lists and not with the help of `src/sop`.
 * Each throws with a sentence when it does not.
 */
const ofAWrite = {
  neverActiveBeforeThe30Days({ before, decision, settings }: Seen): void {
    if (wanted(decision).status !== 'Active') return;
    const saved = savedSince(before);
    must(saved !== undefined, 'S2: Active although the client is not saved');
    if (settings.rescindedClient === 'active' && hadBeenClosedAsNotSaved(before)) return;
    // A night in between may be an hour shorter.
    must(before.now - saved >= settings.monitoringDays * DAY - 60 * MINUTE, 'S2: Active before the 30 days');
  },

  neverCancelledBeforeTheDate({ before, decision, settings }: Seen): void {
    if (wanted(decision).status !== 'Cancelled') return;
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
    if (before.value('outstandingInvoice') !== 'Yes' && before.invoices.length === 0) return;
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

  keepsWhatAPersonSet({ before, decision }: Seen): void {
    for (const write of decision.writes) {
      if (write.kind === 'setClientStatus') mustMayChangeStatus(before, write.status, write.rules);
      if (write.kind === 'updateTicket') {
        for (const name of Object.keys(write.change) as TicketProperty[]) mustMayChange(before, name, write.rules);
      }
    }
  },
} as const satisfies Record<string, (seen: Seen) => void>;

/** What must hold of a decision as a whole, too. */
const ofADecision = {
  everyWriteNamesItsRuleAndChangesSomething({ before, decision }: Seen): void {
    for (const write of decision.writes) {
      must(write.rules.length > 0 && write.rules.every((rule) => RULE_IDS.includes(rule)), 'X1: a write without rule');
      if (write.kind === 'setClientStatus') must(write.status !== before.status, 'X3: writes the status there is');
      if (write.kind === 'addNote' && !write.rules.includes('X1')) {
        const told = before.serviceNotes.some(({ reference }) => reference === write.reference);
        must(!told, 'X3: the same note twice');
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
      'X1: no look again',
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
    must(before.setBy('stage')?.kind !== 'service', 'I4: opens what this service closed');
    const told = after.serviceNotes.filter(({ reference }) => reference.startsWith('I4-'));
    must(told.length > 0, 'I4: opens without a note');
    must(told.length <= settings.reopenings, 'I4: opens again and again');
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

/** While evidence is missing the invoices of the company are not read, and so not on the list of what is waited for. */
const INVOICE_CODES: readonly string[] = ['invoiceDetermination', 'financeApproval'];
const whatItDoes = (decision: Decision): Decision => ({
  ...withoutX1Notes(decision),
  waitingFor: decision.waitingFor.filter(
    ({ code }) => decision.phase !== 'collecting' || !INVOICE_CODES.includes(code),
  ),
});

/** X1: which rules may change which property of a ticket that a person set. */
const RULES_OF: Readonly<Record<TicketProperty, readonly RuleId[]>> = {
  stage: ['S4', 'N6', 'I4'],
  cancellationApproval: ['S3', 'C2', 'N5'],
  rcmCancellationDate: ['C2', 'S5'],
  financeApproval: ['I3'],
  customerSaved: [],
  outstandingInvoice: [],
  invoiceDetermination: [],
};

function mustMayChange(before: Portal, name: TicketProperty, rules: readonly RuleId[]): void {
  must(
    RULES_OF[name].some((rule) => rules.includes(rule)),
    `X1: no rule may change ${name}`,
  );
  const found = before.newest(name);
  if (found === undefined || found.by.kind === 'service') return;
  const saved = savedSince(before);
  if (saved !== undefined && (name === 'cancellationApproval' || name === 'rcmCancellationDate')) {
    must(found.at <= saved, `X1: changes the ${name} that a person set after the answer`);
  }
  if (name === 'rcmCancellationDate' && !rules.includes('S5')) {
    must(hadBeenClosedAsNotSaved(before), 'C2: clears a date that nobody rescinded');
  }
  if (saved !== undefined && name === 'stage' && !rules.includes('I4')) {
    const closedAfter = before.ticketEvents.some(
      ({ at, set }) => set.stage === 'closed' && at >= saved && at < found.at,
    );
    must(!closedAfter, 'X1: closes what a person opened again');
  }
  if (name === 'stage' && !rules.includes('I4')) must(!openedAgain(before), 'X1: closes again what a person opened');
}

/** Opened by somebody after this service had closed it, and nobody changed the ticket since (X1). */
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
    rules.every((rule) => ['S1', 'S2', 'N7', 'N8', 'C1', 'C2'].includes(rule)),
    'X1: no rule for the status',
  );
  const found = before.statusEvents.at(-1);
  if (found === undefined || found.by.kind === 'service' || found.at <= before.groundsChangedAt) return;
  const ranAhead =
    (found.set === 'Monitor for 30 days' && status === 'Active') ||
    (found.set === 'Cancellation in Progress' && status === 'Cancelled');
  must(ranAhead, 'X1: changes the status that a person set after everything else');
}

/** X2: since when the client counts as saved: the answer at the ticket's closing, or else the newest one. */
export function savedSince(portal: Portal): Instant | undefined {
  let yes: Instant | undefined;
  let yesAtClosing: Instant | undefined;
  let closed = false;
  for (const { at, set } of portal.ticketEvents) {
    if (set.customerSaved !== undefined) yes = set.customerSaved === 'Yes' ? (yes ?? at) : undefined;
    if (set.stage === 'closed' && !closed) yesAtClosing = yes;
    if (set.stage === 'open') yesAtClosing = undefined;
    if (set.stage !== undefined) closed = set.stage === 'closed';
  }
  return yesAtClosing ?? yes;
}

export function hadBeenClosedAsNotSaved(portal: Portal): boolean {
  let answer: unknown;
  return portal.ticketEvents.some(({ set }) => {
    answer = set.customerSaved ?? answer;
    return set.stage === 'closed' && answer === 'No';
  });
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
