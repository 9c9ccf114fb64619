import { z } from 'zod';

const idSchema = z
  .union([z.number().int().nonnegative(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/, 'must be an id'));
const shortText = z.string().max(255);

/** Something that a case can do without: if its shape is not as documented, it is left out, and the event accepted. */
const descriptive = shortText.nullish().catch(undefined);

/**
 * One event of a webhook, as HubSpot sends it: the classic and the generic form in one. Fields that are not named here are
 * dropped. https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide and
 * https://developers.hubspot.com/docs/apps/legacy-apps/public-apps/create-generic-webhook-subscriptions
 */
const commonSchema = z.object({
  eventId: idSchema.catch('0'),
  portalId: idSchema,
  occurredAt: z.number().int().nonnegative().max(8.64e15),
  subscriptionType: shortText,
  changeSource: descriptive,
  sourceId: z.union([shortText, z.number()]).nullish().catch(undefined),
});

export const recordEventSchema = commonSchema.extend({
  objectId: idSchema,
  objectTypeId: descriptive,
});

export const propertyEventSchema = recordEventSchema.extend({
  propertyName: z.string().min(1).max(255),
  propertyValue: z.union([z.string(), z.number(), z.boolean()]).nullish().catch(undefined),
});

export const mergeEventSchema = commonSchema.extend({
  objectTypeId: descriptive,
  primaryObjectId: idSchema,
  mergedObjectIds: z.array(idSchema).min(1),
  newObjectId: idSchema.nullish(),
});

/** Has no `objectId`: it is about two records. */
export const associationEventSchema = commonSchema.extend({
  associationType: descriptive,
  fromObjectId: idSchema,
  toObjectId: idSchema,
  fromObjectTypeId: descriptive,
  toObjectTypeId: descriptive,
  associationRemoved: z.boolean().nullish().catch(undefined),
});

/** What identifies the form of an event, before the rest is read. */
export const anyEventSchema = z.object({ subscriptionType: shortText });

export type CommonEvent = z.output<typeof commonSchema>;
export type RecordEvent = z.output<typeof recordEventSchema>;
export type PropertyEvent = z.output<typeof propertyEventSchema>;
export type MergeEvent = z.output<typeof mergeEventSchema>;
export type AssociationEvent = z.output<typeof associationEventSchema>;
