import { z } from 'zod';
import { CALL, ask, type HubSpotClient } from '../client/client';
import { sensitivityOf, type Sensitivity } from '../portal/portal-fit';
import type { PortalObject } from './wanted';

/** How a portal is set up, as far as the portal file can name it. */

const propertySchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  calculated: z.boolean().nullish(),
  options: z.array(z.object({ value: z.string(), label: z.string(), hidden: z.boolean().nullish() })).default([]),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
});
export type FoundProperty = z.output<typeof propertySchema>;

const stageSchema = z.object({
  id: z.string(),
  label: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
const pipelineSchema = z.object({ id: z.string(), label: z.string(), stages: z.array(stageSchema) });
export type FoundPipeline = z.output<typeof pipelineSchema>;

export interface PortalSchema {
  readonly properties: Readonly<Record<PortalObject, readonly FoundProperty[]>>;
  readonly groups: Readonly<Record<PortalObject, readonly string[]>>;
  readonly pipelines: readonly FoundPipeline[];
  /** Of a property that is not listed because it holds sensitive data. */
  readonly sensitivityOf: (object: PortalObject, name: string) => Promise<Sensitivity | undefined>;
}

const PLURALS = { ticket: 'tickets', company: 'companies' } as const;

export async function readProperties({ api }: HubSpotClient, object: PortalObject): Promise<readonly FoundProperty[]> {
  const plural = PLURALS[object];
  const { results } = await ask(`list the properties of ${plural}`, listOf(propertySchema), () =>
    api.crm.properties.coreApi.getAll(plural, false, undefined, CALL),
  );
  return results;
}

export async function readPipelines({ api }: HubSpotClient): Promise<readonly FoundPipeline[]> {
  const { results } = await ask('list the ticket pipelines', listOf(pipelineSchema), () =>
    api.crm.pipelines.pipelinesApi.getAll('tickets', CALL),
  );
  return results;
}

export async function readSchema(client: HubSpotClient): Promise<PortalSchema> {
  const groups = async (object: PortalObject): Promise<readonly string[]> => {
    const plural = PLURALS[object];
    const { results } = await ask(`list the property groups of ${plural}`, listOf(z.object({ name: z.string() })), () =>
      client.api.crm.properties.groupsApi.getAll(plural, CALL),
    );
    return results.map(({ name }) => name);
  };
  return {
    properties: {
      ticket: await readProperties(client, 'ticket'),
      company: await readProperties(client, 'company'),
    },
    groups: { ticket: await groups('ticket'), company: await groups('company') },
    pipelines: await readPipelines(client),
    sensitivityOf: (object, name) => sensitivityOf(client, object, name),
  };
}

function listOf<T>(item: z.ZodType<T>): z.ZodType<{ readonly results: readonly T[] }> {
  return z.object({ results: z.array(item) });
}
