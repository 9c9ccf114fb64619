import { z } from 'zod';
import type { NotePurpose, ShownField, TaskPurpose } from '../decision/decision';
import { OUTCOME_LABELS, PHASE_LABELS, WAITING_LABELS } from '../decision/shown';
import { calendarDateSchema, instantSchema } from '../vocabulary/dates';
import { CLIENT_STATUSES } from '../vocabulary/facts';
import { companyIdSchema, noteIdSchema, taskIdSchema, ticketIdSchema, userIdSchema } from '../vocabulary/ids';
import { RULE_IDS } from '../vocabulary/rules';
import type { KeptStep, KeptWrite } from './kept';

/**
 * What a case keeps under `mode: observe`. The schemas are made when they are asked for: they take a quarter of a megabyte, which few cases
 * ever need. Zod's optional keys allow undefined, which is the same to all who read them.
 */
export function keptWritesSchema(): z.ZodType<readonly KeptWrite[]> {
  return keptOf(writeSchema()) as unknown as z.ZodType<readonly KeptWrite[]>;
}

/** The same of a support request. */
export function keptStepsSchema(): z.ZodType<readonly KeptStep[]> {
  return keptOf(stepSchema()) as unknown as z.ZodType<readonly KeptStep[]>;
}

function keptOf(write: z.ZodType): z.ZodType {
  return z.array(z.object({ at: instantSchema, write }));
}

function writeSchema() {
  const { rules, note, shown } = parts();
  const taskIds = z.array(taskIdSchema);
  const taskPurpose = z.enum([
    'checklist',
    'undo',
    'explanation',
    'attention',
    'reminder',
  ] satisfies readonly TaskPurpose[]);
  const taskText = {
    reference: z.string(),
    subject: z.string(),
    paragraphs: z.array(z.string()).max(0),
    urgent: z.boolean().optional(),
  };
  const newTask = z.object({ ...taskText, dueAt: instantSchema, ownerId: z.string().optional() });
  return z.discriminatedUnion('kind', [
    ...writesOfBoth(),
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
    z.object({ kind: z.literal('reassociateTasks'), rules, taskIds, from: companyIdSchema, to: companyIdSchema }),
    z.object({ kind: z.literal('callOffTasks'), rules, taskIds, purpose: taskPurpose.optional() }),
  ]);
}

function stepSchema() {
  const { rules } = parts();
  return z.discriminatedUnion('kind', [
    ...writesOfBoth(),
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
}

/** What a case and a support request both write. */
function writesOfBoth() {
  const { rules, note, shown } = parts();
  const yesNo = z.enum(['Yes', 'No']);
  const purposes = ['hold', 'release', 'message', 'record'] as const satisfies readonly NotePurpose[];
  const change = z.object({
    stage: z.enum(['open', 'closed']).optional(),
    customerSaved: yesNo.optional(),
    cancellationApproval: yesNo.optional(),
    rcmCancellationDate: calendarDateSchema.nullable().optional(),
    invoiceDetermination: z.enum(['Paid in full', 'Sent to collections']).optional(),
    financeApproval: yesNo.nullable().optional(),
  });
  const ticketId = ticketIdSchema;
  return [
    z.object({ kind: z.literal('updateTicket'), rules, ticketId, change, shown: shown.optional() }),
    z.object({
      kind: z.literal('addNote'),
      ticketId,
      purpose: z.enum(purposes).optional(),
      version: z.string().optional(),
      ...note,
    }),
    z.object({
      kind: z.literal('updateNote'),
      ticketId,
      noteId: noteIdSchema,
      purpose: z.enum(purposes),
      version: z.string(),
      ...note,
    }),
  ] as const;
}

function parts() {
  const rules = z.array(z.enum(RULE_IDS));
  const note = { rules, reference: z.string(), paragraphs: z.array(z.string()).max(0) };
  const shown = z.object({
    phase: z.enum(keysOf(PHASE_LABELS)).nullable().optional(),
    waitingFor: z.array(z.enum(keysOf(WAITING_LABELS))).optional(),
    waitingSince: instantSchema.nullable().optional(),
    nextStep: z.string().nullable().optional(),
    nextDate: calendarDateSchema.nullable().optional(),
    needsAttention: z.string().nullable().optional(),
    outcome: z.enum(keysOf(OUTCOME_LABELS)).nullable().optional(),
  } satisfies Record<ShownField, unknown>);
  return { rules, note, shown };
}

function keysOf<Key extends string>(labels: Readonly<Record<Key, string>>): [Key, ...Key[]] {
  return Object.keys(labels) as [Key, ...Key[]];
}
