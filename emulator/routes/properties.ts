import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, conflict } from '../http/errors';
import { authorize } from '../http/gate';
import { parse } from '../http/input';
import type { PropertyDefinition } from '../model/types';
import type { Portal } from '../portal/portal';
import { definition } from '../portal/property-builders';
import type { PropertyGroup } from '../portal/property-store';
import { CREATED_BEFORE_DATES, mustBeThere, objectType, schemaScopes, sendBatch, standardError } from './shared';

interface Params {
  readonly objectType: string;
  readonly propertyName: string;
}

const optionSchema = z.object({
  label: z.string().min(1),
  value: z.string().min(1),
  hidden: z.boolean().default(false),
  displayOrder: z.number().int().default(-1),
  description: z.string().default(''),
});
const sensitivitySchema = z.enum(['non_sensitive', 'sensitive', 'highly_sensitive']).default('non_sensitive');
const sensitivityQuery = z.object({ dataSensitivity: sensitivitySchema });
const createBody = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _'),
  label: z.string().min(1),
  type: z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']),
  fieldType: z.enum([
    'booleancheckbox',
    'calculation_equation',
    'checkbox',
    'date',
    'file',
    'html',
    'number',
    'phonenumber',
    'radio',
    'select',
    'text',
    'textarea',
  ]),
  groupName: z.string().min(1),
  description: z.string().default(''),
  options: z.array(optionSchema).default([]),
  hasUniqueValue: z.boolean().default(false),
  dataSensitivity: sensitivitySchema,
});
const updateBody = createBody
  .pick({ label: true, fieldType: true, groupName: true })
  .extend({ description: z.string(), options: z.array(optionSchema) })
  .partial();
const namesBody = z.object({
  dataSensitivity: sensitivitySchema,
  inputs: z
    .array(z.object({ name: z.string() }))
    .min(1)
    .max(100),
});
const groupBody = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _'),
  label: z.string().min(1),
  displayOrder: z.number().int().default(-1),
});
const createManyBody = z.object({ inputs: z.array(createBody).min(1).max(100) });

const PATH = '/crm/properties/2026-09/:objectType';

/** `/crm/properties/2026-09/{objectType}`: what properties there are, with their options; enough of writing for a set-up tool. */
export function registerProperties(app: FastifyInstance, portal: Portal): void {
  registerReads(app, portal);
  registerWrites(app, portal);
  registerBatches(app, portal);
}

function registerReads(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: Params }>(PATH, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    const { dataSensitivity } = parse(sensitivityQuery, request.query);
    const shown = portal.properties.list(typeId).filter((property) => property.dataSensitivity === dataSensitivity);
    return { results: shown.map(rendered) };
  });
  app.get<{ Params: Params }>(`${PATH}/groups`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    return { results: portal.properties.groups(typeId).map(renderedGroup) };
  });
  app.get<{ Params: Params }>(`${PATH}/:propertyName`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    const { dataSensitivity } = parse(sensitivityQuery, request.query);
    const property = find(portal, typeId, request.params.propertyName);
    return rendered(mustBeThere(property.dataSensitivity === dataSensitivity ? property : undefined, 'The property'));
  });
}

function registerWrites(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: Params }>(`${PATH}/groups`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const group = parse(groupBody, request.body);
    if (portal.properties.groups(typeId).some(({ name }) => name === group.name))
      throw conflict(`Property group ${group.name} already exists`);
    portal.properties.addGroup(typeId, group);
    portal.changed();
    return reply.code(201).send(renderedGroup(group, portal.properties.groups(typeId).length - 1));
  });
  app.post<{ Params: Params }>(PATH, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    return reply.code(201).send(rendered(create(portal, typeId, parse(createBody, request.body))));
  });
  app.patch<{ Params: Params }>(`${PATH}/:propertyName`, (request) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const before = find(portal, typeId, request.params.propertyName);
    const given = Object.entries(parse(updateBody, request.body)).filter(([, value]) => value !== undefined);
    const after: PropertyDefinition = { ...before, ...Object.fromEntries(given), updatedAt: portal.clock.iso() };
    portal.properties.put(typeId, after);
    portal.changed();
    return rendered(after);
  });
  app.delete<{ Params: Params }>(`${PATH}/:propertyName`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const property = find(portal, typeId, request.params.propertyName);
    if (property.hubspotDefined) throw badRequest(`${property.name} is HubSpot's own property and cannot be archived`);
    portal.properties.remove(typeId, property.name);
    portal.changed();
    return reply.code(204).send();
  });
}

