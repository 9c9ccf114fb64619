import { z } from 'zod';

/** A schema that is made when it is asked for, and then forgotten: kept, each would take kilobytes in every case that sleeps in a worker's memory. */
export function onDemand<T extends z.ZodType>(make: () => T): () => T {
  return make;
}

/** What such a schema says of `given`. Code generated for speed would be forgotten with the schema: generating it takes longer than it saves. */
export function parseOnce<T>(make: () => z.ZodType<T>, given: unknown): z.ZodSafeParseResult<T> {
  return make().safeParse(given, { jitless: true });
}

/** A part that is seldom there, and whose schema takes long to make: it is made only where the part is. What it does not name stays. */
export function seldom<T>(make: () => z.ZodType<T>): z.ZodType<T, T> {
  return z.custom<T>((given) => parseOnce(make, given).success);
}
