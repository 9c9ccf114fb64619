import { asked } from '../decision/asked';
import { attention as needsAttention, type Attention } from '../decision/attention';
import type { Decision, Requirement, RunningOrEnded, Write } from '../decision/decision';
import { driftOf, drifted, type Drift } from '../decision/drift';
import { requirement } from '../decision/requirement';
import { ticketUpdate } from '../decision/ticket-update';
import { askedAbout, valueStep, type ValueStep } from '../decision/value-step';
import { knowsInvoices } from '../invoice/invoice';
import { keptOpen, type KeptOpen } from '../invoice/kept-open';
import type { Answer } from '../ticket/answer';
import { stepToStatus, wasCancelledBefore, type WantedStatus } from '../ticket/client-status';
import { isReportedSince } from '../ticket/closed-by-hand';
import { daysAfter, type Instant } from '../vocabulary/dates';
import type { FactsOfClient, TicketFacts } from '../vocabulary/facts';
import type { RuleId } from '../vocabulary/rules';
import type { DriftPolicy, SopSettings } from '../vocabulary/settings';
import { lastChanged, currentValue } from '../vocabulary/timeline';

type Saved = Extract<Answer, { kind: 'saved' }>;

/** S1–S4, C2: the client is monitored for 30 days, then Active; the ticket is closed. */
export function decideSaved(facts: FactsOfClient, answered: Saved, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  // C2: also of a ticket that is open because of an invoice, which the client's status shows.
  const answer = { ...answered, rescinds: answered.rescinds || wasCancelledBefore(facts, answered.since) };
  const monitoredUntil = daysAfter(answer.since, settings.monitoringDays, settings.timeZone);
  const monitored = now >= monitoredUntil || (answer.rescinds && settings.rescindedClient === 'active');
  const status = stepToStatus(facts.company, monitoringStatus(answer, monitored), settings.drift.clientStatus);
  const settled = settleTicket(facts, answer, settings, monitored);
  const contradicted = contradiction(ticket, answer);
  // X1: of two causes the newer one is said; of the older one there is a note already.
  const isNewer = (lastChanged(ticket.customerSaved) ?? 0) > (status.drift?.at ?? 0);
  const inOrder = isNewer ? [contradicted, status.attention] : [status.attention, contradicted];
  const isReported = contradicted === undefined && isReportedSince(settled.kept, status);
  const attention = isReported ? [...settled.attention, ...inOrder] : [...inOrder, ...settled.attention];
  const isDone = monitored && settled.done && status.attention === undefined;
  const wakeUp = { at: monitoredUntil, reason: 'S2: the 30 days of monitoring end' };
  const ending: RunningOrEnded<'active'> = isDone ? { end: 'active' } : monitored ? {} : { wakeUp };
  return {
    phase: 'monitoring',
    waitingFor: [
      ...(monitored ? [] : [requirement.monitoringPeriod(monitoredUntil, settings.timeZone)]),
      ...settled.waitingFor,
    ],
    writes: [...status.writes, ...settled.writes],
    ...asked(...attention),
    ...ending,
    ...drifted(status.drift, answerDrift(ticket, answer), ...settled.drift),
  };
}

/** What becomes of the ticket of a saved client. */
interface SettledTicket {
  readonly waitingFor: readonly Requirement[];
  readonly writes: readonly Write[];
  readonly attention: readonly (Attention | undefined)[];
  readonly kept: KeptOpen;
  readonly drift: readonly Drift[];
  /** Whether the ticket is closed once the writes are carried out, or its being open is accepted. */
  readonly done: boolean;
}

