import { condition, log, patched, setHandler, type SignalDefinition, sleep } from '@temporalio/workflow';
import type { Seen } from '../../contract/case';
import { parseOnce } from '../../contract/payloads/on-demand';
import type { TraceContext, TurnCause } from '../../contract/payloads/trace-header';
import { SIGNALS, caseEventSchema, type CaseEvent, type SignalName } from '../../contract/signals';
import type { Absence } from '../../sop/decision/absence';
import type { WakeUp } from '../../sop/decision/decision';
import { EPOCH, type Instant } from '../../sop/vocabulary/dates';
import { now } from '../clock';
import { currentTrace } from '../tracing/current';
import type { Begun } from '../tracing/turn-trace';
import { Alarm, KEPT_TIMERS } from './alarm';
import { isAsNewAs, mayCatchUp, type Age, type Received } from './freshness';
import { URGENCY, type Urgency } from './urgency';

/** One save in HubSpot arrives as several webhooks; they are read as one. */
const COALESCE_MS = 2_000;

/** What one turn is about. */
export interface Taken {
  readonly received: readonly Received[];
  /** How soon people want to see what the turn finds. */
  readonly urgency: Urgency;
  /** For its trace. */
  readonly begun: Begun;
}

/** What a snapshot shows, where HubSpot has the ticket. */
export interface Shown {
  readonly age: Age;
  /** Whether an event reports what the snapshot shows, so that it need not wake the workflow. */
  readonly hasSeen: (event: CaseEvent) => boolean;
  /** Whether a later snapshot that is older than this one comes from a stale replica, and does not count. */
  readonly isFloor: boolean;
}

export interface InboxOptions {
  /** How new the records were when the run before this one read them. */
  readonly seen?: Seen | undefined;
  readonly onEvent?: (received: Received) => void;
}

/**
 * The signals that came since HubSpot was last read, and what they say of the next snapshot: how new it must be. A signal carries
 * no decision, so they need no order.
 */
export class Inbox {
  private received: Received[] = [];
  /** What the next read must show too, without waking the workflow for it. */
  private expected: readonly Received[] = [];
  private wakes = 0;
  /** The traces of what woke the workflow besides events: its start, and commands. */
  private wokenBy = [currentTrace()];
  /** Commands that wrote, or are about to. */
  private commands = 0;
  private turnsBegun = 0;
  private turnsDone = 0;
  private floor: Seen | undefined;
  private readonly nextCheck = new Alarm();
  /** Before the first read nothing was seen. */
  private hasSeen: Shown['hasSeen'] = () => false;

  constructor({ seen, onEvent }: InboxOptions = {}) {
    this.floor = seen;
    for (const signal of Object.keys(SIGNALS) as SignalName[]) {
      setHandler(SIGNALS[signal] as SignalDefinition<[unknown]>, (payload) => {
        const received = this.accept(signal, payload);
        if (received !== undefined) onEvent?.(received);
      });
    }
  }

  get hasEvents(): boolean {
    return this.received.length > 0 || this.wakes > 0;
  }

  /** Whether HubSpot has not shown yet what its events reported. */
  get expectsMore(): boolean {
    return this.expected.length > 0;
  }

  /** How new HubSpot's records were when they were last read: anything older comes from a stale replica. */
  get seen(): Seen | undefined {
    return this.floor;
  }

  private get urgency(): Urgency {
    if (this.wakes > 0) return URGENCY.command;
    return this.received.length > 0 ? URGENCY.event : URGENCY.none;
  }

  /**
   * Wakes the workflow without a signal: a person asked for a check, or a command was applied at `writtenAt`. The bridge drops our
   * own echoes, so the next read must be at least as new as the write.
   */
  wake(writtenAt?: Instant): void {
    this.wakes += 1;
    const trace = currentTrace();
    this.wokenBy.push(trace);
    if (writtenAt === undefined) return;
    this.keep([{ signal: 'saved', event: { eventIds: [], occurredAt: writtenAt }, at: writtenAt, trace }]);
  }

  /** The same, and waits for a turn that begins after now. */
  async wakeAndWait(writtenAt?: Instant): Promise<void> {
    const turn = this.turnsBegun + 1;
    this.wake(writtenAt);
    await condition(() => this.turnsDone >= turn);
  }

  /** A command is about to write. */
  beginCommand(): void {
    this.commands += 1;
  }

  /** X1: answers, later, whether something came since now: a snapshot read before it is no longer a reason for a write. */
  watch(): () => boolean {
    const { commands } = this;
    return () => this.hasEvents || this.commands !== commands;
  }

  /** The next read must be as new as these. */
  keep(received: readonly Received[]): void {
    this.expected = [...this.expected, ...received];
  }

