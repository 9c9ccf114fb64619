import { ApplicationFailure, continueAsNew, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SupportSnapshot } from '../activities';
import type { Decided } from '../activities/proof/still-wanted';
import { isOfAnother } from '../contract/case';
import { supportRequestWorkflowId } from '../contract/names';
import { supportRequestInputSchema, type SupportRequestInput } from '../contract/support';
import type { Absence } from '../sop/decision/absence';
import type { WakeUp } from '../sop/decision/decision';
import { describeStep } from '../sop/support/describe-support';
import type { SupportDecision, SupportOutcome, SupportStep } from '../sop/support/support-decision';
import { showInstant } from '../sop/vocabulary/dates';
import type { SopSettings } from '../sop/vocabulary/settings';
import { activities, toTemporal } from './activities';
import { now } from './clock';
import type { Received } from './turn/freshness';
import { Inbox, withDeletion, type Shown } from './turn/inbox';
import { Notified } from './turn/notified';
import { PARKED_CHECK_MS, parkingAttention } from './turn/parking';
import { applyEach, checkForHelp, followTicket, type Followed, type Turn } from './turn/turn';
import type { Urgency } from './turn/urgency';

/** C3: one support ticket of the form for changes after closing, until it is closed, taken over or gone. */
export async function supportRequest(input: SupportRequestInput): Promise<SupportOutcome> {
  return followTicket(setup(input));
}

function setup(input: SupportRequestInput): SupportRequest {
  const parsed = supportRequestInputSchema.safeParse(input);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, 'InvalidSupportRequestInput');
  const { portalId, ticketId } = parsed.data;
  if (isOfAnother(workflowInfo().workflowId, supportRequestWorkflowId(portalId, ticketId)))
    throw ApplicationFailure.nonRetryable('the workflow id is that of another ticket', 'InvalidSupportRequestInput');
  return new SupportRequest(parsed.data);
}

/** A support request in progress. */
class SupportRequest implements Followed<SupportSnapshot, SupportOutcome> {
  readonly inbox = new Inbox();
  /** The notes that were written; HubSpot knows them all, but asking costs calls. */
  private readonly notified: Notified;
  /** X1: whether the support ticket may be gone. */
  private absence: Absence | undefined;
  private isCarriedOut = false;

  constructor(private readonly input: SupportRequestInput) {
    this.notified = new Notified(input.notified);
    this.absence = input.absence;
  }

  hear(received: readonly Received[]): void {
    this.absence = withDeletion(this.absence, received);
  }

  read({ read }: Urgency): Promise<SupportSnapshot> {
    const options = { summary: 'read support ticket and At-Risk ticket', ...read };
    return activities.readSupportRequest.executeWithOptions(options, [this.input.ticketId, now(), this.absence]);
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

  async apply({ settings, decision, readAt, seals }: SupportSnapshot, turn: Turn): Promise<SupportDecision> {
    this.absence = decision.absence;
    setCurrentDetails(requestInWords(decision, settings));
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
    const { input, notified, absence } = this;
    return continueAsNew<typeof supportRequest>({ ...input, notified: notified.entries, absence });
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
        if (this.notified.has(step.reference)) return;
        await activities.performSupport.executeWithOptions({ summary, ...urgency.write }, [step, decided]);
        this.notified.add(step.reference);
        return;
      case 'updateTicket':
      case 'explainChange':
      case 'closeRequest':
        await activities.performSupport.executeWithOptions({ summary, ...urgency.write }, [step, decided]);
    }
  }
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
