import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ShownField } from '../sop/decision/decision';
import { etfSnippetSchema } from '../sop/evidence/etf-note';
import { CLIENT_STATUSES, type ClientStatus } from '../sop/vocabulary/facts';
import { sopSettingsSchema } from '../sop/vocabulary/settings';
import { deepFreeze } from './deep-freeze';
import { isPattern, isQuick } from './file-name-pattern';
import { SettingsError, problemsOf } from './settings-error';
import { readYaml } from './yaml';

/** HubSpot's internal property names: lower case, digits, underscores (Settings → Properties → `</>`). */
const propertyName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, 'must be the internal name of a property (small letters, digits, underscores)');

/**
 * Sources that no setting can count as a person: software writes with them in the name of people, or they bring values
 * from elsewhere. What each of them means is in `src/hubspot/records/sources.ts`.
 */
const NEVER_PEOPLE: readonly string[] = [
  'API',
  'AUTOMATION_PLATFORM',
  'BATCH_UPDATE',
  'CALCULATED',
  'CLONE_OBJECTS',
  'CUSTOMER_AGENT',
  'DEFAULT',
  'EMAIL_INBOX_IMPORT',
  'HELP_DESK_AI',
  'IMPORT',
  'INTEGRATION',
  'INTEGRATIONS_PLATFORM',
  'INTEGRATIONS_SYNC',
  'MERGE_COMPANIES',
  'MERGE_CONTACTS',
  'MERGE_OBJECTS',
  'MERGE_REVERT_OBJECTS',
  'MIGRATION',
  'PORTAL_OBJECT_SYNC',
  'PROPERTY_DEFAULT_VALUE',
  'PROPERTY_RESTORE',
  'RECYCLING_BIN',
  'RESTORE_OBJECTS',
  'SALESFORCE',
  'UNKNOWN',
  'WORKFLOWS',
];

const optionValue = z.string().min(1).max(200);
const name = z.string().min(1).max(200);

/** The keys of the ticket's properties, as the rest of the code calls them. */
export const TICKET_PROPERTIES = [
  'customerSaved',
  'cancellationApproval',
  'rcmCancellationDate',
  'outstandingInvoice',
  'invoiceDetermination',
  'financeApproval',
] as const;
export type TicketProperty = (typeof TICKET_PROPERTIES)[number];

/** The ticket's questions that are answered with Yes or No. */
export const YES_NO_PROPERTIES = [
  'customerSaved',
  'cancellationApproval',
  'outstandingInvoice',
  'financeApproval',
] as const satisfies readonly TicketProperty[];
export type YesNoProperty = (typeof YES_NO_PROPERTIES)[number];

/** `observe`: everything runs and is shown, and nothing is written to HubSpot. */
export const MODES = ['on', 'observe'] as const;
export type Mode = (typeof MODES)[number];

const mode = z.enum(MODES, 'must be on or observe');

/** X1: what tickets show of their cases: the names of the properties, which are written where the portal has them. */
const shownSchema = z.strictObject({
  write: z.boolean().default(true),
  properties: z
    .strictObject({
      phase: propertyName.default('at_risk_phase'),
      waitingFor: propertyName.default('at_risk_waiting_for'),
      waitingSince: propertyName.default('at_risk_waiting_since'),
      nextStep: propertyName.default('at_risk_next_step'),
      nextDate: propertyName.default('at_risk_next_date'),
      needsAttention: propertyName.default('at_risk_needs_attention'),
      outcome: propertyName.default('at_risk_outcome'),
    } satisfies Record<ShownField, unknown>)
    .prefault({})
    .refine(allDiffer, 'two of them name the same property'),
});

