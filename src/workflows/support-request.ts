import { ApplicationFailure, continueAsNew, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SupportSnapshot } from '../activities';
import type { Decided } from '../activities/still-wanted';
import { isOfAnother } from '../contract/case';
import { supportRequestWorkflowId } from '../contract/names';
import { supportRequestInputSchema, type SupportRequestInput } from '../contract/support';
import type { Absence } from '../sop/decision/absence';
import { describeStep } from '../sop/support/describe-support';
import type { SupportDecision, SupportOutcome, SupportStep } from '../sop/support/support-decision';
import { later, showInstant } from '../sop/vocabulary/dates';
import type { SopSettings } from '../sop/vocabulary/settings';
import { activities, now, toTemporal } from './case/case';
import { Inbox, mayCatchUp, withDeletion, type Received } from './case/inbox';
import { Notified } from './case/notified';
import { PARKED_CHECK_MS, isOutdated, parkingAttention } from './case/parking';
import { readFresh } from './case/read-fresh';
import type { Urgency } from './urgency';

/** As for cases: HubSpot stamps an event and the record that it changed within this. */
const SAME_CHANGE_MS = 1_000;

/** How long HubSpot has to show what its events reported, before it is read again. In milliseconds. */
const BEHIND_CHECK_MS = 30_000;

interface Request {
  readonly input: SupportRequestInput;
  readonly inbox: Inbox;
  /** The notes that were written; HubSpot knows them all, but asking costs calls. */
  readonly notified: Notified;
  /** X1: whether the support ticket may be gone. */
  absence?: Absence | undefined;
}

/** C3: one support ticket of the form for changes after closing, until it is closed, taken over or gone. */
export async function supportRequest(input: SupportRequestInput): Promise<SupportOutcome> {
  return run(setup(input));
}

function setup(input: SupportRequestInput): Request {
  const parsed = supportRequestInputSchema.safeParse(input);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidSupportRequestInput');
  const { portalId, ticketId } = parsed.data;
  if (isOfAnother(workflowInfo().workflowId, supportRequestWorkflowId(portalId, ticketId)))
    throw ApplicationFailure.nonRetryable('the workflow id is that of another ticket', 'InvalidSupportRequestInput');
  return {
    input: parsed.data,
    inbox: new Inbox(() => undefined),
    notified: new Notified(parsed.data.notified),
    absence: parsed.data.absence,
  };
}

/** Read, decide, apply, wait: HubSpot is the system of record here too. */
async function run(request: Request): Promise<SupportOutcome> {
  let outcome: SupportOutcome | undefined;
  for (;;) {
    const { received, urgency } = await request.inbox.take();
    const decision = await follow(request, received, urgency);
    // If there is an event about it, what this run applied is then found closed.
    outcome = outcome === 'carriedOut' ? outcome : decision.end;
    if (request.inbox.hasEvents) continue;
    if (outcome !== undefined && decision.end !== undefined) return outcome;
    if (workflowInfo().continueAsNewSuggested) await continueAsNewRun(request);
    await request.inbox.eventOrUntil(decision.wakeUp, now());
  }
}

async function continueAsNewRun({ input, notified, absence }: Request): Promise<never> {
  return continueAsNew<typeof supportRequest>({ ...input, notified: notified.entries, absence });
}

