import { ActivityFailure, log, patched } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import type { Ground } from '../../activities/proof/grounds';
import type { CaseInput, CaseView, HoldMemory } from '../../contract/case';
import type { TicketShadow } from '../../contract/shadow';
import { refusalByHubSpot } from '../../sop/attention/attention-note';
import type { Absence } from '../../sop/decision/absence';
import type { Attention } from '../../sop/decision/attention';
import type { Decision, Outcome, RunningDecision, WakeUp, Write } from '../../sop/decision/decision';
import { describeWrite } from '../../sop/decision/describe';
import { isOnlyShown } from '../../sop/decision/purpose';
import { newestChange } from '../../sop/shadow/kept';
import type { Instant } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';
import type { RuleId } from '../../sop/vocabulary/rules';
import { currentValue } from '../../sop/vocabulary/timeline';
import { activities } from '../activities';
import { ONLY_SHOWN } from '../activity-options';
import { now } from '../clock';
import { nextRun } from '../next-run';
import { measureEventToWrite } from '../turn/event-to-write';
import type { Received } from '../turn/freshness';
import { Inbox, withDeletion, type Shown } from '../turn/inbox';
import { Notified } from '../turn/notified';
import { parkedCheckMs, parkingAttention } from '../turn/parking';
import { Shadow, onceShown } from '../turn/shadow';
import { applyEach, checkForHelp, type Followed, type Turn } from '../turn/turn';
import type { Urgency } from '../turn/urgency';
import { CommandQueue } from './command-queue';
import { eventInWords, hasSeen } from './events';
import { OtherCases } from './other-cases';
import { isSaidOnTicket, refusalGround } from './refusal-note';
import { Display } from './show';
import { ShownLater, keptAtOnce, writesOf } from './shown-later';
import { CaseTimeline } from './timeline';
import { WaitingRequests } from './waiting-requests';
import { isRemembered, notifiedOnceAs } from './write-once';

/** X1: one note for as long as HubSpot rejects a change, whatever happens on the ticket meanwhile. */
const ONE_REFUSAL = 'one-refusal-note';

/** A case in progress. HubSpot holds what decides it, except for a hold whose notes were deleted (I1). */
export class Case implements Followed<CaseSnapshot, Outcome> {
  readonly inbox: Inbox;
  /** C3: support requests that wait until the ticket is closed. */
  readonly requests: WaitingRequests;
  readonly commands = new CommandQueue();
  private readonly timeline: CaseTimeline;
  private readonly display = new Display();
  /** X1: what the ticket is to show once people pause. */
  private readonly shownLater = new ShownLater();
  private readonly notified: Notified;
  private readonly others: OtherCases;
  /** `mode: observe`: what was not written. */
  private readonly shadow: Shadow<Write>;
  /** X1: whether the ticket may be gone. */
  private absence: Absence | undefined;
  /** I1: the notes of a hold that were seen on the ticket, or written: whoever deletes them does not delete the hold. */
  private holdMemory: HoldMemory | undefined;
  /** X1: whether the ticket has notes that are kept up to date, so that they are read; undefined if it is not known. */
  private hasNotes: boolean | undefined;
  private snapshot: CaseSnapshot | undefined;
  private decision: Decision | undefined;
  private decidedAt: Instant | undefined;
  /** Since when HubSpot rejects a change, or does not match the portal file. */
  private parkedSince: Instant | undefined;

  constructor(private readonly input: CaseInput) {
    this.timeline = new CaseTimeline(input.timeline);
    this.notified = new Notified(input.notified);
    this.others = new OtherCases(input);
    this.shadow = new Shadow(input.shadow);
    this.requests = new WaitingRequests(input.portalId, input.requests);
    this.absence = input.absence;
    this.holdMemory = input.holdMemory;
    this.hasNotes = input.hasNotes;
    this.inbox = new Inbox({
      seen: input.seen,
      onEvent: (received) => {
        this.record(`HubSpot: ${eventInWords(received)}`);
      },
    });
  }

  get ticketId(): TicketId {
    return this.input.ticketId;
  }

  get view(): CaseView {
    const { input, decidedAt, snapshot, decision, timeline } = this;
    return {
      portalId: input.portalId,
      ticketId: input.ticketId,
      ...(decidedAt !== undefined && { decidedAt }),
      ...(snapshot && { reading: snapshot.reading }),
      ...(decision && { decision }),
      ...(this.shadow.observes && { mode: 'observe' }),
      timeline: timeline.entries,
    };
  }

