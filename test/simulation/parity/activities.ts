import { ApplicationFailure } from '@temporalio/common';

export interface ParityActivities {
  /** Fails `failures` times in the way of `kind`, then says at which attempt it was done. */
  flaky(failures: number, kind: string): Promise<string>;
}

/** @param attempt the number of the running attempt, which the real and the simulated Temporal say each in its way */
export function parityActivities(attempt: () => number): ParityActivities {
  return {
    async flaky(failures, kind) {
      await Promise.resolve();
      if (attempt() > failures) return `done at attempt ${String(attempt())}`;
      const message = `attempt ${String(attempt())}`;
      switch (kind) {
        case 'final':
          throw ApplicationFailure.nonRetryable(message);
        case 'asks for two hours':
          throw ApplicationFailure.create({ message, nextRetryDelay: '2 hours' });
        default:
          throw new Error(message);
      }
    },
  };
}
