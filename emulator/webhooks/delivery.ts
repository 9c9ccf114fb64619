import type { Faults } from '../http/faults';
import { seededRandom } from '../http/random';
import type { WebhookEvent } from './events';
import type { WebhookSettings } from './settings';
import { signV3 } from './signature';

/** Marks a batch that is under way. */
const IN_FLIGHT = -1;

const NOTHING_YET = { delivered: 0, failed: 0, dropped: 0, requests: 0 } as const satisfies Counts;

interface Waiting {
  readonly event: WebhookEvent;
  /** Wall clock, ms. */
  readonly dueAt: number;
}

interface Batch {
  readonly events: readonly WebhookEvent[];
  readonly attempt: number;
  readonly dueAt: number;
}

interface Counts {
  readonly delivered: number;
  readonly failed: number;
  readonly dropped: number;
  readonly requests: number;
}

/** What outlives the process: a request that was under way is made again as it was, and repetitions go on counting. */
export interface DeliverySnapshot {
  readonly waiting: readonly Waiting[];
  readonly batches: readonly Batch[];
  readonly counts: Counts;
}

export interface DeliveryReport {
  /** Events that are still to arrive. */
  readonly pending: number;
  readonly delivered: number;
  /** Events given up after the last repetition. */
  readonly failed: number;
  readonly dropped: number;
  readonly requests: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** Posts events in signed batches, several at a time, again and again until they are taken. Uses the wall clock only. */
export class Delivery {
  private waiting: readonly Waiting[] = [];
  private batches: readonly Batch[] = [];
  private inFlight = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopping: AbortController | undefined = new AbortController();
  private onIdle: (() => void)[] = [];
  private counts: { -readonly [Name in keyof Counts]: number } = { ...NOTHING_YET };
  private last: { readonly status: number | null; readonly error: string | null } = { status: null, error: null };
  private flushing = false;

  public constructor(
    private readonly settings: () => WebhookSettings,
    private readonly clientSecret: string,
    private readonly faults: Faults,
    private readonly state: { readonly changed: () => void; readonly saved: () => Promise<void> },
  ) {}

  public add(events: readonly WebhookEvent[]): void {
    if (this.settings().targetUrl === null) return;
    const dueAt = Date.now() + this.settings().batchWindowMs;
    this.waiting = [...this.waiting, ...events.flatMap((event) => this.withFaults(event, dueAt))];
    this.state.changed();
    this.work();
  }

  public report(): DeliveryReport {
    return { pending: this.pending(), ...this.counts, lastStatus: this.last.status, lastError: this.last.error };
  }

  public snapshot(): DeliverySnapshot {
    return { waiting: this.waiting, batches: this.batches, counts: { ...this.counts } };
  }

  public restore({ waiting, batches, counts }: DeliverySnapshot): void {
    this.waiting = waiting;
    this.batches = batches.map((batch) => (batch.dueAt === IN_FLIGHT ? { ...batch, dueAt: 0 } : batch));
    this.counts = { ...counts };
    this.work();
  }

  public clear(): void {
    this.waiting = [];
    this.batches = [];
    this.counts = { ...NOTHING_YET };
    this.last = { status: null, error: null };
    this.tellIdle();
  }