  /** Waits for an event, for the next check, or for something else that `wakes`. */
  async eventOrUntil(wakeUp: WakeUp | undefined, wakes: () => boolean): Promise<void> {
    if (wakes()) return;
    const isOver = (): boolean => this.hasEvents || wakes();
    const at = now();
    if (wakeUp === undefined || wakeUp.at <= at) this.nextCheck.off();
    if (wakeUp === undefined) await condition(isOver);
    else if (wakeUp.at > at && patched(KEPT_TIMERS)) await this.nextCheck.wait(wakeUp.at, wakeUp.reason, isOver);
    else if (wakeUp.at > at) await condition(isOver, wakeUp.at - at, { summary: wakeUp.reason });
  }

  /** Everything received, after a moment for what belongs to the same change; what arrives in that moment counts as well. */
  async take(): Promise<Taken> {
    const since = now();
    if (this.received.length > 0) await sleep(COALESCE_MS, { summary: 'gather changes made together' });
    const received = [...this.received, ...this.expected];
    const { urgency } = this;
    const begun = { causes: this.causesOf(received), cause: this.causeOf(urgency), since };
    const taken = { received, urgency, begun };
    this.received = [];
    this.expected = [];
    this.wokenBy = [];
    this.wakes = 0;
    // Only now: a command that comes while events are gathered is answered by this very turn.
    this.turnsBegun += 1;
    return taken;
  }

  /** The turn for what was taken is over. */
  done(): void {
    this.turnsDone = this.turnsBegun;
  }

  /** Whether a snapshot shows what the signals reported, and what was seen before. */
  isAsNew(shown: Shown | undefined, received: readonly Received[]): boolean {
    return shown === undefined || (isAsNewAs(shown.age, received) && !isOlder(shown.age, this.floor));
  }

  /** Whether HubSpot will show more than it does. A deleted note leaves no trace, so only the ticket may hold the case. */
  isBehind(shown: Shown | undefined, received: readonly Received[]): boolean {
    if (shown === undefined) return false;
    const { age } = shown;
    return mayCatchUp(age, received, now()) || (this.floor !== undefined && age.ticket.changedAt < this.floor.ticket);
  }

  /** A snapshot that is acted on: what it shows need not wake the workflow again. */
  saw(shown: Shown | undefined): void {
    this.hasSeen = shown?.hasSeen ?? (() => false);
    if (shown?.isFloor !== true) return;
    const { ticket, evidence } = shown.age;
    this.floor = { ticket: ticket.changedAt, evidence: evidence?.changedAt ?? this.floor?.evidence };
  }

  private causeOf(urgency: Urgency): TurnCause {
    if (urgency === URGENCY.command) return 'command';
    if (urgency === URGENCY.event) return 'signal';
    return this.turnsBegun === 0 ? 'start' : 'timer';
  }

  /** Each trace once. */
  private causesOf(received: readonly Received[]): readonly TraceContext[] {
    const traces = [...this.wokenBy, ...received.map(({ trace }) => trace)].filter((trace) => trace !== undefined);
    return [...new Map(traces.map((trace) => [trace.spanId, trace])).values()];
  }

  /** Anyone who may signal a case can send nonsense; it is logged and wakes the case all the same, which is harmless. */
  private accept(signal: SignalName, payload: unknown): Received | undefined {
    const parsed = parseOnce(caseEventSchema, payload);
    if (!parsed.success) log.warn('signal with an unexpected payload', { signal });
    const at = now();
    const event: CaseEvent = parsed.success ? notInTheFuture(parsed.data, at) : { eventIds: [], occurredAt: EPOCH };
    if (this.hasSeen(event)) return undefined;
    const received = { signal, event, at, trace: currentTrace() };
    this.received.push(received);
    return received;
  }
}

function isOlder({ ticket, evidence }: Age, floor: Seen | undefined): boolean {
  if (floor === undefined) return false;
  return ticket.changedAt < floor.ticket || (evidence !== undefined && evidence.changedAt < (floor.evidence ?? 0));
}

/** HubSpot's clock may be ahead of Temporal's by this. In milliseconds. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** An event in the future would hold the case until HubSpot shows it. */
function notInTheFuture(event: CaseEvent, at: Instant): CaseEvent {
  const latest = at + CLOCKS_DIFFER_MS;
  const isFuture = event.occurredAt > latest || (event.ticketAt ?? 0) > latest;
  return isFuture && patched('events-of-the-future') ? { ...event, occurredAt: EPOCH, ticketAt: undefined } : event;
}

/** X1: what the events say of a ticket that may be gone; the newest of its deletion and its restoration counts. */
export function withDeletion(before: Absence | undefined, received: readonly Received[]): Absence | undefined {
  const [newest] = received
    .filter(({ event }) => event.deleted !== undefined)
    .sort((a, b) => b.event.occurredAt - a.event.occurredAt);
  if (newest === undefined) return before;
  return newest.event.deleted === true ? { times: before?.times ?? 0, deletion: 'told' } : undefined;
}
