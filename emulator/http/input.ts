import type { z } from 'zod';
import { badRequest } from './errors';

/** Reads input from outside; what does not fit is HubSpot's 400, with every complaint in one sentence. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const outcome = schema.safeParse(input ?? {});
  if (outcome.success) return outcome.data;
  const complaints = outcome.error.issues.map((issue) => {
    const where = issue.path.map(String).join('.');
    return where === '' ? issue.message : `${where}: ${issue.message}`;
  });
  throw badRequest(`Invalid input: ${complaints.join('; ')}`);
}
