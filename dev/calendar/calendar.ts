import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from '../process/at-most';
import type { Log } from '../process/log';
import type { CaseClocks } from './case-clocks';

const SKIPS_AT_ONCE = 8;
/** Each timer on the way takes about a second. */
const SKIP_WITHIN_MS = 180_000;
/** Clocks that differ by less count as equal: each shows when it was asked. */
const TOLERANCE_MS = 60_000;
const KEEP_UP_EVERY_MS = 1000;

/** What became of a move: how many cases moved along, and which could not, in words. */
export interface Moved {
  readonly moved: number;
  readonly problems: readonly string[];
}

export interface CalendarParts {
  readonly cases: CaseClocks;
  /** What the portal's clock shows. */
  readonly portalNow: () => Promise<Date>;
  readonly log: Log;
}

/**
 * Keeps the cases on the portal's calendar: they move along when somebody skips days on the portal's page, and a case that begins later is
 * brought to the day that the portal shows.
 */
export class Calendar {
  private readonly stopping = new AbortController();
  /** One move after another: a second skip of a case would replace the first. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: CalendarParts) {
    void this.keepUp();
  }

  moveTo(now: Date): Promise<Moved> {
    const move = this.last.then(() => this.bringAll(now));
    this.last = move.catch(() => undefined);
    return move;
  }

  /** No case is moved any more; a move under way ends with its connection. */
  stop(): void {
    this.stopping.abort();
  }

  private async bringAll(now: Date): Promise<Moved> {
    const { cases } = this.parts;
    if (now.getTime() - Date.now() < TOLERANCE_MS) return { moved: 0, problems: [] };
    await cases.holdSchedules();
    const behind = await this.behind(now);
    const outcomes = await atMost(SKIPS_AT_ONCE, behind, async (workflowId) => {
      try {
        await cases.bringTo(workflowId, now, { withinMs: SKIP_WITHIN_MS });
        return undefined;
      } catch (error) {
        return `${workflowId} is behind: ${error instanceof Error ? error.message : String(error)}.`;
      }
    });
    const problems = outcomes.filter((problem) => problem !== undefined);
    return { moved: behind.length - problems.length, problems };
  }

  private async behind(now: Date): Promise<readonly string[]> {
    const { cases } = this.parts;
    const running = await cases.running();
    const gaps = await atMost(SKIPS_AT_ONCE, running, async (workflowId) => cases.behindMs(workflowId, now));
    return running.filter((_, index) => (gaps[index] ?? 0) > TOLERANCE_MS);
  }

  private async keepUp(): Promise<void> {
    const { signal } = this.stopping;
    let lastProblem = '';
    for (;;) {
      await pause(KEEP_UP_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const problem = await this.catchUp();
      if (problem !== lastProblem && problem !== '') this.parts.log(`calendar: ${problem}`);
      lastProblem = problem;
    }
  }

  /** What went wrong, in words; the next try may do better. */
  private async catchUp(): Promise<string> {
    try {
      const { problems } = await this.moveTo(await this.parts.portalNow());
      return problems.join(' ');
    } catch (error) {
      // A move under way when everything stops.
      if (this.stopping.signal.aborted) return '';
      return error instanceof Error ? error.message : String(error);
    }
  }
}
