import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest } from '../http/errors';
import { authorize } from '../http/gate';
import { parse } from '../http/input';
import type { Portal } from '../portal/portal';
import type { ValidationRule } from '../portal/write-rules';
import { mustBeThere, objectType } from './shared';

interface Params {
  readonly objectTypeId: string;
  readonly propertyName: string;
  readonly ruleType: string;
}

const PATH = '/crm/property-validations/2026-09/:objectTypeId';
const updateBody = z.object({ ruleArguments: z.array(z.string()), shouldApplyNormalization: z.boolean().optional() });

/** `/crm/property-validations/2026-09/{objectTypeId}`: what an admin lets properties hold. */
export function registerPropertyValidations(app: FastifyInstance, portal: Portal): void {
  app.get<{ Params: Params }>(PATH, (request) => {
    const rules = portal.writeRules.validationsOf(allowed(portal, request, 'read'));
    const names = [...new Set(rules.map(({ property }) => property))];
    const results = names.map((propertyName) => ({
      propertyName,
      propertyValidationRules: rules.filter(({ property }) => property === propertyName).map(rendered),
    }));
    return { results };
  });

  app.get<{ Params: Params }>(`${PATH}/:propertyName`, (request) => {
    const typeId = allowed(portal, request, 'read');
    return { results: portal.writeRules.validationsOf(typeId, request.params.propertyName).map(rendered) };
  });

  app.get<{ Params: Params }>(`${PATH}/:propertyName/rule-type/:ruleType`, (request) => {
    const rules = portal.writeRules.validationsOf(allowed(portal, request, 'read'), request.params.propertyName);
    const rule = rules.find(({ ruleType }) => ruleType === request.params.ruleType);
    return rendered(mustBeThere(rule, `The rule ${request.params.ruleType}`));
  });

  app.put<{ Params: Params }>(`${PATH}/:propertyName/rule-type/:ruleType`, (request, reply) => {
    const typeId = allowed(portal, request, 'write');
    const { propertyName: property, ruleType } = request.params;
    const { ruleArguments } = parse(updateBody, request.body);
    if (portal.properties.get(typeId, property) === undefined) throw badRequest(`Property ${property} does not exist`);
    portal.writeRules.putValidation({ typeId, property, ruleType, ruleArguments });
    portal.changed();
    return reply.code(204).send();
  });
}

function rendered({ ruleType, ruleArguments }: ValidationRule): object {
  return { ruleType, ruleArguments };
}

function allowed(portal: Portal, request: FastifyRequest<{ Params: Params }>, kind: 'read' | 'write'): string {
  const type = objectType(request.params.objectTypeId);
  authorize(portal, request, kind === 'read' ? type.readScopes : type.writeScopes);
  return type.typeId;
}
