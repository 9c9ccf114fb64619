import { z } from 'zod';
import { instantSchema } from '../sop/vocabulary/dates';
import { ticketIdSchema } from '../sop/vocabulary/ids';
import { portalIdSchema } from './names';
import { onDemand } from './payloads/on-demand';

/** HubSpot's object types that the sweep searches, in this order. */
const RECORD_TYPES = ['ticket', 'note', 'email', 'company', 'invoice'] as const;

/** The same, and the associations of the tickets that have a case. */
export const SWEPT_TYPES = [...RECORD_TYPES, 'association'] as const;

export type SweptType = (typeof SWEPT_TYPES)[number];

/** A case that was notified of other associations than it had seen: its ticket, what they are, and how often. */
const notifiedOfLinksSchema = onDemand(() => z.tuple([ticketIdSchema, z.string(), z.number().int()]).readonly());

export type NotifiedOfLinks = z.infer<ReturnType<typeof notifiedOfLinksSchema>>;

/** How far the sweep is with one object type. */
const watermarkSchema = onDemand(() =>
  z.object({
    /** The next search takes what changed from this instant on, by HubSpot's clock; absent before the first change was seen. */
    since: instantSchema.optional(),
    /** Of these, what has been read: id and instant of the change. */
    seen: z.array(z.tuple([z.string(), instantSchema]).readonly()).readonly(),
    /** For associations: the cases that were notified. */
    notified: z.array(notifiedOfLinksSchema()).readonly().optional(),
    /** For associations: the next sweep compares the cases that started by this instant; absent: it begins with the newest. */
    startedBy: instantSchema.optional(),
    /** For every change before this instant the cases were notified, by Temporal's clock. */
    reconciledAt: instantSchema,
  }),
);

export type Watermark = Readonly<z.infer<ReturnType<typeof watermarkSchema>>>;

const countsSchema = onDemand(() =>
  z.object({
    /** Records that changed and had not been read. */
    changed: z.number().int(),
    /** Running cases and support requests that were signaled. */
    signalled: z.number().int(),
    started: z.number().int(),
  }),
);

/** What a sweep found, and where the next one begins: Temporal gives a schedule's last result to its next run. */
export const sweepResultSchema = onDemand(() =>
  z.object({
    ...countsSchema().shape,
    /** The greatest age of a change for which no case has been notified, when the sweep ended. In milliseconds. */
    oldestUnreconciledMs: z.number(),
    /** Object types that HubSpot refused to show, and why; their changes wait. */
    problems: z.array(z.object({ type: z.enum(SWEPT_TYPES), sentence: z.string() })).readonly(),
    watermarks: z.partialRecord(z.enum(SWEPT_TYPES), watermarkSchema()).readonly(),
  }),
);

export type SweepResult = Readonly<z.infer<ReturnType<typeof sweepResultSchema>>>;

/** A search of one object type that has more than a page. */
const scanSchema = onDemand(() =>
  z.object({
    since: instantSchema,
    until: instantSchema,
    after: z.string(),
    memory: watermarkSchema().pick({ since: true, seen: true }),
    reconciledAt: instantSchema,
  }),
);

const runSchema = onDemand(() => {
  const { watermarks, problems } = sweepResultSchema().shape;
  return z.object({
    ...countsSchema().shape,
    startedAt: instantSchema,
    watermarks,
    problems,
    /** Object types still to be searched. */
    left: z.array(z.enum(SWEPT_TYPES)).readonly(),
    check: scanSchema().optional(),
  });
});

/** A sweep in progress. */
export type SweepRun = Readonly<z.infer<ReturnType<typeof runSchema>>>;

export const sweepInputSchema = onDemand(() =>
  z.object({
    portalId: portalIdSchema,
    /** Where a run continues that became too long for one history; left out, it begins where the schedule's last one ended. */
    run: runSchema().optional(),
  }),
);

export type SweepInput = Readonly<z.infer<ReturnType<typeof sweepInputSchema>>>;
