import { z } from 'zod';
import { CALL, ask, input, type HubSpotClient } from '../client/client';
import { HubSpotError } from '../client/errors';
import { isId } from './describe-difference';
import type { Difference } from './differences';
import type { PortalSchema } from './portal-schema';
import type { PortalObject, WantedPipeline, WantedProperty } from './wanted';

/** The property group that everything which is created belongs to. */
const GROUP = { name: 'at_risk', label: 'At-Risk' } as const;

/** One thing that the portal lacks, and that HubSpot's API can create. */
export type Creation =
  | { readonly kind: 'group'; readonly object: PortalObject }
  | { readonly kind: 'property'; readonly wanted: WantedProperty }
  | { readonly kind: 'pipeline'; readonly wanted: WantedPipeline }
  | {
      readonly kind: 'stage';
      readonly wanted: WantedPipeline;
      readonly stage: WantedPipeline['stages'][number];
      readonly pipelineId: string;
    };

/** What is missing, in the order in which it can be created. What is there, but different, is not changed. */
export function creationsOf(differences: readonly Difference[], schema: PortalSchema): readonly Creation[] {
  const things = differences.flatMap((difference): readonly Creation[] => {
    if (difference.kind === 'missingProperty') return [{ kind: 'property', wanted: difference.wanted }];
    if (difference.kind === 'missingPipeline' && !pipelineHasIds(difference.wanted)) {
      return [{ kind: 'pipeline', wanted: difference.wanted }];
    }
    if (difference.kind === 'missingStage' && !isId(difference.stage.name)) {
      return [{ kind: 'stage', wanted: difference.wanted, stage: difference.stage, pipelineId: difference.pipelineId }];
    }
    return [];
  });
  const objects = (['ticket', 'company'] as const).filter(
    (object) =>
      !schema.groups[object].includes(GROUP.name) &&
      things.some((thing) => thing.kind === 'property' && thing.wanted.object === object),
  );
  return [...objects.map((object) => ({ kind: 'group' as const, object })), ...things];
}

function pipelineHasIds({ name, stages }: WantedPipeline): boolean {
  return [name, ...stages.map((stage) => stage.name)].some(isId);
}

export function describeCreation(creation: Creation): string {
  switch (creation.kind) {
    case 'group':
      return `${creation.object} property group "${GROUP.label}"`;
    case 'property': {
      const { object, name, label, options } = creation.wanted;
      const { fieldType } = fieldOf(creation.wanted);
      const listed = options.length === 0 ? '' : `: ${options.join(', ')}`;
      return `${object} property ${name} "${label}" (${fieldType}${listed})`;
    }
    case 'pipeline': {
      const stages = creation.wanted.stages.map(({ name, state }) => `${name} (${state})`);
      return `ticket pipeline "${creation.wanted.name}" with the stages ${stages.join(', ')}`;
    }
    case 'stage':
      return `stage "${creation.stage.name}" (${creation.stage.state}) of the ticket pipeline "${creation.wanted.name}"`;
  }
}

const PLURALS = { ticket: 'tickets', company: 'companies' } as const;
const created = z.object({});

/** `existed`: somebody created it in the meantime; HubSpot answers that with 409. */
export async function create(client: HubSpotClient, creation: Creation): Promise<'created' | 'existed'> {
  try {
    await ask(`create a ${creation.kind}`, created, () => send(client, creation));
    return 'created';
  } catch (error) {
    if (error instanceof HubSpotError && error.status === 409) return 'existed';
    throw error;
  }
}

function send({ api }: HubSpotClient, creation: Creation): Promise<unknown> {
  const { properties, pipelines } = api.crm;
  switch (creation.kind) {
    case 'group':
      return properties.groupsApi.create(PLURALS[creation.object], input({ ...GROUP, displayOrder: -1 }), CALL);
    case 'property':
      return properties.coreApi.create(PLURALS[creation.wanted.object], input(propertyInput(creation.wanted)), CALL);
    case 'pipeline': {
      const { name, stages } = creation.wanted;
      const inputs = stages.map((stage, displayOrder) => stageInput(stage, displayOrder));
      return pipelines.pipelinesApi.create('tickets', input({ label: name, displayOrder: 0, stages: inputs }), CALL);
    }
    case 'stage': {
      const { pipelineId, stage, wanted } = creation;
      const order = wanted.stages.indexOf(stage);
      return pipelines.pipelineStagesApi.create('tickets', pipelineId, input(stageInput(stage, order)), CALL);
    }
  }
}

type FieldType = 'radio' | 'select' | 'checkbox' | 'booleancheckbox' | 'date' | 'textarea';

function fieldOf({ kind, options }: WantedProperty): {
  readonly type: 'enumeration' | 'bool' | 'date' | 'datetime' | 'string';
  readonly fieldType: FieldType;
} {
  switch (kind) {
    case 'choice':
      return { type: 'enumeration', fieldType: options.length === 2 ? 'radio' : 'select' };
    case 'choices':
      return { type: 'enumeration', fieldType: 'checkbox' };
    case 'checkbox':
      return { type: 'bool', fieldType: 'booleancheckbox' };
    case 'date':
      return { type: 'date', fieldType: 'date' };
    case 'datetime':
      return { type: 'datetime', fieldType: 'date' };
    case 'text':
      return { type: 'string', fieldType: 'textarea' };
  }
}

const CHECKBOX_LABELS: Readonly<Record<string, string>> = { true: 'Yes', false: 'No' };

function propertyInput(wanted: WantedProperty) {
  const { name, label, kind, options, labels = kind === 'checkbox' ? CHECKBOX_LABELS : {} } = wanted;
  // What the service shows is nobody's to fill in.
  const formField = wanted.neededBy !== 'views';
  return {
    ...{ name, label, groupName: GROUP.name, hasUniqueValue: false, formField },
    ...fieldOf(wanted),
    options: options.map((value, displayOrder) => ({
      ...{ value, displayOrder, hidden: false },
      label: labels[value] ?? value,
    })),
  };
}

function stageInput({ name, state }: WantedPipeline['stages'][number], displayOrder: number) {
  return { label: name, displayOrder, metadata: { ticketState: state.toUpperCase() } };
}
