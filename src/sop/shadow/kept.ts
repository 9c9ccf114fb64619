import { z } from 'zod';
import type { NotePurpose, ShownField, TaskPurpose, Write } from '../decision/decision';
import { OUTCOME_LABELS, PHASE_LABELS, WAITING_LABELS } from '../decision/shown';
import type { SupportWrite } from '../support/support-decision';
import { calendarDateSchema, instantSchema, later, latest, type Instant } from '../vocabulary/dates';
import { CLIENT_STATUSES, type CaseReading } from '../vocabulary/facts';
import { companyIdSchema, noteIdSchema, taskIdSchema, ticketIdSchema, userIdSchema } from '../vocabulary/ids';
import { RULE_IDS } from '../vocabulary/rules';

/** A write that `mode: observe` did not make: what it was, and when it would have been made. Texts are left out. */
export interface Kept<Wanted> {
  readonly at: Instant;
  readonly write: Wanted;
}
export type KeptWrite = Kept<Write>;
export type KeptStep = Kept<SupportWrite>;

/** Enough for years of a case, and far below Temporal's limit for a payload. */
const MOST_KEPT = 200;

/**
 * Adds writes that would have been made now, in their order. `after`: the newest change that was read, as HubSpot's clock may be ahead
 * of Temporal's, and what is decided on a change comes after it.
 */
export function keep<Wanted extends SupportWrite | Write>(
  before: readonly Kept<Wanted>[],
  write: Wanted,
  now: Instant,
  after: Instant,
): readonly Kept<Wanted>[] {
  const last = before.at(-1);
  const at = latest(now, later(after, 1), ...(last === undefined ? [] : [later(last.at, 1)]));
  return [...before, { at, write: withoutTexts(write) }].slice(-MOST_KEPT);
}

/** When what a decision was based on last changed, as far as HubSpot says it. */
export function newestChange(reading: CaseReading): Instant {
  if (reading.kind !== 'found') return latest();
  const { ticket, company, evidence } = reading.facts;
  const statusAt = company?.kind === 'one' ? (company.clientStatus[0]?.at ?? ticket.changedAt) : ticket.changedAt;
  return latest(ticket.changedAt, statusAt, evidence?.changedAt ?? ticket.changedAt);
}

