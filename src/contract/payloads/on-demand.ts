import type { z } from 'zod';

/** A schema that is made when it is asked for, and then forgotten: kept, each would take kilobytes in every case that sleeps in a worker's memory. */
export function onDemand<T extends z.ZodType>(make: () => T): () => T {
  return make;
}
