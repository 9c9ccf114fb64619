import type { Arbitrary } from 'fast-check';

/** What reading an input came to. */
export type Outcome<R> =
  { readonly kind: 'read'; readonly result: R } | { readonly kind: 'failed'; readonly error: unknown };

/** One entry for hostile input, and what must hold of it. */
export interface Target<I, R> {
  readonly name: string;
  readonly inputs: Arbitrary<I>;
  /** Bytes of UTF-8. */
  readonly size: (input: I) => number;
  /** What the service does with an input; this alone is timed. */
  readonly read: (input: I) => R;
  /** What is wrong with it, by an oracle that knows the SOP and HubSpot's documentation, and nothing of the code. */
  readonly fault: (input: I, outcome: Outcome<R>) => string | undefined;
}

/** A target whose types only it knows. */
export interface AnyTarget {
  readonly name: string;
  readonly use: <T>(visit: <I, R>(target: Target<I, R>) => T) => T;
}

export function target<I, R>(given: Target<I, R>): AnyTarget {
  return { name: given.name, use: (visit) => visit(given) };
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

export function outcomeOf<R>(read: () => R): Outcome<R> {
  try {
    return { kind: 'read', result: read() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** For what never throws. */
export function crash(outcome: Outcome<unknown>): string | undefined {
  return outcome.kind === 'failed' ? `it threw ${String(outcome.error).slice(0, 200)}` : undefined;
}
