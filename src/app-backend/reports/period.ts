import { z } from 'zod';
import {
  boundaryOf,
  calendarDateSchema,
  dayOf,
  instantAt,
  shiftDate,
  type CalendarDate,
  type Instant,
  type TimeZone,
} from '../../sop/vocabulary/dates';
import { RefusedError } from '../entry/answer';

export const periodSchema = z.object({ from: calendarDateSchema.optional(), to: calendarDateSchema.optional() });

/** Whole days in the portal's zone: from the beginning of the first to the end of the last. */
export interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly begins: Instant;
  readonly ends: Instant;
}

const LONGEST_DAYS = 400;

/** `days`: how long a period is that names no second day; negative ones lie in the past. */
export function periodOf(
  asked: Readonly<z.output<typeof periodSchema>>,
  days: number,
  zone: TimeZone,
  now: number,
): Period {
  const today = dayOf(instantAt(now), zone);
  const from = asked.from ?? (days < 0 ? shiftDate(asked.to ?? today, { days }) : today);
  const to = asked.to ?? (days < 0 ? today : shiftDate(from, { days }));
  if (to < from) throw new RefusedError('badRequest', 'The period ends before it begins.');
  if (to > shiftDate(from, { days: LONGEST_DAYS }))
    throw new RefusedError('badRequest', `The period is longer than ${LONGEST_DAYS} days.`);
  return { from, to, begins: boundaryOf(from, 0, zone), ends: boundaryOf(shiftDate(to, { days: 1 }), 0, zone) };
}

export function isWithin({ begins, ends }: Period, at: Instant | undefined): boolean {
  return at !== undefined && at >= begins && at < ends;
}
