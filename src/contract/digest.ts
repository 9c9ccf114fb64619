import { z } from 'zod';
import { instantSchema, type Instant } from '../sop/vocabulary/dates';
import { portalIdSchema } from './names';

export const digestInputSchema = z.object({ portalId: portalIdSchema, scheduledAt: instantSchema.optional() });

/** The digest of the morning of `scheduledAt`; left out, Temporal's schedule says when. */
export interface DigestInput {
  readonly portalId: string;
  readonly scheduledAt?: Instant | undefined;
}

/** `digest-of:<portalId>:<day>`, by the day in UTC: one message a day, however often a digest is started. */
export function digestOfDayId(portalId: string, scheduledAt: Instant): string {
  return `digest-of:${portalId}:${new Date(scheduledAt).toISOString().slice(0, 10)}`;
}

/** How a digest ended. `unknown`: it may have been posted, so it is not posted again. */
export type DigestOutcome = 'posted' | 'nothing to say' | 'unknown';
