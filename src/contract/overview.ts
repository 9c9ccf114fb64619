import { z } from 'zod';
import { calendarDateSchema, instantSchema } from '../sop/vocabulary/dates';

const OUTCOMES = ['active', 'cancelled', 'superseded', 'merged', 'leftAlone', 'gone'] as const;

/** What a case notes for lists and reports (`CASE_MEMO.overview`): instants in milliseconds. Others do not write it. */
export const overviewMemoSchema = z.object({
  /** Names, where the portal file wants them in Temporal. */
  client: z.string().optional(),
  owner: z.string().optional(),
  openedAt: instantSchema,
  since: instantSchema,
  next: z
    .object({ kind: z.enum(['cancellation', 'monitoringEnds']), day: calendarDateSchema, at: instantSchema })
    .optional(),
  answer: z.object({ value: z.enum(['Yes', 'No']), at: instantSchema }).optional(),
  closedAt: instantSchema.optional(),
  invoices: z.object({ count: z.number().int(), balance: z.number().nullable() }).optional(),
  /** What needs attention, in a sentence. */
  attention: z.string().optional(),
  /** How it ended. */
  outcome: z.enum(OUTCOMES).optional(),
});

export type OverviewMemo = Readonly<z.infer<typeof overviewMemoSchema>>;
