import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MAX_LIST_PAGE } from '../constants';
import { valueOf } from '../crm/history';
import { searchSchema } from '../crm/search';
import { isDated } from '../http/api-version';
import { badRequest, invalidProperties, missingProperties, notFound } from '../http/errors';
import { authorize, sourceFor } from '../http/gate';
import { parse } from '../http/input';
import type { CrmRecord } from '../model/types';
import type { Portal } from '../portal/portal';
import {
  flag,
  mustBeThere,
  newAssociationsSchema,
  objectType,
  propertiesSchema,
  selectionSchema,
  toNewAssociations,
  toSelection,
  visible,
} from './shared';

interface TypeParams {
  readonly objectType: string;
}

interface RecordParams extends TypeParams {
  readonly objectId: string;
}

const readQuery = selectionSchema.extend({ archived: flag.default(false), idProperty: z.string().optional() });
const listQuery = selectionSchema.extend({
  archived: flag.default(false),
  limit: z.coerce.number().int().min(1).max(MAX_LIST_PAGE).default(10),
  after: z.string().optional(),
});
const createBody = z.object({ properties: propertiesSchema, associations: newAssociationsSchema });
const mergeBody = z.object({ primaryObjectId: z.coerce.string(), objectIdToMerge: z.coerce.string() });

/** `/crm/objects/2026-09/{objectType}`: one record at a time, lists, search and merge. */
export function registerObjects(app: FastifyInstance, portal: Portal): void {
  registerReads(app, portal);
  registerWrites(app, portal);
}

/** By record id or, with `idProperty`, by the value of that property. */
export function findRecord(
  portal: Portal,
  typeId: string,
  id: string,
  idProperty: string | undefined,
): CrmRecord | undefined {
  if (idProperty === undefined || idProperty === 'hs_object_id') return portal.records.get(typeId, id);
  if (portal.properties.get(typeId, idProperty) === undefined)
    throw badRequest(`Property "${idProperty}" does not exist`);
  return portal.records.all(typeId).find((record) => valueOf(record, idProperty) === id);
}

/** Throws what HubSpot answers to a write against an admin's rules. Required values are asked for from version 2026-09 on. */
export function checkRules(
  portal: Portal,
  request: FastifyRequest,
  typeId: string,
  written: Readonly<Record<string, string>>,
  record: CrmRecord | undefined,
): void {
  const invalid = portal.writeRules.invalid(typeId, written);
  if (invalid.length > 0) throw invalidProperties(invalid);
  if (!isDated(request.originalUrl)) return;
  const missing = portal.writeRules.missing(typeId, written, record && ((name) => valueOf(record, name) ?? ''));
  if (missing.length > 0) throw missingProperties(missing);
}

function registerReads(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: RecordParams }>('/crm/objects/2026-09/:objectType/:objectId', (request) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.readScopes);
    const query = parse(readQuery, request.query);
    const found = visible(findRecord(portal, type.typeId, request.params.objectId, query.idProperty), query.archived);
    return portal.rendering.render(
      mustBeThere(found, `${type.singular} ${request.params.objectId}`),
      toSelection(query),
    );
  });

  app.get<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType', (request) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.readScopes);
    const query = parse(listQuery, request.query);
    const from = Number(query.after ?? 0);
    const rest = portal.records
      .all(type.typeId)
      .filter((record) => visible(record, query.archived) !== undefined && Number(record.id) > from)
      .sort((a, b) => Number(a.id) - Number(b.id));
    const page = rest.slice(0, query.limit);
    const after = page.at(-1)?.id ?? '';
    const selection = toSelection(query);
    return {
      results: page.map((record) => portal.rendering.render(record, selection)),
      ...(rest.length > page.length && { paging: { next: { after, link: `?after=${after}` } } }),
    };
  });

  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/search', (request) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.readScopes);
    const search = parse(searchSchema, request.body);
    const { total, records, after } = portal.search.find(type.typeId, search);
    return {
      total,
      results: records.map((record) => portal.rendering.render(record, { properties: search.properties })),
      ...(after !== undefined && { paging: { next: { after, link: `?after=${after}` } } }),
    };
  });
}

function registerWrites(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const { properties, associations } = parse(createBody, request.body);
    const linked = toNewAssociations(type.typeId, associations);
    checkRules(portal, request, type.typeId, properties, undefined);
    const source = sourceFor(portal, request);
    const record = onceForEachForm(portal, request, () => portal.crm.create(type.typeId, properties, linked, source));
    return reply.code(201).send(portal.rendering.render(record, { properties: Object.keys(properties) }));
  });

  app.patch<{ Params: RecordParams }>('/crm/objects/2026-09/:objectType/:objectId', (request) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const { idProperty } = parse(readQuery, request.query);
    const { properties } = parse(createBody.pick({ properties: true }), request.body);
    const found = findRecord(portal, type.typeId, request.params.objectId, idProperty);
    const before = mustBeThere(found, `${type.singular} ${request.params.objectId}`);
    checkRules(portal, request, type.typeId, properties, before);
    const record = portal.crm.update(type.typeId, before.id, properties, sourceFor(portal, request));
    return portal.rendering.render(record, { properties: Object.keys(properties) });
  });

  app.delete<{ Params: RecordParams }>('/crm/objects/2026-09/:objectType/:objectId', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    if (!portal.crm.archive(type.typeId, request.params.objectId, sourceFor(portal, request))) {
      throw notFound('Object not found.  objectId are usually numeric.');
    }
    return reply.code(204).send();
  });

  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/merge', (request) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const { primaryObjectId, objectIdToMerge } = parse(mergeBody, request.body);
    return portal.rendering.render(
      portal.crm.merge(type.typeId, primaryObjectId, objectIdToMerge, sourceFor(portal, request)),
    );
  });
}

/** A form of the page that is sent twice, by a second click or because an answer was lost, creates one record. */
function onceForEachForm(portal: Portal, request: FastifyRequest, create: () => CrmRecord): CrmRecord {
  const submission = request.headers['x-emulator-submission'];
  if (typeof submission !== 'string') return create();
  const before = portal.submissions.of(submission);
  const made = before && portal.records.get(before.typeId, before.id);
  if (made !== undefined) return made;
  const record = create();
  portal.submissions.add(submission, record);
  return record;
}
