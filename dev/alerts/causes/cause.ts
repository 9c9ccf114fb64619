import type { AlertWorld } from '../alert-world';

/** How a cause is ended again. */
export interface Ending {
  /** What an operator would do. */
  readonly end: () => Promise<void>;
  /** Once the alert no longer fires. */
  readonly after?: () => Promise<void>;
}

/** What makes one alert fire on the running service. */
export interface Cause {
  readonly alert: string;
  /** In words, for the table. */
  readonly cause: string;
  readonly end: string;
  /** The service begins with it, so that the alert may fire at once. */
  readonly isThereFromTheStart?: true;
  readonly begin: (world: AlertWorld) => Promise<Ending>;
}

/** Time alone ends it: what was counted leaves the range of the rule. */
export const BY_ITSELF = 'passes by itself';
export const byItself: Ending = { end: () => Promise.resolve() };