/** One turn: a fresh snapshot with what the SOP says of it, and the steps that it wants. */
async function follow(request: Request, received: readonly Received[], urgency: Urgency): Promise<SupportDecision> {
  request.absence = withDeletion(request.absence, received);
  try {
    const { snapshot, isFresh } = await readFresh(
      () => readRequest(request, urgency),
      (read) => isAsNewAs(read, received),
    );
    const { reading, settings, decision, readAt, seals } = snapshot;
    const changedAt = reading.kind === 'found' ? reading.facts.changedAt : 0;
    if (!isFresh && isBehind(snapshot, received)) return checkLater(request, decision, received);
    request.absence = decision.absence;
    request.inbox.hasSeen = ({ swept, occurredAt }) => swept === 'ticket' && changedAt >= occurredAt;
    setCurrentDetails(requestInWords(decision, settings));
    const decided = { ticketId: request.input.ticketId, readAt, seals };
    for (const step of decision.steps) {
      // X1: a snapshot read before a signal is no longer a reason for a step.
      if (request.inbox.hasEvents) return unfinished(decision);
      await carryOut(request, step, urgency, decided);
    }
    return decision;
  } catch (error) {
    if (isOutdated(error)) return follow(request, received, urgency);
    const { code, sentence, resolvedBy } = parkingAttention(error);
    const wakeUp = { at: later(now(), PARKED_CHECK_MS), reason: 'X1: check whether HubSpot accepts it now' };
    setCurrentDetails(`**Needs attention** (${code}): ${sentence}\n\nTo go on: ${resolvedBy}.`);
    return { state: 'needs attention', gaps: [], steps: [], wakeUp };
  }
}

/** X1: whether HubSpot will show a later state of the support ticket than it does. */
function isBehind({ reading }: SupportSnapshot, received: readonly Received[]): boolean {
  return reading.kind === 'found' && mayCatchUp({ ticket: reading.facts }, received, now());
}

/** X1: a state older than HubSpot's events reported is no reason for a step; what they reported is kept. */
function checkLater(request: Request, { gaps }: SupportDecision, received: readonly Received[]): SupportDecision {
  request.inbox.keep(received);
  const reason = 'X1: HubSpot still shows an older state';
  return { state: reason, gaps, steps: [], wakeUp: { at: later(now(), BEHIND_CHECK_MS), reason } };
}

/** A decision of which not every step was applied: the request does not end by it. */
function unfinished({ state, gaps, wakeUp }: SupportDecision): SupportDecision {
  return { state, gaps, steps: [], ...(wakeUp && { wakeUp }) };
}

function readRequest({ input, absence }: Request, { read }: Urgency): Promise<SupportSnapshot> {
  const summary = 'read support ticket and At-Risk ticket';
  return activities.readSupportRequest.executeWithOptions({ summary, ...read }, [input.ticketId, now(), absence]);
}

/** An event may be about a record associated with the ticket, which need not change the ticket: two more reads do no harm. */
function isAsNewAs({ reading }: SupportSnapshot, received: readonly Received[]): boolean {
  if (reading.kind !== 'found') return true;
  const { changedAt } = reading.facts;
  return received.every(({ event }) => changedAt + SAME_CHANGE_MS >= event.occurredAt);
}

async function carryOut(request: Request, step: SupportStep, urgency: Urgency, decided: Decided): Promise<void> {
  const { input, notified } = request;
  const summary = `${step.rules.join(', ')}: ${describeStep(step)}`;
  if (step.kind === 'tellCase') {
    const atRisk = { portalId: input.portalId, ticketId: step.ticketId };
    // The bridge drops the echo of this service's change, so the case must not accept an older state.
    await toTemporal.beginCase.executeWithOptions({ summary }, [atRisk, step.signal, step.occurredAt]);
    return;
  }
  if (step.kind === 'awaitClosing') {
    const atRisk = { portalId: input.portalId, ticketId: step.ticketId };
    await toTemporal.awaitClosing.executeWithOptions({ summary }, [atRisk, step.requestId]);
    return;
  }
  const reference = step.kind === 'addNote' ? step.reference : undefined;
  if (reference !== undefined && notified.has(reference)) return;
  await activities.performSupport.executeWithOptions({ summary, ...urgency.write }, [step, decided]);
  if (reference !== undefined) notified.add(reference);
}

/** Markdown for the Temporal UI: the state of the request, and what is missing. */
function requestInWords({ state, gaps, wakeUp }: SupportDecision, { timeZone }: SopSettings): string {
  return [
    `**Support request: ${state}**`,
    ...(gaps.length > 0
      ? ['', 'What is missing:', '', ...gaps.map(({ code, sentence }) => `- ${code}: ${sentence}`)]
      : []),
    ...(wakeUp ? ['', `Next check: ${showInstant(wakeUp.at, timeZone)} — ${wakeUp.reason}`] : []),
  ].join('\n');
}
