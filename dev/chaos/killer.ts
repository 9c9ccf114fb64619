import { setTimeout as pause } from 'node:timers/promises';
import type { ChildHandle } from '../process/supervised';

/** What was killed, and how long the part was away each time. */
export interface Kills {
  readonly name: string;
  readonly times: number;
  readonly slowestReturnMs: number;
}

/** Kills a random living part with SIGKILL, again and again, each as often as the others; supervision starts it again. */
export class Killer {
  readonly #kills = new Map<string, Kills>();
  /** Parts that are still to be struck before one is struck again. */
  #bag: readonly ChildHandle[] = [];
  readonly #returns: Promise<void>[] = [];

  constructor(
    private readonly parts: readonly ChildHandle[],
    private readonly random: () => number,
    private readonly onKill: (part: ChildHandle) => Promise<void>,
  ) {
    for (const { name } of parts) this.#kills.set(name, { name, times: 0, slowestReturnMs: 0 });
  }

  /** Until `signal` is aborted; then resolves when all parts are ready again. */
  async run(everyMs: number, signal: AbortSignal): Promise<readonly Kills[]> {
    for (;;) {
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      await this.#killOne();
    }
    await Promise.all(this.#returns);
    await Promise.all(this.parts.map((part) => part.ready()));
    return [...this.#kills.values()];
  }

  async #killOne(): Promise<void> {
    if (this.#bag.length === 0) this.#bag = [...this.parts];
    const alive = this.#bag.filter(({ pid }) => pid !== undefined);
    const part = alive[Math.floor(this.random() * alive.length)];
    if (part === undefined) return;
    this.#bag = this.#bag.filter((other) => other !== part);
    await this.onKill(part);
    const start = Date.now();
    await part.kill('SIGKILL');
    const before = this.#of(part.name);
    this.#kills.set(part.name, { ...before, times: before.times + 1 });
    this.#returns.push(this.#return(part, start));
  }

  async #return(part: ChildHandle, start: number): Promise<void> {
    await part.ready();
    const before = this.#of(part.name);
    this.#kills.set(part.name, { ...before, slowestReturnMs: Math.max(before.slowestReturnMs, Date.now() - start) });
  }

  #of(name: string): Kills {
    return this.#kills.get(name) ?? { name, times: 0, slowestReturnMs: 0 };
  }
}