const ticketSchema = z
  .strictObject({
    mode: mode.default('on'),
    pipeline: name.default('At-Risk'),
    openStages: z.array(name).min(1).default(['Open']),
    closedStage: name.default('Closed'),
    properties: z
      .strictObject({
        customerSaved: propertyName.default('customer_saved'),
        cancellationApproval: propertyName.default('cancellation_approval'),
        rcmCancellationDate: propertyName.default('rcm_cancellation_date'),
        outstandingInvoice: propertyName.default('outstanding_invoice'),
        invoiceDetermination: propertyName.default('invoice_determination'),
        financeApproval: propertyName.default('finance_approval'),
      })
      .prefault({})
      .refine(allDiffer, 'two of the questions name the same property'),
    yes: z.array(optionValue).min(1).default(['Yes', 'true']),
    no: z.array(optionValue).min(1).default(['No', 'false']),
    write: z
      .strictObject({ yes: optionValue.default('Yes'), no: optionValue.default('No') })
      .prefault({})
      .refine(({ yes, no }) => yes !== no, 'yes and no must differ'),
    checkboxes: z.array(z.enum(YES_NO_PROPERTIES)).default([]),
    determinations: z
      .strictObject({
        paidInFull: optionValue.default('Paid in full'),
        sentToCollections: optionValue.default('Sent to collections'),
      })
      .prefault({})
      .refine(allDiffer, 'the two determinations must differ'),
    shown: shownSchema.prefault({}),
  })
  .refine(({ properties, shown }) => allDiffer({ ...properties, ...prefixed(shown.properties) }), {
    path: ['shown', 'properties'],
    message: 'a property that the SOP reads cannot show the case too',
  })
  .refine(({ yes, no }) => !yes.some((value) => no.includes(value)), {
    path: ['no'],
    message: 'a value cannot mean both Yes and No',
  })
  .refine(({ openStages, closedStage }) => !openStages.includes(closedStage), {
    path: ['closedStage'],
    message: 'a stage cannot be both open and closed',
  });

const statusesSchema = z
  .strictObject(
    Object.fromEntries(CLIENT_STATUSES.map((status) => [status, optionValue.default(status)])) as Record<
      ClientStatus,
      z.ZodDefault<typeof optionValue>
    >,
  )
  .prefault({})
  .refine(allDiffer, 'two Client Statuses have the same option value');

/** C3: support tickets of PrimeSupport's form, which ask for a change after closing. */
const supportRequestsSchema = z
  .strictObject({
    mode: mode.optional(),
    pipeline: name.default('PrimeSupport'),
    newStage: name.default('New'),
    closedStage: name.default('Closed'),
    form: optionValue.default('Properties & Objects'),
    properties: z
      .strictObject({
        form: propertyName.default('support_form'),
        requestedChange: propertyName.default('requested_change'),
        requestedDate: propertyName.default('requested_rcm_cancellation_date'),
        explanation: propertyName.default('change_explanation'),
      })
      .prefault({})
      .refine(allDiffer, 'two of the fields name the same property'),
    changes: z
      .strictObject({
        date: optionValue.default('Change RCM Cancellation Date'),
        rescission: optionValue.default('Rescind cancellation'),
      })
      .prefault({})
      .refine(allDiffer, 'the two changes must differ'),
  })
  .refine(({ newStage, closedStage }) => newStage !== closedStage, {
    path: ['closedStage'],
    message: 'a stage cannot be both new and closed',
  });

/** Which API of HubSpot is called; what the portal's subscription lets the app do, and how much of that this service takes. */
const hubspotSchema = z.strictObject({
  apiVersion: z.enum(['2026-09', 'v3']).default('2026-09'),
  callsPerTenSeconds: z.number().int().min(10).default(100),
  searchesPerSecond: z.number().int().min(1).default(4),
  share: z.number().min(0.05).max(1).default(0.5),
  /** For links to tickets. Other data centers have an address of their own, such as https://app-eu1.hubspot.com. */
  appUrl: z
    .string()
    .regex(/^https?:\/\/[\w.-]+(?::\d+)?$/, 'must be the address of HubSpot in the browser, without a path')
    .default('https://app.hubspot.com'),
});

