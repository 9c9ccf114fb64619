import { z } from 'zod';
import {
  UTC,
  dayOf,
  instantSchema,
  timeZoneSchema,
  type CalendarDate,
  type Instant,
  type TimeZone,
} from '../sop/vocabulary/dates';
import { portalIdSchema } from './names';
import { onDemand } from './payloads/on-demand';

export const digestInputSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    scheduledAt: instantSchema.optional(),
    timeZone: timeZoneSchema.optional(),
  }),
);

/** The digest of the morning of `scheduledAt`; left out, Temporal's schedule says when. */
export interface DigestInput {
  readonly portalId: string;
  readonly scheduledAt?: Instant | undefined;
  /** The portal's, by which a morning has its day; UTC unless given, as in schedules of an older version. */
  readonly timeZone?: TimeZone | undefined;
}

export function dayOfDigest(scheduledAt: Instant, { timeZone = UTC }: Pick<DigestInput, 'timeZone'>): CalendarDate {
  return dayOf(scheduledAt, timeZone);
}

/** `digest-of:<portalId>:<day>`: one message a day, however often a digest is started. */
export function digestOfDayId(portalId: string, day: CalendarDate): string {
  return `digest-of:${portalId}:${day}`;
}

/** How the post of a digest ended. `unknown`: it may have been posted, so it is not posted again. */
export type DigestOutcome = 'posted' | 'nothing to say' | 'unknown';