function registerBatches(app: FastifyInstance, portal: Portal): void {
  app.post<{ Params: Params }>(`${PATH}/batch/read`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'read');
    const { inputs, dataSensitivity } = parse(namesBody, request.body);
    const found = inputs
      .flatMap(({ name }) => portal.properties.get(typeId, name) ?? [])
      .filter((property) => property.dataSensitivity === dataSensitivity);
    const missing = inputs.map(({ name }) => name).filter((name) => !found.some((property) => property.name === name));
    const results = found.map(rendered);
    const errors =
      missing.length === 0
        ? []
        : [standardError('OBJECT_NOT_FOUND', 'Some properties do not exist', { name: missing })];
    return sendBatch(request, reply, { results, errors, at: portal.clock.iso() });
  });
  app.post<{ Params: Params }>(`${PATH}/batch/create`, (request, reply) => {
    const typeId = allowed(portal, request, request.params.objectType, 'write');
    const { inputs } = parse(createManyBody, request.body);
    const results = inputs.map((input) => rendered(create(portal, typeId, input)));
    return sendBatch(request, reply, { results, errors: [], at: portal.clock.iso() }, CREATED_BEFORE_DATES);
  });
}

function create(portal: Portal, typeId: string, input: z.infer<typeof createBody>): PropertyDefinition {
  if (portal.properties.get(typeId, input.name) !== undefined)
    throw conflict(`Property ${input.name} already exists on object type ${typeId}`);
  if (!portal.properties.groups(typeId).some(({ name }) => name === input.groupName))
    throw badRequest(`Property group ${input.groupName} does not exist`);
  const isChoice = input.type === 'enumeration' && input.fieldType !== 'booleancheckbox';
  if (isChoice && input.options.length === 0) throw badRequest(`Property ${input.name} needs options`);
  const at = portal.clock.iso();
  const created = definition({ ...input, options: withCheckboxOptions(input), createdAt: at, updatedAt: at });
  portal.properties.put(typeId, created);
  portal.changed();
  return created;
}

/** A single checkbox has the values true and false, whether they were given or not. */
function withCheckboxOptions(input: z.infer<typeof createBody>): PropertyDefinition['options'] {
  if (input.options.length > 0 || (input.fieldType !== 'booleancheckbox' && input.type !== 'bool'))
    return input.options;
  return [
    { label: 'Yes', value: 'true', displayOrder: 0, hidden: false, description: '' },
    { label: 'No', value: 'false', displayOrder: 1, hidden: false, description: '' },
  ];
}

function renderedGroup({ name, label }: PropertyGroup, displayOrder: number): object {
  return { name, label, displayOrder, archived: false };
}

function rendered(property: PropertyDefinition): object {
  const { readOnly, ...rest } = property;
  return {
    ...rest,
    calculated: readOnly,
    displayOrder: -1,
    hidden: false,
    formField: !readOnly,
    archived: false,
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue: readOnly,
      readOnlyOptions: property.externalOptions,
    },
  };
}

function find(portal: Portal, typeId: string, name: string): PropertyDefinition {
  return mustBeThere(portal.properties.get(typeId, name), `Property ${name}`);
}

function allowed(portal: Portal, request: FastifyRequest, name: string, kind: 'read' | 'write'): string {
  const type = objectType(name);
  authorize(portal, request, schemaScopes(type, kind));
  return type.typeId;
}