  get shadowView(): TicketShadow {
    const companyId = this.others.lastCompany?.id;
    return { ticketId: this.ticketId, ...(companyId !== undefined && { companyId }), ...this.shadow.view() };
  }

  /** A line for the people who read the case. */
  record(text: string, rules: readonly RuleId[] = []): void {
    this.timeline.tell(text, rules);
  }

  hear(received: readonly Received[]): void {
    this.absence = withDeletion(this.absence, received);
  }

  read({ read }: Urgency): Promise<CaseSnapshot> {
    const options = { summary: 'read ticket and client', ...read };
    const client = this.snapshot?.names?.client;
    const known = {
      lastCompanyId: this.others.lastCompany?.id,
      companySeal: this.others.lastCompany?.seal,
      absence: this.absenceWithClient(),
      holdMemory: this.holdMemory,
      ...(this.others.areUnknown && { seeksOthers: true }),
      ...(this.hasNotes !== undefined && { hasNotes: this.hasNotes }),
      ...(client && { client }),
      ...(this.shadow.kept && { kept: this.shadow.kept }),
    };
    return activities.readCase.executeWithOptions(options, [this.ticketId, now(), known]);
  }

  shown({ reading }: CaseSnapshot): Shown | undefined {
    if (reading.kind !== 'found') return undefined;
    const { facts } = reading;
    return { age: facts, hasSeen: (event) => hasSeen(facts, event), isFloor: true };
  }

  async apply(snapshot: CaseSnapshot, turn: Turn): Promise<Decision> {
    const { reading, agreed = [] } = snapshot;
    this.shadow.follow(snapshot.mode, now());
    this.shadow.agree(agreed, now());
    const decision = this.shadow.observes ? onlyOnceShown(snapshot) : snapshot.decision;
    const ground = this.groundOf(snapshot);
    this.snapshot = snapshot;
    this.absence = decision.absence;
    this.hasNotes = snapshot.hasNotes ?? this.hasNotes;
    if (this.parkedSince !== undefined && !patched(ONE_REFUSAL)) this.parkedSince = undefined;
    if (reading.kind === 'found') this.others.rememberFormer(reading.facts);
    this.show(decision);
    const { urgency } = turn;
    const { atOnce: writes, later } = this.shadow.observes ? keptAtOnce(decision) : writesOf(decision, turn);
    this.shownLater.next(later.map((write) => () => this.write(write, urgency, ground)));
    const firstChange = this.shadow.observes ? -1 : writes.findIndex((write) => !isOnlyShown(write));
    const lastRemembered = writes.findLastIndex(isRemembered);
    if (lastRemembered === -1) this.remember(snapshot);
    const applied = await applyEach(writes, turn, async (write, index) => {
      await this.write(write, urgency, ground);
      if (index === firstChange) measureEventToWrite(turn.received);
      if (index === lastRemembered) this.remember(snapshot);
    });
    if (applied < writes.length) {
      if (applied > 0) this.others.breakOff();
      return withoutWrites(decision);
    }
    this.parkedSince = undefined;
    await this.others.signal(snapshot);
    if (reading.kind === 'found' && currentValue(reading.facts.ticket.stage)?.value === 'closed')
      await this.requests.recheck();
    return decision;
  }

  rest(wakeUp: WakeUp | undefined): Promise<void> {
    return this.shownLater.write(this.inbox, wakeUp);
  }

  hold(snapshot: CaseSnapshot, wakeUp: WakeUp): Decision {
    this.snapshot = snapshot;
    this.shownLater.next([]);
    const held = { ...withoutWrites(snapshot.decision), wakeUp };
    this.show(held);
    return held;
  }

  async park(error: unknown, { received, urgency }: Turn): Promise<Decision> {
    const attention = parkingAttention(error);
    const wakeUp = checkForHelp(parkedCheckMs(error, this.decision?.attention));
    const { phase, waitingFor } = this.decision ?? { phase: 'deciding', waitingFor: [] };
    const decision: Decision = { phase, waitingFor, writes: [], attention, wakeUp };
    this.shownLater.next([]);
    this.show(decision);
    if (received.length > 0 && isSaidOnTicket(attention)) await this.sayRefused(error, attention, urgency);
    return decision;
  }

  /** HubSpot holds what decides a case (X3), except for a hold whose notes were deleted (I1). */
  continueAsNew(): Promise<never> {
    const carried: CaseInput = {
      ...this.input,
      ...this.others.carried,
      timeline: this.timeline.entries,
      notified: this.notified.entries,
      requests: this.requests.entries,
      holdMemory: this.holdMemory,
      seen: this.inbox.seen,
      absence: this.absence,
      hasNotes: this.hasNotes,
      shadow: this.shadow.entries,
    };
    return nextRun<(input: CaseInput) => Promise<Outcome>>(carried);
  }

