import type { HubSpot } from '../../../src/hubspot/gateway';
import type { Write } from '../../../src/sop/decision/decision';
import type { SupportWrite } from '../../../src/sop/support/support-request';
import { clock } from '../clock';
import type { Moment } from '../oracle/oracle';
import { DAY, MINUTE, SECOND } from '../scenario';
import type { Attempt } from '../temporal/server';

/** Reads of one case while nobody changes anything, besides one a day (X1); some are asked for by timers, retries and copies that lag behind. */
const IDLE_READS = 100;

/** How often the same write may go out while nobody changes anything: more is a loop. */
const REPEATED_WRITES = 6;

/**
 * How long what was read may be written by, counted from when the reading began, or where the reading took longer, until right
 * after it. A write that goes out later needs another look. In milliseconds.
 */
export const READING_GOOD_FOR_MS = 5 * SECOND;

/** X1: what a ticket only shows is written once people pause for half a minute, and may wait for two more; the next reading corrects it. */
const SHOWN_GOOD_FOR_MS = 3 * MINUTE;

/** From the end of a reading to the first write by it: two workers and Temporal in between. */
const HANDOVER_MS = 2 * SECOND;

/** Far more than are read while the writes of one turn go on. */
const KEPT = 20;

/** A read of everything that a decision rests on, from its first call to its last answer. */
interface Scan {
  readonly began: number;
  readonly ended: number;
  /** By how much the oldest copy was behind that answered. */
  readonly lag: number;
}

export interface WatchSurroundings {
  readonly hubspot: HubSpot;
  readonly attempt: () => Attempt | undefined;
  readonly isWell: () => boolean;
  readonly fail: (invariant: string, sentence: string) => void;
}

/** What goes over the wire between service and HubSpot: what was read when, what is written by it, and what goes round in circles. */
export class Watch {
  /** What the service asked HubSpot to do, in its own words; `workflowId` is the case or support request that did. */
  readonly writings: { readonly workflowId: string; readonly write: Write | SupportWrite }[] = [];
  /** Of each case or support request, the newest last. */
  private readonly checks = new Map<string, readonly Scan[]>();
  /** Of a write that was held against a fresh read; the writes after it rest on the decision's own. */
  private readonly ofWrites = new WeakMap<Attempt, Scan>();
  private readonly reads = new Map<string, number>();
  /** When somebody last changed anything. */
  private quietSince = clock.now;
  private readonly repeated = new Map<string, number>();
  private readonly written = new WeakSet<Attempt>();
  private readonly lags = new WeakMap<Attempt, number>();

  constructor(private readonly around: WatchSurroundings) {}

  /** The service's HubSpot, where it is seen which cases have been read, and when. */
  hubspot(): HubSpot {
    const { hubspot } = this.around;
    return {
      ...hubspot,
      readCase: (...args) => this.seen(() => hubspot.readCase(...args)),
      readLinkedCase: (...args) => this.seen(() => hubspot.readLinkedCase(...args)),
      readSupportRequest: (...args) => this.seen(() => hubspot.readSupportRequest(...args)),
      readApprover: (...args) => this.seen(() => hubspot.readApprover(...args)),
    };
  }

  /** Somebody else changed something: whatever was repeated before has a reason. */
  somethingChanged(): void {
    this.repeated.clear();
    this.reads.clear();
    this.quietSince = clock.now;
  }

  lagged(ms: number): void {
    const attempt = this.around.attempt();
    if (attempt !== undefined) this.lags.set(attempt, Math.max(ms, this.lags.get(attempt) ?? 0));
  }

  /** When the write rests on what was read at the earliest. */
  momentOf(sentAt: number): Moment {
    const attempt = this.around.attempt();
    const own = attempt && this.ofWrites.get(attempt);
    const check = own ?? (attempt && this.checkOf(attempt));
    if (check === undefined) return { at: clock.now, since: sentAt };
    const shortest = attempt !== undefined && isOfShown(attempt) ? SHOWN_GOOD_FOR_MS : READING_GOOD_FOR_MS;
    const goodFor = Math.max(shortest, check.ended - check.began + HANDOVER_MS);
    return { at: clock.now, since: Math.max(check.began, sentAt - goodFor) - check.lag, lagged: check.lag > 0 };
  }

  /** A command reads, too, while the writes of a turn go on. */
  private checkOf({ execution, args }: Attempt): Scan | undefined {
    const checks = this.checks.get(execution.workflowId) ?? [];
    const [, ground] = args as readonly [unknown, { readonly readAt?: number } | undefined];
    return checks.find(({ began }) => began === ground?.readAt) ?? checks.at(-1);
  }

  /** A write may be several calls of HubSpot; it is counted at the first of them. */
  onWrite(): void {
    const attempt = this.around.attempt();
    if (attempt === undefined || this.written.has(attempt)) return;
    const { execution, args } = attempt;
    if (!isOfWrite(attempt)) return;
    this.written.add(attempt);
    const write = args[0] as Write | SupportWrite;
    this.writings.push({ workflowId: execution.workflowId, write });
    if (!this.around.isWell()) return;
    const key = `${execution.workflowId} ${JSON.stringify(write)}`;
    const times = (this.repeated.get(key) ?? 0) + 1;
    this.repeated.set(key, times);
    if (times > REPEATED_WRITES)
      this.around.fail('X3: nothing is written again and again', `X3: for the ${String(times)}th time: ${key}`);
  }

  private async seen<T>(read: () => Promise<T>): Promise<T> {
    const attempt = this.around.attempt();
    const began = clock.now;
    if (attempt !== undefined) this.lags.delete(attempt);
    const found = await read();
    if (attempt === undefined) return found;
    const { workflowId } = attempt.execution;
    const check = { began, ended: clock.now, lag: this.lags.get(attempt) ?? 0 };
    if (isOfWrite(attempt)) this.ofWrites.set(attempt, check);
    else this.checks.set(workflowId, [...(this.checks.get(workflowId) ?? []).slice(-KEPT), check]);
    // X1: a write that HubSpot's trouble holds up is decided again whenever it is tried again.
    if (!this.around.isWell()) return found;
    const times = (this.reads.get(workflowId) ?? 0) + 1;
    this.reads.set(workflowId, times);
    const days = (clock.now - this.quietSince) / DAY;
    if (times > IDLE_READS + days)
      this.around.fail(
        'X3: no case checks again and again',
        `X3: ${workflowId} looked ${String(times)} times, and nothing changed`,
      );
    return found;
  }
}

function isOfShown({ args }: Attempt): boolean {
  const [write] = args as readonly [Write | SupportWrite | undefined];
  return write?.kind === 'showOnTicket' || write?.kind === 'clearCaseTicket';
}

function isOfWrite({ activity }: Attempt): boolean {
  return activity === 'perform' || activity === 'performSupport';
}
