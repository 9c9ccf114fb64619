import {
  ApplicationFailure,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { SupportSnapshot } from '../activities';
import type { Decided } from '../activities/proof/still-wanted';
import { isOfAnother } from '../contract/case';
import { CASE_MEMO, supportRequestWorkflowId } from '../contract/names';
import { inputOf } from '../contract/payloads/input';
import { shadowQuery, type TicketShadow } from '../contract/shadow';
import { supportRequestInputSchema, type SupportRequestInput } from '../contract/support';
import type { Absence } from '../sop/decision/absence';
import type { WakeUp } from '../sop/decision/decision';
import { describeStep } from '../sop/support/describe-support';
import type { SupportDecision, SupportOutcome, SupportStep, SupportWrite } from '../sop/support/support-decision';
import { EPOCH, showInstant, type Instant } from '../sop/vocabulary/dates';
import type { SopSettings } from '../sop/vocabulary/settings';
import { activities, toTemporal } from './activities';
import { now } from './clock';
import { nextRun } from './next-run';
import type { Received } from './turn/freshness';
import { Inbox, withDeletion, type Shown } from './turn/inbox';
import { Notified } from './turn/notified';
import { PARKED_CHECK_MS, parkingAttention } from './turn/parking';
import { ONLY_OBSERVED, Shadow, onceShown } from './turn/shadow';
import { applyEach, checkForHelp, followTicket, type Followed, type Turn } from './turn/turn';
import type { Urgency } from './turn/urgency';

/** C3: one support ticket of the form for changes after closing, until it is closed, taken over or gone. */
export async function supportRequest(input: SupportRequestInput): Promise<SupportOutcome> {
  return followTicket(setup(input));
}

function setup(given: SupportRequestInput): SupportRequest {
  const input = inputOf(supportRequestInputSchema, given, 'InvalidSupportRequestInput');
  const { portalId, ticketId } = input;
  if (isOfAnother(workflowInfo().workflowId, supportRequestWorkflowId(portalId, ticketId)))
    throw ApplicationFailure.nonRetryable('the workflow id is that of another ticket', 'InvalidSupportRequestInput');
  const request = new SupportRequest(input);
  setHandler(shadowQuery, () => request.shadowView);
  return request;
}

/** A support request in progress. */
class SupportRequest implements Followed<SupportSnapshot, SupportOutcome> {
  readonly inbox = new Inbox();
  /** The notes that were written; HubSpot knows them all, but asking costs calls. */
  private readonly notified: Notified;
  /** `mode: observe`: what was not written. */
  private readonly shadow: Shadow<SupportWrite>;
  private changedAt: Instant = EPOCH;
  /** X1: whether the support ticket may be gone. */
  private absence: Absence | undefined;
  /** X1: whether this service has written on the support ticket; undefined if it is not known. */
  private hasNotes: boolean | undefined;
  private isCarriedOut = false;

  constructor(private readonly input: SupportRequestInput) {
    this.notified = new Notified(input.notified);
    this.shadow = new Shadow(input.shadow);
    this.absence = input.absence;
  }

  get shadowView(): TicketShadow {
    return { ticketId: this.input.ticketId, ...this.shadow.view() };
  }

  hear(received: readonly Received[]): void {
    this.absence = withDeletion(this.absence, received);
  }

  read({ read }: Urgency): Promise<SupportSnapshot> {
    const options = { summary: 'read support ticket and At-Risk ticket', ...read };
    const { input, absence, shadow, hasNotes } = this;
    const known = [absence, shadow.kept, hasNotes] as const;
    return activities.readSupportRequest.executeWithOptions(options, [input.ticketId, now(), ...known]);
  }

  shown({ reading }: SupportSnapshot): Shown | undefined {
    if (reading.kind !== 'found') return undefined;
    const { facts: ticket } = reading;
    return {
      age: { ticket, associated: ticket },
      hasSeen: ({ swept, occurredAt }) => swept === 'ticket' && ticket.changedAt >= occurredAt,
      isFloor: false,
    };
  }

  async apply(snapshot: SupportSnapshot, turn: Turn): Promise<SupportDecision> {
    const { reading, settings, readAt, seals } = snapshot;
    this.follow(snapshot);
    if (reading.kind === 'found') {
      this.changedAt = reading.facts.changedAt;
      if (reading.facts.notes) this.hasNotes = reading.facts.notes.length > 0;
    }
    const decision = this.shadow.observes ? onlyOnceShown(snapshot) : snapshot.decision;
    this.absence = decision.absence;
    const words = requestInWords(decision, settings);
    setCurrentDetails(this.shadow.observes ? `${ONLY_OBSERVED}\n\n${words}` : words);
    const decided = { ticketId: this.input.ticketId, readAt, seals };
    const applied = await applyEach(decision.steps, turn, (step) => this.applyStep(step, turn.urgency, decided));
    return applied < decision.steps.length ? unfinished(decision) : this.finished(decision);
  }

  hold({ decision: { gaps } }: SupportSnapshot, wakeUp: WakeUp): SupportDecision {
    return { state: wakeUp.reason, gaps, steps: [], wakeUp };
  }

  park(error: unknown): SupportDecision {
    const { code, sentence, resolvedBy } = parkingAttention(error);
    setCurrentDetails(`**Needs attention** (${code}): ${sentence}\n\nWhat to do: ${resolvedBy}.`);
    const wakeUp = checkForHelp(PARKED_CHECK_MS);
    return { state: 'needs attention', gaps: [], steps: [], wakeUp };
  }

  continueAsNew(): Promise<never> {
    const { input, notified, absence, shadow } = this;
    const carried = { notified: notified.entries, absence, shadow: shadow.entries };
    return nextRun<typeof supportRequest>({ ...input, ...carried });
  }

  private follow({ mode }: SupportSnapshot): void {
    const before = this.shadow.observes;
    this.shadow.follow(mode, now());
    if (this.shadow.observes !== before) upsertMemo({ [CASE_MEMO.mode]: mode ?? null });
  }

  /** If there is an event about it, what this run applied is then found closed. */
  private finished(decision: SupportDecision): SupportDecision {
    this.isCarriedOut ||= decision.end === 'carriedOut';
    return this.isCarriedOut && decision.end !== undefined ? { ...decision, end: 'carriedOut' } : decision;
  }

  private async applyStep(step: SupportStep, urgency: Urgency, decided: Decided): Promise<void> {
    const { portalId } = this.input;
    const summary = `${step.rules.join(', ')}: ${describeStep(step)}`;
    switch (step.kind) {
      case 'tellCase': {
        const atRisk = { portalId, ticketId: step.ticketId };
        // The bridge drops the echo of this service's change, so the case must not accept an older state.
        await toTemporal.beginCase.executeWithOptions({ summary }, [atRisk, step.signal, step.occurredAt]);
        return;
      }
      case 'awaitClosing': {
        const atRisk = { portalId, ticketId: step.ticketId };
        await toTemporal.awaitClosing.executeWithOptions({ summary }, [atRisk, step.requestId]);
        return;
      }
      case 'addNote':
        if (this.notified.has(step.reference) || this.shadow.has(step.reference)) return;
        this.hasNotes = true;
        await this.write(step, { summary, ...urgency.write }, decided);
        if (!this.shadow.observes) this.notified.add(step.reference);
        return;
      case 'updateNote':
      case 'updateTicket':
      case 'explainChange':
      case 'closeRequest':
        await this.write(step, { summary, ...urgency.write }, decided);
    }
  }

  private async write(step: SupportWrite, options: ActivityOptions, decided: Decided): Promise<void> {
    if (this.shadow.observes) this.shadow.keep(step, now(), this.changedAt);
    else await activities.performSupport.executeWithOptions(options, [step, decided]);
  }
}

/** `mode: observe`: as for a case. */
function onlyOnceShown({ reading, decision }: SupportSnapshot): SupportDecision {
  const isAhead = decision.steps.length > 0 || (reading.kind === 'found' && reading.facts.isAhead === true);
  if (decision.end === undefined || !isAhead) return decision;
  const { end, ...open } = decision;
  return { ...open, wakeUp: onceShown(end) };
}

/** A decision of which not every step was applied: the request does not end by it. */
function unfinished({ state, gaps, wakeUp }: SupportDecision): SupportDecision {
  return { state, gaps, steps: [], ...(wakeUp && { wakeUp }) };
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