  /** `ground`: why it is wanted, which the activity checks. */
  async write(write: Write, urgency: Urgency, ground: Ground): Promise<void> {
    const reference = notifiedOnceAs(write);
    if (reference !== undefined && write.kind !== 'updateNote' && this.notified.has(reference)) return;
    const text = describeWrite(write);
    if (this.shadow.observes) {
      this.keep(write, text, reference);
      return;
    }
    const summary = `${write.rules.join(', ')}: ${text}`;
    const options = { summary, ...urgency.write, ...(isOnlyShown(write) && ONLY_SHOWN) };
    await activities.perform.executeWithOptions(options, [write, ground]);
    if (reference !== undefined && !this.notified.has(reference)) this.notified.add(reference);
    if (write.kind === 'updateTicket' && write.change.stage === 'closed') await this.requests.recheck();
    if (!isOnlyShown(write)) this.record(text, write.rules);
  }

  private keep(write: Write, text: string, reference: string | undefined): void {
    if (reference !== undefined && write.kind !== 'updateNote' && this.shadow.has(reference)) return;
    this.shadow.keep(write, now(), this.snapshot === undefined ? now() : newestChange(this.snapshot.reading));
    this.record(`not written (mode observe): ${text}`, write.rules);
  }

  /** Waits for a turn that begins after now and sees what was written at `writtenAt`, and answers with its result. */
  async checkAgain(writtenAt?: Instant): Promise<CaseView> {
    await this.inbox.wakeAndWait(writtenAt);
    return this.view;
  }

  private show(decision: Decision): void {
    const before = this.decision;
    this.decision = decision;
    this.decidedAt = now();
    if (before?.phase !== decision.phase) this.record(`phase: ${decision.phase}`);
    if (decision.attention && before?.attention?.code !== decision.attention.code) {
      this.record(`needs attention: ${decision.attention.sentence}`, ['X1']);
    }
    if (decision.end !== undefined) this.record(`ended: ${decision.end}`);
    this.display.show(decision, this.snapshot, this.shadow.observes);
  }

  /** Before the writes: they change what the case knows. */
  private groundOf({ readAt, seals }: CaseSnapshot): Ground {
    const { ticketId, holdMemory } = this;
    return { kind: 'case', ticketId, readAt, seals, lastCompany: this.others.lastCompany, holdMemory };
  }

  /** I1: what is on the ticket by now; where the snapshot says nothing of it, what was known stays. */
  private remember({ holdMemory }: CaseSnapshot): void {
    this.holdMemory = holdMemory ?? this.holdMemory;
  }

  /** X1: should the ticket be deleted, its company is the only place left to say so. */
  private absenceWithClient(): Absence | undefined {
    const companyId = this.others.lastCompany?.id;
    const phase = this.decision?.phase;
    if (companyId === undefined || (phase !== 'monitoring' && phase !== 'cancelling')) return this.absence;
    return { times: 0, ...this.absence, client: { companyId, phase } };
  }

  /** X1: whoever changed the ticket is notified there, once, why nothing happens. A note that fails delays nothing. */
  private async sayRefused(error: unknown, why: Attention, urgency: Urgency): Promise<void> {
    this.parkedSince ??= now();
    this.hasNotes = true;
    const { ticketId, parkedSince: since } = this;
    try {
      await this.write(refusalByHubSpot(ticketId, why, since), urgency, refusalGround(error, ticketId, since));
    } catch (failure) {
      if (!(failure instanceof ActivityFailure)) throw failure;
      log.warn('the note that says why nothing happens could not be written', { ticketId, code: why.code });
    }
  }
}

/** `mode: observe`: the case does not end on what HubSpot does not show. */
function onlyOnceShown({ reading, decision }: CaseSnapshot): Decision {
  if (reading.kind !== 'found' || decision.end === undefined) return decision;
  if (decision.writes.length === 0 && reading.facts.ahead === undefined) return decision;
  const { end, ...open } = decision;
  return { ...open, wakeUp: onceShown(end) };
}

/** X1: a decision that is not applied: the case does not end by it. */
function withoutWrites({ phase, waitingFor, attention, wakeUp }: Decision): RunningDecision {
  return { phase, waitingFor, writes: [], ...(attention && { attention }), ...(wakeUp && { wakeUp }) };
}
