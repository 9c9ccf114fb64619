import { clock } from './clock';

type Work = () => void | Promise<void>;

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly work: Work;
  cancelled: boolean;
}

/** What will happen, in the order of its time, and of the same time in the order in which it was planned. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private planned = 0;
  done = 0;
  private stopped = false;

  /** Gives a way to call it off. */
  at(at: number, work: Work): () => void {
    this.planned += 1;
    const entry: Entry = { at: Math.max(at, clock.now), order: this.planned, work, cancelled: false };
    this.push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  in(ms: number, work: Work): () => void {
    return this.at(clock.now + ms, work);
  }

  /** Nothing happens any more. */
  stop(): void {
    this.stopped = true;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Lets time pass up to `until`. */
  async run(until: number): Promise<void> {
    for (let next = this.heap[0]; next !== undefined && next.at <= until; next = this.heap[0]) {
      if (this.stopped) return;
      this.pop();
      if (next.cancelled) continue;
      clock.now = Math.max(clock.now, next.at);
      this.done += 1;
      await next.work();
    }
    clock.now = Math.max(clock.now, until);
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const child = b !== undefined && isBefore(b, a) ? b : a;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = child === a ? left : left + 1;
    }
    heap[index] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
