import { condition } from '@temporalio/workflow';
import type { Instant } from '../../sop/vocabulary/dates';
import { now } from '../clock';

/** Older histories have a new timer for each wait. */
export const KEPT_TIMERS = 'kept-timers';

interface Timer {
  readonly at: Instant;
  readonly summary: string;
  isOff: boolean;
}

/** A durable timer that stays set from turn to turn, and is started again only for another instant: each start is an action of Temporal. */
export class Alarm {
  private timer: Timer | undefined;

  /** When it will ring; undefined where nothing is set. */
  get at(): Instant | undefined {
    return this.timer?.at;
  }

  /** Waits until `at`, or until `isOver`; then it stays set. */
  async wait(at: Instant, summary: string, isOver: () => boolean): Promise<void> {
    if (isOver()) return;
    if (this.timer?.at !== at || this.timer.summary !== summary) this.set({ at, summary, isOff: false });
    const { timer } = this;
    await condition(() => isOver() || this.timer !== timer);
  }

  off(): void {
    if (this.timer !== undefined) this.timer.isOff = true;
    this.timer = undefined;
  }

  private set(timer: Timer): void {
    this.off();
    this.timer = timer;
    const rung = (): void => {
      if (this.timer === timer) this.timer = undefined;
    };
    // Of a workflow that is canceled the wait itself says so.
    condition(() => timer.isOff, timer.at - now(), { summary: timer.summary }).then(rung, rung);
  }
}
