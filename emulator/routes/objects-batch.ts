import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { MAX_BATCH, MAX_BATCH_WITH_HISTORY } from '../constants';
import { badRequest, HubSpotError } from '../http/errors';
import { authorize, sourceFor } from '../http/gate';
import { parse } from '../http/input';
import type { ObjectType } from '../model/object-types';
import type { CrmRecord } from '../model/types';
import type { Portal } from '../portal/portal';
import { checkRules, findRecord } from './objects';
import {
  CREATED,
  flag,
  idSchema,
  newAssociationsSchema,
  objectType,
  propertiesSchema,
  sendBatch,
  standardError,
  toNewAssociations,
  visible,
  type StandardError,
} from './shared';

interface TypeParams {
  readonly objectType: string;
}

const inputs = <S extends z.ZodType>(item: S) => z.object({ inputs: z.array(item).min(1).max(MAX_BATCH) });
const traced = { objectWriteTraceId: z.string().optional() };

const readBody = inputs(idSchema).extend({
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
});
const readQuery = z.object({ archived: flag.default(false) });
const createBody = inputs(z.object({ properties: propertiesSchema, associations: newAssociationsSchema, ...traced }));
const updateBody = inputs(
  idSchema.extend({ properties: propertiesSchema, idProperty: z.string().optional(), ...traced }),
);
const archiveBody = inputs(idSchema);

/** `/crm/objects/2026-09/{objectType}/batch/...`: up to 100 records; what cannot be done is reported in a 207. */
export function registerObjectBatches(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/batch/read', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.readScopes);
    const body = parse(readBody, request.body);
    if (body.propertiesWithHistory.length > 0 && body.inputs.length > MAX_BATCH_WITH_HISTORY) {
      throw badRequest(
        `A batch read with propertiesWithHistory takes at most ${String(MAX_BATCH_WITH_HISTORY)} inputs, not ${String(body.inputs.length)}`,
      );
    }
    const { archived } = parse(readQuery, request.query);
    const found = new Map<string, CrmRecord>();
    const missing: string[] = [];
    for (const { id } of body.inputs) {
      const record = visible(findRecord(portal, type.typeId, id, body.idProperty), archived);
      if (record === undefined) missing.push(id);
      else found.set(record.id, record);
    }
    const results = [...found.values()].map((record) => portal.rendering.render(record, body));
    const errors = missing.length === 0 ? [] : [notThere(type, missing)];
    return sendBatch(request, reply, { results, errors, at: portal.clock.iso() });
  });

  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/batch/create', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const source = sourceFor(portal, request);
    const body = parse(createBody, request.body);
    checkUntraced(body.inputs, ({ properties }) => {
      checkRules(portal, request, type.typeId, properties, undefined);
      portal.crm.checkValues(type.typeId, properties, undefined);
    });
    const outcome = writeEach(body.inputs, ({ properties, associations }) => {
      checkRules(portal, request, type.typeId, properties, undefined);
      const record = portal.crm.create(type.typeId, properties, toNewAssociations(type.typeId, associations), source);
      return portal.rendering.render(record, { properties: Object.keys(properties) });
    });
    return sendBatch(request, reply, { ...outcome, at: portal.clock.iso() }, CREATED);
  });

  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/batch/update', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const source = sourceFor(portal, request);
    const body = parse(updateBody, request.body);
    refuseDuplicates(body.inputs.map(({ id }) => id));
    const known = body.inputs.map((input) => ({
      ...input,
      record: visible(findRecord(portal, type.typeId, input.id, input.idProperty), false),
    }));
    const missing = known.filter(({ record }) => record === undefined).map(({ id }) => id);
    checkUntraced(known, ({ record, properties }) => {
      if (record === undefined) return;
      checkRules(portal, request, type.typeId, properties, record);
      portal.crm.checkValues(type.typeId, properties, record);
    });
    const outcome = writeEach(known, ({ record, properties }) => {
      if (record === undefined) return [];
      checkRules(portal, request, type.typeId, properties, record);
      return [
        portal.rendering.render(portal.crm.update(type.typeId, record.id, properties, source), {
          properties: Object.keys(properties),
        }),
      ];
    });
    const errors = [...outcome.errors, ...(missing.length === 0 ? [] : [notThere(type, missing)])];
    return sendBatch(request, reply, { results: outcome.results.flat(), errors, at: portal.clock.iso() });
  });

  app.post<{ Params: TypeParams }>('/crm/objects/2026-09/:objectType/batch/archive', (request, reply) => {
    const type = objectType(request.params.objectType);
    authorize(portal, request, type.writeScopes);
    const source = sourceFor(portal, request);
    for (const { id } of parse(archiveBody, request.body).inputs) portal.crm.archive(type.typeId, id, source);
    return reply.code(204).send();
  });
}

interface Traced {
  readonly objectWriteTraceId?: string | undefined;
}

/** Without trace ids a batch is written whole or, when a value is wrong, not at all. */
function checkUntraced<I extends Traced>(items: readonly I[], check: (item: I) => void): void {
  for (const item of items) if (item.objectWriteTraceId === undefined) check(item);
}

/** Inputs that carry a trace id fail one by one, as HubSpot documents; the first one without it fails the request. */
function writeEach<I extends Traced, R>(
  items: readonly I[],
  write: (item: I) => R,
): { readonly results: readonly R[]; readonly errors: readonly StandardError[] } {
  const results: R[] = [];
  const errors: StandardError[] = [];
  for (const item of items) {
    try {
      results.push(write(item));
    } catch (error) {
      if (!(error instanceof HubSpotError) || item.objectWriteTraceId === undefined) throw error;
      const details = (error.body.errors ?? []).map(({ message, code }) => ({
        message,
        ...(code !== undefined && { code }),
      }));
      errors.push(
        standardError(
          error.body.category,
          error.body.message,
          { objectWriteTraceId: [item.objectWriteTraceId] },
          details,
        ),
      );
    }
  }
  return { results, errors };
}

function refuseDuplicates(ids: readonly string[]): void {
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (doubled.length > 0)
    throw badRequest(`Duplicate IDs found in batch input: [${doubled.join(', ')}]. IDs must be unique`, {
      ids: doubled,
    });
}

function notThere(type: ObjectType, ids: readonly string[]): StandardError {
  const message = `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
  return standardError('OBJECT_NOT_FOUND', message, { ids });
}