  /** Sends what waits for its window at once; true when all has arrived (or was given up) within the time. */
  public async flush(timeoutMs: number): Promise<boolean> {
    this.flushing = true;
    this.work();
    const idle = new Promise<boolean>((resolve) => {
      this.onIdle.push(() => {
        resolve(true);
      });
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    this.tellIdle();
    const drained = await Promise.race([idle, late]);
    clearTimeout(timer);
    this.flushing = false;
    return drained;
  }

  public stop(): void {
    clearTimeout(this.timer);
    this.stopping?.abort();
    this.stopping = undefined;
    this.onIdle = [];
  }

  private pending(): number {
    return this.waiting.length + this.batches.reduce((sum, { events }) => sum + events.length, 0);
  }

  private withFaults(event: WebhookEvent, dueAt: number): readonly Waiting[] {
    const name =
      event.propertyName === undefined ? event.subscriptionType : `${event.subscriptionType}:${event.propertyName}`;
    if (this.faults.forEvent('webhookDrop', name)) {
      this.counts.dropped += 1;
      return [];
    }
    const delayMs = this.faults.forEvent('webhookDelay', name)?.delayMs ?? 0;
    const omitted = this.faults.forEvent('webhookOmit', name)?.field;
    const sent = omitted === undefined ? event : { ...event, [omitted]: undefined };
    const once = { event: sent, dueAt: dueAt + delayMs };
    // The double comes two windows later, so that it arrives in a request of its own.
    const again = { event: sent, dueAt: once.dueAt + 2 * this.settings().batchWindowMs + 1 };
    return this.faults.forEvent('webhookDuplicate', name) ? [once, again] : [once];
  }

  /** Forms batches of what is due, sends what may be sent, and sets the alarm for the rest. */
  private work(): void {
    clearTimeout(this.timer);
    if (this.stopping === undefined) return;
    this.formBatches();
    for (const batch of this.batches) {
      if (this.inFlight >= this.settings().maxConcurrent) break;
      if (batch.dueAt <= Date.now() && batch.dueAt !== IN_FLIGHT) void this.send(batch);
    }
    const next = Math.min(
      ...this.waiting.map(({ dueAt }) => dueAt),
      ...this.batches.map(({ dueAt }) => dueAt).filter((at) => at !== IN_FLIGHT),
    );
    if (!Number.isFinite(next) || this.inFlight >= this.settings().maxConcurrent) return;
    this.timer = setTimeout(
      () => {
        this.work();
      },
      Math.max(1, next - Date.now()),
    );
  }

  /** The window is counted from the oldest event; younger ones ride along unless they are held back. */
  private formBatches(): void {
    const now = Date.now();
    const { batchWindowMs, maxEvents } = this.settings();
    const full = this.waiting.length >= maxEvents;
    if (!this.flushing && !full && !this.waiting.some(({ dueAt }) => dueAt <= now)) return;
    const ready = this.waiting.filter(({ dueAt }) => dueAt <= now + batchWindowMs).map(({ event }) => event);
    this.waiting = this.waiting.filter(({ dueAt }) => dueAt > now + batchWindowMs);
    const ordered = this.reordered(ready);
    for (let start = 0; start < ordered.length; start += maxEvents) {
      this.batches = [...this.batches, { events: ordered.slice(start, start + maxEvents), attempt: 0, dueAt: 0 }];
    }
  }

  private reordered(events: readonly WebhookEvent[]): readonly WebhookEvent[] {
    if (events.length < 2) return events;
    const rule = events
      .map((event) => this.faults.forEvent('webhookReorder', event.subscriptionType))
      .find((each) => each !== undefined);
    if (rule === undefined) return events;
    const random = seededRandom(rule.seed);
    const [first, ...others] = events
      .map((event) => ({ event, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
    // A shuffle may leave the order as it was; moving the first to the end never does.
    return first === events[0] && first !== undefined
      ? [...others, first]
      : first === undefined
        ? events
        : [first, ...others];
  }

  private async send(batch: Batch): Promise<void> {
    this.inFlight += 1;
    const sent: Batch = { ...batch, dueAt: IN_FLIGHT };
    this.replace(batch, [sent]);
    // No event goes out about a change that a crash could still undo, and what is sent is recorded as sent.
    this.state.changed();
    await this.state.saved();
    const outcome = await this.post(batch);
    this.inFlight -= 1;
    if (this.stopping === undefined) return;
    this.last = outcome;
    this.counts.requests += 1;
    this.settle(sent, outcome.status !== null && outcome.status >= 200 && outcome.status < 300);
    this.state.changed();
    this.work();
    this.tellIdle();
  }

  private settle(batch: Batch, taken: boolean): void {
    const { attempts, firstDelayMs, factor, maxDelayMs } = this.settings().retries;
    if (taken) this.counts.delivered += batch.events.length;
    else if (batch.attempt >= attempts) this.counts.failed += batch.events.length;
    const done = taken || batch.attempt >= attempts || !this.batches.includes(batch);
    const delay = Math.min(maxDelayMs, firstDelayMs * factor ** batch.attempt);
    this.replace(batch, done ? [] : [{ ...batch, attempt: batch.attempt + 1, dueAt: Date.now() + delay }]);
  }

  private async post(batch: Batch): Promise<{ readonly status: number | null; readonly error: string | null }> {
    const { targetUrl, timeoutMs } = this.settings();
    if (targetUrl === null || this.stopping === undefined) return { status: null, error: 'no target' };
    const body = JSON.stringify(batch.events.map((event) => ({ ...event, attemptNumber: batch.attempt })));
    const timestamp = Date.now();
    const headers = {
      'Content-Type': 'application/json',
      'X-HubSpot-Signature-v3': signV3(this.clientSecret, { method: 'POST', uri: targetUrl, rawBody: body, timestamp }),
      'X-HubSpot-Request-Timestamp': String(timestamp),
    };
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.stopping.signal]);
      const answer = await fetch(targetUrl, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await answer.arrayBuffer();
      return { status: answer.status, error: null };
    } catch (error) {
      return { status: null, error: error instanceof Error ? error.message : String(error) };
    }
  }

  private replace(batch: Batch, by: readonly Batch[]): void {
    this.batches = this.batches.flatMap((other) => (other === batch ? by : [other]));
  }

  private tellIdle(): void {
    if (this.waiting.length > 0 || this.batches.length > 0) return;
    const listeners = this.onIdle;
    this.onIdle = [];
    for (const listener of listeners) listener();
  }
}
