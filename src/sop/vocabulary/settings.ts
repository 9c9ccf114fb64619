import { z } from 'zod';
import { calendarDateSchema, timeZoneSchema } from './dates';

const ownerId = z.string().regex(/^\d+$/, 'must be a HubSpot owner id (digits)');

/** N9: what one team has to end by the RCM Cancellation Date. */
const checklistItemSchema = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lowercase letters, digits and hyphens'),
    team: z.string().min(1).max(100),
    subject: z
      .string()
      .min(1)
      .max(200)
      .refine(
        (text) => !/[{}]/.test(text.replace(/\{(?:team|date|client)\}/g, '')),
        'only {team}, {date} and {client} can be filled in',
      )
      .describe('title of the task; {team}, {date} and {client} are filled in'),
    owner: ownerId.optional(),
  })
  .readonly();
export type ChecklistItem = z.infer<typeof checklistItemSchema>;

const DEFAULT_CHECKLIST: readonly ChecklistItem[] = [
  { key: 'billing', team: 'Billing', subject: 'End all billing work for {client} by {date}' },
  { key: 'follow-up', team: 'Follow-up', subject: 'End all follow-up for {client} by {date}' },
  { key: 'support', team: 'Support', subject: 'End all support for {client} by {date}' },
  { key: 'system-access', team: 'System access', subject: 'Remove all system access of {client} by {date}' },
];

/** X1: values that the SOP sets and people can change afterwards. */
export type DriftField = 'clientStatus' | 'ticketStage' | 'cancellationApproval' | 'rcmCancellationDate';

/** `accept`: it stays, and nobody is asked; `repair`: it is set back once; `ask`: it stays, and a person is asked. */
const driftPolicySchema = z.enum(['accept', 'repair', 'ask']);
export type DriftPolicy = z.infer<typeof driftPolicySchema>;

const businessDays = z.int().min(1).max(100);

/** X1: who gets a task when it is their turn, and after how many business days. */
const remindersSchema = z
  .strictObject({
    financeTasks: z.boolean().default(true).describe('I1: a task for Finance while an invoice holds a ticket'),
    financeTaskOwner: ownerId.optional().describe('owner of that task; left out: nobody'),
    ownerTasks: z.boolean().default(true).describe("a task for the ticket's owner when something is missing too long"),
    ownerAfterDays: businessDays.default(3).describe('business days after the answer No'),
    answerAfterDays: businessDays.default(10).describe('N1: the same for the answer, after the ticket was opened'),
    leaderTaskOwner: ownerId.optional().describe('who gets a task when the owner did not act; left out: nobody'),
    leaderAfterDays: businessDays.default(3).describe('business days after the owner'),
    nearDate: z
      .strictObject({
        owner: z.int().min(0).max(100).default(10),
        leader: z.int().min(0).max(100).default(5),
        urgent: z.int().min(0).max(100).default(2),
      })
      .readonly()
      .prefault({})
      .describe('N4: an RCM Cancellation Date closer than this many business days reminds at once'),
    officeHours: z
      .strictObject({ from: z.int().min(0).max(23).default(9), to: z.int().min(1).max(24).default(17) })
      .readonly()
      .prefault({})
      .refine(({ from, to }) => from < to, 'must end after they begin')
      .describe('hours of a business day in which reminders come'),
    digest: z
      .strictObject({
        hour: z.int().min(0).max(23).default(7),
        format: z.enum(['slack', 'teams']).default('slack'),
        stuckAfterDays: businessDays.default(5),
      })
      .readonly()
      .prefault({})
      .describe('the morning message to leaders: hour, format, and business days after which a case counts as stuck'),
    holidays: z.array(calendarDateSchema).max(200).readonly().default([]).describe('days that are no business days'),
  })
  .readonly();
export type ReminderSettings = z.infer<typeof remindersSchema>;

