import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { NewAssociation } from '../crm/crm';
import type { Selection } from '../crm/rendering';
import { isDated } from '../http/api-version';
import { badRequest, notFound } from '../http/errors';
import { findAssociationType, type AssociationType } from '../model/association-types';
import { findObjectType, type ObjectType } from '../model/object-types';
import type { CrmRecord } from '../model/types';

/** `a,b` or repeated, as both are in use. */
export const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(',')).map((part) => part.trim()),
  )
  .transform((parts) => parts.filter((part) => part !== ''));

/** HubSpot takes `True` too, as its Python client sends it. */
export const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false']))
  .transform((value) => value === 'true');

/** HubSpot takes numbers and booleans in place of strings, and null to clear. */
const propertyValue = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)));
export const propertiesSchema = z.record(z.string(), propertyValue);

export const specSchema = z.object({
  associationCategory: z.string().default('HUBSPOT_DEFINED'),
  associationTypeId: z.number().int(),
});

export const idSchema = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

export const newAssociationsSchema = z.array(z.object({ to: idSchema, types: z.array(specSchema).min(1) })).nullish();

export const selectionSchema = z.object({
  properties: list.optional(),
  propertiesWithHistory: list.optional(),
  associations: list.optional(),
});

export function objectType(name: string): ObjectType {
  const type = findObjectType(name);
  if (type === undefined) throw badRequest(`Unable to infer object type from: ${name}`);
  return type;
}

export function toSelection(query: z.infer<typeof selectionSchema>): Selection {
  return {
    properties: query.properties ?? [],
    propertiesWithHistory: query.propertiesWithHistory ?? [],
    associations: (query.associations ?? []).map((name) => objectType(name).typeId),
  };
}

/** The `associations` of a creation: the numbers of the types say which objects are meant. */
export function toNewAssociations(
  typeId: string,
  input: z.infer<typeof newAssociationsSchema>,
): readonly NewAssociation[] {
  return (input ?? []).map(({ to, types }) => {
    const found = types.map((spec) => typeByNumber(typeId, spec.associationTypeId));
    const toTypeId = found[0]?.toTypeId ?? '';
    if (found.some((type) => type.toTypeId !== toTypeId))
      throw badRequest('The association types of one record must lead to the same object type');
    return { to: { typeId: toTypeId, id: to.id }, types: found };
  });
}

const TYPE_IDS = ['0-1', '0-2', '0-5', '0-27', '0-46', '0-47', '0-48', '0-49', '0-53', '0-115'] as const;

function typeByNumber(fromTypeId: string, associationTypeId: number): AssociationType {
  const found = TYPE_IDS.flatMap((toTypeId) => findAssociationType(fromTypeId, toTypeId, associationTypeId) ?? [])[0];
  if (found === undefined)
    throw badRequest(
      `One or more associations are not valid: there is no association type ${String(associationTypeId)} from ${fromTypeId}`,
    );
  return found;
}

export function mustBeThere<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(`${what} does not exist`);
  return value;
}

/** An archived record is given only to who asks for archived ones, and the other way round. */
export function visible(record: CrmRecord | undefined, archived: boolean): CrmRecord | undefined {
  return record !== undefined && (record.archivedAt !== undefined) === archived ? record : undefined;
}

export interface StandardError {
  readonly status: 'error';
  readonly category: string;
  readonly subCategory?: string;
  readonly message: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly errors: readonly { readonly message: string }[];
  readonly links: Readonly<Record<string, string>>;
}

export function standardError(
  category: string,
  message: string,
  context: Readonly<Record<string, readonly string[]>>,
  errors: StandardError['errors'] = [],
): StandardError {
  return { status: 'error', category, message, context, errors, links: {} };
}

/** What a batch request is answered with when everything was done, without and with a date in its path. */
interface BatchStatus {
  readonly old: number;
  readonly dated: number;
}

const READ: BatchStatus = { old: 200, dated: 200 };
export const CREATED: BatchStatus = { old: 201, dated: 201 };
/** What v3 and v4 answer with 201, and 2026-09 with 200. */
export const CREATED_BEFORE_DATES: BatchStatus = { old: 201, dated: 200 };

interface Batch {
  readonly results: readonly object[];
  readonly errors: readonly StandardError[];
  readonly at: string;
}

export function batchBody({ results, errors, at }: Batch): object {
  const body = { status: 'COMPLETE', results, startedAt: at, completedAt: at };
  return errors.length === 0 ? body : { ...body, numErrors: errors.length, errors };
}

/** A batch answer. HubSpot's documents have 207 for failed items in v3 and v4; in 2026-09 they come with the usual status. */
export function sendBatch(
  request: FastifyRequest,
  reply: FastifyReply,
  batch: Batch,
  status: BatchStatus = READ,
): FastifyReply {
  const old = batch.errors.length === 0 ? status.old : 207;
  return reply.code(isDated(request.originalUrl) ? status.dated : old).send(batchBody(batch));
}

/** Whoever may write records may not yet change what properties and pipelines there are; of tickets one scope allows both. */
export function schemaScopes(type: ObjectType, kind: 'read' | 'write'): readonly string[] {
  const own = kind === 'read' || type.singular === 'ticket' ? type[`${kind}Scopes`] : [];
  return [...own, `crm.schemas.${type.plural}.${kind}`];
}
