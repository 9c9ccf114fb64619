import type { Found } from './figure';

/** What one bench needs to know. */
export interface BenchOptions {
  /** Fewer and shorter repetitions. */
  readonly quick: boolean;
  /** Says on stderr how far it is. */
  readonly progress: (text: string) => void;
}

/** What is measured together, and the rows that come of it: names for `--only`, with what they say. */
export interface Bench {
  readonly name: string;
  readonly rows: Readonly<Record<string, string>>;
  /** Loaded only when it is run. */
  readonly load: () => Promise<(options: BenchOptions) => Promise<Found>>;
}
