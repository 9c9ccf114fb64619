import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import { parseOnce } from './on-demand';
import { Undecrypted } from './payload-converter';

/**
 * What a workflow was started with. Anything that does not fit fails it at once, under this type. What is encrypted with a key that the worker
 * lacks fails only the task: it is repeated until a worker has the key, where the workflow would be lost.
 */
export function inputOf<T>(schema: () => z.ZodType<T>, given: unknown, failureType: string): T {
  if (given instanceof Undecrypted) throw new Error(`the input cannot be read: ${given.why}`);
  const parsed = parseOnce(schema, given);
  if (!parsed.success) throw ApplicationFailure.nonRetryable(parsed.error.message, failureType);
  return parsed.data;
}
