import { ApplicationFailure, allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import { caseInputSchema, isOfAnother, type CaseInput, type Seen } from '../../contract/case';
import { caseWorkflowId } from '../../contract/names';
import type { Absence } from '../../sop/decision/absence';
import type { Decision, Outcome, Phase } from '../../sop/decision/decision';
import { later } from '../../sop/vocabulary/dates';
import type { CaseFacts } from '../../sop/vocabulary/facts';
import type { CompanyId } from '../../sop/vocabulary/ids';
import type { Urgency } from '../urgency';
import { activities, carryOut, isRemembered, now, type Case } from './case';
import { handleCommands } from './commands';
import { Inbox, eventInWords, hasSeen, isAsNewAs, mayCatchUp, withDeletion, type Received } from './inbox';
import { Notified } from './notified';
import { tellOthers } from './other-cases';
import { isOutdated, parkedCheckMs, parkingAttention, sayParked } from './parking';
import { readFresh } from './read-fresh';
import { Display } from './show';
import { CaseTimeline } from './timeline';

/** One At-Risk ticket, from its first event until its client is Active or Cancelled. */
export async function atRiskCase(input: CaseInput): Promise<Outcome> {
  return run(setup(input));
}

function setup(given: CaseInput): Case {
  const parsed = caseInputSchema.safeParse(given);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidCaseInput');
  const input: CaseInput = parsed.data;
  if (isOfAnother(workflowInfo().workflowId, caseWorkflowId(input.portalId, input.ticketId)))
    throw ApplicationFailure.nonRetryable('the workflow id is that of another ticket', 'InvalidCaseInput');
  const timeline = new CaseTimeline(input.timeline);
  const inbox = new Inbox((received) => {
    timeline.tell(`HubSpot: ${eventInWords(received)}`);
  });
  const atRisk: Case = {
    input,
    inbox,
    timeline,
    display: new Display(),
    notified: new Notified(input.notified),
    seen: input.seen,
    absence: input.absence,
    commands: 0,
    turnsBegun: 0,
    turnsDone: 0,
    companyId: input.companyId,
    companySeal: input.companySeal,
    holdMemory: input.holdMemory,
    announced: input.companyId !== undefined && input.resumed !== true ? 'nothing' : 'no',
    requests: new Set(input.requests),
    former: new Set(),
    brokeOff: false,
  };
  handleCommands(atRisk);
  return atRisk;
}

/** Read, decide, write, wait. HubSpot stays the system of record; this loop only adds the timing. */
async function run(atRisk: Case): Promise<Outcome> {
  for (;;) {
    const { received, urgency } = await atRisk.inbox.take();
    // Only now: a command that comes while events are gathered is answered by this very turn.
    atRisk.turnsBegun += 1;
    const decision = await follow(atRisk, received, urgency);
    atRisk.turnsDone = atRisk.turnsBegun;
    // A running command ends with an event; a case that ended or continued as new before that would leave it unanswered.
    const settles = decision.end !== undefined || workflowInfo().continueAsNewSuggested;
    if (settles) await condition(() => atRisk.inbox.hasEvents || allHandlersFinished());
    if (atRisk.inbox.hasEvents) continue;
    if (decision.end !== undefined) return decision.end;
    if (settles) await continueAsNewRun(atRisk);
    await atRisk.inbox.eventOrUntil(decision.wakeUp, now());
  }
}

/** One turn: a fresh snapshot with what the SOP says of it, and the changes that it wants. */
async function follow(atRisk: Case, received: readonly Received[], urgency: Urgency): Promise<Decision> {
  const { commands } = atRisk;
  atRisk.absence = withDeletion(atRisk.absence, received);
  try {
    const { snapshot, isFresh } = await readFresh(
      () => readCase(atRisk, urgency),
      (read) => isAsNew(read, atRisk, received),
    );
    const { reading, decision, readAt, seals } = snapshot;
    const { input } = atRisk;
    const { holdMemory } = atRisk;
    const lastCompany = atRisk.companyId && { id: atRisk.companyId, seal: atRisk.companySeal };
    atRisk.snapshot = snapshot;
    if (!isFresh && isBehind(snapshot, atRisk, received)) return checkLater(atRisk, decision, received);
    atRisk.absence = decision.absence;
    atRisk.parkedSince = undefined;
    if (reading.kind === 'found') {
      atRisk.seen = seenIn(reading.facts, atRisk.seen);
      // Once the writes have moved the tasks, a turn that is started again would not find them any more.
      for (const { id } of reading.facts.formerCompanies ?? []) atRisk.former.add(id);
    }
    atRisk.inbox.hasSeen = (event) => reading.kind === 'found' && hasSeen(reading.facts, event);
    show(atRisk, decision);
    const ground = { kind: 'case', ticketId: input.ticketId, readAt, seals, lastCompany, holdMemory } as const;
    const lastRemembered = decision.writes.findLastIndex(isRemembered);
    if (lastRemembered === -1) remember(atRisk, snapshot);
    for (const [index, write] of decision.writes.entries()) {
      // X1: a snapshot read before a signal or a command is no longer a reason for a write.
      if (atRisk.inbox.hasEvents || atRisk.commands !== commands) {
        atRisk.brokeOff ||= index > 0;
        return withoutWrites(decision);
      }
      await carryOut(atRisk, write, urgency, ground);
      if (index === lastRemembered) remember(atRisk, snapshot);
    }
    await tellOthers(atRisk, reading);
    return decision;
  } catch (error) {
    if (isOutdated(error)) return follow(atRisk, received, urgency);
    const attention = parkingAttention(error);
    const checkMs = parkedCheckMs(error, atRisk.decision?.attention);
    const wakeUp = { at: later(now(), checkMs), reason: 'X1: check whether HubSpot accepts it now' };
    const { phase, waitingFor } = atRisk.decision ?? { phase: 'deciding', waitingFor: [] };
    const decision: Decision = { phase, waitingFor, writes: [], attention, wakeUp };
    show(atRisk, decision);
    if (received.length > 0) await sayParked(atRisk, error, attention, urgency);
    return decision;
  }
}

/** I1: what is on the ticket by now; where the snapshot says nothing of it, what was known stays. */
function remember(atRisk: Case, { holdMemory }: CaseSnapshot): void {
  atRisk.holdMemory = holdMemory ?? atRisk.holdMemory;
}

/** X1: a decision that is not applied: the case does not end by it. */
function withoutWrites({ phase, waitingFor, attention, wakeUp }: Decision): Decision {
  return { phase, waitingFor, writes: [], ...(attention && { attention }), ...(wakeUp && { wakeUp }) };
}

/** HubSpot shows an older state than its events reported, so nothing may be written; what they reported is kept. */
const BEHIND_CHECK_MS = 30_000;

function checkLater(atRisk: Case, decision: Decision, received: readonly Received[]): Decision {
  atRisk.inbox.keep(received);
  const wakeUp = { at: later(now(), BEHIND_CHECK_MS), reason: 'X1: HubSpot still shows an older state' };
  const held = { ...withoutWrites(decision), wakeUp };
  show(atRisk, held);
  return held;
}

function readCase(
  { input, companyId, companySeal, absence, holdMemory, decision }: Case,
  { read }: Urgency,
): Promise<CaseSnapshot> {
  const options = { summary: 'read ticket and client', ...read };
  const known = {
    lastCompanyId: companyId,
    companySeal,
    absence: withClient(absence, companyId, decision?.phase),
    holdMemory,
  };
  return activities.readCase.executeWithOptions(options, [input.ticketId, now(), known]);
}

/** X1: should the ticket be deleted, its company is the only place left to say so. */
function withClient(
  absence: Absence | undefined,
  companyId: CompanyId | undefined,
  phase: Phase | undefined,
): Absence | undefined {
  if (companyId === undefined || (phase !== 'monitoring' && phase !== 'cancelling')) return absence;
  return { times: 0, ...absence, client: { companyId, phase } };
}

function isAsNew({ reading }: CaseSnapshot, { seen }: Case, received: readonly Received[]): boolean {
  return reading.kind !== 'found' || (isAsNewAs(reading.facts, received) && !isOlder(reading.facts, seen));
}

/** Whether HubSpot will show more than it does. A deleted note leaves no trace, so only the ticket may hold the case. */
function isBehind({ reading }: CaseSnapshot, { seen }: Case, received: readonly Received[]): boolean {
  if (reading.kind !== 'found') return false;
  const { ticket } = reading.facts;
  return mayCatchUp(reading.facts, received, now()) || (seen !== undefined && ticket.changedAt < seen.ticket);
}

function isOlder({ ticket, evidence }: CaseFacts, seen: Seen | undefined): boolean {
  if (seen === undefined) return false;
  return ticket.changedAt < seen.ticket || (evidence !== undefined && evidence.changedAt < (seen.evidence ?? 0));
}

function seenIn({ ticket, evidence }: CaseFacts, before: Seen | undefined): Seen {
  return { ticket: ticket.changedAt, evidence: evidence?.changedAt ?? before?.evidence };
}

function show(atRisk: Case, decision: Decision): void {
  const before = atRisk.decision;
  atRisk.decision = decision;
  atRisk.decidedAt = now();
  if (before?.phase !== decision.phase) atRisk.timeline.tell(`phase: ${decision.phase}`);
  if (decision.attention && before?.attention?.code !== decision.attention.code) {
    atRisk.timeline.tell(`needs attention: ${decision.attention.sentence}`, ['X1']);
  }
  if (decision.end !== undefined) atRisk.timeline.tell(`ended: ${decision.end}`);
  atRisk.display.show(decision, atRisk.snapshot);
}

/** A case of many changes goes on in a fresh history. HubSpot holds what decides it (X3), but for a hold whose notes were deleted (I1). */
async function continueAsNewRun(atRisk: Case): Promise<never> {
  const { input, timeline, notified, companyId, companySeal, holdMemory, seen, absence } = atRisk;
  const carried = {
    timeline: timeline.entries,
    notified: notified.entries,
    requests: [...atRisk.requests],
    companyId,
    companySeal,
    holdMemory,
    seen,
    absence,
    resumed: atRisk.announced === 'no',
  };
  return continueAsNew<typeof atRiskCase>({ ...input, ...carried });
}