/** X1: whom HubSpot's property histories name as people. */
const peopleSchema = z.strictObject({
  sources: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, "must be one of HubSpot's source types (capitals, underscores)"))
    .refine((sources) => sources.every((source) => !NEVER_PEOPLE.includes(source)), 'names a source of software')
    .default([]),
});

/** X3: the apps that this service had before HUBSPOT_APP_ID: what they wrote is its own. Decision 25: whom HubSpot proves to the app. */
const appSchema = z.strictObject({
  userProvedByHubSpot: z.boolean().default(false),
  formerIds: z.array(z.string().regex(/^\d{1,12}$/, 'must be the id of an app (digits)')).default([]),
});

/** What Temporal keeps, and its UI and the command line show. */
const temporalSchema = z.strictObject({ showClientNames: z.boolean().default(true) });

const portalFileSchema = z.strictObject({
  people: peopleSchema.prefault({}),
  hubspot: hubspotSchema.prefault({}),
  app: appSchema.prefault({}),
  temporal: temporalSchema.prefault({}),
  sop: sopSettingsSchema.prefault({}),
  etfSnippet: etfSnippetSchema.prefault({}),
  ticket: ticketSchema.prefault({}),
  company: z
    .strictObject({
      properties: z
        .strictObject({
          clientStatus: propertyName.default('client_status'),
          serviceLine: propertyName.default('service_line'),
          caseTicket: propertyName.default('at_risk_case_ticket'),
        })
        .prefault({})
        .refine(allDiffer, 'two of them name the same property'),
      statuses: statusesSchema,
      serviceLines: z
        .strictObject({ RCM: optionValue.default('RCM'), ITS: optionValue.default('ITS') })
        .prefault({})
        .refine(allDiffer, 'two service lines have the same option value'),
    })
    .prefault({}),
  supportRequests: supportRequestsSchema.prefault({}),
  notice: z
    .strictObject({
      fileName: z
        .string()
        .max(200)
        .refine(isPattern, { error: 'must be a regular expression', abort: true })
        .refine(
          isQuick,
          'must not repeat a group that has repetitions or alternatives, nor have more than three repetitions',
        )
        .optional(),
      emailAttachments: z.boolean().default(false),
    })
    .prefault({}),
});

/** A request changes At-Risk tickets, so it cannot be on where these are only observed. */
const portalSchema = portalFileSchema
  .refine(({ ticket, supportRequests }) => ticket.mode === 'on' || supportRequests.mode !== 'on', {
    path: ['supportRequests', 'mode'],
    message: 'cannot be on while ticket.mode is observe: a request changes At-Risk tickets',
  })
  .transform(({ supportRequests, ...portal }) => ({
    ...portal,
    supportRequests: { ...supportRequests, mode: supportRequests.mode ?? portal.ticket.mode },
  }));

/** The portal's own names and the SOP's settings: `config/portal.yaml`, validated and frozen. */
export type PortalConfig = DeepReadonly<z.output<typeof portalSchema>>;

type DeepReadonly<T> = T extends string | number | boolean | undefined
  ? T
  : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** Reads the text of a portal file; every setting has a default, so an empty text is the default portal. */
export function parsePortalConfig(text: string, source: string): PortalConfig {
  const parsed = portalSchema.safeParse(readYaml(text, source) ?? {});
  if (!parsed.success) throw new SettingsError(source, problemsOf(parsed.error));
  return deepFreeze(parsed.data);
}

/** Reads `config/portal.yaml`, or the file that AT_RISK_PORTAL_CONFIG names. */
export function loadPortalConfig(path: string): PortalConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
    throw new SettingsError(path, [`the file cannot be read (${reason})`]);
  }
  return parsePortalConfig(text, path);
}

/** The keys are those of the SOP's own properties in part. */
function prefixed(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([key, value]) => [`shown.${key}`, value]));
}

function allDiffer(values: Readonly<Record<string, string>>): boolean {
  return new Set(Object.values(values)).size === Object.keys(values).length;
}