/** Where the SOP can be read two ways, or a portal may differ: see RULES, *reading* and *setting*. */
export const sopSettingsSchema = z
  .strictObject({
    timeZone: timeZoneSchema.default(timeZoneSchema.parse('America/New_York')).describe('zone of all days and hours'),
    monitoringDays: z.int().min(1).max(365).default(30).describe('S2: days between saved and Active'),
    closeSavedTicket: z
      .enum(['on-save', 'after-monitoring'])
      .default('on-save')
      .describe('S4: when a saved ticket closes'),
    cancellationApproval: z
      .enum(['person', 'automatic'])
      .default('person')
      .describe('N5: who sets Cancellation Approval'),
    cancellationHour: z
      .int()
      .min(0)
      .max(23)
      .default(0)
      .describe('N8: hour of the RCM Cancellation Date at which work ends'),
    correctionMinutes: z
      .int()
      .min(0)
      .max(24 * 60)
      .default(60)
      .describe('X2: minutes after the answer in which a change to No corrects a slip, also on the closed ticket'),
    rescindedClient: z
      .enum(['monitor', 'active'])
      .default('monitor')
      .describe('C2: what the client becomes after a rescission'),
    datePastDays: z
      .int()
      .min(0)
      .max(366)
      .default(7)
      .describe('N4: how many days before the day of entry a date may be'),
    dateFutureYears: z
      .int()
      .min(1)
      .max(20)
      .default(2)
      .describe('N4: how many years after the day of entry a date may be'),
    financeTeams: z
      .array(z.string().min(1))
      .readonly()
      .default(['Finance'])
      .describe('I3: teams whose members may approve closing'),
    financeUserIds: z
      .array(z.string().regex(/^\d+$/))
      .readonly()
      .default([])
      .describe('I3: further users who may approve closing'),
    ownerMayApprove: z
      .boolean()
      .default(false)
      .describe('I3: whether someone who owned the ticket since the determination may approve its closing'),
    approvalOutsideHubSpot: z
      .boolean()
      .default(false)
      .describe('I3: whether an approval that is asserted from outside HubSpot, which proves nobody, counts'),
    invoicesAlsoOf: z
      .array(z.enum(['contacts', 'parentCompany']))
      .readonly()
      .default([])
      .describe("I2: whose outstanding invoices hold the ticket, besides the company's and the ticket's own"),
    reopenings: z
      .int()
      .min(0)
      .max(3)
      .default(1)
      .describe('I4: how often a ticket that is closed manually despite an invoice is reopened'),
    reopenIncomplete: z
      .boolean()
      .default(false)
      .describe(
        'I4: whether a ticket that is closed manually with evidence missing is also reopened, not only reported',
      ),
    requesterTeams: z
      .array(z.string().min(1))
      .readonly()
      .default(['Client Success'])
      .describe('C3: teams whose members may ask for a change with a support ticket'),
    requesterUserIds: z
      .array(z.string().regex(/^\d+$/))
      .readonly()
      .default([])
      .describe('C3: further users who may ask for a change with a support ticket'),
    checklist: z
      .array(checklistItemSchema)
      .max(20)
      .readonly()
      .refine((items) => new Set(items.map(({ key }) => key)).size === items.length, 'two items have the same key')
      .default(DEFAULT_CHECKLIST)
      .describe('N9: the deactivation checklist, a task for each team; an empty list switches it off'),
    reminders: remindersSchema.prefault({}).describe('X1: tasks that tell people that it is their turn'),
    drift: z
      .strictObject({
        clientStatus: driftPolicySchema.default('ask'),
        ticketStage: driftPolicySchema.default('ask'),
        cancellationApproval: driftPolicySchema.default('ask'),
        rcmCancellationDate: driftPolicySchema.default('ask'),
      } satisfies Record<DriftField, unknown>)
      .readonly()
      .prefault({})
      .describe('X1: what is done where others later change what the SOP had set'),
  })
  .readonly();

export type SopSettings = z.infer<typeof sopSettingsSchema>;
