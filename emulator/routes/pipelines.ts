import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, conflict } from '../http/errors';
import { authorize } from '../http/gate';
import { parse } from '../http/input';
import type { Pipeline, Stage } from '../model/types';
import type { Portal } from '../portal/portal';
import { mustBeThere, objectType, schemaScopes } from './shared';

interface Params {
  readonly objectType: string;
  readonly pipelineId: string;
  readonly stageId: string;
}

const stageBody = z.object({
  label: z.string().min(1),
  displayOrder: z.number().int(),
  metadata: z.record(z.string(), z.string()).default({}),
  stageId: z.string().optional(),
});
const pipelineBody = z.object({
  label: z.string().min(1),
  displayOrder: z.number().int(),
  stages: z.array(stageBody),
  pipelineId: z.string().optional(),
});
const pipelinePatch = z.object({ label: z.string().min(1).optional(), displayOrder: z.number().int().optional() });
const stagePatch = stageBody.omit({ stageId: true }).partial();

const PATH = '/crm/pipelines/2026-09/:objectType';

/** `/crm/pipelines/2026-09/{objectType}`: pipelines and their stages. */
export function registerPipelines(app: FastifyInstance, portal: Portal): void {
  registerReads(app, portal);
  registerPipelineWrites(app, portal);
  registerStageWrites(app, portal);
}

const rendered = (stage: Stage): object => ({
  ...stage,
  archived: false,
  writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
});
const renderPipeline = (pipeline: Pipeline): object => ({
  ...pipeline,
  archived: false,
  stages: pipeline.stages.map(rendered),
});

function registerReads(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: Params }>(PATH, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    return { results: portal.pipelines.list(typeId).map(renderPipeline) };
  });
  app.get<{ Params: Params }>(`${PATH}/:pipelineId`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    return renderPipeline(find(portal, typeId, request.params.pipelineId));
  });
  app.get<{ Params: Params }>(`${PATH}/:pipelineId/stages`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    return { results: find(portal, typeId, request.params.pipelineId).stages.map(rendered) };
  });
  app.get<{ Params: Params }>(`${PATH}/:pipelineId/stages/:stageId`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    return rendered(findStage(find(portal, typeId, request.params.pipelineId), request.params.stageId));
  });
}

function registerPipelineWrites(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: Params }>(PATH, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const { label, displayOrder, stages, pipelineId } = parse(pipelineBody, request.body);
    if (portal.pipelines.list(typeId).some((pipeline) => pipeline.label === label))
      throw conflict(`A pipeline named "${label}" already exists`);
    const at = portal.clock.iso();
    const id = pipelineId ?? String(portal.ids.next());
    const pipeline = {
      id,
      label,
      displayOrder,
      stages: stages.map((stage) => newStage(portal, stage)),
      createdAt: at,
      updatedAt: at,
    };
    put(portal, typeId, pipeline);
    return reply.code(201).send(renderPipeline(pipeline));
  });
  app.patch<{ Params: Params }>(`${PATH}/:pipelineId`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const before = find(portal, typeId, request.params.pipelineId);
    const { label, displayOrder } = parse(pipelinePatch, request.body);
    const after = {
      ...before,
      label: label ?? before.label,
      displayOrder: displayOrder ?? before.displayOrder,
      updatedAt: portal.clock.iso(),
    };
    put(portal, typeId, after);
    return renderPipeline(after);
  });
  app.delete<{ Params: Params }>(`${PATH}/:pipelineId`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    portal.pipelines.remove(typeId, find(portal, typeId, request.params.pipelineId).id);
    portal.changed();
    return reply.code(204).send();
  });
}

function registerStageWrites(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: Params }>(`${PATH}/:pipelineId/stages`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const pipeline = find(portal, typeId, request.params.pipelineId);
    const stage = newStage(portal, parse(stageBody, request.body));
    if (pipeline.stages.some((other) => other.label === stage.label))
      throw conflict(`A stage named "${stage.label}" already exists`);
    put(portal, typeId, { ...pipeline, stages: [...pipeline.stages, stage], updatedAt: stage.createdAt });
    return reply.code(201).send(rendered(stage));
  });
  app.patch<{ Params: Params }>(`${PATH}/:pipelineId/stages/:stageId`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const pipeline = find(portal, typeId, request.params.pipelineId);
    const before = findStage(pipeline, request.params.stageId);
    const { label, displayOrder, metadata } = parse(stagePatch, request.body);
    const at = portal.clock.iso();
    const after = {
      ...before,
      label: label ?? before.label,
      displayOrder: displayOrder ?? before.displayOrder,
      metadata: { ...before.metadata, ...metadata },
      updatedAt: at,
    };
    put(portal, typeId, {
      ...pipeline,
      stages: pipeline.stages.map((stage) => (stage.id === after.id ? after : stage)),
      updatedAt: at,
    });
    return rendered(after);
  });
}

function newStage(portal: Portal, input: z.infer<typeof stageBody>): Stage {
  const ticketState = input.metadata['ticketState'] ?? (input.metadata['isClosed'] === 'true' ? 'CLOSED' : 'OPEN');
  if (ticketState !== 'OPEN' && ticketState !== 'CLOSED')
    throw badRequest(`ticketState must be OPEN or CLOSED, not ${ticketState}`);
  const metadata = { ...input.metadata, ticketState, isClosed: String(ticketState === 'CLOSED') };
  const at = portal.clock.iso();
  return {
    id: input.stageId ?? String(portal.ids.next()),
    label: input.label,
    displayOrder: input.displayOrder,
    metadata,
    createdAt: at,
    updatedAt: at,
  };
}

function put(portal: Portal, typeId: string, pipeline: Pipeline): void {
  portal.pipelines.put(typeId, pipeline);
  portal.changed();
}

function find(portal: Portal, typeId: string, pipelineId: string): Pipeline {
  return mustBeThere(portal.pipelines.get(typeId, pipelineId), `Pipeline ${pipelineId}`);
}

function findStage(pipeline: Pipeline, stageId: string): Stage {
  const stage = pipeline.stages.find((candidate) => candidate.id === stageId);
  return mustBeThere(stage, `Stage ${stageId}`);
}

function allowed(portal: Portal, request: FastifyRequest, name: string, kind: 'read' | 'write'): string {
  const type = objectType(name);
  authorize(portal, request, schemaScopes(type, kind));
  return type.typeId;
}
