import { z } from 'zod';
import { instantSchema, type Instant } from '../../sop/vocabulary/dates';

/** The parts of HubSpot's answers that are used, as its client returns them (instants as Date). */

export const recordIdSchema = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/));

/** Values by names that come from outside: without what every object inherits, such as `constructor`. */
function byName<T>(value: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  return z
    .record(z.string(), value)
    .transform((values): Readonly<Record<string, T>> => Object.assign(Object.create(null) as object, values));
}

const instantOfDate = z.date().transform((date): Instant => instantSchema.parse(date.getTime()));

export const historyEntrySchema = z.object({
  value: z.string().nullish(),
  timestamp: instantOfDate,
  sourceType: z.string().nullish(),
  sourceId: z.string().nullish(),
  updatedByUserId: z.number().int().nullish(),
});
export type HistoryEntry = z.output<typeof historyEntrySchema>;

const associatedSchema = z.object({
  results: z.array(z.object({ id: recordIdSchema, type: z.string() })),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});
export type Associated = z.output<typeof associatedSchema>;

/** A record of any object type. */
export const recordSchema = z.object({
  id: recordIdSchema,
  createdAt: instantOfDate,
  updatedAt: instantOfDate,
  properties: byName(z.string().nullable()),
  propertiesWithHistory: byName(z.array(historyEntrySchema)).optional(),
  associations: byName(associatedSchema).optional(),
});
export type HubSpotRecord = z.output<typeof recordSchema>;

/** A batch read; records that do not exist are left out of `results` (HTTP 207). */
export const batchSchema = z.object({ results: z.array(recordSchema) });

const associationTypeSchema = z.object({ category: z.string(), typeId: z.number().int() });

export const associationBatchSchema = z.object({
  results: z.array(
    z.object({
      _from: z.object({ id: recordIdSchema }),
      to: z.array(
        z.object({ toObjectId: recordIdSchema, associationTypes: z.array(associationTypeSchema).default([]) }),
      ),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
});

export const pipelinesSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      stages: z.array(
        z.object({ id: z.string(), label: z.string(), metadata: z.record(z.string(), z.unknown()).nullish() }),
      ),
    }),
  ),
});

export const teamsSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      userIds: z.array(recordIdSchema),
      secondaryUserIds: z.array(recordIdSchema).default([]),
    }),
  ),
});

export const ownerSchema = z.object({
  userId: recordIdSchema.nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
});

export const userSchema = z.object({ id: recordIdSchema });

export const fileSchema = z.object({
  name: z.string().nullish(),
  extension: z.string().nullish(),
  // Unlike any record, the client returns a file as it came.
  createdAt: z
    .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
    .pipe(instantOfDate),
});

/** Answers to writes are not used, except that they came. */
export const writtenSchema = z.object({ id: recordIdSchema });

/** A property's definition: its name and type, and its options if it is a list. */
export const propertyDefinitionSchema = z.object({
  name: z.string(),
  type: z.string().nullish(),
  fieldType: z.string().nullish(),
  options: z.array(z.object({ value: z.string() })).default([]),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
});
export type PropertyDefinition = z.output<typeof propertyDefinitionSchema>;

export const propertiesSchema = z.object({ results: z.array(propertyDefinitionSchema) });
