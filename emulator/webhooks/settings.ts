import { z } from 'zod';

const subscriptionSchema = z.strictObject({
  subscriptionType: z.string().regex(/^[a-z_]+\.(creation|deletion|merge|restore|propertyChange|associationChange)$/),
  /** Needed for `object.*`, where the type does not say which object is meant. */
  objectTypeId: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean().default(true),
});

export type SubscriptionInput = z.infer<typeof subscriptionSchema>;
export type Subscription = SubscriptionInput & { readonly id: number };

const retriesSchema = z.strictObject({
  /** HubSpot tries again up to ten times, over about a day. */
  attempts: z.number().int().min(0).max(100).default(10),
  /** Pause before the first repetition; each further one is `factor` times longer, up to `maxDelayMs`. */
  firstDelayMs: z.number().int().min(0).default(1000),
  factor: z.number().min(1).default(2),
  maxDelayMs: z.number().int().min(0).default(3_600_000),
});

export const webhookSettingsSchema = z.strictObject({
  targetUrl: z.url().nullable().optional(),
  subscriptions: z.array(subscriptionSchema).optional(),
  form: z.enum(['classic', 'generic']).optional(),
  batchWindowMs: z.number().int().min(0).optional(),
  maxEvents: z.number().int().min(1).max(100_000).optional(),
  maxConcurrent: z.number().int().min(1).max(100).optional(),
  timeoutMs: z.number().int().min(1).optional(),
  retries: retriesSchema.optional(),
});

export type WebhookSettingsInput = z.infer<typeof webhookSettingsSchema>;

export interface WebhookSettings {
  readonly targetUrl: string | null;
  readonly subscriptions: readonly Subscription[];
  /** How events of tickets and companies are named; notes, tasks and invoices exist only in the generic form. */
  readonly form: 'classic' | 'generic';
  readonly batchWindowMs: number;
  /** Events in one request. */
  readonly maxEvents: number;
  readonly maxConcurrent: number;
  readonly timeoutMs: number;
  readonly retries: z.infer<typeof retriesSchema>;
}

const TICKET_PROPERTIES = [
  'hs_pipeline',
  'hs_pipeline_stage',
  'customer_saved',
  'cancellation_approval',
  'rcm_cancellation_date',
  'outstanding_invoice',
  'invoice_determination',
  'finance_approval',
  'support_form',
  'requested_change',
  'requested_rcm_cancellation_date',
  'change_explanation',
] as const;

/** [object type id, its subscribed properties, whether its associations are subscribed too] */
const GENERIC: readonly (readonly [string, readonly string[], boolean])[] = [
  ['0-46', ['hs_note_body', 'hs_attachment_ids'], true],
  ['0-53', ['hs_invoice_status', 'hs_balance_due'], true],
  ['0-27', ['hs_task_status'], false],
];

function defaultSubscriptions(): readonly SubscriptionInput[] {
  const active = true;
  return [
    ...['creation', 'deletion', 'merge', 'restore', 'associationChange'].map((event) => ({
      subscriptionType: `ticket.${event}`,
      active,
    })),
    ...TICKET_PROPERTIES.map((propertyName) => ({ subscriptionType: 'ticket.propertyChange', propertyName, active })),
    { subscriptionType: 'company.propertyChange', propertyName: 'client_status', active },
    ...['merge', 'deletion'].map((event) => ({ subscriptionType: `company.${event}`, active })),
    ...GENERIC.flatMap(([objectTypeId, properties, associations]) => [
      ...['creation', 'deletion'].map((event) => ({ subscriptionType: `object.${event}`, objectTypeId, active })),
      ...properties.map((propertyName) => ({
        subscriptionType: 'object.propertyChange',
        objectTypeId,
        propertyName,
        active,
      })),
      ...(associations ? [{ subscriptionType: 'object.associationChange', objectTypeId, active }] : []),
    ]),
  ];
}

/** Subscription numbers are given in order; a portal's own list starts again at the first. */
export function numbered(subscriptions: readonly SubscriptionInput[]): readonly Subscription[] {
  return subscriptions.map((subscription, index) => ({ ...subscription, id: 880_001 + index }));
}

export function defaultWebhookSettings(targetUrl: string | null): WebhookSettings {
  return {
    targetUrl,
    subscriptions: numbered(defaultSubscriptions()),
    form: 'classic',
    batchWindowMs: 100,
    maxEvents: 100,
    maxConcurrent: 10,
    timeoutMs: 5000,
    retries: retriesSchema.parse({}),
  };
}

export function mergedSettings(before: WebhookSettings, input: WebhookSettingsInput): WebhookSettings {
  return {
    targetUrl: input.targetUrl === undefined ? before.targetUrl : input.targetUrl,
    subscriptions: input.subscriptions === undefined ? before.subscriptions : numbered(input.subscriptions),
    form: input.form ?? before.form,
    batchWindowMs: input.batchWindowMs ?? before.batchWindowMs,
    maxEvents: input.maxEvents ?? before.maxEvents,
    maxConcurrent: input.maxConcurrent ?? before.maxConcurrent,
    timeoutMs: input.timeoutMs ?? before.timeoutMs,
    retries: input.retries ?? before.retries,
  };
}
