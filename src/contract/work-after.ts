import { z } from 'zod';
import type { NotRead } from '../sop/audit/not-read';
import { instantSchema, type Instant } from '../sop/vocabulary/dates';
import { companyIdSchema, type CompanyId } from '../sop/vocabulary/ids';
import { onDemand } from './payloads/on-demand';

export const workAfterInputSchema = onDemand(() =>
  z.object({
    scheduledAt: instantSchema.optional(),
    after: companyIdSchema.optional(),
    notified: z.number().int().optional(),
    notRead: z.array(z.object({ what: z.string(), sentence: z.string() })).optional(),
  }),
);

/** N9: the day before `scheduledAt` is checked; left out, Temporal's schedule says when. The rest is for continue-as-new. */
export interface WorkAfterInput {
  readonly scheduledAt?: Instant | undefined;
  readonly after?: CompanyId | undefined;
  readonly notified?: number | undefined;
  readonly notRead?: readonly NotRead[] | undefined;
}
