import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Link } from '../crm/association-store';
import { badRequest } from '../http/errors';
import { authorize, sourceFor } from '../http/gate';
import { parse } from '../http/input';
import { defaultAssociationType, findAssociationType, type AssociationType } from '../model/association-types';
import type { RecordRef } from '../model/types';
import type { Portal } from '../portal/portal';
import { objectType, specSchema } from './shared';

interface FromParams {
  readonly fromType: string;
  readonly fromId: string;
  readonly toType: string;
}

interface PairParams extends FromParams {
  readonly toId: string;
}

const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(500),
  after: z.string().optional(),
});

/** `/crm/objects/2026-09/.../associations/...`: what one record belongs to. */
export function registerAssociations(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: FromParams }>('/crm/objects/2026-09/:fromType/:fromId/associations/:toType', (request) => {
    const { from, to } = typesOf(request.params);
    authorize(portal, request, from.readScopes);
    const record = portal.crm.live(from.typeId, request.params.fromId);
    const { limit, after } = parse(pageQuery, request.query);
    return pageOf(portal.rendering.liveLinks(record, to.typeId), limit, after);
  });

  app.put<{ Params: PairParams }>(
    '/crm/objects/2026-09/:fromType/:fromId/associations/default/:toType/:toId',
    (request) => {
      const { from, to } = pairOf(request.params);
      authorize(portal, request, objectType(from.typeId).writeScopes);
      const type = defaultType(from.typeId, to.typeId);
      portal.crm.associate(from, to, [type], sourceFor(portal, request));
      const at = portal.clock.iso();
      return { status: 'COMPLETE', results: bothDirections(from, to, type), startedAt: at, completedAt: at };
    },
  );

  app.put<{ Params: PairParams }>(
    '/crm/objects/2026-09/:fromType/:fromId/associations/:toType/:toId',
    (request, reply) => {
      const { from, to } = pairOf(request.params);
      authorize(portal, request, objectType(from.typeId).writeScopes);
      const specs = parse(z.array(specSchema).min(1), request.body);
      const types = specs.map((spec) => namedType(from.typeId, to.typeId, spec.associationTypeId));
      portal.crm.associate(from, to, types, sourceFor(portal, request));
      return reply.code(201).send(labelsBetween(from, to, types));
    },
  );

  app.delete<{ Params: PairParams }>(
    '/crm/objects/2026-09/:fromType/:fromId/associations/:toType/:toId',
    (request, reply) => {
      const { from, to } = pairOf(request.params);
      authorize(portal, request, objectType(from.typeId).writeScopes);
      portal.crm.dissociate(from, to, undefined, sourceFor(portal, request));
      return reply.code(204).send();
    },
  );
}

export function defaultType(fromTypeId: string, toTypeId: string): AssociationType {
  const type = defaultAssociationType(fromTypeId, toTypeId);
  if (type === undefined) throw badRequest(`No default association type exists between ${fromTypeId} and ${toTypeId}`);
  return type;
}

export function namedType(fromTypeId: string, toTypeId: string, typeId: number): AssociationType {
  const type = findAssociationType(fromTypeId, toTypeId, typeId);
  if (type === undefined)
    throw badRequest(`There is no association type ${String(typeId)} from ${fromTypeId} to ${toTypeId}`);
  return type;
}

/** One page of links; `after` is the id of the last record of the page before. */
export function pageOf(
  links: readonly Link[],
  limit: number,
  after: string | undefined,
): { readonly results: readonly object[]; readonly paging?: object } {
  const sorted = [...links]
    .sort((a, b) => Number(a.to.id) - Number(b.to.id))
    .filter((link) => Number(link.to.id) > Number(after ?? 0));
  const page = sorted.slice(0, limit);
  const next = page.at(-1)?.to.id ?? '';
  return {
    results: page.map((link) => ({
      toObjectId: link.to.id,
      associationTypes: link.types.map(({ typeId, label }) => ({
        category: 'HUBSPOT_DEFINED',
        typeId,
        ...(label !== undefined && { label }),
      })),
    })),
    ...(sorted.length > page.length && { paging: { next: { after: next, link: `?after=${next}` } } }),
  };
}

export function bothDirections(from: RecordRef, to: RecordRef, type: AssociationType): readonly object[] {
  const spec = (associationTypeId: number): object => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId });
  return [
    { from: { id: from.id }, to: { id: to.id }, associationSpec: spec(type.typeId) },
    { from: { id: to.id }, to: { id: from.id }, associationSpec: spec(type.inverse) },
  ];
}

export function labelsBetween(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): object {
  return {
    fromObjectTypeId: from.typeId,
    fromObjectId: from.id,
    toObjectTypeId: to.typeId,
    toObjectId: to.id,
    labels: types.flatMap((type) => type.label ?? []),
  };
}

function typesOf(params: FromParams): {
  readonly from: ReturnType<typeof objectType>;
  readonly to: ReturnType<typeof objectType>;
} {
  return { from: objectType(params.fromType), to: objectType(params.toType) };
}

function pairOf(params: PairParams): { readonly from: RecordRef; readonly to: RecordRef } {
  const { from, to } = typesOf(params);
  return { from: { typeId: from.typeId, id: params.fromId }, to: { typeId: to.typeId, id: params.toId } };
}
