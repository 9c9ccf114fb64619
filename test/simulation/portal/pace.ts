import type { Random } from '../random';

/** How quickly HubSpot answers this portal. `slow` is what a portal shows whose own workflows run within each change. */
export type Pace = 'quick' | 'usual' | 'slow';
export const PACES = ['quick', 'usual', 'slow'] as const satisfies readonly Pace[];

/** A call on its way: milliseconds until HubSpot does what it asks for, and from then until its answer is there. */
export interface Latency {
  readonly there: number;
  readonly back: number;
}

export const AT_ONCE: Latency = { there: 0, back: 0 };

/** Shorter than the service's own limit of 15 s, after which the call would have failed. */
const LONGEST_MS = 12_000;

/** No call is answered in no time; a quick one in so little that nobody does anything meanwhile. */
const QUICK: Latency = { there: 40, back: 0 };

export function latencyOf(kind: 'read' | 'write', pace: Pace, random: Random): Latency {
  switch (pace) {
    case 'quick':
      return QUICK;
    case 'usual':
      if (random.chance(0.01)) return split(random.int(1_000, LONGEST_MS), random);
      return kind === 'read' ? { there: random.int(40, 300), back: 0 } : split(random.int(80, 900), random);
    case 'slow':
      if (kind === 'read') return { there: random.int(100, random.chance(0.1) ? 3_000 : 900), back: 0 };
      return split(random.chance(0.1) ? random.int(4_000, LONGEST_MS) : random.int(800, 4_000), random);
  }
}

/** A change is made somewhere between a request's sending and its answer. */
function split(ms: number, random: Random): Latency {
  const there = random.int(20, ms - 10);
  return { there, back: ms - there };
}
