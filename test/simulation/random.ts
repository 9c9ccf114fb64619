/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number, `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly [T, ...T[]]): T;
}

/** https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 (public domain) */
export function randomOf(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (values) => values[int(0, values.length - 1)] ?? values[0],
  };
}

/** A seed made of several numbers: chance that hangs on what it is about, and not on what happened before. */
export function seedOf(...parts: readonly number[]): number {
  let mixed = 0x811c9dc5;
  for (const part of parts) {
    mixed = Math.imul(mixed ^ (part | 0), 0x01000193);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed ^ Math.floor(part / 4_294_967_296), 0x5bd1e995);
    mixed ^= mixed >>> 15;
  }
  return mixed;
}