/** The same write without what only people read. */
export function withoutTexts<Wanted extends SupportWrite | Write>(wanted: Wanted): Wanted {
  const write: SupportWrite | Write = wanted;
  switch (write.kind) {
    case 'addNote':
    case 'updateNote':
    case 'addCompanyNote':
      return { ...write, paragraphs: [] } as unknown as Wanted;
    case 'explainChange':
      return { ...write, sentence: '' } as unknown as Wanted;
    case 'createTasks': {
      const tasks = write.tasks.map((task) => ({ ...task, paragraphs: [] }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'changeTasks': {
      const tasks = write.tasks.map(({ text, ...task }) => ({
        ...task,
        ...(text && { text: { ...text, paragraphs: [] } }),
      }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'moveTasks': {
      const tasks = write.tasks.map(({ id, dueAt }) => ({ id, dueAt }));
      return { ...write, tasks } as unknown as Wanted;
    }
    case 'setClientStatus':
    case 'updateTicket':
    case 'showOnTicket':
    case 'clearCaseTicket':
    case 'reassociateTasks':
    case 'callOffTasks':
    case 'closeRequest':
      return wanted;
  }
}

const rules = z.array(z.enum(RULE_IDS));
const note = { rules, reference: z.string(), paragraphs: z.array(z.string()).max(0) };
const NOTE_PURPOSES = ['hold', 'release', 'message', 'record'] as const satisfies readonly NotePurpose[];
const notePurpose = z.enum(NOTE_PURPOSES).optional();
const taskPurpose = z.enum([
  'checklist',
  'undo',
  'explanation',
  'attention',
  'reminder',
] satisfies readonly TaskPurpose[]);
const yesNo = z.enum(['Yes', 'No']);
const change = z.object({
  stage: z.enum(['open', 'closed']).optional(),
  customerSaved: yesNo.optional(),
  cancellationApproval: yesNo.optional(),
  rcmCancellationDate: calendarDateSchema.nullable().optional(),
  invoiceDetermination: z.enum(['Paid in full', 'Sent to collections']).optional(),
  financeApproval: yesNo.nullable().optional(),
});
const taskText = {
  reference: z.string(),
  subject: z.string(),
  paragraphs: z.array(z.string()).max(0),
  urgent: z.boolean().optional(),
};
const newTask = z.object({
  ...taskText,
  dueAt: instantSchema,
  ownerId: z.string().optional(),
});
const shown = z.object({
  phase: z.enum(keysOf(PHASE_LABELS)).nullable().optional(),
  waitingFor: z.array(z.enum(keysOf(WAITING_LABELS))).optional(),
  waitingSince: instantSchema.nullable().optional(),
  nextStep: z.string().nullable().optional(),
  nextDate: calendarDateSchema.nullable().optional(),
  needsAttention: z.string().nullable().optional(),
  outcome: z.enum(keysOf(OUTCOME_LABELS)).nullable().optional(),
} satisfies Record<ShownField, unknown>);
const updateTicket = z.object({
  kind: z.literal('updateTicket'),
  rules,
  ticketId: ticketIdSchema,
  change,
  shown: shown.optional(),
});
const addNote = z.object({
  kind: z.literal('addNote'),
  ticketId: ticketIdSchema,
  purpose: notePurpose,
  version: z.string().optional(),
  ...note,
});
const updateNote = z.object({
  kind: z.literal('updateNote'),
  ticketId: ticketIdSchema,
  noteId: noteIdSchema,
  purpose: z.enum(NOTE_PURPOSES),
  version: z.string(),
  ...note,
});
const taskIds = z.array(taskIdSchema);

const writeSchema = z.discriminatedUnion('kind', [
  updateTicket,
  addNote,
  updateNote,
  z.object({ kind: z.literal('addCompanyNote'), companyId: companyIdSchema, ...note }),
  z.object({
    kind: z.literal('setClientStatus'),
    rules,
    companyId: companyIdSchema,
    status: z.enum(CLIENT_STATUSES),
    caseTicket: ticketIdSchema.nullable().optional(),
  }),
  z.object({ kind: z.literal('showOnTicket'), rules, ticketId: ticketIdSchema, shown }),
  z.object({ kind: z.literal('clearCaseTicket'), rules, companyId: companyIdSchema, ticketId: ticketIdSchema }),
  z.object({
    kind: z.literal('createTasks'),
    rules,
    ticketId: ticketIdSchema.optional(),
    companyId: companyIdSchema.optional(),
    since: instantSchema,
    purpose: taskPurpose.optional(),
    tasks: z.array(newTask),
  }),
  z.object({
    kind: z.literal('moveTasks'),
    rules,
    tasks: z.array(z.object({ id: taskIdSchema, dueAt: instantSchema })),
  }),
  z.object({
    kind: z.literal('changeTasks'),
    rules,
    purpose: taskPurpose,
    tasks: z.array(
      z.object({
        id: taskIdSchema,
        status: z.enum(['completed', 'open']).optional(),
        text: z.object(taskText).optional(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('reassociateTasks'),
    rules,
    taskIds,
    from: companyIdSchema,
    to: companyIdSchema,
  }),
  z.object({ kind: z.literal('callOffTasks'), rules, taskIds, purpose: taskPurpose.optional() }),
]);

const stepSchema = z.discriminatedUnion('kind', [
  updateTicket,
  addNote,
  updateNote,
  z.object({
    kind: z.literal('explainChange'),
    rules,
    requestId: ticketIdSchema,
    ticketId: ticketIdSchema,
    reference: z.string(),
    sentence: z.literal(''),
    by: userIdSchema.optional(),
  }),
  z.object({ kind: z.literal('closeRequest'), rules, requestId: ticketIdSchema }),
]);

function keysOf<Key extends string>(labels: Readonly<Record<Key, string>>): [Key, ...Key[]] {
  return Object.keys(labels) as [Key, ...Key[]];
}

const keptOf = (schema: z.ZodType): z.ZodType => z.array(z.object({ at: instantSchema, write: schema }));

/** Zod's optional keys allow undefined, which is the same to all who read them. */
export const keptWritesSchema = keptOf(writeSchema) as unknown as z.ZodType<readonly KeptWrite[]>;
export const keptStepsSchema = keptOf(stepSchema) as unknown as z.ZodType<readonly KeptStep[]>;
