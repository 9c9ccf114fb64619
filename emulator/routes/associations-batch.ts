import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isDated } from '../http/api-version';
import { HubSpotError } from '../http/errors';
import { authorize, sourceFor } from '../http/gate';
import { parse } from '../http/input';
import type { ObjectType } from '../model/object-types';
import type { RecordRef } from '../model/types';
import type { Portal } from '../portal/portal';
import { bothDirections, defaultType, labelsBetween, namedType, pageOf } from './associations';
import {
  batchBody,
  CREATED_BEFORE_DATES,
  idSchema,
  objectType,
  sendBatch,
  specSchema,
  standardError,
  visible,
  type StandardError,
} from './shared';

interface TypePair {
  readonly from: string;
  readonly to: string;
}

const PATH = '/crm/associations/2026-09/:from/:to/batch';

/** Most associated ids in one answer for one record, and most records in one request, as HubSpot documents them. */
const PAGE = 500;
const MAX_READ = 1000;
const MAX_WRITE = 2000;

const readBody = z.object({
  inputs: z
    .array(idSchema.extend({ after: z.string().optional() }))
    .min(1)
    .max(MAX_READ),
});
const pairBody = z.object({
  inputs: z
    .array(z.object({ from: idSchema, to: idSchema }))
    .min(1)
    .max(MAX_WRITE),
});
const labelledBody = z.object({
  inputs: z
    .array(z.object({ from: idSchema, to: idSchema, types: z.array(specSchema).min(1) }))
    .min(1)
    .max(MAX_WRITE),
});
const archiveBody = z.object({
  inputs: z
    .array(z.object({ from: idSchema, to: z.array(idSchema) }))
    .min(1)
    .max(MAX_WRITE),
});

/** `/crm/associations/2026-09/{from}/{to}/batch/...` */
export function registerAssociationBatches(app: FastifyInstance, portal: Portal): void {
  registerRead(app, portal);
  registerWrites(app, portal);
  registerRemovals(app, portal);
}

function registerRead(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: TypePair }>(`${PATH}/read`, (request, reply) => {
    const { from, to } = typesOf(request.params);
    authorize(portal, request, from.readScopes);
    const results: object[] = [];
    const errors: StandardError[] = [];
    for (const { id, after } of parse(readBody, request.body).inputs) {
      const record = visible(portal.records.get(from.typeId, id), false);
      const links = record === undefined ? [] : portal.rendering.liveLinks(record, to.typeId);
      const page = pageOf(links, PAGE, after);
      if (page.results.length === 0) errors.push(nothingAssociated(from, to, id));
      else results.push({ from: { id }, to: page.results, ...(page.paging && { paging: page.paging }) });
    }
    return sendBatch(request, reply, { results, errors, at: portal.clock.iso() });
  });
}

function registerWrites(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: TypePair }>(`${PATH}/create`, (request, reply) => {
    const types = typesOf(request.params);
    authorize(portal, request, types.from.writeScopes);
    const { results, errors } = each(parse(labelledBody, request.body).inputs, types, (from, to, input) => {
      const named = input.types.map((spec) => namedType(from.typeId, to.typeId, spec.associationTypeId));
      portal.crm.associate(from, to, named, sourceFor(portal, request));
      return [labelsBetween(from, to, named)];
    });
    return sendBatch(request, reply, { results, errors, at: portal.clock.iso() }, CREATED_BEFORE_DATES);
  });

  app.post<{ Params: TypePair }>(`${PATH}/associate/default`, (request) => {
    const types = typesOf(request.params);
    authorize(portal, request, types.from.writeScopes);
    const { results, errors } = each(parse(pairBody, request.body).inputs, types, (from, to) => {
      const type = defaultType(from.typeId, to.typeId);
      portal.crm.associate(from, to, [type], sourceFor(portal, request));
      return bothDirections(from, to, type);
    });
    // This one has no 207 in any of HubSpot's documents: errors come along with a 200.
    return batchBody({ results, errors, at: portal.clock.iso() });
  });
}

function registerRemovals(app: FastifyInstance, portal: Portal): void {
  const remove = (
    request: FastifyRequest,
    types: ReturnType<typeof typesOf>,
    fromId: string,
    toId: string,
    only?: readonly number[],
  ): void => {
    portal.crm.dissociate(
      { typeId: types.from.typeId, id: fromId },
      { typeId: types.to.typeId, id: toId },
      only,
      sourceFor(portal, request),
    );
  };

  app.post<{ Params: TypePair }>(`${PATH}/archive`, (request, reply) => {
    const types = typesOf(request.params);
    authorize(portal, request, types.from.writeScopes);
    for (const { from, to } of parse(archiveBody, request.body).inputs) {
      for (const { id } of to) remove(request, types, from.id, id);
    }
    return sendRemoved(portal, request, reply);
  });

  app.post<{ Params: TypePair }>(`${PATH}/labels/archive`, (request, reply) => {
    const types = typesOf(request.params);
    authorize(portal, request, types.from.writeScopes);
    for (const { from, to, types: specs } of parse(labelledBody, request.body).inputs) {
      remove(
        request,
        types,
        from.id,
        to.id,
        specs.map((spec) => spec.associationTypeId),
      );
    }
    return sendRemoved(portal, request, reply);
  });
}

/** v4 answers a removal with 204, 2026-09 with 200 and a batch without results. */
function sendRemoved(portal: Portal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isDated(request.originalUrl)) return reply.code(204).send();
  return sendBatch(request, reply, { results: [], errors: [], at: portal.clock.iso() });
}

interface Pair {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
}

function each<I extends Pair>(
  inputs: readonly I[],
  types: ReturnType<typeof typesOf>,
  write: (from: RecordRef, to: RecordRef, input: I) => readonly object[],
): { readonly results: readonly object[]; readonly errors: readonly StandardError[] } {
  const results: object[] = [];
  const errors: StandardError[] = [];
  for (const input of inputs) {
    const from = { typeId: types.from.typeId, id: input.from.id };
    const to = { typeId: types.to.typeId, id: input.to.id };
    try {
      results.push(...write(from, to, input));
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error;
      errors.push(
        standardError(error.body.category, error.body.message, { fromObjectId: [from.id], toObjectId: [to.id] }),
      );
    }
  }
  return { results, errors };
}

function nothingAssociated(from: ObjectType, to: ObjectType, id: string): StandardError {
  const context = { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] };
  const message = `No ${to.singular} is associated with ${from.singular} ${id}.`;
  return {
    ...standardError('OBJECT_NOT_FOUND', message, context),
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  };
}

function typesOf(params: TypePair): { readonly from: ObjectType; readonly to: ObjectType } {
  return { from: objectType(params.from), to: objectType(params.to) };
}