/** S3, S4, C2, and I1–I4 for as long as an invoice is outstanding. */
function settleTicket(facts: FactsOfClient, answer: Saved, settings: SopSettings, monitored: boolean): SettledTicket {
  const { ticket } = facts;
  const kept = keptOpen(facts, [], settings);
  const open = currentValue(ticket.stage)?.value === 'open';
  const mayClose = knowsInvoices(facts.company) && kept.waitingFor.length === 0;
  const reopened = open
    ? reopenedAfterAnswer(ticket, answer.since, mayClose ? settings.drift.ticketStage : 'ask')
    : undefined;
  const due = monitored || settings.closeSavedTicket === 'on-save';
  const closes = open && mayClose && (reopened === undefined ? due : reopened.policy === 'repair');
  const approval = approvalWithdrawn(ticket, answer, settings);
  const date = dateCleared(ticket, answer, settings);
  const update = ticketUpdate(ticket.id, [
    ...approval.changes,
    ...date.changes,
    ...(closes ? [{ rule: reopened ? ('X1' as const) : ('S4' as const), change: { stage: 'closed' as const } }] : []),
    ...kept.changes,
  ]);
  const drift = [kept.drift, reopened, approval.drift, date.drift].filter((each) => each !== undefined);
  return {
    waitingFor: kept.waitingFor,
    kept,
    writes: [...kept.notes, ...update],
    attention: [kept.attention, ...askedAbout(drift)],
    drift,
    done: closes || reopened?.policy === 'accept' || (!open && !kept.reopens),
  };
}

function monitoringStatus(answer: Saved, monitored: boolean): WantedStatus {
  const rule: RuleId = answer.rescinds ? 'C2' : 'S1';
  return monitored
    ? { status: 'Active', rules: ['S2'], since: answer.since, final: true, follows: 'Monitor for 30 days' }
    : { status: 'Monitor for 30 days', rules: [rule], since: answer.since };
}

/** S3: Cancellation Approval = No, set once; what a person sets afterwards is left alone (X1, a setting). */
function approvalWithdrawn(ticket: TicketFacts, answer: Saved, { drift: policies }: SopSettings): ValueStep {
  if (currentValue(ticket.cancellationApproval)?.value === 'No') return { changes: [] };
  const wanted = { field: 'cancellationApproval', value: 'No', since: answer.since } as const;
  const drift = driftOf(ticket.cancellationApproval, wanted, policies.cancellationApproval);
  return valueStep(drift, { rule: answer.rescinds ? 'C2' : 'S3', change: { cancellationApproval: 'No' } });
}

/** C2: a rescinded cancellation has no date any more. */
function dateCleared(ticket: TicketFacts, answer: Saved, { drift: policies }: SopSettings): ValueStep {
  if (!answer.rescinds || currentValue(ticket.rcmCancellationDate) === undefined) return { changes: [] };
  const wanted = { field: 'rcmCancellationDate', value: null, since: answer.since } as const;
  const drift = driftOf(ticket.rcmCancellationDate, wanted, policies.rcmCancellationDate);
  return valueStep(drift, { rule: 'C2', change: { rcmCancellationDate: null } });
}

/** X2: the case says so when the ticket shows another answer than the one that is followed. */
function contradiction(ticket: TicketFacts, answer: Saved): Attention | undefined {
  if (!answer.contradicted) return undefined;
  return needsAttention.answerChangedAfterClosing(ticket.customerSaved[0]);
}

/** X2: another answer than the one that is followed; no setting changes that. */
function answerDrift(ticket: TicketFacts, { contradicted, since }: Saved): Drift | undefined {
  if (!contradicted) return undefined;
  return driftOf(ticket.customerSaved, { field: 'customerSaved', value: 'Yes', since }, 'ask');
}

/** X1: closed by this service, and opened again by somebody else after the answer; what others closed, the SOP had not (I4). */
function reopenedAfterAnswer({ stage }: TicketFacts, since: Instant, policy: DriftPolicy): Drift | undefined {
  const drift = driftOf(stage, { field: 'ticketStage', value: 'closed', since }, policy);
  if (drift === undefined) return undefined;
  return stage.some(({ value, at, by }) => value === 'closed' && by.kind === 'service' && at < drift.at)
    ? drift
    : undefined;
}
